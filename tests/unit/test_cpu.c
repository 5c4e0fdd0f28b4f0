/* Names of CPUs and their features: GCC's, LLVM's, zig's. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "shim/cpu/cpu.h"
#include "shim/cpu/list.h"
#include "shim/cpu/names.h"
#include "targets/host.h"
#include "targets/triple.h"

Suite *suite_cpu(void);

static struct fail f;
static struct words ws;
static struct target t;

static void
tear_down(void)
{
	fail_clear(&f);
	words_clear(&ws);
}

static int
zig_cpu(const char *triple, const char *line, char **out)
{
	autoargvec argv = ARGVEC_INIT;

	ck_assert_int_eq(triple_parse(triple, NULL, &t, &f), 0);
	argvec_split(&argv, line, " ");
	words_clear(&ws);
	words_parse(&argv, false, &ws);
	*out = NULL;
	return cpu_zig(&t, &ws, NULL, out, &f);
}

#define X86 "x86_64-unknown-linux-gnu"
#define A64 "aarch64-unknown-linux-gnu"
#define ARM "armv7-unknown-linux-gnueabihf"
#define RV "riscv64gc-unknown-linux-gnu"

static const struct {
	const char *triple, *line, *cpu;
} cpus[] = {
	{ X86, "-march=x86-64-v3", "x86_64_v3" },
	{ X86, "-march=core-avx2", "haswell" },
	{ X86, "-march=haswell -march=znver2", "znver2" },
	{ X86, "-march=skylake -mtune=znver2", "skylake" },
	{ A64, "-mcpu=neoverse-n1", "neoverse_n1" },
	{ A64, "-mcpu=cortex-a53+crypto", "cortex_a53+crypto" },
	{ A64, "-march=armv8.2-a+fp16", "generic+v8_2a+fullfp16" },
	{ A64, "-march=armv8-a+nocrypto", "generic+v8a-crypto" },
	{ A64, "-march=armv8-a -mcpu=cortex-a57", "generic+v8a" },
	{ ARM, "-march=armv6", "generic+v6" },
	{ ARM, "-mcpu=cortex-a9 -mfpu=auto", "cortex_a9" },
	{ ARM, "-mcpu=cortex-a7 -mfpu=neon-vfpv4", "cortex_a7+neon+vfp4" },
	{ RV, "-march=rv64gc_zba_zbb",
		"generic_rv64+m+a+f+d+zicsr+zifencei+c+zba+zbb" },
	{ RV, "-march=rv64imac", "generic_rv64+m+a+c" },
	{ RV, "-march=rv64i2p1_m2p0", "generic_rv64+m" },
	{ RV, "-mcpu=sifive-u74", "sifive_u74" },
	{ "powerpc64le-unknown-linux-gnu", "-mcpu=power9", "pwr9" },
};

START_TEST(gcc_names_in_zigs_spelling)
{
	autofree char *cpu = NULL;

	ck_assert_int_eq(zig_cpu(cpus[_i].triple, cpus[_i].line, &cpu), 0);
	ck_assert_str_eq(cpu, cpus[_i].cpu);
}
END_TEST

static const char *const silent[] = { "", "-O2", "-march=", "-mtune=native",
	"-mcpu=generic" };

START_TEST(nothing_said_is_the_targets_own)
{
	autofree char *cpu = NULL;

	ck_assert_int_eq(zig_cpu(ARM, silent[_i], &cpu), 0);
	ck_assert_str_eq(cpu, t.def->cpu);
}
END_TEST

START_TEST(native_is_this_machines_only)
{
	autofree char *cpu = NULL;
	const char *host = host_triple();
	const char *other = strncmp(host, "s390x", 5) == 0 ? X86
				    : "s390x-unknown-linux-gnu";

	ck_assert_int_eq(zig_cpu(host, "-march=native", &cpu), 0);
	ck_assert_str_eq(cpu, "native");
	free(cpu);
	cpu = NULL;
	ck_assert_int_eq(zig_cpu(other, "-march=native", &cpu), -1);
	ck_assert_ptr_null(cpu);
	ck_assert_ptr_nonnull(f.hint);
}
END_TEST

START_TEST(unknown_fpu_is_an_error)
{
	autofree char *cpu = NULL;

	ck_assert_int_eq(zig_cpu(ARM, "-mcpu=cortex-a9 -mfpu=x87", &cpu), -1);
	ck_assert_str_eq(f.what, "unknown -mfpu value 'x87'");
	ck_assert_ptr_null(cpu);
}
END_TEST

/* An alias that is an alias again would lead nowhere. */
static const struct {
	enum arch arch;
	const char *gcc, *clang;
} aliases[] = {
	{ ARCH_X86_64, "nano-x2", "x86-64" },
	{ ARCH_X86_64, "haswell", NULL },
	{ ARCH_AARCH64, "cortex-a72.cortex-a53", "cortex-a53" },
	{ ARCH_ARM, "cortex-a72.cortex-a53", "cortex-a53" },
	{ ARCH_AARCH64, "24kc", NULL },
	{ ARCH_MIPS, "24kc", "mips32r2" },
	{ ARCH_RISCV64, "thead-c906", "" },
	{ ARCH_PPC, "464", "440" },
	{ ARCH_S390X, "z10", NULL },
};

