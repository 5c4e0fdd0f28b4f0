#include "shim/cpu/cpu.h"

#include <stdlib.h>
#include <string.h>

#include "common/trace.h"
#include "common/xalloc.h"
#include "shim/cpu/list.h"
#include "shim/cpu/names.h"
#include "shim/plan/facts.h"
#include "targets/host.h"
#include "targets/triple.h"

struct pair {
	const char *gcc, *zig;
};

/* GCC and clang names that zig's list (lib/std/Target/ARCH.zig) spells
 * otherwise; the rest differ in '-' and '_' only. */
static const struct pair cpu_names[] = {
	{ "core-avx2", "haswell" },
	{ "core-avx-i", "ivybridge" },
	{ "corei7", "nehalem" },
	{ "corei7-avx", "sandybridge" },
	{ "slm", "silvermont" },
	{ "atom", "bonnell" },
	{ "skx", "skylake_avx512" },
	{ "power7", "pwr7" },
	{ "power8", "pwr8" },
	{ "power9", "pwr9" },
	{ "power10", "pwr10" },
	{ "power11", "pwr11" },
	{ "powerpc64le", "ppc64le" },
	{ "powerpc64", "ppc64" },
	{ "powerpc", "ppc" },
};

/*
 * -mfpu= of arm (GCC manual, "ARM Options") in LLVM's feature names. zig's v7a
 * brings NEON and VFPv3 with 32 registers along, so what an FPU lacks has to
 * be taken away again (tried with __ARM_NEON and __ARM_VFPV3__, zig 0.17.1).
 */
#define NO_NEON "-neon"
#define NO_D32 "-neon-vfp3-vfp3sp-d32"
#define NO_VFP3 "-neon-vfp3-vfp3sp-vfp3d16-vfp3d16sp-d32"
static const struct pair fpus[] = {
	{ "vfp", "+vfp2" NO_VFP3 },
	{ "vfpv2", "+vfp2" NO_VFP3 },
	{ "vfpv3", "+vfp3" NO_NEON },
	{ "vfpv3-d16", "+vfp3d16" NO_D32 },
	{ "vfpv3-fp16", "+vfp3+fp16" NO_NEON },
	{ "vfpv3-d16-fp16", "+vfp3d16+fp16" NO_D32 },
	{ "vfpv4", "+vfp4" NO_NEON },
	{ "vfpv4-d16", "+vfp4d16" NO_D32 "-vfp4-vfp4sp" },
	{ "fpv4-sp-d16", "+vfp4d16sp" },
	{ "fpv5-sp-d16", "+fp_armv8d16sp" },
	{ "fpv5-d16", "+fp_armv8d16" },
	{ "fp-armv8", "+fp_armv8" NO_NEON },
	{ "neon", "+neon+vfp3" },
	{ "neon-vfpv3", "+neon+vfp3" },
	{ "neon-fp16", "+neon+fp16" },
	{ "neon-vfpv4", "+neon+vfp4" },
	{ "neon-fp-armv8", "+neon+fp_armv8" },
	{ "crypto-neon-fp-armv8", "+neon+fp_armv8+crypto" },
	{ "none", "-vfp2sp" NO_VFP3 },
	{ "auto", "" },
};

/* Extensions after '+' in -march= and -mcpu= that LLVM's features spell
 * otherwise (GCC manual, "AArch64 Options", "ARM Options"). */
static const struct pair extensions[] = {
	{ "fp", "fp_armv8" },
	{ "simd", "neon" },
	{ "fp16", "fullfp16" },
	{ "fp16fml", "fp16fml" },
	{ "rdma", "rdm" },
	{ "rng", "rand" },
	{ "memtag", "mte" },
	{ "pauth", "pauth" },
	{ "profile", "spe" },
	{ "predres", "predres" },
	{ "sve2-aes", "sve2_aes" },
	{ "sve2-sm4", "sve2_sm4" },
	{ "sve2-sha3", "sve2_sha3" },
	{ "sve2-bitperm", "sve2_bitperm" },
};

/* On 32-bit arm some of the same words mean the VFP of that architecture. */
static const struct pair arm_extensions[] = {
	{ "fp", "vfp3d16" },
	{ "simd", "neon" },
	{ "vfpv3", "vfp3" },
	{ "vfpv3-d16", "vfp3d16" },
	{ "vfpv4", "vfp4" },
	{ "vfpv4-d16", "vfp4d16" },
	{ "neon-vfpv4", "neon+vfp4" },
	{ "idiv", "hwdiv_arm" },
	{ "sec", "trustzone" },
	{ "mp", "mp" },
};

