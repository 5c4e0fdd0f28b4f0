#include "shim/gate/staticlibc.h"

#include <string.h>

#include "common/path.h"
#include "common/str.h"
#include "common/xalloc.h"

/* getpwnam, setservent …: only of names that libc.a warns of. */
static bool
asks_nss(const char *name)
{
	static const char *const databases[] = { "host", "net", "proto", "serv",
		"rpc", "pw", "gr", "sp", "sg", "alias" };

	if (starts_with(name, "get") || starts_with(name, "set"))
		for (size_t i = 0; i < COUNT(databases); i++)
			if (starts_with(name + 3, databases[i]))
				return true;
	return strcmp(name, "getaddrinfo") == 0 ||
	       strcmp(name, "initgroups") == 0;
}

/* libc.a has dlopen in every program; it is the program's if somebody else
 * wants it: "dlopen  libc.a(dlopen.o)", then lines of blanks and a file. */
static bool
is_wanted(const char *map, const char *name)
{
	autofree char *start = xasprintf("\n%s ", name);
	const char *at = strstr(map, "\nCross Reference Table\n");

	at = at != NULL ? strstr(at, start) : NULL;
	while (at != NULL && (at = strchr(at + 1, '\n')) != NULL && at[1] == ' ') {
		autofree char *line = xstrndup(at + 1, strcspn(at + 1, "\n"));

		if (strstr(line, "/libc.a(") == NULL)
			return true;
	}
	return false;
}

void
static_libc_notes(const char *map, struct argvec *notes)
{
	static const char section[] = ":(.gnu.warning.";
	autoargvec nss = ARGVEC_INIT;
	autofree char *list = NULL;

	for (const char *p = map; (p = strstr(p, section)) != NULL; p++) {
		const char *from = p + sizeof section - 1;
		autofree char *name = xstrndup(from, strcspn(from, ")\n"));

		if (asks_nss(name) && !argvec_has(&nss, name) && nss.n < 6)
			argvec_push(&nss, name);
	}
	list = argvec_join(&nss, ", ");
	if (nss.n > 0)
		argvec_pushf(notes, "%s: a static glibc loads NSS from the machine "
				    "it runs on, which must have the same glibc",
			list);
	if (is_wanted(map, "dlopen") || is_wanted(map, "dlmopen"))
		argvec_push(notes, "dlopen: in a program with a static glibc it "
				   "needs the same glibc on the machine it runs "
				   "on");
}
