/*
 * What -moutline-atomics calls on AArch64 (GCC's default there): one function
 * for each operation, size and memory model, which uses the instructions of
 * ARMv8.1 (LSE) where the CPU has them. zig's compiler_rt lacks the _sync ones
 * of GCC's __sync_*, and never looks at the CPU. Names and arguments are
 * libgcc's (config/aarch64/lse.S). Compiled by zig's clang for the target,
 * without any header (shim/sysroot/support.c).
 */
/* In COFF a weak definition has a second name, which would be there twice. */
#ifdef _WIN32
#define FUNCTION
#else
#define FUNCTION __attribute__((weak, visibility("hidden")))
#endif

typedef unsigned char u1;
typedef unsigned short u2;
typedef unsigned int u4;
typedef unsigned long long u8;
typedef unsigned __int128 u16 __attribute__((aligned(16)));

FUNCTION u1 __aarch64_have_lse_atomics;

/* cpu_aarch64.c's */
extern u8 __aarch64_cpu_features __attribute__((visibility("hidden")));
void __init_cpu_features(void) __attribute__((visibility("hidden")));

/* Before constructors of the program. */
__attribute__((constructor(90))) static void
at_start(void)
{
	__init_cpu_features();
	__aarch64_have_lse_atomics = __aarch64_cpu_features >> 7 & 1;
}

/* ---- the assembler's letters ---- */

/* By size: of an instruction, and of a register. */
#define INSN_1 "b"
#define INSN_2 "h"
#define INSN_4 ""
#define INSN_8 ""
#define REG_1 "%w"
#define REG_2 "%w"
#define REG_4 "%w"
#define REG_8 "%x"

/* By model: of a load, of a store, of what is both. */
#define LOAD_relax ""
#define LOAD_acq "a"
#define LOAD_rel ""
#define LOAD_acq_rel "a"
#define LOAD_sync ""
#define STORE_relax ""
#define STORE_acq ""
#define STORE_rel "l"
#define STORE_acq_rel "l"
#define STORE_sync "l"
#define BOTH_relax ""
#define BOTH_acq "a"
#define BOTH_rel "l"
#define BOTH_acq_rel "al"
#define BOTH_sync "al"

/* A __sync_* is a barrier for both sides, which a pair of loads and stores is
 * not. */
#define BARRIER_relax ""
#define BARRIER_acq ""
#define BARRIER_rel ""
#define BARRIER_acq_rel ""
#define BARRIER_sync "\n\tdmb ish"

#define LSE ".arch_extension lse\n\t"

/* ---- one word ---- */

