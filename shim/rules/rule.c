#include "shim/rules/rule.h"

#include <stdlib.h>
#include <string.h>

bool
rule_match(const char *pattern, const char *text)
{
	for (; *pattern != '\0'; pattern++, text++) {
		if (*pattern == '*') {
			if (pattern[1] == '\0')
				return true;
			for (; *text != '\0'; text++)
				if (rule_match(pattern + 1, text))
					return true;
			return rule_match(pattern + 1, text);
		}
		if (*pattern != *text)
			return false;
	}
	return *text == '\0';
}

const char *
rule_id(const struct rule *r, enum space space)
{
	return space == SPACE_LINKER && (r->spaces & RULE_TWO_IDS)
		       ? r->id + strlen(r->id) + 1
		       : r->id;
}

bool
rule_off(const char *id)
{
#ifdef ZBUILD_MUTATE
	const char *off = getenv("ZBUILD_MUTATE");

	return off != NULL && strcmp(off, id) == 0;
#else
	(void)id;
	return false;
#endif
}

static const struct {
	const char *name;
	unsigned bit;
} when_names[] = {
	{ "zig-cc", WHEN_ZIGCC },
	{ "direct", WHEN_DIRECT },
	{ "link", WHEN_LINK },
	{ "compile", WHEN_COMPILE },
	{ "shared", WHEN_SHARED },
	{ "executable", WHEN_EXE },
	{ "gnu", WHEN_GNU },
	{ "musl", WHEN_MUSL },
	{ "elf", WHEN_ELF },
	{ "arm", WHEN_ARM },
	{ "aarch64", WHEN_AARCH64 },
	{ "x86", WHEN_X86 },
	{ "riscv", WHEN_RISCV },
	{ "mingw", WHEN_MINGW },
	{ "darwin", WHEN_DARWIN },
	{ "bare", WHEN_BARE },
	{ "wasm", WHEN_WASM },
	{ "bsd", WHEN_BSD },
	{ "ppc", WHEN_PPC },
	{ "mips", WHEN_MIPS },
	{ "s390", WHEN_S390 },
};

const char *
rule_when_name(unsigned bit)
{
	for (size_t i = 0; i < COUNT(when_names); i++)
		if (when_names[i].bit == bit)
			return when_names[i].name;
	return "";
}

int
rule_when_parse(const char *list, unsigned *out, struct fail *f)
{
	autoargvec words = ARGVEC_INIT;
	size_t n = COUNT(when_names);

	*out = 0;
	argvec_split(&words, list, " ,");
	for (size_t i = 0; i < words.n; i++) {
		size_t k = 0;

		while (k < n && strcmp(when_names[k].name, words.v[i]) != 0)
			k++;
		if (k == n) {
			fail_set(f, "unknown condition '%s'", words.v[i]);
			return fail_hint(f, "when = words of: zig-cc direct "
					    "link compile shared executable gnu "
					    "musl elf arm aarch64 x86 riscv "
					    "mingw darwin bare wasm bsd "
					    "ppc mips s390");
		}
		*out |= when_names[k].bit;
	}
	return 0;
}
