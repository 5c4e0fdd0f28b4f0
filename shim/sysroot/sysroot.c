#include "shim/sysroot/sysroot.h"

#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"

bool
sysroot_supported(const struct target *t, const char **why_not)
{
	*why_not = NULL;
	if (t->def->arch == ARCH_HEXAGON && t->def->libc == LIBC_MUSL) {
		*why_not = "clang links for Hexagon out of folders of its SDK's";
		return false;
	}
	switch (t->def->libc) {
	case LIBC_NONE:
	case LIBC_GLIBC:
	case LIBC_MUSL:
	case LIBC_MINGW:
	case LIBC_FREEBSD:
	case LIBC_NETBSD:
	case LIBC_OPENBSD:
	case LIBC_WASI:
		return true;
	default:
		*why_not = "zig's own linker makes Mach-O files";
		return false;
	}
}

/* lld's names (its ELF/Driver.cpp, parseEmulation), for the targets whose links
 * do without clang's driver (shim/engine/direct.c). */
static const char *
lld_emulation(const struct target_def *d)
{
	static const struct {
		enum arch arch;
		const char *little, *big;
	} names[] = {
		{ ARCH_X86_64, "elf_x86_64", NULL },
		{ ARCH_X86, "elf_i386", NULL },
		{ ARCH_AARCH64, "aarch64linux", "aarch64linuxb" },
		{ ARCH_ARM, "armelf_linux_eabi", "armelfb_linux_eabi" },
		{ ARCH_RISCV64, "elf64lriscv", NULL },
		{ ARCH_RISCV32, "elf32lriscv", NULL },
		{ ARCH_PPC64, "elf64lppc", "elf64ppc" },
		{ ARCH_PPC, "elf32lppclinux", "elf32ppclinux" },
		{ ARCH_S390X, NULL, "elf64_s390" },
		{ ARCH_LOONGARCH64, "elf64loongarch", NULL },
		{ ARCH_MIPS, "elf32ltsmip", "elf32btsmip" },
		{ ARCH_MIPS64, "elf64ltsmip", "elf64btsmip" },
	};

	/* x32 */
	if (d->arch == ARCH_X86_64 && !d->is64)
		return "elf32_x86_64";
	for (size_t i = 0; i < COUNT(names); i++)
		if (names[i].arch == d->arch)
			return d->big_endian ? names[i].big : names[i].little;
	return NULL;
}

static const char *
emulation(const struct target_def *d)
{
	return d->libc == LIBC_GLIBC ? lld_emulation(d) : NULL;
}

/* clang names an emulation of GNU ld's that lld has not. */
static bool
is_misnamed(const struct target_def *d)
{
	return d->libc == LIBC_NETBSD &&
	       (d->arch == ARCH_ARM || d->arch == ARCH_PPC);
}

void
sysroot_link_words(struct sysroot *s, const struct target *t)
{
	const char *name = emulation(t->def);

	s->emulation = xstrdup(name != NULL ? name : "-");
	if (t->def->loader != NULL)
		s->loader = xstrdup(t->def->loader);
	/* its loader takes no segment of read-only data by itself */
	if (t->def->libc == LIBC_NETBSD)
		argvec_pushl(&s->link, "--no-rosegment", "-znorelro", NULL);
	if (is_misnamed(t->def))
		argvec_pushf(&s->link, "-m%s", lld_emulation(t->def));
	/* code is little-endian since ARMv6 */
	if (t->def->libc == LIBC_GLIBC && t->def->arch == ARCH_ARM &&
		t->def->big_endian)
		argvec_push(&s->link, "--be8");
}

static const char *const piece_names[PIECES] = {
	[PIECE_UNWIND] = "unwind",
	[PIECE_COMPILER_RT] = "compiler_rt",
	[PIECE_CXX] = "c++",
	[PIECE_UBSAN] = "ubsan",
	[PIECE_LIBC] = "libc",
	[PIECE_CXX_SHARED] = "c++-shared",
	[PIECE_GUIDS] = "guids",
};

int
piece_find(const char *name)
{
	for (int i = 0; i < PIECES; i++)
		if (piece_names[i] != NULL && strcmp(piece_names[i], name) == 0)
			return i;
	return -1;
}

const char *
piece_name(int piece)
{
	return piece >= 0 && piece < PIECES && piece_names[piece] != NULL
		       ? piece_names[piece]
		       : "piece";
}

void
sysroot_clear(struct sysroot *s)
{
	free(s->dir);
	free(s->ld);
	free(s->loader);
	free(s->emulation);
	argvec_clear(&s->c);
	argvec_clear(&s->cxx);
	argvec_clear(&s->link);
	argvec_clear(&s->files);
	*s = (struct sysroot){ 0 };
}
