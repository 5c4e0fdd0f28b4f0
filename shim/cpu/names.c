#include "shim/cpu/names.h"

#include <string.h>

#include "common/argvec.h"

#define BIT(a) (1u << (a))
#define X86 (BIT(ARCH_X86) | BIT(ARCH_X86_64))
#define A64 BIT(ARCH_AARCH64)
#define ARM (BIT(ARCH_ARM) | BIT(ARCH_THUMB))
#define RISCV (BIT(ARCH_RISCV64) | BIT(ARCH_RISCV32))
#define POWER (BIT(ARCH_PPC) | BIT(ARCH_PPC64))
#define MIPS (BIT(ARCH_MIPS) | BIT(ARCH_MIPS64))
#define LOONG BIT(ARCH_LOONGARCH64)

/*
 * Every CPU of the GCC 14 manual ("Machine-Dependent Options") was given to the
 * clang of zig 0.17.1; here are those that it refused. What a CPU has is from
 * the same pages.
 */
static const struct {
	unsigned archs;
	const char *gcc, *clang;
} names[] = {
	/* VIA and Zhaoxin: SSE3; from Nano 3000 on SSE4.1; then SSE4.2 */
	{ X86, "samuel-2", "c3" },
	{ X86, "nehemiah", "c3-2" },
	{ X86, "c7", "pentium-m" },
	{ X86, "esther", "pentium-m" },
	{ X86, "eden-x2", "x86-64" },
	{ X86, "eden-x4", "x86-64" },
	{ X86, "nano", "x86-64" },
	{ X86, "nano-1000", "x86-64" },
	{ X86, "nano-2000", "x86-64" },
	{ X86, "nano-3000", "x86-64" },
	{ X86, "nano-x2", "x86-64" },
	{ X86, "nano-x4", "x86-64" },
	{ X86, "lujiazui", "x86-64-v2" },
	{ X86, "yongfeng", "x86-64-v2" },
	{ X86, "shijidadao", "x86-64-v2" },
	{ X86, "intel", "generic" },

	/* a pair of cores has what its smaller one has */
	{ A64, "cortex-a57.cortex-a53", "cortex-a53" },
	{ A64, "cortex-a72.cortex-a53", "cortex-a53" },
	{ A64, "cortex-a73.cortex-a35", "cortex-a35" },
	{ A64, "cortex-a73.cortex-a53", "cortex-a53" },
	{ A64, "cortex-a75.cortex-a55", "cortex-a55" },
	{ A64, "cortex-a76.cortex-a55", "cortex-a55" },
	{ A64, "thunderxt88p1", "thunderxt88" },
	{ A64, "octeontx", "thunderx" },
	{ A64, "octeontx81", "thunderxt81" },
	{ A64, "octeontx83", "thunderxt83" },
	{ A64, "thunderx2t99p1", "thunderx2t99" },
	{ A64, "vulcan", "thunderx2t99" },
	{ A64, "qdf24xx", "falkor" },
	{ A64, "ares", "neoverse-n1" },
	{ A64, "zeus", "neoverse-v1" },
	{ A64, "demeter", "neoverse-v2" },
	{ A64, "xgene1", "generic" },
	{ A64, "emag", "generic+crc+crypto" },
	{ A64, "phecda", "generic+crc+crypto" },
	{ A64, "exynos-m1", "generic+crc+crypto" },
	{ A64, "octeontx2", "generic+crc+crypto+lse" },
	{ A64, "octeontx2t98", "generic+crc+crypto+lse" },
	{ A64, "octeontx2t96", "generic+crc+crypto+lse" },
	{ A64, "octeontx2t93", "generic+crc+crypto+lse" },
	{ A64, "octeontx2f95", "generic+crc+crypto+lse" },
	{ A64, "octeontx2f95n", "generic+crc+crypto+lse" },
	{ A64, "octeontx2f95mm", "generic+crc+crypto+lse" },
	{ A64, "generic-armv8-a", "generic" },
	{ A64, "generic-armv9-a", "generic+lse+sve2" },

	{ ARM, "cortex-a15.cortex-a7", "cortex-a7" },
	{ ARM, "cortex-a17.cortex-a7", "cortex-a7" },
	{ ARM, "cortex-a57.cortex-a53", "cortex-a53" },
	{ ARM, "cortex-a72.cortex-a53", "cortex-a53" },
	{ ARM, "generic-armv7-a", "cortex-a8" },
	{ ARM, "marvell-pj4", "cortex-a8" },
	{ ARM, "exynos-m1", "cortex-a57" },
	{ ARM, "xgene1", "cortex-a57" },
	{ ARM, "fa526", "strongarm" },
	{ ARM, "fa626", "strongarm" },
	{ ARM, "fa606te", "arm946e-s" },
	{ ARM, "fa626te", "arm946e-s" },
	{ ARM, "fmp626", "arm946e-s" },
	{ ARM, "fa726te", "arm946e-s" },
	{ ARM, "arm740t", "arm7tdmi" },
	{ ARM, "arm1026ej-s", "arm926ej-s" },
	{ ARM, "iwmmxt2", "iwmmxt" },

	/* rv64gc and extensions of T-Head's; the target is rv64gc itself */
	{ RISCV, "thead-c906", "" },
	{ RISCV, "xt-c908", "" },
	{ RISCV, "xt-c908v", "" },
	{ RISCV, "xt-c910", "" },
	{ RISCV, "xt-c910v2", "" },
	{ RISCV, "xt-c920", "" },
	{ RISCV, "xt-c920v2", "" },
	{ RISCV, "generic-ooo", "" },
	/* for -mtune only */
	{ RISCV, "size", "" },
	{ RISCV, "sifive-3-series", "rocket" },
	{ RISCV, "sifive-5-series", "rocket" },
	{ RISCV, "sifive-p400-series", "sifive-p450" },
	{ RISCV, "sifive-p600-series", "sifive-p670" },

	{ POWER, "740", "750" },
	{ POWER, "464", "440" },
	{ POWER, "464fp", "440fp" },
	{ POWER, "476", "440" },
	{ POWER, "476fp", "440fp" },
	{ POWER, "405fp", "405" },
	{ POWER, "e300c2", "603e" },
	{ POWER, "e300c3", "603e" },
	{ POWER, "ec603e", "603e" },
	{ POWER, "e500mc64", "e500mc" },
	{ POWER, "e6500", "e5500" },

	{ MIPS, "4kc", "mips32" },
	{ MIPS, "4km", "mips32" },
	{ MIPS, "4kp", "mips32" },
	{ MIPS, "4ksc", "mips32" },
	{ MIPS, "4kec", "mips32r2" },
	{ MIPS, "4kem", "mips32r2" },
	{ MIPS, "4kep", "mips32r2" },
	{ MIPS, "4ksd", "mips32r2" },
	{ MIPS, "m4k", "mips32r2" },
	{ MIPS, "m14k", "mips32r2" },
	{ MIPS, "m14kc", "mips32r2" },
	{ MIPS, "m14ke", "mips32r2" },
	{ MIPS, "m14kec", "mips32r2" },
	{ MIPS, "m5100", "mips32r5" },
	{ MIPS, "m5101", "mips32r5" },
	{ MIPS, "24kc", "mips32r2" },
	{ MIPS, "24kf", "mips32r2" },
	{ MIPS, "24kf1_1", "mips32r2" },
	{ MIPS, "24kf2_1", "mips32r2" },
	{ MIPS, "24kec", "mips32r2" },
	{ MIPS, "24kef1_1", "mips32r2" },
	{ MIPS, "24kef2_1", "mips32r2" },
	{ MIPS, "34kc", "mips32r2" },
	{ MIPS, "34kf1_1", "mips32r2" },
	{ MIPS, "34kf2_1", "mips32r2" },
	{ MIPS, "34kn", "mips32r2" },
	{ MIPS, "74kc", "mips32r2" },
	{ MIPS, "74kf1_1", "mips32r2" },
	{ MIPS, "74kf2_1", "mips32r2" },
	{ MIPS, "74kf3_2", "mips32r2" },
	{ MIPS, "1004kc", "mips32r2" },
	{ MIPS, "1004kf1_1", "mips32r2" },
	{ MIPS, "1004kf2_1", "mips32r2" },
	{ MIPS, "interaptiv", "mips32r2" },
	{ MIPS, "r2000", "mips1" },
	{ MIPS, "r3000", "mips1" },
	{ MIPS, "r3900", "mips1" },
	{ MIPS, "r6000", "mips2" },
	{ MIPS, "orion", "mips3" },
	{ MIPS, "r4000", "mips3" },
	{ MIPS, "r4400", "mips3" },
	{ MIPS, "vr4100", "mips3" },
	{ MIPS, "loongson2e", "mips3" },
	{ MIPS, "loongson2f", "mips3" },
	{ MIPS, "r5000", "mips4" },
	{ MIPS, "r8000", "mips4" },
	{ MIPS, "r10000", "mips4" },
	{ MIPS, "r12000", "mips4" },
	{ MIPS, "5kc", "mips64" },
	{ MIPS, "5kf", "mips64" },
	{ MIPS, "20kc", "mips64" },
	{ MIPS, "sb1", "mips64" },
	{ MIPS, "sr71000", "mips64" },
	{ MIPS, "xlr", "mips64" },
	{ MIPS, "xlp", "mips64r2" },
	{ MIPS, "loongson3a", "mips64r2" },
	{ MIPS, "gs464", "mips64r2" },
	{ MIPS, "gs464e", "mips64r2" },
	{ MIPS, "gs264e", "mips64r2" },
	{ MIPS, "octeon2", "octeon+" },
	{ MIPS, "octeon3", "octeon+" },
	{ MIPS, "p6600", "mips64r6" },
	{ MIPS, "from-abi", "" },

	{ LOONG, "abi-default", "" },
	/* for -mtune, as GCC says for "the CPU of -march" */
	{ LOONG, "generic", "" },
};

const char *
cpuname_clang(enum arch arch, const char *gcc)
{
	for (size_t i = 0; i < COUNT(names); i++)
		if ((names[i].archs & BIT(arch)) != 0 &&
			strcmp(names[i].gcc, gcc) == 0)
			return names[i].clang;
	return NULL;
}

const char *
cpuname_arm_fpu(const char *extension)
{
	/* GCC manual, "ARM Options", armv7-a and armv7-r */
	static const char *const fpus[] = { "vfpv3", "vfpv3-d16",
		"vfpv3-fp16", "vfpv3-d16-fp16", "vfpv4", "vfpv4-d16", "neon",
		"neon-vfpv3", "neon-fp16", "neon-vfpv4" };
	static const char *const others[] = { "mp", "sec", "idiv" };

	for (size_t i = 0; i < COUNT(fpus); i++)
		if (strcmp(fpus[i], extension) == 0)
			return fpus[i];
	return ONE_OF(others, extension) ? "" : NULL;
}
