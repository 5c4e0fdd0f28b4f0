#include "shim/sysroot/sysroot.h"

#include <stdlib.h>
#include <string.h>

bool
sysroot_supported(const struct target *t, const char **why_not)
{
	*why_not = NULL;
	switch (t->def->libc) {
	case LIBC_NONE:
	case LIBC_GLIBC:
	case LIBC_MUSL:
	case LIBC_MINGW:
	case LIBC_FREEBSD:
	case LIBC_NETBSD:
	case LIBC_WASI:
		return true;
	default:
		*why_not = "zig's own linker makes Mach-O files";
		return false;
	}
}

static const char *const piece_names[PIECES] = {
	[PIECE_UNWIND] = "unwind",
	[PIECE_COMPILER_RT] = "compiler_rt",
	[PIECE_CXX] = "c++",
	[PIECE_UBSAN] = "ubsan",
	[PIECE_LIBC] = "libc",
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
	*s = (struct sysroot){ NULL };
}
