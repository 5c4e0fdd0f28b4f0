#include "wrapper/sysroot/docs.h"

#include <stdlib.h>
#include <string.h>

#include "common/path.h"
#include "common/xalloc.h"

/* The words that the three files share. */
struct docs {
	const struct zig *zig;
	const struct target *target;
	bool cxx;
	const char *triple;      /* for clang's --target */
	const char *flags;       /* " -DX" or "" */
	const char *link;        /* " -static" for musl */
	int clang;               /* major version of the one in zig */
};

static char *
readme(const struct docs *d)
{
	const char *t = d->triple;
	autofree char *cxx = NULL, *verify = NULL;

	if (d->cxx)
		cxx = xasprintf(
			"C++, with the libc++ of clang %d, which asks for "
			"clang %d or newer:\n"
			"\n"
			"    clang++ --target=%s --sysroot=$S "
			"--gcc-toolchain=$S%s \\\n"
			"        -stdlib++-isystem $S/usr/include/c++/v1 "
			"-stdlib=libc++ -fuse-ld=lld%s -o x x.cc\n"
			"\n"
			"`-stdlib=libc++` alone finds the same headers unless "
			"the compiler was installed together with a libc++.\n"
			"\n",
			d->clang, d->clang - 2, t, d->flags, d->link);
	else
		cxx = xstrdup("There is no C++ library in here; "
			      "`cargo zbuild sysroot --with c++` adds it.\n\n");
	if (d->target->def->libc == LIBC_GLIBC) {
		autofree char *v = version_text(d->target->glibc);

		verify = xasprintf(
			"Programs run with glibc %s and newer. The libraries "
			"in `lib` are for linking only: to run foreign "
			"programs under qemu takes the target's own ones.\n",
			v);
	} else {
		verify = xstrdup("Programs are static (`-static`): there is "
				 "no shared C library in here.\n");
	}
	return xasprintf(
		"# Sysroot for %s\n"
		"\n"
		"Made by `cargo zbuild sysroot` from zig %s. The folder may be "
		"moved and copied; nothing in it knows where it is. Below, "
		"`$S` is its path.\n"
		"\n"
		"%s"
		"\n"
		"## clang and lld\n"
		"\n"
		"    clang --target=%s --sysroot=$S --gcc-toolchain=$S%s "
		"-fuse-ld=lld%s -o x x.c\n"
		"\n"
		"`--gcc-toolchain=$S` keeps clang from this machine's own "
		"cross GCC, if it has one: with that it would take its C "
		"library and start files.\n"
		"\n"
		"%s"
		"## CMake\n"
		"\n"
		"    cmake -B build --toolchain $S/toolchain.cmake\n"
		"\n"
		"`-DCMAKE_C_COMPILER=clang-19` chooses another clang.\n"
		"\n"
		"## Meson\n"
		"\n"
		"    meson setup build --cross-file $S/meson.cross\n"
		"\n"
		"Meson before 1.3 cannot tell where a cross file lies: give it "
		"this copy instead, made anew when the folder moves.\n"
		"\n"
		"    sed \"s|@DIRNAME@|$S|g\" $S/meson.cross >old-meson.cross\n"
		"\n"
		"## bindgen\n"
		"\n"
		"    bindgen x.h -- --target=%s --sysroot=$S "
		"--gcc-toolchain=$S%s\n"
		"\n"
		"In a build script: `BINDGEN_EXTRA_CLANG_ARGS=\"--target=%s "
		"--sysroot=$S --gcc-toolchain=$S%s\"`.\n"
		"\n"
		"## clangd\n"
		"\n"
		"In the project's `.clangd`, with the path in place of `$S`:\n"
		"\n"
		"    CompileFlags:\n"
		"      Add: [--target=%s, --sysroot=$S, "
		"--gcc-toolchain=$S]\n",
		d->target->name, d->zig->text, verify, t, d->flags, d->link,
		cxx, t, d->flags, t, d->flags, t);
}

static char *
cmake_cxx(const struct docs *d)
{
	if (!d->cxx)
		return xstrdup("");
	return xasprintf(
		"if(NOT CMAKE_CXX_COMPILER)\n"
		"  set(CMAKE_CXX_COMPILER clang++)\n"
		"endif()\n"
		"set(CMAKE_CXX_COMPILER_TARGET %s)\n"
		"set(CMAKE_CXX_FLAGS_INIT \"-stdlib=libc++ "
		"-stdlib++-isystem \\\"${CMAKE_CURRENT_LIST_DIR}/usr/include/"
		"c++/v1\\\"%s\")\n",
		d->triple, d->flags);
}