static const char *
lookup(const struct pair *t, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(t[i].gcc, name) == 0)
			return t[i].zig;
	return NULL;
}

static void
underscores(char *s)
{
	for (; *s != '\0'; s++)
		if (*s == '-' || *s == '.')
			*s = '_';
}

/* Appends "+ext+noext" as "+ext-ext" in zig's names. */
static void
add_extensions(char **cpu, const char *list, enum arch arch)
{
	autofree char *copy = xstrdup(list);
	char *rest = copy, *item;

	while ((item = strsep(&rest, "+")) != NULL) {
		bool off = strncmp(item, "no", 2) == 0 && item[2] != '\0';
		const char *zig = NULL;
		char *longer;

		if (*item == '\0')
			continue;
		if (off)
			item += 2;
		if (arch == ARCH_ARM || arch == ARCH_THUMB)
			zig = lookup(arm_extensions, COUNT(arm_extensions),
				item);
		else if (arch == ARCH_AARCH64)
			zig = lookup(extensions, COUNT(extensions), item);
		if (zig == NULL) {
			underscores(item);
			zig = item;
		}
		longer = xasprintf("%s%c%s", *cpu, off ? '-' : '+', zig);
		free(*cpu);
		*cpu = longer;
	}
}

/* armv8.2-a+crypto → generic+v8_2a+crypto; armv7e-m → generic+v7em */
static char *
from_arm_march(const char *value, enum arch arch)
{
	size_t n = strcspn(value, "+");
	autofree char *rev = xstrndup(value + 3, n - 3);
	char *cpu, *o = rev;

	for (char *p = rev; *p != '\0'; p++) {
		if (*p == '.')
			*o++ = '_';
		else if (*p != '-')
			*o++ = *p;
	}
	*o = '\0';
	if (strcmp(rev, "v7") == 0)
		cpu = xstrdup("generic+v7a");
	else
		cpu = xasprintf("generic+%s", rev);
	add_extensions(&cpu, value + n, arch);
	return cpu;
}

/* rv64gc_zba_zbb → generic_rv64+m+a+f+d+c+zba+zbb (RISC-V ISA manual,
 * chapter "ISA Extension Naming Conventions") */
static char *
from_riscv_march(const char *value)
{
	char *cpu = xasprintf("generic_%.4s", value);
	const char *p = value + 4;

	for (; *p != '\0' && *p != '_' && strchr("zsx", *p) == NULL; p++) {
		char *longer;

		if (*p == 'g')
			/* since ISA 2.2 the two are in G by name */
			longer = xasprintf("%s+m+a+f+d+zicsr+zifencei", cpu);
		else if (*p == 'i' || (*p >= '0' && *p <= '9') || *p == 'p')
			continue;
		else
			longer = xasprintf("%s+%c", cpu, *p);
		free(cpu);
		cpu = longer;
	}
	while (*(p += strspn(p, "_")) != '\0') {
		size_t n = strcspn(p, "_");
		size_t name = n;
		char *longer;

		/* a version such as zba1p0 at the end of the name */
		while (name > 0 && strchr("0123456789p", p[name - 1]))
			name--;
		if (name == n || p[n - 1] == 'p')
			name = n;
		longer = xasprintf("%s+%.*s", cpu, (int)name, p);
		free(cpu);
		cpu = longer;
		p += n;
	}
	return cpu;
}

static char *
from_name(const char *value, enum arch arch)
{
	size_t n = strcspn(value, "+");
	autofree char *gcc = xstrndup(value, n);
	const char *llvm = cpuname_clang(arch, gcc);
	autofree char *name = xstrdup(llvm != NULL ? llvm : gcc);
	const char *known = lookup(cpu_names, COUNT(cpu_names), name);
	char *cpu, *plus = strchr(name, '+');

	if (*name == '\0')
		return NULL;
	/* an alias may bring extensions of its own */
	if (plus != NULL && llvm != NULL) {
		autofree char *all = xasprintf("%s%s", llvm, value + n);

		cpu = xstrndup(name, (size_t)(plus - name));
		add_extensions(&cpu, all + (plus - name), arch);
		return cpu;
	}

	if (known != NULL) {
		cpu = xstrdup(known);
	} else {
		cpu = xstrdup(name);
		underscores(cpu);
	}
	add_extensions(&cpu, value + n, arch);
	return cpu;
}