START_TEST(gccs_names_lead_to_llvms)
{
	const char *got = cpuname_clang(aliases[_i].arch, aliases[_i].gcc);

	if (aliases[_i].clang == NULL) {
		ck_assert_ptr_null(got);
		return;
	}
	ck_assert_str_eq(got, aliases[_i].clang);
	ck_assert_ptr_null(cpuname_clang(aliases[_i].arch, got));
}
END_TEST

START_TEST(near_names_come_nearest_first)
{
	const char *list = "cortex-a34\ncortex-a35\ncortex-a53\n"
			   "neoverse-n1\ncortex-a510\n";
	autofree char *some = cpulist_nearest(list, "cortex-a5");
	autofree char *none = cpulist_nearest(list, "pentium");

	ck_assert_str_eq(some, "cortex-a35, cortex-a53, cortex-a34");
	ck_assert_str_eq(none, "");
}
END_TEST

START_TEST(rusts_cpu_is_the_targets_variable)
{
	ck_assert_int_eq(triple_parse(ARM, NULL, &t, &f), 0);
	ck_assert_int_eq(setenv("ZBUILD_CPU_armv7_unknown_linux_gnueabihf",
				 "cortex-a7", 1),
		0);
	ck_assert_str_eq(cpu_rust(&machine_real, &t), "cortex-a7");
	setenv("ZBUILD_CPU_armv7_unknown_linux_gnueabihf", "generic", 1);
	ck_assert_ptr_null(cpu_rust(&machine_real, &t));
	unsetenv("ZBUILD_CPU_armv7_unknown_linux_gnueabihf");
	ck_assert_ptr_null(cpu_rust(&machine_real, &t));
}
END_TEST

START_TEST(rusts_cpu_is_that_of_c)
{
	autofree char *none = NULL, *c = NULL, *users = NULL, *text = NULL;
	autoargvec out = ARGVEC_INIT;

	ck_assert_int_eq(zig_cpu(ARM, "", &none), 0);
	ck_assert_int_eq(cpu_zig(&t, &ws, "cortex-a7", &c, &f), 0);
	ck_assert_int_eq(strncmp(c, "cortex_a7", 9), 0);
	ck_assert_str_ne(c, none);
	cpu_push_clang(&t, &ws, "cortex-a7", &out);
	text = argvec_join(&out, " ");
	ck_assert_ptr_nonnull(strstr(text, "-mcpu=cortex-a7"));
	/* Words of the call beat it. */
	argvec_clear(&out);
	free(c);
	ck_assert_int_eq(zig_cpu(ARM, "-mcpu=cortex-a8", &users), 0);
	ck_assert_int_eq(cpu_zig(&t, &ws, "cortex-a7", &c, &f), 0);
	ck_assert_str_eq(c, users);
	cpu_push_clang(&t, &ws, "cortex-a7", &out);
	free(text);
	text = argvec_join(&out, " ");
	ck_assert_ptr_null(strstr(text, "cortex-a7"));
}
END_TEST

static const struct {
	const char *triple, *option, *value;
	int result;
} abis[] = {
	{ ARM, "-mfloat-abi=", "hard", 0 },
	{ ARM, "-mfloat-abi=", "soft", -1 },
	{ "arm-unknown-linux-gnueabi", "-mfloat-abi=", "soft", 0 },
	{ "arm-unknown-linux-gnueabi", "-mfloat-abi=", "softfp", 0 },
	{ "arm-unknown-linux-gnueabi", "-mfloat-abi=", "hard", -1 },
	{ RV, "-mabi=", "lp64d", 0 },
	{ RV, "-mabi=", "lp64", -1 },
	{ A64, "-mabi=", "lp64", 0 },
	{ A64, "-mabi=", "ilp32", -1 },
	{ X86, "-mabi=", "ms", -1 },
};

START_TEST(the_abi_is_the_targets)
{
	ck_assert_int_eq(triple_parse(abis[_i].triple, NULL, &t, &f), 0);
	ck_assert_int_eq(
		cpu_check_abi(&t, abis[_i].option, abis[_i].value, &f),
		abis[_i].result);
	ck_assert((f.what == NULL) == (abis[_i].result == 0));
}
END_TEST

Suite *
suite_cpu(void)
{
	Suite *s = suite_create("cpu");
	TCase *c = tcase_create("cpu");

	tcase_add_checked_fixture(c, NULL, tear_down);
	tcase_add_loop_test(c, gcc_names_in_zigs_spelling, 0, COUNT(cpus));
	tcase_add_loop_test(c, nothing_said_is_the_targets_own, 0,
		COUNT(silent));
	tcase_add_test(c, native_is_this_machines_only);
	tcase_add_test(c, unknown_fpu_is_an_error);
	tcase_add_loop_test(c, gccs_names_lead_to_llvms, 0, COUNT(aliases));
	tcase_add_test(c, near_names_come_nearest_first);
	tcase_add_test(c, rusts_cpu_is_the_targets_variable);
	tcase_add_test(c, rusts_cpu_is_that_of_c);
	tcase_add_loop_test(c, the_abi_is_the_targets, 0, COUNT(abis));
	suite_add_tcase(s, c);
	return s;
}
