/* Folders of headers and libraries that do not belong in front. */
#include "shim/plan/facts.h"
#include "shim/rules/rows.h"

#include <string.h>

#include "common/path.h"
#include "common/xalloc.h"
#include "targets/host.h"
#include "targets/triple.h"

/* The folders with the headers of the C library and of this machine's ABI; in
 * others (/usr/include/eigen3) they may well be the same for every machine. */
static bool
holds_libc(const char *dir)
{
	const struct target_def *host = triple_find(host_triple(), NULL);
	autofree char *multi = xasprintf("/usr/include/%s",
		host != NULL && host->multiarch != NULL ? host->multiarch
							: "-");
	size_t n = strlen(dir);

	while (n > 1 && dir[n - 1] == '/')
		n--;
	return (n == strlen("/usr/include") &&
		       strncmp(dir, "/usr/include", n) == 0) ||
	       (n == strlen("/usr/local/include") &&
		       strncmp(dir, "/usr/local/include", n) == 0) ||
	       path_is_in(dir, multi);
}

int
rule_root_headers(const struct rule_context *c, const struct word *w,
	struct argvec *out, enum fired_action *action, struct fail *f)
{
	(void)f;
	if (c->root == NULL || w->value == NULL ||
		!root_has(c->call->facts->machine, &c->root->headers, w->value))
		return 0;
	/* The direct engine has them in its list. */
	*action = c->when & WHEN_DIRECT ? FIRED_DROP : FIRED_REPLACE;
	if (*action == FIRED_REPLACE)
		argvec_pushl(out, "-idirafter", w->value, NULL);
	return 0;
}

int
rule_root_library(const struct rule_context *c, const struct word *w,
	struct argvec *out, enum fired_action *action, struct fail *f)
{
	(void)out;
	(void)f;
	if (c->root != NULL && w->value != NULL &&
		root_has(c->call->facts->machine, &c->root->libraries, w->value))
		*action = FIRED_DROP;
	return 0;
}

/*
 * A program of this machine's own triple may read them, behind zig's. For
 * another target they are left out, or, where they may be right, kept with a
 * warning. What Debian's foreign architectures put in is the target's.
 */
int
rule_host_headers(const struct rule_context *c, const struct word *w,
	struct argvec *out, enum fired_action *action, struct fail *f)
{
	const struct target_def *d = c->call->target->def;
	autofree char *own = xasprintf("/usr/include/%s",
		d->multiarch != NULL ? d->multiarch : "-");
	bool native = strcmp(d->rust, host_triple()) == 0;

	if (c->root != NULL && root_has(c->call->facts->machine, &c->root->headers, w->value))
		return rule_root_headers(c, w, out, action, f);
	if (path_is_in(w->value, own) || (native && holds_libc(w->value))) {
		*action = FIRED_REPLACE;
		argvec_pushl(out, "-idirafter", w->value, NULL);
	} else if (!native) {
		*action = holds_libc(w->value) ? FIRED_NOTE : FIRED_WARN;
	}
	return 0;
}
