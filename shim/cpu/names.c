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
	const char *clang, *gcc; /* some names of GCC's */
} names[] = {
	/* VIA and Zhaoxin: SSE3; from Nano 3000 on SSE4.1; then SSE4.2 */
	{ X86, "c3", "samuel-2" },
	{ X86, "c3-2", "nehemiah" },
	{ X86, "pentium-m", "c7 esther" },
	{ X86, "x86-64",
	  "eden-x2 eden-x4 nano nano-1000 nano-2000 nano-3000 "
	  "nano-x2 nano-x4" },
	{ X86, "x86-64-v2", "lujiazui yongfeng shijidadao" },
	{ X86, "generic", "intel" },
	/* a pair of cores has what its smaller one has */
	{ A64, "cortex-a53",
	  "cortex-a57.cortex-a53 cortex-a72.cortex-a53 "
	  "cortex-a73.cortex-a53" },
	{ A64, "cortex-a35", "cortex-a73.cortex-a35" },
	{ A64, "cortex-a55", "cortex-a75.cortex-a55 cortex-a76.cortex-a55" },
	{ A64, "thunderxt88", "thunderxt88p1" },
	{ A64, "thunderx", "octeontx" },
	{ A64, "thunderxt81", "octeontx81" },
	{ A64, "thunderxt83", "octeontx83" },
	{ A64, "thunderx2t99", "thunderx2t99p1 vulcan" },
	{ A64, "falkor", "qdf24xx" },
	{ A64, "neoverse-n1", "ares" },
	{ A64, "neoverse-v1", "zeus" },
	{ A64, "neoverse-v2", "demeter" },
	{ A64, "generic", "xgene1 generic-armv8-a" },
	{ A64, "generic+crc+crypto", "emag phecda exynos-m1" },
	{ A64, "generic+crc+crypto+lse",
	  "octeontx2 octeontx2t98 octeontx2t96 octeontx2t93 "
	  "octeontx2f95 octeontx2f95n octeontx2f95mm" },
	{ A64, "generic+lse+sve2", "generic-armv9-a" },
	{ ARM, "cortex-a7", "cortex-a15.cortex-a7 cortex-a17.cortex-a7" },
	{ ARM, "cortex-a53", "cortex-a57.cortex-a53 cortex-a72.cortex-a53" },
	{ ARM, "cortex-a8", "generic-armv7-a marvell-pj4" },
	{ ARM, "cortex-a57", "exynos-m1 xgene1" },
	{ ARM, "strongarm", "fa526 fa626" },
	{ ARM, "arm946e-s", "fa606te fa626te fmp626 fa726te" },
	{ ARM, "arm7tdmi", "arm740t" },
	{ ARM, "arm926ej-s", "arm1026ej-s" },
	{ ARM, "iwmmxt", "iwmmxt2" },
	/* rv64gc and extensions of T-Head's; the target is rv64gc itself */
	{ RISCV, "",
	  "thead-c906 xt-c908 xt-c908v xt-c910 xt-c910v2 xt-c920 "
	  "xt-c920v2 generic-ooo" },
	/* for -mtune only */
	{ RISCV, "", "size" },
	{ RISCV, "rocket", "sifive-3-series sifive-5-series" },
	{ RISCV, "sifive-p450", "sifive-p400-series" },
	{ RISCV, "sifive-p670", "sifive-p600-series" },
	{ POWER, "750", "740" },
	{ POWER, "440", "464 476" },
	{ POWER, "440fp", "464fp 476fp" },
	{ POWER, "405", "405fp" },
	{ POWER, "603e", "e300c2 e300c3 ec603e" },
	{ POWER, "e500mc", "e500mc64" },
	{ POWER, "e5500", "e6500" },
	{ MIPS, "mips32", "4kc 4km 4kp 4ksc" },
	{ MIPS, "mips32r2",
	  "4kec 4kem 4kep 4ksd m4k m14k m14kc m14ke m14kec 24kc 24kf "
	  "24kf1_1 24kf2_1 24kec 24kef1_1 24kef2_1 34kc 34kf1_1 "
	  "34kf2_1 34kn 74kc 74kf1_1 74kf2_1 74kf3_2 1004kc "
	  "1004kf1_1 1004kf2_1 interaptiv" },
	{ MIPS, "mips32r5", "m5100 m5101" },
	{ MIPS, "mips1", "r2000 r3000 r3900" },
	{ MIPS, "mips2", "r6000" },
	{ MIPS, "mips3", "orion r4000 r4400 vr4100 loongson2e loongson2f" },
	{ MIPS, "mips4", "r5000 r8000 r10000 r12000" },
	{ MIPS, "mips64", "5kc 5kf 20kc sb1 sr71000 xlr" },
	{ MIPS, "mips64r2", "xlp loongson3a gs464 gs464e gs264e" },
	{ MIPS, "octeon+", "octeon2 octeon3" },
	{ MIPS, "mips64r6", "p6600" },
	{ MIPS, "", "from-abi" },
	{ LOONG, "", "abi-default" },
	/* for -mtune, as GCC says for "the CPU of -march" */
	{ LOONG, "", "generic" },
};

const char *
cpuname_clang(enum arch arch, const char *gcc)
{
	for (size_t i = 0; i < COUNT(names); i++)
		if ((names[i].archs & BIT(arch)) != 0 &&
			word_in(names[i].gcc, gcc))
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
