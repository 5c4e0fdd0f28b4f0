/* libgcc's __sync_* by their own names, the neighbours of what is changed, from
 * several threads, and a constant that is read. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>

#include "check.h"

enum { THREADS = 4, ROUNDS = 5000 };

#define ONE(n, type, name)                                                    \
	type name##_##n(volatile void *, type) __asm__("__sync_" #name "_" #n);
#define FAMILY(n, type, stype)                                                \
	ONE(n, type, fetch_and_add) ONE(n, type, add_and_fetch)               \
	ONE(n, type, fetch_and_sub) ONE(n, type, sub_and_fetch)               \
	ONE(n, type, fetch_and_and) ONE(n, type, and_and_fetch)               \
	ONE(n, type, fetch_and_or) ONE(n, type, or_and_fetch)                 \
	ONE(n, type, fetch_and_xor) ONE(n, type, xor_and_fetch)               \
	ONE(n, type, fetch_and_nand) ONE(n, type, nand_and_fetch)             \
	ONE(n, stype, fetch_and_max) ONE(n, stype, fetch_and_min)             \
	ONE(n, type, fetch_and_umax) ONE(n, type, fetch_and_umin)             \
	ONE(n, type, lock_test_and_set)                                       \
	void release_##n(volatile void *) __asm__("__sync_lock_release_" #n); \
	type value_##n(volatile void *, type, type)                           \
		__asm__("__sync_val_compare_and_swap_" #n);                   \
	_Bool bool_##n(volatile void *, type, type)                           \
		__asm__("__sync_bool_compare_and_swap_" #n);                  \
                                                                              \
	static _Alignas(8) type row_##n[4];                                   \
	static void *add_##n(void *at)                                        \
	{                                                                     \
		for (int i = 0; i < ROUNDS; i++)                              \
			fetch_and_add_##n((type *)at, 1);                     \
		return NULL;                                                  \
	}                                                                     \
                                                                              \
	static void family_##n(void)                                          \
	{                                                                     \
		type high = (type)1 << (8 * n - 1), v = (type)(high + 6);     \
		pthread_t t[THREADS];                                         \
                                                                              \
		CHECK(lock_test_and_set_##n(&v, 5) == (type)(high + 6) &&     \
			v == 5);                                              \
		CHECK(value_##n(&v, 4, high) == 5 && v == 5);                 \
		CHECK(value_##n(&v, 5, high) == 5 && v == high);              \
		CHECK(value_##n(&v, high, high) == high && v == high);        \
		CHECK(!bool_##n(&v, 0, 3) && bool_##n(&v, high, 3) && v == 3);\
		CHECK(fetch_and_add_##n(&v, high) == 3);                      \
		CHECK(add_and_fetch_##n(&v, high) == 3);                      \
		CHECK(fetch_and_sub_##n(&v, 4) == 3 && v == (type)-1);        \
		CHECK(sub_and_fetch_##n(&v, 1) == (type)-2);                  \
		CHECK(fetch_and_and_##n(&v, 12) == (type)-2 && v == 12);      \
		CHECK(and_and_fetch_##n(&v, 8) == 8);                         \
		CHECK(fetch_and_or_##n(&v, 3) == 8 && v == 11);               \
		CHECK(or_and_fetch_##n(&v, 4) == 15);                         \
		CHECK(fetch_and_xor_##n(&v, 5) == 15 && v == 10);             \
		CHECK(xor_and_fetch_##n(&v, 3) == 9);                         \
		CHECK(fetch_and_nand_##n(&v, 8) == 9 && v == (type)~8);       \
		CHECK(nand_and_fetch_##n(&v, 24) == (type)~16);               \
		v = (type)-5;                                                 \
		CHECK(fetch_and_max_##n(&v, 2) == -5 && v == 2);              \
		CHECK(fetch_and_min_##n(&v, -7) == 2 && v == (type)-7);       \
		CHECK(fetch_and_umin_##n(&v, 9) == (type)-7 && v == 9);       \
		CHECK(fetch_and_umax_##n(&v, high) == 9 && v == high);        \
		release_##n(&v);                                              \
		CHECK(v == 0);                                                \
		for (int i = 0; i < THREADS; i++)                             \
			pthread_create(&t[i], NULL, add_##n, &row_##n[i % 2 * 3]); \
		for (int i = 0; i < THREADS; i++)                             \
			pthread_join(t[i], NULL);                             \
		CHECK(row_##n[0] == (type)(2 * ROUNDS));                      \
		CHECK(row_##n[3] == row_##n[0] && !row_##n[1] && !row_##n[2]);\
	}

FAMILY(1, uint8_t, int8_t)
FAMILY(2, uint16_t, int16_t)
FAMILY(4, uint32_t, int32_t)
FAMILY(8, uint64_t, int64_t)

static const _Atomic int constant = 7;

int
main(void)
{
	family_1();
	family_2();
	family_4();
	family_8();
	CHECK(atomic_load(&constant) == 7);
	atomic_thread_fence(memory_order_seq_cst);
	if (!bad)
		puts("right");
	return bad;
}
