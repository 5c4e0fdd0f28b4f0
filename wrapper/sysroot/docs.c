#include "wrapper/sysroot/docs.h"

#include <stdlib.h>
#include <string.h>

#include "common/argvec.h"
#include "common/fill.h"
#include "common/path.h"
#include "common/xalloc.h"
#include "texts.h"

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
	autofree char *cxx = NULL, *runs = NULL;
	autofree char *clang = xasprintf("%d", d->clang);
	autofree char *oldest = xasprintf("%d", d->clang - 2);
	autofree char *glibc = version_text(d->target->glibc);

	cxx = d->cxx ? text_fill(text_sysroot_readme_c___md, "@CLANG@", clang,
			       "@OLDEST@", oldest, "@TRIPLE@", d->triple,
			       "@FLAGS@", d->flags, "@LINK@", d->link, NULL)
		     : xstrdup("There is no C++ library in here; `cargo "
			       "zbuild sysroot --with c++` adds it.\n");
	runs = d->target->def->libc == LIBC_GLIBC
		       ? xasprintf("Programs run with glibc %s and newer. The "
				   "libraries in `lib` are for linking only: "
				   "to run foreign programs under qemu takes "
				   "the target's own ones.\n",
				 glibc)
		       : xstrdup("Programs are static (`-static`): there is "
				 "no shared C library in here.\n");
	return text_fill(text_sysroot_readme_md, "@NAME@", d->target->name,
		"@ZIG@", d->zig->text, "@RUNS@", runs, "@TRIPLE@", d->triple,
		"@FLAGS@", d->flags, "@LINK@", d->link, "@CXX@", cxx, NULL);
}

static char *
cmake(const struct docs *d)
{
	const struct target_def *def = d->target->def;
	autofree char *cxx = text_fill(d->cxx ? text_sysroot_c___cmake : "",
		"@TRIPLE@", d->triple, "@FLAGS@", d->flags, NULL);

	return text_fill(text_sysroot_cmake, "@NAME@", d->target->name,
		"@SYSTEM@",
		def->cmake_system != NULL ? def->cmake_system : "Linux",
		"@PROCESSOR@",
		def->cmake_processor != NULL ? def->cmake_processor
					     : arch_name(def->arch),
		"@TRIPLE@", d->triple, "@C_FLAGS@",
		*d->flags != '\0' ? d->flags + 1 : "", "@CXX@", cxx, "@LINK@",
		d->link, NULL);
}

/* "'--target=T', '-DX'": the flags and more words for a compiler. */
static char *
meson_list(const struct docs *d, bool link, const char *more)
{
	autoargvec words = ARGVEC_INIT, quoted = ARGVEC_INIT;

	argvec_pushf(&words, "--target=%s", d->triple);
	argvec_pushl(&words, "--sysroot=@DIRNAME@",
		"--gcc-toolchain=@DIRNAME@", NULL);
	if (link)
		argvec_push(&words, "-fuse-ld=lld");
	argvec_split(&words, d->flags, " ");
	argvec_split(&words, more, " ");
	for (size_t i = 0; i < words.n; i++)
		argvec_pushf(&quoted, "'%s'", words.v[i]);
	return argvec_join(&quoted, ", ");
}

static char *
meson(const struct docs *d)
{
	static const char cxx_words[] =
		"-stdlib=libc++ -stdlib++-isystem "
		"@DIRNAME@/usr/include/c++/v1";
	const struct target_def *def = d->target->def;
	autofree char *cxx_link_words = xasprintf(
		"-stdlib=libc++%s", d->link);
	autofree char *c = meson_list(d, false, "");
	autofree char *c_link = meson_list(d, true, d->link);
	autofree char *cxx = meson_list(d, false, cxx_words);
	autofree char *cxx_link = meson_list(d, true, cxx_link_words);
	autofree char *both = xasprintf(
		"cpp_args = [%s]\ncpp_link_args = [%s]\n", cxx, cxx_link);

	return text_fill(text_sysroot_meson, "@NAME@", d->target->name,
		"@CXX@", d->cxx ? "cpp = 'clang++'\n" : "", "@C_ARGS@", c,
		"@C_LINK_ARGS@", c_link, "@CXX_ARGS@", d->cxx ? both : "",
		"@SYSTEM@",
		def->meson_system != NULL ? def->meson_system : "linux",
		"@FAMILY@",
		def->meson_cpu_family != NULL ? def->meson_cpu_family
					      : arch_name(def->arch),
		"@CPU@",
		def->meson_cpu != NULL ? def->meson_cpu : arch_name(def->arch),
		"@ENDIAN@", def->big_endian ? "big" : "little", NULL);
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