static const char *
last_value(const struct words *ws, const char *name)
{
	const struct word *w = words_last(ws, SPACE_DRIVER, name);

	return w != NULL && w->value != NULL && *w->value != '\0' ? w->value
								  : NULL;
}

static char *
from_march(const char *march, enum arch arch)
{
	bool arm = arch == ARCH_ARM || arch == ARCH_AARCH64 ||
		   arch == ARCH_THUMB;

	if (arm && strncmp(march, "armv", 4) == 0)
		return from_arm_march(march, arch);
	if (strncmp(march, "rv32", 4) == 0 || strncmp(march, "rv64", 4) == 0)
		return from_riscv_march(march);
	return from_name(march, arch);
}

static bool
is_native(const struct target *t)
{
	const struct target_def *host = triple_find(host_triple(), NULL);

	return host != NULL && host->arch == t->def->arch;
}

static int
check_native(const struct target *t, const char *value, struct fail *f)
{
	if (value == NULL || strcmp(value, "native") != 0 || is_native(t))
		return 0;
	fail_set(f,
		"-march=native: this machine's CPU says nothing about "
		"target '%s'",
		t->name);
	return fail_hint(f, "name the CPU of the machine that will run it");
}

/* Is cpu the same architecture as the target's own, whose features go on? */
static bool
keeps_fpu(const struct target *t, const char *cpu)
{
	size_t n = strlen(cpu);

	return (t->def->arch == ARCH_ARM || t->def->arch == ARCH_THUMB) &&
	       t->def->cpu != NULL && strncmp(t->def->cpu, cpu, n) == 0 &&
	       (t->def->cpu[n] == '+' || t->def->cpu[n] == '-');
}

static bool
is_arm(enum arch a)
{
	return a == ARCH_ARM || a == ARCH_THUMB;
}

static char *
rust_variable(const struct target *t)
{
	char *name = xasprintf("ZBUILD_CPU_%s", t->def->rust);

	underscores(name);
	return name;
}

const char *
cpu_rust(const struct machine *m, const struct target *t)
{
	autofree char *name = rust_variable(t);
	const char *cpu = m->env(name);

	if (cpu == NULL || *cpu == '\0' || strcmp(cpu, "generic") == 0)
		return NULL;
	/* rustc takes this machine's then, whatever the target */
	if (strcmp(cpu, "native") == 0 && !is_native(t))
		return NULL;
	return cpu;
}

/* rustc's CPU, with the features that its target has in any case. */
static char *
from_rust(const struct target *t, const char *rust)
{
	autofree char *cpu = from_name(rust, t->def->arch);
	const char *own = t->def->cpu != NULL ? strpbrk(t->def->cpu, "+-")
					      : NULL;

	if (cpu == NULL)
		return NULL;
	return xasprintf("%s%s", cpu, own != NULL ? own : "");
}

int
cpu_zig(const struct target *t, const struct words *ws, const char *rust,
	char **out, struct fail *f)
{
	enum arch arch = t->def->arch;
	const char *march = last_value(ws, "-march=");
	const char *mcpu = last_value(ws, "-mcpu=");
	const char *mfpu = last_value(ws, "-mfpu=");
	const char *features;
	char *cpu = NULL;

	if (check_native(t, march, f) != 0 || check_native(t, mcpu, f) != 0)
		return -1;
	/* GCC: -mcpu names a CPU; -march, when both are there, decides the
	 * instruction set and leaves only the tuning to -mcpu. On x86, -mcpu
	 * is an old spelling of -mtune. */
	if (mcpu != NULL &&
		(arch_is_x86(arch) || strcmp(mcpu, "generic") == 0))
		mcpu = NULL;
	if (march != NULL)
		cpu = from_march(march, arch);
	/* An architecture alone says nothing of the FPU: the target's. */
	if (cpu != NULL && mfpu == NULL && keeps_fpu(t, cpu)) {
		free(cpu);
		cpu = xstrdup(t->def->cpu);
	}
	if (march == NULL && mcpu != NULL)
		cpu = from_name(mcpu, arch);
	if (march == NULL && mcpu == NULL && rust != NULL)
		cpu = from_rust(t, rust);
	if (mfpu != NULL && (arch == ARCH_ARM || arch == ARCH_THUMB)) {
		char *longer;

		features = lookup(fpus, COUNT(fpus), mfpu);
		if (features == NULL) {
			free(cpu);
			fail_set(f, "unknown -mfpu value '%s'", mfpu);
			return fail_hint(f, "see \"ARM Options\" in the GCC "
					    "manual");
		}
		if (cpu == NULL)
			cpu = xstrdup(t->def->cpu != NULL ? t->def->cpu
							  : "generic");
		longer = xasprintf("%s%s", cpu, features);
		free(cpu);
		cpu = longer;
	}
	if (cpu == NULL && t->def->cpu != NULL)
		cpu = xstrdup(t->def->cpu);
	*out = cpu;
	return 0;
}

