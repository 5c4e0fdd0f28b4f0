/*
 * libgcc's __sync_* for ARM before ARMv6, which has no instruction for them:
 * clang, rustc and GCC call these functions for every atomic. Linux does it at
 * fixed addresses (its Documentation/arch/arm/kernel_user_helpers.rst), on
 * newer machines with their instructions. Rust's compiler_builtins has the same,
 * weak as well, all but those of 8 bytes. Compiled by zig's clang for the
 * target, without any header (shim/sysroot/support.c).
 */
typedef unsigned char u1;
typedef unsigned short u2;
typedef unsigned int u4;
typedef unsigned long long u8;
typedef signed char s1;
typedef short s2;
typedef int s4;
typedef long long s8;
/* as they are passed: LLVM's callers do not clear what is above a byte */
typedef u4 w1, w2, w4;
typedef u8 w8;

#define FUNCTION __attribute__((weak, visibility("hidden")))
/* clang takes a definition of __sync_synchronize for its own function */
#define NAMED(name) __asm__(#name)

/* ---- the kernel's ---- */

#define BARRIER ((void (*)(void))0xffff0fa0)
/* 0: it was `old` and is `new`; as strong as seq_cst */
#define CHANGE ((int (*)(u4 old, u4 new, volatile u4 *))0xffff0fc0)
/* since Linux 3.1, which is the helpers' version 5 */
#define CHANGE_8 ((int (*)(const u8 *old, const u8 *new, volatile u8 *))0xffff0f60)
#define VERSION (*(const volatile int *)0xffff0ffc)

/* ---- a value changed, if it is `old` ---- */

/* By the word that it is in. */
static _Bool
put(volatile void *p, unsigned n, u4 old, u4 new)
{
	unsigned at = (unsigned)p & 3;
	volatile u4 *word = (volatile u4 *)((unsigned)p - at);
#ifdef __ARM_BIG_ENDIAN
	unsigned shift = 8 * (4 - n - at);
#else
	unsigned shift = 8 * at;
#endif
	u4 mask = (~(u4)0 >> (32 - 8 * n)) << shift, was = *word;

	return (was & mask) == old << shift &&
	       CHANGE(was, (was & ~mask) | new << shift, word) == 0;
}

#define PUT(n)                                                                \
	static _Bool put_##n(volatile u##n *p, u##n old, u##n new)            \
	{                                                                     \
		return put(p, n, old, new);                                   \
	}
PUT(1)
PUT(2)
PUT(4)

static _Bool
put_8(volatile u8 *p, u8 old, u8 new)
{
	if (VERSION < 5)
		__builtin_trap();
	return CHANGE_8(&old, &new, p) == 0;
}

/* ---- the functions ---- */

/* clang loads by what changes nothing: a constant may not be written to, but two
 * words are read at once by the kernel alone. */
#define COMPARE(n)                                                            \
	FUNCTION u##n value_##n(volatile u##n *, w##n, w##n)                  \
		NAMED(__sync_val_compare_and_swap_##n);                       \
	FUNCTION u##n value_##n(volatile u##n *p, w##n a, w##n b)             \
	{                                                                     \
		u##n old = (u##n)a, new = (u##n)b;                            \
                                                                              \
		while (n == 8 || old != new) {                                \
			u##n was = *p;                                        \
                                                                              \
			if (n == 8 ? put_##n(p, was, was == old ? new : was)  \
				   : was != old || put_##n(p, old, new)) {    \
				BARRIER();                                    \
				return was;                                   \
			}                                                     \
		}                                                             \
		old = *p;                                                     \
		BARRIER();                                                    \
		return old;                                                   \
	}                                                                     \
                                                                              \
	FUNCTION _Bool bool_##n(volatile u##n *, w##n, w##n)                  \
		NAMED(__sync_bool_compare_and_swap_##n);                      \
	FUNCTION _Bool bool_##n(volatile u##n *p, w##n old, w##n new)         \
	{                                                                     \
		return value_##n(p, old, new) == (u##n)old;                         \
	}

/* The value before; `new` is what comes of `old` and `v`. */
#define UPDATE(n, name, t, new)                                               \
	FUNCTION t##n name##_##n(volatile u##n *, w##n)                       \
		NAMED(__sync_##name##_##n);                                   \
	FUNCTION t##n name##_##n(volatile u##n *p, w##n a)                    \
	{                                                                     \
		t##n old, v = (t##n)a;                                       \
                                                                              \
		do                                                            \
			old = (t##n)*p;                                       \
		while (!put_##n(p, (u##n)old, (u##n)(new)));                  \
		return old;                                                   \
	}

/* The value behind, too. */
#define BOTH(n, name, new)                                                    \
	UPDATE(n, fetch_and_##name, u, new)                                   \
	FUNCTION u##n name##_and_fetch_##n(volatile u##n *, w##n)             \
		NAMED(__sync_##name##_and_fetch_##n);                         \
	FUNCTION u##n name##_and_fetch_##n(volatile u##n *p, w##n v)          \
	{                                                                     \
		u##n old = fetch_and_##name##_##n(p, v);                      \
                                                                              \
		return (u##n)(new);                                           \
	}

#define FAMILY(n)                                                             \
	COMPARE(n)                                                            \
	UPDATE(n, lock_test_and_set, u, v)                                    \
	BOTH(n, add, old + v)                                                 \
	BOTH(n, sub, old - v)                                                 \
	BOTH(n, and, old & v)                                                 \
	BOTH(n, or, old | v)                                                  \
	BOTH(n, xor, old ^ v)                                                 \
	BOTH(n, nand, ~(old & v))                                             \
	UPDATE(n, fetch_and_max, s, old > v ? old : v)                        \
	UPDATE(n, fetch_and_min, s, old < v ? old : v)                        \
	UPDATE(n, fetch_and_umax, u, old > v ? old : v)                       \
	UPDATE(n, fetch_and_umin, u, old < v ? old : v)                       \
	FUNCTION void release_##n(volatile u##n *)                            \
		NAMED(__sync_lock_release_##n);                               \
	FUNCTION void release_##n(volatile u##n *p)                           \
	{                                                                     \
		lock_test_and_set_##n(p, 0);                                  \
	}

FAMILY(1)
FAMILY(2)
FAMILY(4)
FAMILY(8)

FUNCTION void synchronize(void) NAMED(__sync_synchronize);
FUNCTION void
synchronize(void)
{
	BARRIER();
}
