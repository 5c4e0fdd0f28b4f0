/* env --format cmake: a toolchain file. */
#include "common/xalloc.h"
#include "wrapper/build/cmakefile.h"
#include "wrapper/export/export.h"

/* The user's own tools, as CMake calls them. */
static const struct {
	const char *variable, *name;
} tools[] = {
	{ "CC", "CMAKE_C_COMPILER" },
	{ "CXX", "CMAKE_CXX_COMPILER" },
	{ "AR", "CMAKE_AR" },
	{ "RANLIB", "CMAKE_RANLIB" },
	{ "STRIP", "CMAKE_STRIP" },
	{ "NM", "CMAKE_NM" },
	{ "OBJCOPY", "CMAKE_OBJCOPY" },
	{ "LD", "CMAKE_LINKER" },
};
enum { NTOOLS = COUNT(tools) };

static void
put_users(const struct buildenv *b, FILE *out)
{
	for (size_t i = 0; i < NTOOLS; i++) {
		const struct envvar *v = export_find(b, tools[i].variable);
		autoargvec words = ARGVEC_INIT;

		if (v == NULL || v->kept == NULL)
			continue;
		export_kept(v, out);
		export_words(b, tools[i].variable, &words);
		cmakefile_set(out, tools[i].name, &words);
	}
}

void
export_cmake(const struct buildenv *b, const struct target *t, FILE *out)
{
	static const char *const file[] = { "CMAKE_TOOLCHAIN_FILE", NULL };
	const struct targetfacts *of = b->facts.of;
	autofree char *text = cmakefile_text(t, of->dir, of->prefix,
		&of->emulator, of->root.dir != NULL ? &of->root : NULL);

	export_kept_of(b, file, out);
	fputs(text, out);
	put_users(b, out);
}