/* ---- clang ---- */

static bool
has_value(const struct words *ws, const char *name)
{
	return last_value(ws, name) != NULL;
}

/* armv7, armv7-a and armv7ve are one architecture to an FPU. */
static size_t
arm_family(const char *march)
{
	size_t n = strcspn(march, "+");

	return n > 5 && strncmp(march, "armv7", 5) == 0 &&
			       (march[5] == '-' ? march[6] == 'a' : true)
		       ? 5
		       : n;
}

/* Does the row's -mfpu= stay? An architecture without extensions, or rustc's
 * CPU, says nothing of the FPU; a CPU for C does. */
static bool
keeps_row_fpu(const struct words *ws, const char *row_march)
{
	const char *march = last_value(ws, "-march=");
	const char *abi = last_value(ws, "-mfloat-abi=");

	if (abi != NULL && strcmp(abi, "softfp") == 0)
		return false;
	if (march == NULL)
		return !has_value(ws, "-mcpu=");
	return row_march != NULL && strchr(march, '+') == NULL &&
	       arm_family(march) == arm_family(row_march) &&
	       strncmp(march, row_march, arm_family(march)) == 0;
}

/* Where clang takes a CPU's name from on this machine. */
static const char *
name_option(enum arch a)
{
	switch (a) {
	case ARCH_X86:
	case ARCH_X86_64:
	case ARCH_S390X:
	case ARCH_LOONGARCH64:
	case ARCH_MIPS:
	case ARCH_MIPS64:
		return "-march=";
	case ARCH_AVR:
	case ARCH_MSP430:
		return "-mmcu=";
	default:
		return "-mcpu=";
	}
}

void
cpu_push_clang(const struct target *t, const struct words *ws,
	const char *rust, struct argvec *out)
{
	bool chosen = has_value(ws, "-mcpu=") || has_value(ws, "-march=");
	/* of 64 bits only */
	bool small = words_last(ws, SPACE_DRIVER, "-m32") != NULL;
	const char *row_march = NULL;
	autoargvec row = ARGVEC_INIT;

	argvec_split(&row, t->def->clang != NULL ? t->def->clang : "", " ");
	for (size_t i = 0; i < row.n; i++) {
		const char *w = row.v[i];

		if (strncmp(w, "-march=", 7) == 0)
			row_march = w + 7;
		if (strncmp(w, "-march=", 7) == 0 ||
			strncmp(w, "-mcpu=", 6) == 0) {
			if (!chosen && rust == NULL)
				argvec_push(out, w);
		} else if (small && strncmp(w, "-mcmodel=", 9) == 0) {
			continue;
		} else if (strncmp(w, "-mfpu=", 6) != 0 ||
			   keeps_row_fpu(ws, row_march)) {
			argvec_push(out, w);
		}
	}
	if (!chosen && rust != NULL)
		argvec_pushf(out, "%s%s", name_option(t->def->arch), rust);
}

/* armv7-a+neon-vfpv4+mp: clang has the FPUs in another option. */
static int
split_arm_march(const char *march, struct argvec *out)
{
	autofree char *copy = xstrdup(march), *rest = NULL;
	char *p = copy, *item = strsep(&p, "+");
	const char *fpu = NULL;
	bool changed = false;

	rest = xasprintf("-march=%s", item);
	while ((item = strsep(&p, "+")) != NULL) {
		const char *known = cpuname_arm_fpu(item);
		char *longer;

		if (known != NULL) {
			changed = true;
			fpu = *known != '\0' ? known : fpu;
			continue;
		}
		longer = xasprintf("%s+%s", rest, item);
		free(rest);
		rest = longer;
	}
	if (!changed)
		return 0;
	argvec_push(out, rest);
	if (fpu != NULL)
		argvec_pushf(out, "-mfpu=%s", fpu);
	return 1;
}

