/*
 * GCC's libatomic: what __atomic_* and _Atomic become where no instruction does
 * it, or where size or alignment are not known. zig's compiler_rt has some of
 * these functions, without __atomic_is_lock_free, op_fetch, test_and_set and
 * the C11 names, and takes a lock for 16 bytes. Compiled by zig's clang for the
 * target, without any header (shim/sysroot/support.c).
 *
 * Every function is as strong as memory models go (seq_cst).
 */
typedef __SIZE_TYPE__ size;
typedef unsigned char u1;
typedef unsigned short u2;
typedef unsigned int u4;
/* as _Atomic has them aligned: 32-bit x86 and s390x have less otherwise */
typedef unsigned long long u8 __attribute__((aligned(8)));
#ifdef __SIZEOF_INT128__
typedef unsigned __int128 u16 __attribute__((aligned(16)));
#endif

/* In COFF a weak definition has a second name, which would be there twice. */
#ifdef _WIN32
#define FUNCTION
#else
#define FUNCTION __attribute__((weak, visibility("hidden")))
#endif
/* clang takes a definition of __atomic_load for its own function */
#define TEXT(x) #x
#define STRING(x) TEXT(x)
#define NAMED(name) __asm__(STRING(__USER_LABEL_PREFIX__) #name)

/* Constant: is there an instruction for it, so that clang calls nothing here? */
#define INLINE(n) __atomic_always_lock_free(n, 0)

/* ---- locks ---- */

/*
 * One for each of 64 groups of addresses. An object that a program and its
 * shared object both use needs one lock in both, and each has this file in it:
 * so the table is no hidden symbol, and the loader makes one of all that the
 * program and the objects that it was linked with have. A table apart is left
 * to objects that hide it (a version script), those loaded later by a program
 * that does not export its own (-rdynamic), DLLs of Windows, and GCC's
 * libatomic.so.1: objects of more than 16 bytes that are shared with them need
 * a lock of the program's own.
 */
enum { LOCKS = 64, LINE = 64 };

#ifndef _WIN32
__attribute__((weak, visibility("default")))
#endif
struct {
	_Alignas(LINE) unsigned held;
} __zbuild_atomic_locks[LOCKS];

static void
rest(void)
{
#if defined(__x86_64__) || defined(__i386__)
	__builtin_ia32_pause();
#elif defined(__aarch64__)
	__asm__ volatile("isb" ::: "memory");
#else
	__asm__ volatile("" ::: "memory");
#endif
}

static __attribute__((noinline)) unsigned *
lock(const volatile void *p)
{
	unsigned *held =
		&__zbuild_atomic_locks[(__UINTPTR_TYPE__)p / 16 % LOCKS].held;

	while (__atomic_exchange_n(held, 1, __ATOMIC_ACQUIRE) != 0)
		while (__atomic_load_n(held, __ATOMIC_RELAXED) != 0)
			rest();
	return held;
}

static void
unlock(unsigned *held)
{
	__atomic_store_n(held, 0, __ATOMIC_RELEASE);
}

/* ---- 16 bytes on x86-64 ---- */

#if defined(__x86_64__)

/* Bits of `have`. Of loads of 16 bytes, Intel and AMD say that they are atomic
 * where there is AVX (Intel's SDM 3A, 9.1.1). */
enum { ASKED = 1, CAS = 2, LOAD = 4 };
static unsigned have;

