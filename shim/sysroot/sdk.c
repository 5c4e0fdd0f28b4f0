#include "shim/sysroot/sdk.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/path.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "texts.h"

static const char headers[] = "libc/include/any-windows-any";

int
sdk_path(const struct zig *z, char **out, struct fail *f)
{
	autofree char *base = NULL;

	if (maker_base(z, &base, f) != 0)
		return -1;
	*out = path_join(base, "support-windows-headers");
	return 0;
}

/* A link AS to the header, if zig has it and calls it otherwise. (A link of more
 * than 60 bytes takes a whole block, and there are 2,000.) */
static int
link_header(const struct maker *m, const char *as)
{
	autofree char *low = str_lower(as);
	autofree char *to = xasprintf("%s/%s/%s", m->zig->lib, headers, low);
	autofree char *at = path_join(m->dir, as);
	autofree char *brief = path_join(SDK_LINK, low);

	if (strcmp(low, as) == 0 || !path_is_file(to) || symlink(brief, at) == 0 ||
		errno == EEXIST)
		return 0;
	return fail_errno(m->f, "cannot create '%s'", at);
}

static int
fill(const struct maker *m)
{
	autofree char *from = path_join(m->zig->lib, headers);
	autofree char *at = path_join(m->dir, SDK_LINK);
	autoargvec have = ARGVEC_INIT, names = ARGVEC_INIT;
	int r = path_names(from, &have, m->f);

	if (r == 0 && symlink(from, at) != 0)
		return fail_errno(m->f, "cannot create '%s'", at);

	argvec_split(&names, text_sdk_headers, " \n");
	for (size_t i = 0; r == 0 && i < names.n; i++) {
		autofree char *as = xasprintf("%s.h", names.v[i]);

		r = link_header(m, as);
	}
	for (size_t i = 0; r == 0 && i < have.n; i++) {
		autofree char *as = xstrdup(have.v[i]);

		as[0] = (char)toupper((unsigned char)as[0]);
		r = ends_with(as, ".h") ? link_header(m, as) : 0;
	}
	return r;
}

/* ---- Windows 7 ---- */

/* mingw-w64 has Windows 10 in its mind where a program says nothing. */
static const char seven[] = "#ifndef _WIN32_WINNT\n"
			    "#define _WIN32_WINNT 0x0601\n"
			    "#endif\n"
			    "#include_next <_mingw.h>\n";

int
sdk_seven_path(const struct zig *z, char **out, struct fail *f)
{
	autofree char *base = NULL;

	if (maker_base(z, &base, f) != 0)
		return -1;
	*out = path_join(base, "support-windows7-headers");
	return 0;
}

static int
fill_seven(const struct maker *m)
{
	return maker_write(m, "_mingw.h", seven);
}

static int
make_seven(const struct zig *z, const struct target *t, struct fail *f)
{
	autofree char *dir = NULL;

	return sdk_seven_path(z, &dir, f) != 0
		       ? -1
		       : maker_once(z, t, dir, fill_seven, f);
}

int
sdk_make(const struct zig *z, const struct target *t, struct fail *f)
{
	autofree char *dir = NULL;

	if (sdk_path(z, &dir, f) != 0 ||
		(target_is_win7(t->def) && make_seven(z, t, f) != 0))
		return -1;
	return maker_once(z, t, dir, fill, f) == 0
		       ? 0
		       : fail_context(f, "cannot link Windows' headers");
}
