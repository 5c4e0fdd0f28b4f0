#include "shim/applets.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "common/path.h"
#include "common/xalloc.h"
#include "shim/compiler.h"
#include "shim/tools/tools.h"
#include "targets/triple.h"

const struct applet applets[] = {
	{ "cc", "cc gcc clang", APPLET_CC, compiler_plan, "C compiler and linker driver" },
	{ "c++", "c++ g++ clang++", APPLET_CXX, compiler_plan, "C++ compiler and linker driver" },
	{ "cpp", "cpp", APPLET_CPP, compiler_plan, "C preprocessor" },
	{ "ld", "ld ld.lld lld ld.bfd ld.gold wasm-ld wasm-component-ld lld-link", APPLET_LD, tool_ld, "linker (zig's lld)" },
	{ "ar", "ar llvm-ar gcc-ar", APPLET_AR, tool_zig, "static libraries" },
	{ "ranlib", "ranlib llvm-ranlib gcc-ranlib", APPLET_RANLIB, tool_zig, "index of a static library" },
	{ "strip", "strip llvm-strip", APPLET_STRIP, tool_binutil, "remove symbols" },
	{ "objcopy", "objcopy llvm-objcopy", APPLET_OBJCOPY, tool_binutil, "copy and change objects" },
	{ "nm", "nm llvm-nm gcc-nm", APPLET_NM, tool_binutil, "list symbols" },
	{ "size", "size llvm-size", APPLET_SIZE, tool_binutil, "how large code and data are" },
	{ "dlltool", "dlltool llvm-dlltool", APPLET_DLLTOOL, tool_dlltool, "import libraries (windows)" },
	{ "windres", "windres llvm-windres rc", APPLET_WINDRES, tool_windres, "resources (windows)" },
	{ "lib", "lib llvm-lib", APPLET_LIB, tool_lib, "static libraries in the MSVC way" },
	{ "pkg-config", "pkg-config pkgconf", APPLET_PKG_CONFIG, tool_pkgconfig, "libraries of the target's root (pkgconf)" },
	{ "install_name_tool", "install_name_tool llvm-install-name-tool", APPLET_INSTALL_NAME_TOOL, tool_apple, "names inside Mach-O files (apple)" },
	{ "otool", "otool llvm-otool", APPLET_OTOOL, tool_apple, "show Mach-O files (apple)" },
	{ "lipo", "lipo llvm-lipo", APPLET_LIPO, tool_apple, "join files of several machines (apple)" },
	{ "codesign", "codesign", APPLET_CODESIGN, tool_apple, "ad-hoc signatures (apple)" },
	{ "libtool", "libtool llvm-libtool-darwin", APPLET_LIBTOOL, tool_apple, "static libraries in Apple's way (apple)" },
	{ "rust-objcopy", "rust-objcopy", APPLET_RUST_OBJCOPY, tool_apple, "strip as rustc calls it (apple)" },
	{ "xcrun", "xcrun", APPLET_XCRUN, tool_xcrun, "where the SDK is, as rustc asks (apple)" },
	{ "dsymutil", "dsymutil llvm-dsymutil", APPLET_DSYMUTIL, tool_dsymutil, "debug information in a file of its own, by LLVM's (apple)" },
};
const size_t applets_n = COUNT(applets);

const struct applet *
applet_find(const char *name)
{
	for (size_t i = 0; i < applets_n; i++)
		if (applet_has_name(&applets[i], name))
			return &applets[i];
	return NULL;
}

/* "gcc-12" and "clang-19" are the tools too: Debian's versioned names. */
static char *
without_version(const char *name)
{
	size_t n = strlen(name), end = n;

	while (end > 0 && (isdigit((unsigned char)name[end - 1]) ||
				  name[end - 1] == '.'))
		end--;
	if (end < n && end > 1 && name[end - 1] == '-')
		n = end - 1;
	return xstrndup(name, n);
}

