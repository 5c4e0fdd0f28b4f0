/* Rules for the words of GNU ld, on any target. */
#include "shim/rules/emulation.h"
#include "shim/rules/rows.h"

#include <string.h>

static const struct {
	const char *emulation;
	enum arch arch;
} known[] = {
	{ "elf_x86_64", ARCH_X86_64 },
	{ "elf32_x86_64", ARCH_X86_64 },
	{ "elf_i386", ARCH_X86 },
	{ "aarch64linux", ARCH_AARCH64 },
	{ "aarch64elf", ARCH_AARCH64 },
	{ "armelf_linux_eabi", ARCH_ARM },
	{ "armelf", ARCH_ARM },
	{ "elf64lriscv", ARCH_RISCV64 },
	{ "elf32lriscv", ARCH_RISCV32 },
	{ "elf64lppc", ARCH_PPC64 },
	{ "elf64ppc", ARCH_PPC64 },
	{ "elf32ppc", ARCH_PPC },
	{ "elf64_s390", ARCH_S390X },
	{ "elf64loongarch", ARCH_LOONGARCH64 },
	{ "i386pep", ARCH_X86_64 },
	{ "i386pe", ARCH_X86 },
	{ "arm64pe", ARCH_AARCH64 },
	{ "thumb2pe", ARCH_ARM },
};

const char *
linker_emulation(const struct target_def *d)
{
	if (d->big_endian || strstr(d->rust, "x32") != NULL)
		return NULL;
	for (size_t i = 0; i < COUNT(known); i++)
		if (known[i].arch == d->arch)
			return known[i].emulation;
	return NULL;
}

/* -m of a linker: must not contradict the target. */
int
rule_emulation(const struct rule_context *c, const struct word *w,
	struct argvec *out, enum fired_action *action, struct fail *f)
{
	(void)out;
	for (size_t i = 0; i < COUNT(known); i++)
		if (w->value != NULL &&
			strcmp(known[i].emulation, w->value) == 0 &&
			known[i].arch != c->call->target->def->arch) {
			fail_set(f, "'-m %s': conflicts with target '%s'",
				w->value, c->call->target->name);
			return fail_hint(f, "the name we are run by decides "
					    "the target");
		}
	*action = FIRED_DROP;
	return 0;
}