/* lse: its instruction; compute: "new" out of "old" and "v". */
#define UPDATE(n, model, name, lse, compute)                                  \
	FUNCTION u##n __aarch64_##name##n##_##model(u##n v, u##n *p)         \
	{                                                                     \
		u##n old, new;                                                \
		u4 failed;                                                    \
                                                                              \
		if (__aarch64_have_lse_atomics)                               \
			__asm__ volatile(LSE lse BOTH_##model INSN_##n        \
				" " REG_##n "[v], " REG_##n "[old], %[mem]"   \
				: [old] "=r"(old), [mem] "+Q"(*p)             \
				: [v] "r"(v)                                  \
				: "memory");                                  \
		else                                                          \
			__asm__ volatile("1:\tld" LOAD_##model "xr" INSN_##n  \
				" " REG_##n "[old], %[mem]\n\t"               \
				compute(REG_##n) "\n\t"                       \
				"st" STORE_##model "xr" INSN_##n              \
				" %w[failed], " REG_##n "[new], %[mem]\n\t"   \
				"cbnz %w[failed], 1b" BARRIER_##model         \
				: [old] "=&r"(old), [new] "=&r"(new),         \
				  [failed] "=&r"(failed), [mem] "+Q"(*p)      \
				: [v] "r"(v)                                  \
				: "memory");                                  \
		return old;                                                   \
	}

#define SWP(r) "mov " r "[new], " r "[v]"
#define ADD(r) "add " r "[new], " r "[old], " r "[v]"
#define CLR(r) "bic " r "[new], " r "[old], " r "[v]"
#define EOR(r) "eor " r "[new], " r "[old], " r "[v]"
#define SET(r) "orr " r "[new], " r "[old], " r "[v]"

/* A word is compared as a whole: what is behind a byte in its register does
 * not count. */
#define CAS(n, model)                                                         \
	FUNCTION u##n __aarch64_cas##n##_##model(                            \
		u##n expected, u##n new, u##n *p)                             \
	{                                                                     \
		u8 want = expected, old = expected;                           \
		u4 failed;                                                    \
                                                                              \
		if (__aarch64_have_lse_atomics)                               \
			__asm__ volatile(LSE "cas" BOTH_##model INSN_##n      \
				" " REG_##n "[old], " REG_##n "[new], %[mem]" \
				: [old] "+r"(old), [mem] "+Q"(*p)             \
				: [new] "r"(new)                              \
				: "memory");                                  \
		else                                                          \
			__asm__ volatile("1:\tld" LOAD_##model "xr" INSN_##n  \
				" " REG_##n "[old], %[mem]\n\t"               \
				"cmp " REG_##n "[old], " REG_##n "[want]\n\t" \
				"b.ne 2f\n\t"                                 \
				"st" STORE_##model "xr" INSN_##n              \
				" %w[failed], " REG_##n "[new], %[mem]\n\t"   \
				"cbnz %w[failed], 1b\n2:" BARRIER_##model     \
				: [old] "=&r"(old), [failed] "=&r"(failed),   \
				  [mem] "+Q"(*p)                              \
				: [new] "r"(new), [want] "r"(want)            \
				: "memory", "cc");                            \
		return (u##n)old;                                             \
	}

/* ---- two words ---- */

/* The half at the lower address comes first in registers, too. */
#ifdef __AARCH64EB__
#define FIRST(v) ((u8)((v) >> 64))
#define SECOND(v) ((u8)(v))
#define JOIN(first, second) ((u16)(first) << 64 | (second))
#else
#define FIRST(v) ((u8)(v))
#define SECOND(v) ((u8)((v) >> 64))
#define JOIN(first, second) ((u16)(second) << 64 | (first))
#endif

#define CAS16(model)                                                          \
	FUNCTION u16 __aarch64_cas16_##model(u16 expected, u16 new, u16 *p)  \
	{                                                                     \
		u8 a = FIRST(expected), b = SECOND(expected);                 \
		register u8 x0 __asm__("x0") = a, x1 __asm__("x1") = b;       \
		register u8 x2 __asm__("x2") = FIRST(new);                    \
		register u8 x3 __asm__("x3") = SECOND(new);                   \
		u4 failed;                                                    \
                                                                              \
		if (__aarch64_have_lse_atomics)                               \
			__asm__ volatile(LSE "casp" BOTH_##model              \
				" %x0, %x1, %x3, %x4, %2"                     \
				: "+r"(x0), "+r"(x1), "+Q"(*p)                \
				: "r"(x2), "r"(x3)                            \
				: "memory");                                  \
		else                                                          \
			__asm__ volatile("1:\tld" LOAD_##model "xp "          \
				"%x0, %x1, %3\n\t"                            \
				"cmp %x0, %x6\n\t"                            \
				"ccmp %x1, %x7, #0, eq\n\t"                   \
				"b.ne 2f\n\t"                                 \
				"st" STORE_##model "xp "                      \
				"%w2, %x4, %x5, %3\n\t"                       \
				"cbnz %w2, 1b\n2:" BARRIER_##model            \
				: "=&r"(x0), "=&r"(x1), "=&r"(failed),        \
				  "+Q"(*p)                                    \
				: "r"(x2), "r"(x3), "r"(a), "r"(b)            \
				: "memory", "cc");                            \
		return JOIN(x0, x1);                                          \
	}

/* ---- all of them ---- */

#define SIZE(n, model)                                                        \
	CAS(n, model)                                                         \
	UPDATE(n, model, swp, "swp", SWP)                                     \
	UPDATE(n, model, ldadd, "ldadd", ADD)                                 \
	UPDATE(n, model, ldclr, "ldclr", CLR)                                 \
	UPDATE(n, model, ldeor, "ldeor", EOR)                                 \
	UPDATE(n, model, ldset, "ldset", SET)

#define MODEL(model)                                                          \
	SIZE(1, model)                                                        \
	SIZE(2, model)                                                        \
	SIZE(4, model)                                                        \
	SIZE(8, model)                                                        \
	CAS16(model)

MODEL(relax)
MODEL(acq)
MODEL(rel)
MODEL(acq_rel)
MODEL(sync)
