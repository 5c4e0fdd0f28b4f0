#include "wrapper/build/cmakefile.h"
#include <sha256.h>
#include <stdint.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/machine.h"
#include "common/path.h"
#include "common/xalloc.h"
#include "texts.h"

/* CMake's variables and the tools they name. */
struct cmake_tool {
	const char *variable, *tool;
};

static const struct cmake_tool tools[] = {
	{ "CMAKE_C_COMPILER", "cc" },
	{ "CMAKE_CXX_COMPILER", "c++" },
	{ "CMAKE_ASM_COMPILER", "cc" },
	{ "CMAKE_AR", "ar" },
	{ "CMAKE_RANLIB", "ranlib" },
	{ "CMAKE_STRIP", "strip" },
	{ "CMAKE_NM", "nm" },
	{ "CMAKE_OBJCOPY", "objcopy" },
	{ "CMAKE_LINKER", "ld" },
	/* For link-time optimisation, else CMake looks for this machine's. */
	{ "CMAKE_C_COMPILER_AR", "ar" },
	{ "CMAKE_C_COMPILER_RANLIB", "ranlib" },
	{ "CMAKE_CXX_COMPILER_AR", "ar" },
	{ "CMAKE_CXX_COMPILER_RANLIB", "ranlib" },
};

/* Without the first, zlib's and other projects take a bare windres. */
static const struct cmake_tool windows_tools[] = {
	{ "CMAKE_RC_COMPILER", "windres" },
	{ "CMAKE_DLLTOOL", "dlltool" },
};

/* text as the inside of CMake's "…". */
static void
put_quoted(FILE *out, const char *text)
{
	putc('"', out);
	for (; *text != '\0'; text++) {
		if (strchr("\\\"$", *text) != NULL)
			putc('\\', out);
		putc(*text, out);
	}
	putc('"', out);
}

void
cmakefile_set(FILE *out, const char *name, const struct argvec *words)
{
	fprintf(out, "set(%s", name);
	for (size_t i = 0; i < words->n; i++) {
		putc(' ', out);
		put_quoted(out, words->v[i]);
	}
	fputs(")\n", out);
}

static void
put_system(FILE *out, const struct target *t)
{
	const struct target_def *d = t->def;
	bool bare = d->libc == LIBC_NONE;

	fprintf(out, "set(CMAKE_SYSTEM_NAME %s)\n",
		d->cmake_system != NULL ? d->cmake_system : "Generic");
	if (d->cmake_processor != NULL)
		fprintf(out, "set(CMAKE_SYSTEM_PROCESSOR %s)\n",
			d->cmake_processor);
	if (bare)
		fputs("set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)\n",
			out);
}

/* set(ENV{NAME} "value") unless the user has one of his own. */
static void
put_env(FILE *out, const char *name, const char *value)
{
	fprintf(out, "if(NOT DEFINED ENV{%s})\n\tset(ENV{%s} ", name, name);
	put_quoted(out, value);
	fputs(")\nendif()\n", out);
}

static void
put_root(FILE *out, const struct target *t, const char *dir,
	const char *prefix, const struct root *root)
{
	autofree char *tool = xasprintf("%s/%s-pkg-config", dir, prefix);
	autofree char *folders = NULL;
	autoargvec dirs = ARGVEC_INIT;

	fputs("list(APPEND CMAKE_FIND_ROOT_PATH ", out);
	put_quoted(out, root->dir);
	fputs(")\n", out);
	/* The folder below lib that find_library() looks into, too. */
	if (t->def->multiarch != NULL)
		fprintf(out, "set(CMAKE_LIBRARY_ARCHITECTURE %s)\n",
			t->def->multiarch);
	root_pkgconfig(&machine_real, root, t->def, &dirs);
	folders = argvec_join(&dirs, ":");
	put_env(out, "PKG_CONFIG", tool);
	put_env(out, "PKG_CONFIG_LIBDIR", folders);
	put_env(out, "PKG_CONFIG_SYSROOT_DIR", root->dir);
}

static void
put_tools(FILE *out, const struct cmake_tool *v, size_t n, const char *dir,
	const char *prefix)
{
	for (size_t i = 0; i < n; i++) {
		autofree char *path =
			xasprintf("%s/%s-%s", dir, prefix, v[i].tool);

		fprintf(out, "set(%s ", v[i].variable);
		put_quoted(out, path);
		fputs(")\n", out);
	}
}

static void
put_all(FILE *out, const struct target *t, const char *dir,
	const char *prefix, const struct argvec *emulator,
	const struct root *extra)
{
	autofree char *root = path_join(dir, "root");

	fprintf(out, "# %s\n", prefix);
	put_system(out, t);
	put_tools(out, tools, COUNT(tools), dir, prefix);
	if (t->def->libc == LIBC_MINGW)
		put_tools(out, windows_tools,
			COUNT(windows_tools), dir,
			prefix);
	if (emulator->n > 0)
		cmakefile_set(out, "CMAKE_CROSSCOMPILING_EMULATOR", emulator);
	fputs("list(APPEND CMAKE_FIND_ROOT_PATH ", out);
	put_quoted(out, root);
	fputs(")\n", out);
	if (extra != NULL)
		put_root(out, t, dir, prefix, extra);
	/* What is found must be the target's, what is run must be this machine's. A
	 * mode without any root does nothing, hence one that need not exist; prefixes
	 * that the build names count as roots, or CMake would look for them below. */
	fputs(text_find_cmake, out);
	/* pkg-config would answer with this machine's libraries. (An empty value is
	 * how CMake unsets a variable.) */
	if (extra == NULL)
		fputs(text_pkg_config_cmake, out);
	/* CMake 3.31 passes --dependency-file to the linker, which zig's driver
	 * refuses: ziglang/zig#22213. The first name is documented, the other two are
	 * what older modules look at. */
	fputs(text_depfile_cmake, out);
}

char *
cmakefile_text(const struct target *t, const char *dir, const char *prefix,
	const struct argvec *emulator, const struct root *root)
{
	char *text = NULL;
	size_t len;
	FILE *out = xmemstream(&text, &len);

	put_all(out, t, dir, prefix, emulator, root);
	fclose(out);
	return text;
}

/* Two workspaces with the same target have roots of their own. */
static char *
file_name(const struct root *root)
{
	char hex[SHA256_DIGEST_STRING_LENGTH];

	if (root == NULL)
		return xstrdup("toolchain.cmake");
	SHA256_Data((const uint8_t *)root->dir, strlen(root->dir), hex);
	return xasprintf("toolchain-%.12s.cmake", hex);
}

int
cmakefile_write(const struct target *t, const char *dir, const char *prefix,
	const struct argvec *emulator, const struct root *root, char **path,
	struct fail *f)
{
	autofree char *rules =
		cmakefile_text(t, dir, prefix, emulator, root);
	autofree char *name = file_name(root);
	autofree char *text = xasprintf(
		"# Written by cargo zbuild; changes are lost.\n%s", rules);
	char *p = path_join(dir, name);

	if (path_update(p, text, strlen(text), 0600, f) < 0) {
		free(p);
		return -1;
	}
	*path = p;
	return 0;
}