int
cpu_clang_word(const struct target *t, const struct word *w, bool other_march,
	struct argvec *out, struct fail *f)
{
	enum arch a = t->def->arch;
	const char *option = w->name, *alias;
	bool mcpu = strcmp(option, "-mcpu=") == 0;
	bool tune = strcmp(option, "-mtune=") == 0;
	autofree char *name = NULL;
	size_t n;

	if (w->value == NULL || *w->value == '\0')
		return 1; /* as GCC: nothing said */
	if (strcmp(w->value, "native") == 0 && !is_native(t))
		return tune ? 1 : check_native(t, w->value, f);
	/* GCC: on x86, -mcpu is an old spelling of -mtune; on ARM it only
	 * tunes when -march is there as well. */
	if (mcpu && (arch_is_x86(a) || ((is_arm(a) || a == ARCH_AARCH64) &&
					  other_march)))
		option = "-mtune=";
	if (is_arm(a) && strncmp(w->value, "armv", 4) == 0)
		return split_arm_march(w->value, out);
	n = strcspn(w->value, "+");
	name = xstrndup(w->value, n);
	alias = cpuname_clang(a, name);
	if (alias == NULL && option == w->name)
		return 0;
	if (alias == NULL)
		alias = name;
	else if (*alias == '\0')
		return 1;
	/* tuning has no extensions */
	if (strcmp(option, "-mtune=") == 0)
		argvec_pushf(out, "%s%.*s", option, (int)strcspn(alias, "+"),
			alias);
	else
		argvec_pushf(out, "%s%s%s", option, alias, w->value + n);
	return 1;
}

/* Is its value a CPU's name there, not an architecture's ("armv8-a")? */
static bool
names_cpu(enum arch a, const char *option)
{
	if (strcmp(option, "-march=") == 0 || strcmp(option, "-mmcu=") == 0)
		return strcmp(name_option(a), option) == 0;
	return true;
}

/* The architectures that -march= names where it names no CPU, less "arm" and
 * what stands behind a '+': each was given to the clang of zig 0.17.1. One that
 * is not here it is asked about. */
static const char architectures_aarch64[] =
	"v8 v8a v8-a v8.1-a v8.2-a v8.3-a v8.4-a v8.5-a v8.6-a v8.7-a v8.8-a "
	"v8.9-a v8-r v9-a v9.1-a v9.2-a v9.3-a v9.4-a v9.5-a v9.6-a v9.7-a";
static const char architectures_arm[] =
	"v4 v4t v5t v5te v5tej v6 v6j v6k v6t2 v6z v6kz v6zk v6-m v6m v6s-m v7 "
	"v7-a v7a v7-r v7r v7-m v7m v7e-m v7em v7ve v7k v7s v8 v8a v8-m.base "
	"v8-m.main v8.1-m.main";

/* 1: clang takes it; 0: it has to be asked; -1: another machine's. */
static int
architecture_known(const struct target_def *d, const char *name)
{
	const char *other = d->is64 ? "rv32" : "rv64";

	switch (d->arch) {
	case ARCH_RISCV32:
	case ARCH_RISCV64:
		/* of the other width clang would make what does not link */
		if (strncmp(name, other, 4) == 0)
			return -1;
		return strncmp(name, d->is64 ? "rv64" : "rv32", 4) == 0;
	case ARCH_ARM:
	case ARCH_THUMB:
		if (strncmp(name, "arm", 3) == 0 &&
			word_in(architectures_arm, name + 3))
			return 1;
		/* fall through */
	case ARCH_AARCH64:
		return strncmp(name, "arm", 3) == 0 &&
		       word_in(architectures_aarch64, name + 3);
	default:
		return 0;
	}
}

/* Some of what -march= takes there, NULL where clang has no such option. */
static const char *
architecture_examples(const struct target_def *d)
{
	switch (d->arch) {
	case ARCH_RISCV32:
		return "rv32imac, rv32gc_zba";
	case ARCH_RISCV64:
		return "rv64gc, rv64gcv_zba";
	case ARCH_AARCH64:
		return "armv8-a, armv8.2-a+crypto, armv9-a";
	case ARCH_ARM:
		return "armv6, armv7-a, armv8-a+crypto";
	case ARCH_THUMB:
		return "armv6-m, armv7e-m, armv8-m.main";
	default:
		return NULL;
	}
}