static char *
cmake(const struct docs *d)
{
	const struct target_def *def = d->target->def;
	autofree char *cxx = cmake_cxx(d);

	return xasprintf(
		"# Made by cargo zbuild sysroot, for %s.\n"
		"set(CMAKE_SYSTEM_NAME %s)\n"
		"set(CMAKE_SYSTEM_PROCESSOR %s)\n"
		"set(CMAKE_SYSROOT \"${CMAKE_CURRENT_LIST_DIR}\")\n"
		"if(NOT CMAKE_C_COMPILER)\n"
		"  set(CMAKE_C_COMPILER clang)\n"
		"endif()\n"
		"set(CMAKE_C_COMPILER_TARGET %s)\n"
		"set(CMAKE_ASM_COMPILER_TARGET %s)\n"
		"# No cross GCC of this machine's: clang would take its C "
		"library.\n"
		"set(CMAKE_C_COMPILER_EXTERNAL_TOOLCHAIN "
		"\"${CMAKE_CURRENT_LIST_DIR}\")\n"
		"set(CMAKE_CXX_COMPILER_EXTERNAL_TOOLCHAIN "
		"\"${CMAKE_CURRENT_LIST_DIR}\")\n"
		"set(CMAKE_C_FLAGS_INIT \"%s\")\n"
		"%s"
		"set(CMAKE_EXE_LINKER_FLAGS_INIT \"-fuse-ld=lld%s\")\n"
		"set(CMAKE_SHARED_LINKER_FLAGS_INIT \"-fuse-ld=lld\")\n"
		"set(CMAKE_MODULE_LINKER_FLAGS_INIT \"-fuse-ld=lld\")\n"
		"# Programs come from this machine, all else from the "
		"sysroot.\n"
		"set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)\n"
		"set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)\n"
		"set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)\n"
		"set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)\n",
		d->target->name,
		def->cmake_system != NULL ? def->cmake_system : "Linux",
		def->cmake_processor != NULL ? def->cmake_processor
					     : arch_name(def->arch),
		d->triple, d->triple, *d->flags != '\0' ? d->flags + 1 : "",
		cxx, d->link);
}

/* One built-in option of a language: list of words for the compiler. */
static char *
meson_list(const struct docs *d, const char *first, const char *more)
{
	autoargvec words = ARGVEC_INIT;
	char *text = xstrdup(first), *next;

	argvec_split(&words, d->flags, " ");
	argvec_split(&words, more, " ");
	for (size_t i = 0; i < words.n; i++) {
		next = xasprintf("%s, '%s'", text, words.v[i]);
		free(text);
		text = next;
	}
	next = xasprintf("[%s]", text);
	free(text);
	return next;
}

static char *
meson(const struct docs *d)
{
	const struct target_def *def = d->target->def;
	autofree char *where = xasprintf(
		"'--target=%s', '--sysroot=@DIRNAME@', "
		"'--gcc-toolchain=@DIRNAME@'", d->triple);
	autofree char *link = xasprintf("%s, '-fuse-ld=lld'", where);
	autofree char *c = meson_list(d, where, "");
	autofree char *c_link = meson_list(d, link, d->link);
	autofree char *cxx = meson_list(d, where,
		"-stdlib=libc++ -stdlib++-isystem "
		"@DIRNAME@/usr/include/c++/v1");
	autofree char *cxx_link = NULL, *both = NULL;
	autofree char *link_words = xasprintf("-stdlib=libc++%s", d->link);

	cxx_link = meson_list(d, link, link_words);
	both = d->cxx ? xasprintf("cpp_args = %s\ncpp_link_args = %s\n", cxx,
				cxx_link)
		      : xstrdup("");
	return xasprintf(
		"# Made by cargo zbuild sysroot, for %s (meson 1.3 and "
		"newer; README.md has what older ones need).\n"
		"[binaries]\n"
		"c = 'clang'\n"
		"%s"
		"ar = 'llvm-ar'\n"
		"strip = 'llvm-strip'\n"
		"\n"
		"[built-in options]\n"
		"c_args = %s\n"
		"c_link_args = %s\n"
		"%s"
		"\n"
		"[properties]\n"
		"needs_exe_wrapper = true\n"
		"sys_root = '@DIRNAME@'\n"
		"\n"
		"[host_machine]\n"
		"system = '%s'\n"
		"cpu_family = '%s'\n"
		"cpu = '%s'\n"
		"endian = '%s'\n",
		d->target->name, d->cxx ? "cpp = 'clang++'\n" : "", c, c_link,
		both, def->meson_system != NULL ? def->meson_system : "linux",
		def->meson_cpu_family != NULL ? def->meson_cpu_family
					      : arch_name(def->arch),
		def->meson_cpu != NULL ? def->meson_cpu : arch_name(def->arch),
		def->big_endian ? "big" : "little");
}

static int
write_one(const char *dir, const char *name, char *text, struct fail *f)
{
	autofree char *path = path_join(dir, name);
	int r = path_write(path, text, strlen(text), 0644, f);

	free(text);
	return r;
}

int
sysrootdocs(const char *dir, const struct zig *z, const struct target *t,
	bool cxx, const char *flags, struct fail *f)
{
	autofree char *more = xasprintf("%s%s", *flags != '\0' ? " " : "",
		flags);
	struct docs d = { .zig = z, .target = t, .cxx = cxx,
		.triple = t->def->llvm, .flags = more,
		.link = t->def->libc == LIBC_MUSL ? " -static" : "" };

	/* libc++ supports the compilers of the last two releases. */
	d.clang = atoi(z->clang);
	if (write_one(dir, "README.md", readme(&d), f) != 0 ||
		write_one(dir, "toolchain.cmake", cmake(&d), f) != 0 ||
		write_one(dir, "meson.cross", meson(&d), f) != 0)
		return -1;
	return 0;
}
