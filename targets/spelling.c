#include "targets/spelling.h"

#include <stdio.h>
#include <string.h>

#include "common/str.h"

/* "arm64-unknown-linux-gnu" without its vendor: machine and the rest. */
struct spelling {
	const char *arch, *rest;
	size_t narch, nrest;
};

/*
 * Vendors that say nothing about machine and ABI: autoconf's and LLVM's own
 * and those of distributions and build systems for their compilers.
 */
static const char *const vendors[] = { "unknown", "pc", "none", "alpine",
	"buildroot", "conda", "cros", "oe", "poky", "redhat", "suse" };

/* Names of machines, from config.sub, LLVM's Triple.cpp, Debian and zig. */
static const struct {
	const char *name, *arch;
} arch_aliases[] = {
	{ "amd64",     "x86_64"      },
	{ "arm64",     "aarch64"     },
	{ "armv6hl",   "armv6"       },
	{ "armv6l",    "armv6"       },
	{ "armv7a",    "armv7"       },
	{ "armv7hl",   "armv7"       },
	{ "armv7l",    "armv7"       },
	{ "loong64",   "loongarch64" },
	{ "mipseb",    "mips"        },
	{ "mips64eb",  "mips64"      },
	{ "ppc",       "powerpc"     },
	{ "ppc64",     "powerpc64"   },
	{ "ppc64el",   "powerpc64le" },
	{ "ppc64le",   "powerpc64le" },
	{ "riscv32gc", "riscv32"     },
	{ "riscv64gc", "riscv64"     },
	{ "rv64gc",    "riscv64"     },
	{ "systemz",   "s390x"       },
	{ "x86",       "i686"        },
};

/* Is the counted string s the word w? */
static bool
word_is(const char *s, size_t n, const char *w)
{
	return strncmp(s, w, n) == 0 && w[n] == '\0';
}

static void
spelling_arch(struct spelling *sp)
{
	for (size_t i = 0; i < COUNT(arch_aliases); i++)
		if (word_is(sp->arch, sp->narch, arch_aliases[i].name)) {
			sp->arch = arch_aliases[i].arch;
			sp->narch = strlen(sp->arch);
			return;
		}
}

/* Takes the first n bytes of s apart; false if there is no '-'. */
static bool
spelling_split(const char *s, size_t n, struct spelling *out)
{
	const char *dash = memchr(s, '-', n), *end = s + n, *next;

	if (dash == NULL)
		return false;
	*out = (struct spelling){ s, dash + 1, (size_t)(dash - s),
		(size_t)(end - dash - 1) };
	next = memchr(out->rest, '-', out->nrest);
	for (size_t i = 0; next != NULL && i < COUNT(vendors); i++)
		if (word_is(out->rest, (size_t)(next - out->rest),
			    vendors[i])) {
			out->rest = next + 1;
			out->nrest = (size_t)(end - next - 1);
			break;
		}
	/* thumbv6m-unknown-none-eabi is LLVM's way to write
	 * thumbv6m-none-eabi, riscv64-unknown-elf GNU's way to leave the
	 * system out. */
	if (out->nrest > 5 && strncmp(out->rest, "none-", 5) == 0) {
		out->rest += 5;
		out->nrest -= 5;
	}
	/* config.sub: x86_64-linux and x86_64-redhat-linux have glibc. */
	if (word_is(out->rest, out->nrest, "linux")) {
		out->rest = "linux-gnu";
		out->nrest = strlen(out->rest);
	}
	spelling_arch(out);
	return true;
}

bool
spelling_key(const char *s, size_t n, char *key)
{
	struct spelling sp;
	int k;

	if (!spelling_split(s, n, &sp))
		return false;
	k = snprintf(key, SPELLING_KEY, "%.*s-%.*s", (int)sp.narch, sp.arch,
		(int)sp.nrest, sp.rest);
	return k > 0 && k < SPELLING_KEY;
}

bool
spelling_is(const char *key, const char *name)
{
	char other[SPELLING_KEY];

	return name != NULL && spelling_key(name, strlen(name), other) &&
	       strcmp(key, other) == 0;
}