/* An -march= that names no CPU there: is it an architecture? */
static int
check_architecture(const struct call *call, struct plan *p, const char *value,
	struct fail *f)
{
	const struct target *t = call->target;
	const struct zig *z = call->zig;
	const char *option = name_option(t->def->arch), *examples;
	autofree char *name = xstrndup(value, strcspn(value, "+"));
	const char *alias = cpuname_clang(t->def->arch, name);
	int known = architecture_known(t->def, name);

	if (known > 0 || z == NULL || z->path == NULL ||
		(alias != NULL && *alias == '\0') ||
		(known == 0 && call->facts->takes_cpu(z, t, "-march=", value)))
		return 0;
	examples = architecture_examples(t->def);
	if (examples == NULL)
		fail_set(f, "-march=%s: '%s' has no such option", value, t->name);
	else
		fail_set(f, "-march=%s: '%s' has no such architecture", value, t->name);
	if (cpulist_check(call, p, option, name, FAIL_IGNORED) == 0)
		return fail_hint(f, "the option for a CPU is %s%s", option, value);
	if (examples == NULL)
		return cpulist_hint(call, option, f);
	return fail_hint(f, "it takes %s and the like; %s names a CPU", examples,
		option);
}

int
cpu_check_known(const struct call *call, const struct words *ws,
	struct plan *p, struct fail *f)
{
	static const char *const options[] = { "-march=", "-mcpu=", "-mtune=", "-mmcu=" };
	const struct target *t = call->target;
	const char *rust = cpu_rust(call->facts->machine, t);

	p->rust_cpu = rust;
	/* rustc's LLVM may be newer than zig's: C code goes without then */
	if (rust != NULL && !has_value(ws, "-march=") &&
		!has_value(ws, "-mcpu=") && strcmp(rust, "native") != 0 &&
		cpulist_check(call, p, name_option(t->def->arch), rust, f) != 0) {
		trace_line("not for C: %s", f->what);
		fail_clear(f);
		p->rust_cpu = NULL;
	}
	for (size_t i = 0; i < COUNT(options); i++) {
		const char *value = last_value(ws, options[i]);
		autofree char *name = NULL;

		if (value == NULL || strcmp(value, "native") == 0)
			continue;
		if (!names_cpu(t->def->arch, options[i])) {
			if (i == 0 && check_architecture(call, p, value, f) != 0)
				return -1;
			continue;
		}
		name = xstrndup(value, strcspn(value, "+"));
		if (cpuname_clang(t->def->arch, name) == NULL &&
			cpulist_check(call, p, options[i], name, f) != 0)
			return -1;
	}
	return 0;
}

/* ---- the ABI ---- */

static bool
abi_agrees(const struct target *t, const char *option, const char *value)
{
	bool hf = strstr(t->def->rust, "eabihf") != NULL;

	if (strcmp(option, "-mfloat-abi=") == 0)
		return hf == (strcmp(value, "hard") == 0);
	switch (t->def->arch) {
	case ARCH_RISCV64:
		return strcmp(value, "lp64d") == 0;
	case ARCH_RISCV32:
		return strncmp(value, "ilp32", 5) == 0;
	case ARCH_AARCH64:
		return strcmp(value, "lp64") == 0;
	case ARCH_X86_64:
		return strcmp(value, "sysv") == 0;
	case ARCH_LOONGARCH64:
		return strcmp(value, "lp64d") == 0;
	case ARCH_PPC64:
		/* the kind of long double is the program's choice */
		return strcmp(value, "elfv2") == 0 ||
		       strcmp(value, "altivec") == 0 ||
		       strcmp(value, "ieeelongdouble") == 0 ||
		       strcmp(value, "ibmlongdouble") == 0;
	case ARCH_MIPS:
		return strcmp(value, "32") == 0;
	case ARCH_MIPS64:
		return strcmp(value, "64") == 0;
	default:
		return true;
	}
}

int
cpu_check_abi(const struct target *t, const char *option, const char *value,
	struct fail *f)
{
	if (abi_agrees(t, option, value))
		return 0;
	fail_set(f, "%s%s: target '%s' has another ABI", option, value,
		t->name);
	return fail_hint(f, "`cargo zbuild targets` lists the targets; the "
			    "ABI is part of a target's name");
}