static __attribute__((noinline)) unsigned
ask(void)
{
	unsigned a, c, d, first;
	u8 b;

	__asm__("xchgq %%rbx, %q1\n\tcpuid\n\txchgq %%rbx, %q1"
		: "=a"(a), "=&r"(b), "=c"(first), "=d"(d)
		: "0"(0), "2"(0));
	__asm__("xchgq %%rbx, %q1\n\tcpuid\n\txchgq %%rbx, %q1"
		: "=a"(a), "=&r"(b), "=c"(c), "=d"(d)
		: "0"(1), "2"(0));
	a = ASKED | (c >> 13 & 1 ? CAS : 0);
	if ((c >> 27 & 3) == 3 &&               /* AVX, and OSXSAVE */
		(first == 0x6c65746e ||         /* Genu-ineI-ntel */
			first == 0x444d4163)) { /* Auth-enti-cAMD */
		unsigned saved;

		__asm__(".byte 0x0f, 0x01, 0xd0"
			: "=a"(saved), "=d"(d)
			: "c"(0));
		if ((saved & 6) == 6)
			a |= LOAD;
	}
	__atomic_store_n(&have, a, __ATOMIC_RELAXED);
	return a;
}

static unsigned
has16(void)
{
	unsigned h = __atomic_load_n(&have, __ATOMIC_RELAXED);

	return h != 0 ? h : ask();
}

static __attribute__((noinline)) _Bool
cas16(volatile u16 *p, u16 *old, u16 new)
{
	u8 low = (u8)*old, high = (u8)(*old >> 64);
	_Bool done;

	__asm__ volatile("lock cmpxchg16b %1"
			 : "=@ccz"(done), "+m"(*p), "+a"(low), "+d"(high)
			 : "b"((u8)new), "c"((u8)(new >> 64))
			 : "memory");
	*old = (u16)high << 64 | low;
	return done;
}

/* Without AVX a load is a store of what is there. */
static __attribute__((noinline)) u16
load16(volatile u16 *p)
{
	u16 old = 0;

	if (has16() & LOAD)
		__asm__ volatile("vmovdqa %1, %%xmm0\n\tvmovdqa %%xmm0, %0"
				 : "=m"(old)
				 : "m"(*p)
				 : "memory", "xmm0");
	else
		cas16(p, &old, 0);
	return old;
}

#define HAS_CAS(n) ((n) == 16 && (has16() & CAS))
#define CAS_LOAD(p) load16((volatile u16 *)(p))
#define CAS_SWAP(p, old, new) cas16((volatile u16 *)(p), (u16 *)(old), (u16)(new))
#define IS_FREE16 ((has16() & (CAS | LOAD)) == (CAS | LOAD))

#else

#define HAS_CAS(n) 0
#define CAS_LOAD(p) 0
#define CAS_SWAP(p, old, new) ((void)(p), (void)(old), (void)(new), 1)
#define IS_FREE16 INLINE(16)

#endif

/* ---- objects of 1, 2, 4, 8, 16 bytes ---- */

#define SEQ __ATOMIC_SEQ_CST