static const struct rule rows[] = {
	/* Linker words in spellings that zig's driver lacks. */
	{ "ld-undefined", L, "--undefined=*", ZL, 0, 0, RULE_REPLACE, "-Wl,-u,%v", NULL, "zig knows only -u SYM (zb#162, zb#466)" },
	{ "ld-undefined-one-dash", L, "-undefined *", ZL, 0, 0, RULE_REPLACE, "-Wl,-u,%v", NULL, "GNU ld takes it with one dash, too" },
	{ "ld-u", L, "-u*", ZL, 0, 0, RULE_REPLACE, "-Wl,-u,%v", NULL, "zig knows only -u SYM (zb#466)" },
	{ "ld-require-defined", L, "--require-defined=*", ZL, 0, 0, RULE_REPLACE, "-Wl,-u,%v", NULL, "lld has no --require-defined; -u keeps the symbol" },
	{ "ld-e", L, "-e*", ZL, 0, 0, RULE_REPLACE, "-Wl,--entry=%v", NULL, "zig knows -e only with a comma (zb#378)" },
	{ "ld-h", L, "-h*", ZL, 0, 0, RULE_REPLACE, "-Wl,-soname,%v", NULL, "refused by zig (hcc#92)" },
	{ "ld-library-path", L, "-L*", ZL, 0, 0, RULE_REPLACE, "-L%v", NULL, "refused by zig inside -Wl" },
	{ "ld-library", L, "-l*", ZL, 0, 0, RULE_REPLACE, "-l%v", NULL, "refused by zig inside -Wl" },
	{ "ld-library-path-long", L, "--library-path=*", ZL, 0, 0, RULE_REPLACE, "-L%v", NULL, "refused by zig inside -Wl" },
	{ "ld-library-long", L, "--library=*", ZL, 0, 0, RULE_REPLACE, "-l%v", NULL, "refused by zig inside -Wl" },
	{ "ld-pie", L, "--pie", ZL, 0, 0, RULE_REPLACE, "-pie", NULL, "refused by zig inside -Wl" },
	{ "ld-shared", L, "--shared", ZL, 0, 0, RULE_REPLACE, "-shared", NULL, "refused by zig inside -Wl" },
	{ "ld-print-map", L, "-M", ZL, 0, 0, RULE_REPLACE, "-Wl,--print-map", NULL, "refused by zig" },
	{ "ld-nodefs", L, "-znodefs", ZL, 0, 0, RULE_REPLACE, "-Wl,-z,undefs", NULL, "lld's spelling" },
	{ "ld-shared-loader", L, "--dynamic-linker=*", ZL | WHEN_SHARED, 0, 0, RULE_DROP, NULL, NULL, "a shared object has no loader; zig 0.16 refuses it (nixpkgs#529540)" },

	/* Linker words without which the result is the same. */
	{ "ld-emulation", L, "-m*", ZL, 0, 0, RULE_CALL, NULL, rule_emulation, "zig ignores -m; the target decides" },
	{ "ld-optimize", L, "-O*", ZL, 0, 0, RULE_DROP, NULL, NULL, "zig ignores it with a warning; only the size of string tables changes" },
	{ "ld-rpath-link", L, "--rpath-link=*", ZL, 0, 0, RULE_DROP, NULL, NULL, "lld does not look into shared libraries' own needs (zig#18713)" },
	{ "ld-plugin", L, "--plugin=*", ZL, 0, 0, RULE_DROP, NULL, NULL, "GCC's LTO plugin; lld has LTO built in" },
	{ "ld-plugin-opt", L, "--plugin-opt=*", ZL, 0, 0, RULE_DROP, NULL, NULL, "options of an LTO plugin; refused by zig (zb#393)" },
	{ "ld-nostart-stop-gc", L, "-znostart-stop-gc", ZL, 0, 0, RULE_DROP, NULL, NULL, "lld's default; refused by zig (cargo-lambda#883)" },
	{ "ld-symbolic-functions", L, "--Bsymbolic-functions", ZL, 0, 0, RULE_DROP, NULL, NULL, "saves indirect calls only; refused by zig" },
	{ "ld-icf", L, "--icf=*", ZL, 0, 0, RULE_DROP, NULL, NULL, "makes the result smaller only; refused by zig" },
	{ "ld-stats", L, "--stats", ZL, 0, 0, RULE_DROP, NULL, NULL, "prints figures of GNU ld (zig#18750)" },
	{ "ld-keep-memory", L, "--no-keep-memory", ZL, 0, 0, RULE_DROP, NULL, NULL, "saves memory of GNU ld" },
	{ "ld-threads", L, "--threads*", ZL, 0, 0, RULE_DROP, NULL, NULL, "lld chooses; refused by zig" },
	{ "ld-copy-needed", L, "--copy-dt-needed-entries", ZL, 0, 0, RULE_DROP, NULL, NULL, "GNU ld only" },
	{ "ld-no-copy-needed", L, "--no-copy-dt-needed-entries", ZL, 0, 0, RULE_DROP, NULL, NULL, "lld's way; GNU ld's option only" },
	{ "ld-add-needed", L, "--add-needed", ZL, 0, 0, RULE_DROP, NULL, NULL, "GNU ld only" },
	{ "ld-no-add-needed", L, "--no-add-needed", ZL, 0, 0, RULE_DROP, NULL, NULL, "lld's way; GNU ld's option only" },
	{ "ld-warn-mismatch", L, "--no-warn-mismatch", ZL, 0, 0, RULE_DROP, NULL, NULL, "a warning of GNU ld" },
	{ "ld-demangle", L, "--demangle", ZL, 0, 0, RULE_DROP, NULL, NULL, "lld's default" },
	{ "ld-warn-common", L, "--warn-common", ZL, 0, 0, RULE_DROP, NULL, NULL, "a warning only; refused by zig" },
	{ "ld-no-undefined-version", L, "--no-undefined-version", ZL, 0, 1500, RULE_DROP, NULL, NULL, "refused by older zig (hcc#103); only a check is lost" },

	/* Linker words that cost something: said in a line on stderr. */
	{ "ld-dynamic-list-exe", L, "--dynamic-list=*", ZL | WHEN_EXE, 0, 0, RULE_REPLACE, "-rdynamic", NULL, "zig's driver refuses lists (zb#392); all symbols are exported instead" },
	{ "ld-dynamic-list", L, "--dynamic-list=*", ZL | WHEN_SHARED, 0, 0, RULE_NOTE, NULL, NULL, "zig's driver refuses it (zb#392): all symbols stay preemptible" },
	{ "ld-export-symbol-exe", L, "--export-dynamic-symbol=*", ZL | WHEN_EXE, 0, 0, RULE_REPLACE, "-rdynamic -Wl,-u,%v", NULL, "zig's driver refuses it (zig#23730); all symbols are exported instead" },
	{ "ld-export-symbol", L, "--export-dynamic-symbol=*", ZL | WHEN_SHARED, 0, 0, RULE_REPLACE, "-Wl,-u,%v", NULL, "a shared object exports its symbols anyway" },
	{ "ld-export-list-exe", L, "--export-dynamic-symbol-list=*", ZL | WHEN_EXE, 0, 0, RULE_REPLACE, "-rdynamic", NULL, "zig's driver refuses lists (zig#23730); all symbols are exported instead" },
	{ "ld-exclude-libs", L, "--exclude-libs=*", ZL, 0, 0, RULE_NOTE, NULL, NULL, "zig's driver refuses it (zig#15113): symbols of static libraries stay exported" },
	{ "ld-cortex-a53", L, "--fix-cortex-a53-843419", ZL, 0, 0, RULE_NOTE, NULL, NULL, "zig's driver refuses it (zb#451): no work-around for that erratum of early Cortex-A53 CPUs" },

	/* GNU ld's own options, which lld refuses. */
	{ "lld-require-defined", L, "--require-defined=*", DI, 0, 0, RULE_REPLACE, "-Wl,-u,%v", NULL, "lld has no --require-defined; -u keeps the symbol" },
	{ "lld-stats", L, "--stats", DI, 0, 0, RULE_DROP, NULL, NULL, "prints figures of GNU ld" },
	{ "lld-keep-memory", L, "--no-keep-memory", DI, 0, 0, RULE_DROP, NULL, NULL, "saves memory of GNU ld" },
	{ "lld-default-symver", L, "--default-symver", DI, 0, 0, RULE_NOTE, NULL, NULL, "only GNU ld has it: symbols get no version" },
	{ "lld-plugin", L, "--plugin=*", DI, 0, 0, RULE_DROP, NULL, NULL, "GCC's LTO plugin; lld has LTO built in" },
	{ "ld-map", L, "--Map=*", ZL, 0, 0, RULE_NOTE, NULL, NULL, "zig's driver refuses it (zig#18356): no map file is written" },
};

const struct rule_table rows_linker = { rows, COUNT(rows), 0 };