static void
known_names(struct fail *f)
{
	autoargvec all = ARGVEC_INIT;
	autofree char *list = NULL;

	for (size_t i = 0; i < applets_n; i++)
		argvec_split(&all, applets[i].names, " ");
	list = argvec_join(&all, " ");
	fail_hint(f,
		"names are <target>-<tool>, or <tool> in a folder called "
		"<target>; the tools are: %s",
		list);
}

/* The name of the folder that exec_name lies in. */
static char *
folder_name(const char *exec_name)
{
	autofree char *full = path_absolute(exec_name);
	autofree char *dir = path_dir(full);

	return xstrdup(path_base(dir));
}

/*
 * aarch64-linux-gnu-gcc has no room for a glibc version: in a folder that is
 * named after the same target with one, that one holds.
 */
static void
inherit_floor(const char *exec_name, const struct conf *conf,
	struct target *t)
{
	autofree char *name = NULL;
	struct target folder;

	if (t->def->libc != LIBC_GLIBC || t->glibc_given)
		return;
	name = folder_name(exec_name);
	/* any other name would be compared with all targets, for a hint */
	if (triple_same(name, t, conf) &&
		triple_parse(name, conf, &folder, FAIL_IGNORED) == 0 &&
		folder.glibc_given)
		*t = folder;
}

int
applet_from_name(const char *exec_name, const struct conf *conf,
	const struct applet **applet, struct target *t, struct fail *f)
{
	autofree char *base = without_version(path_base(exec_name));

	if (strncmp(base, "zshim", 5) == 0)
		return 0;
	if ((*applet = applet_find(base)) != NULL) {
		autofree char *name = folder_name(exec_name);

		if (triple_parse(name, conf, t, f) == 0)
			return 1;
		fail_context(f, "cannot tell the target of '%s' from its "
				"folder", base);
		if (f->hint == NULL)
			known_names(f);
		return -1;
	}
	/* The leftmost '-' with a tool behind it: x86_64-…-llvm-ar. */
	for (char *p = base; (p = strchr(p, '-')) != NULL; p++) {
		autofree char *triple = xstrndup(base, (size_t)(p - base));

		if ((*applet = applet_find(p + 1)) == NULL)
			continue;
		if (triple_parse(triple, conf, t, f) != 0)
			return -1;
		inherit_floor(exec_name, conf, t);
		return 1;
	}
	fail_set(f, "unknown name '%s'", base);
	known_names(f);
	return -1;
}

/* Tools that only some targets have. */
static bool
belongs(const struct applet *a, const struct target_def *d)
{
	switch (a->kind) {
	case APPLET_DLLTOOL:
	case APPLET_WINDRES:
	case APPLET_LIB:
		return d->libc == LIBC_MINGW;
	case APPLET_INSTALL_NAME_TOOL:
	case APPLET_OTOOL:
	case APPLET_LIPO:
	case APPLET_CODESIGN:
	case APPLET_LIBTOOL:
	case APPLET_DSYMUTIL:
	case APPLET_RUST_OBJCOPY:
	case APPLET_XCRUN:
		return d->libc == LIBC_DARWIN;
	default:
		return true;
	}
}

static bool
suits(const char *name, const struct target_def *d)
{
	if (strcmp(name, "wasm-ld") == 0)
		return d->arch == ARCH_WASM32;
	if (strcmp(name, "wasm-component-ld") == 0)
		return target_is_component(d);
	return strcmp(name, "lld-link") != 0 || target_is_uefi(d) ||
	       d->libc == LIBC_MSVC;
}

void
applet_link_names(const struct target *t, struct argvec *out)
{
	const char *prefixes[] = { t->name, t->def->gnu };

	for (size_t k = 0; k < 2; k++) {
		if (prefixes[k] == NULL ||
			(k == 1 && strcmp(prefixes[0], prefixes[1]) == 0))
			continue;
		for (size_t i = 0; i < applets_n; i++) {
			autoargvec names = ARGVEC_INIT;

			if (!belongs(&applets[i], t->def))
				continue;
			argvec_split(&names, applets[i].names, " ");
			for (size_t n = 0; n < names.n; n++)
				if (suits(names.v[n], t->def))
					argvec_pushf(out, "%s-%s",
						prefixes[k], names.v[n]);
		}
	}
}