#define ACCESS(n)                                                             \
	FUNCTION u##n load_##n(volatile u##n *, int) NAMED(__atomic_load_##n); \
	FUNCTION u##n load_##n(volatile u##n *p, int model)                    \
	{                                                                     \
		u##n value;                                                   \
		unsigned *held;                                               \
                                                                              \
		(void)model;                                                  \
		if (INLINE(n))                                                \
			return __atomic_load_n(p, SEQ);                       \
		if (HAS_CAS(n))                                               \
			return (u##n)CAS_LOAD(p);                             \
		held = lock(p);                                               \
		value = *p;                                                   \
		unlock(held);                                                 \
		return value;                                                 \
	}                                                                     \
                                                                              \
	FUNCTION _Bool compare_exchange_##n(volatile u##n *, u##n *, u##n, int, \
		int) NAMED(__atomic_compare_exchange_##n);                    \
	FUNCTION _Bool compare_exchange_##n(volatile u##n *p, u##n *expected,  \
		u##n new, int model, int failed)                              \
	{                                                                     \
		unsigned *held;                                               \
		u##n value;                                                   \
		_Bool same;                                                   \
                                                                              \
		(void)model, (void)failed;                                    \
		if (INLINE(n))                                                \
			return __atomic_compare_exchange_n(                   \
				p, expected, new, 0, SEQ, SEQ);               \
		if (HAS_CAS(n))                                               \
			return CAS_SWAP(p, expected, new);                    \
		held = lock(p);                                               \
		value = *p;                                                   \
		same = value == *expected;                                    \
		if (same)                                                     \
			*p = new;                                             \
		unlock(held);                                                 \
		*expected = value;                                            \
		return same;                                                  \
	}

/* The value before; `new` is what comes of `old` and `v`. */
#define UPDATE(n, name, builtin, new)                                         \
	FUNCTION u##n name##_##n(volatile u##n *, u##n, int)                  \
		NAMED(__atomic_##name##_##n);                                 \
	FUNCTION u##n name##_##n(volatile u##n *p, u##n v, int model)         \
	{                                                                     \
		unsigned *held;                                               \
		u##n old;                                                     \
                                                                              \
		(void)model;                                                  \
		if (INLINE(n))                                                \
			return builtin(p, v, SEQ);                            \
		if (HAS_CAS(n)) {                                             \
			old = (u##n)CAS_LOAD(p);                              \
			while (!CAS_SWAP(p, &old, new))                       \
				;                                             \
			return old;                                           \
		}                                                             \
		held = lock(p);                                               \
		old = *p;                                                     \
		*p = (u##n)(new);                                             \
		unlock(held);                                                 \
		return old;                                                   \
	}

/* The value behind, too. */
#define BOTH(n, name, new)                                                    \
	UPDATE(n, fetch_##name, __atomic_fetch_##name, new)                   \
	FUNCTION u##n name##_fetch_##n(volatile u##n *, u##n, int)            \
		NAMED(__atomic_##name##_fetch_##n);                           \
	FUNCTION u##n name##_fetch_##n(volatile u##n *p, u##n v, int model)   \
	{                                                                     \
		u##n old = fetch_##name##_##n(p, v, model);                   \
                                                                              \
		return (u##n)(new);                                           \
	}

/* LLVM's own; clang 22 dies of __atomic_fetch_max of 16 bytes on PowerPC. */
#define EXTREME(n, name, new)                                                 \
	FUNCTION u##n name##_##n(volatile u##n *, u##n, int)                  \
		NAMED(__atomic_##name##_##n);                                 \
	FUNCTION u##n name##_##n(volatile u##n *p, u##n v, int model)         \
	{                                                                     \
		u##n old = load_##n(p, model);                                \
                                                                              \
		while (!compare_exchange_##n(p, &old, new, model, model))     \
			;                                                     \
		return old;                                                   \
	}

#define FAMILY(n)                                                             \
	ACCESS(n)                                                             \
	UPDATE(n, exchange, __atomic_exchange_n, v)                           \
	BOTH(n, add, old + v)                                                 \
	BOTH(n, sub, old - v)                                                 \
	BOTH(n, and, old & v)                                                 \
	BOTH(n, or, old | v)                                                  \
	BOTH(n, xor, old ^ v)                                                 \
	BOTH(n, nand, ~(old & v))                                             \
	EXTREME(n, fetch_umax, old > v ? old : v)                             \
	EXTREME(n, fetch_umin, old < v ? old : v)                             \
	FUNCTION void store_##n(volatile u##n *, u##n, int)                   \
		NAMED(__atomic_store_##n);                                    \
	FUNCTION void store_##n(volatile u##n *p, u##n v, int model)          \
	{                                                                     \
		if (INLINE(n))                                                \
			__atomic_store_n(p, v, SEQ);                          \
		else                                                          \
			exchange_##n(p, v, model);                            \
	}                                                                     \
	FUNCTION _Bool test_and_set_##n(volatile u##n *, int)                 \
		NAMED(__atomic_test_and_set_##n);                             \
	FUNCTION _Bool test_and_set_##n(volatile u##n *p, int model)          \
	{                                                                     \
		return exchange_##n(p, 1, model) != 0;                        \
	}

FAMILY(1)
FAMILY(2)
FAMILY(4)
FAMILY(8)
#ifdef __SIZEOF_INT128__
FAMILY(16)
#endif

/* ---- objects of any size ---- */

/* Which family takes an object; 0: none does, so it takes a lock. */
static size
family(size n, const volatile void *p)
{
	_Bool known = n == 1 || n == 2 || n == 4 || n == 8;

#ifdef __SIZEOF_INT128__
	known = known || n == 16;
#endif
	return known && ((__UINTPTR_TYPE__)p & (n - 1)) == 0 ? n : 0;
}

FUNCTION _Bool is_lock_free(size, const volatile void *)
	NAMED(__atomic_is_lock_free);
FUNCTION _Bool
is_lock_free(size n, const volatile void *p)
{
	switch (family(n, p)) {
	case 1:
		return INLINE(1);
	case 2:
		return INLINE(2);
	case 4:
		return INLINE(4);
	case 8:
		return INLINE(8);
	case 16:
		return IS_FREE16;
	default:
		return n == 0;
	}
}

#ifdef __SIZEOF_INT128__
#define FOR_16(does) does(16)
#else
#define FOR_16(does)
#endif
#define FOR_FAMILIES(does) does(1) does(2) does(4) does(8) FOR_16(does)

FUNCTION void load(size, const volatile void *, void *, int)
	NAMED(__atomic_load);
FUNCTION void
load(size n, const volatile void *p, void *to, int model)
{
	unsigned *held;

	switch (family(n, p)) {
#define DOES(k)                                                               \
	case k: {                                                             \
		u##k value = load_##k((volatile u##k *)p, model);             \
                                                                              \
		__builtin_memcpy(to, &value, k);                              \
		return;                                                       \
	}
		FOR_FAMILIES(DOES)
#undef DOES
	}
	held = lock(p);
	__builtin_memcpy(to, (const void *)p, n);
	unlock(held);
}

FUNCTION void store(size, volatile void *, const void *, int)
	NAMED(__atomic_store);
FUNCTION void
store(size n, volatile void *p, const void *from, int model)
{
	unsigned *held;

	switch (family(n, p)) {
#define DOES(k)                                                               \
	case k: {                                                             \
		u##k value;                                                   \
                                                                              \
		__builtin_memcpy(&value, from, k);                            \
		store_##k(p, value, model);                                   \
		return;                                                       \
	}
		FOR_FAMILIES(DOES)
#undef DOES
	}
	held = lock(p);
	__builtin_memcpy((void *)p, from, n);
	unlock(held);
}

FUNCTION void exchange(size, volatile void *, const void *, void *, int)
	NAMED(__atomic_exchange);
FUNCTION void
exchange(size n, volatile void *p, const void *from, void *to, int model)
{
	unsigned *held;

	switch (family(n, p)) {
#define DOES(k)                                                               \
	case k: {                                                             \
		u##k value;                                                   \
                                                                              \
		__builtin_memcpy(&value, from, k);                            \
		value = exchange_##k(p, value, model);                        \
		__builtin_memcpy(to, &value, k);                              \
		return;                                                       \
	}
		FOR_FAMILIES(DOES)
#undef DOES
	}
	held = lock(p);
	/* `from` and `to` may be one */
	for (size i = 0; i < n; i++) {
		u1 old = ((volatile u1 *)p)[i];

		((volatile u1 *)p)[i] = ((const u1 *)from)[i];
		((u1 *)to)[i] = old;
	}
	unlock(held);
}

FUNCTION _Bool compare_exchange(size, volatile void *, void *, const void *, int,
	int) NAMED(__atomic_compare_exchange);
FUNCTION _Bool
compare_exchange(size n, volatile void *p, void *expected, const void *from,
	int model, int failed)
{
	unsigned *held;
	_Bool same;

	switch (family(n, p)) {
#define DOES(k)                                                               \
	case k: {                                                             \
		u##k value, old;                                              \
                                                                              \
		__builtin_memcpy(&value, from, k);                            \
		__builtin_memcpy(&old, expected, k);                          \
		same = compare_exchange_##k(p, &old, value, model, failed);   \
		__builtin_memcpy(expected, &old, k);                          \
		return same;                                                  \
	}
		FOR_FAMILIES(DOES)
#undef DOES
	}
	held = lock(p);
	same = __builtin_memcmp((const void *)p, expected, n) == 0;
	if (same)
		__builtin_memcpy((void *)p, from, n);
	else
		__builtin_memcpy(expected, (const void *)p, n);
	unlock(held);
	return same;
}

/* ---- C11 ---- */

#define C11(result, name, parameters)                                         \
	FUNCTION result c11_##name parameters NAMED(atomic_##name);             \
	FUNCTION result c11_##name parameters

C11(_Bool, flag_test_and_set, (volatile u1 *p))
{
	return __atomic_exchange_n(p, 1, SEQ);
}

C11(_Bool, flag_test_and_set_explicit, (volatile u1 *p, int model))
{
	(void)model;
	return __atomic_exchange_n(p, 1, SEQ);
}

C11(void, flag_clear, (volatile u1 *p))
{
	__atomic_store_n(p, 0, SEQ);
}

C11(void, flag_clear_explicit, (volatile u1 *p, int model))
{
	(void)model;
	__atomic_store_n(p, 0, SEQ);
}

C11(void, thread_fence, (int model))
{
	if (model != __ATOMIC_RELAXED)
		__atomic_thread_fence(SEQ);
}

C11(void, signal_fence, (int model))
{
	(void)model;
	__atomic_signal_fence(SEQ);
}

/* ---- floating point ---- */

/* The exceptions' numbers, which are the machine's: each libc's fenv.h. */
#if defined(__x86_64__) || defined(__i386__)
enum { INVALID = 1, BY_ZERO = 4, OVER = 8, UNDER = 16, INEXACT = 32 };
#elif defined(__riscv)
enum { INVALID = 16, BY_ZERO = 8, OVER = 4, UNDER = 2, INEXACT = 1 };
#elif defined(__mips__)
enum { INVALID = 64, BY_ZERO = 32, OVER = 16, UNDER = 8, INEXACT = 4 };
#elif defined(__powerpc__)
enum { INVALID = 1 << 29, BY_ZERO = 1 << 26, OVER = 1 << 28, UNDER = 1 << 27,
	INEXACT = 1 << 25 };
#elif defined(__s390__)
enum { INVALID = 1 << 23, BY_ZERO = 1 << 22, OVER = 1 << 21, UNDER = 1 << 20,
	INEXACT = 1 << 19 };
#elif defined(__loongarch__)
enum { INVALID = 1 << 20, BY_ZERO = 1 << 19, OVER = 1 << 18, UNDER = 1 << 17,
	INEXACT = 1 << 16 };
#elif defined(__sparc__)
enum { INVALID = 512, BY_ZERO = 64, OVER = 256, UNDER = 128, INEXACT = 32 };
#else
enum { INVALID = 1, BY_ZERO = 2, OVER = 4, UNDER = 8, INEXACT = 16 };
#endif

/* GCC's compound assignment to an _Atomic double: what the last round of its
 * loop would have raised. */
FUNCTION void raise(int) NAMED(__atomic_feraiseexcept);
FUNCTION void
raise(int which)
{
	static const volatile float zero = 0, one = 1, three = 3,
				    large = __FLT_MAX__, small = __FLT_MIN__;
	volatile float got;

	if (which & INVALID)
		got = zero / zero;
	if (which & BY_ZERO)
		got = one / zero;
	if (which & OVER)
		got = large * large;
	if (which & UNDER)
		got = small * small;
	if (which & INEXACT)
		got = one / three;
	(void)got;
}
