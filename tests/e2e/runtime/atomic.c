/* libatomic by its functions' own names, so that no instruction of the
 * compiler's does the work. */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "check.h"

#define TEXT(x) #x
#define STRING(x) TEXT(x)
#define NAMED(name) __asm__(STRING(__USER_LABEL_PREFIX__) #name)

enum { THREADS = 4, ROUNDS = 20000, SEQ = 5 };

_Bool is_lock_free(size_t, const volatile void *) NAMED(__atomic_is_lock_free);
void load(size_t, const volatile void *, void *, int) NAMED(__atomic_load);
void store(size_t, volatile void *, const void *, int) NAMED(__atomic_store);
void exchange(size_t, volatile void *, const void *, void *, int)
	NAMED(__atomic_exchange);
_Bool compare_exchange(size_t, volatile void *, void *, const void *, int, int)
	NAMED(__atomic_compare_exchange);

/* ---- each family ---- */

#define FAMILY(n, type)                                                       \
	type load_##n(volatile void *, int) NAMED(__atomic_load_##n);         \
	void store_##n(volatile void *, type, int) NAMED(__atomic_store_##n); \
	type exchange_##n(volatile void *, type, int)                         \
		NAMED(__atomic_exchange_##n);                                 \
	_Bool cas_##n(volatile void *, void *, type, int, int)                \
		NAMED(__atomic_compare_exchange_##n);                         \
	type fetch_add_##n(volatile void *, type, int)                        \
		NAMED(__atomic_fetch_add_##n);                                \
	type add_fetch_##n(volatile void *, type, int)                        \
		NAMED(__atomic_add_fetch_##n);                                \
	type fetch_sub_##n(volatile void *, type, int)                        \
		NAMED(__atomic_fetch_sub_##n);                                \
	type sub_fetch_##n(volatile void *, type, int)                        \
		NAMED(__atomic_sub_fetch_##n);                                \
	type fetch_and_##n(volatile void *, type, int)                        \
		NAMED(__atomic_fetch_and_##n);                                \
	type or_fetch_##n(volatile void *, type, int)                         \
		NAMED(__atomic_or_fetch_##n);                                 \
	type xor_fetch_##n(volatile void *, type, int)                        \
		NAMED(__atomic_xor_fetch_##n);                                \
	type fetch_nand_##n(volatile void *, type, int)                       \
		NAMED(__atomic_fetch_nand_##n);                               \
	type nand_fetch_##n(volatile void *, type, int)                       \
		NAMED(__atomic_nand_fetch_##n);                               \
	_Bool test_and_set_##n(volatile void *, int)                          \
		NAMED(__atomic_test_and_set_##n);                             \
                                                                              \
	static void family_##n(void)                                          \
	{                                                                     \
		_Alignas(16) type v = 0;                                      \
		type high = (type)1 << (8 * n - 1), old;                      \
                                                                              \
		store_##n(&v, high + 6, SEQ);                                 \
		CHECK(load_##n(&v, SEQ) == high + 6);                         \
		CHECK(exchange_##n(&v, 5, SEQ) == high + 6 && v == 5);        \
		old = 4;                                                      \
		CHECK(!cas_##n(&v, &old, high, SEQ, SEQ) && old == 5);        \
		CHECK(cas_##n(&v, &old, high, SEQ, SEQ) && v == high);        \
		CHECK(fetch_add_##n(&v, high, SEQ) == high && v == 0);        \
		CHECK(add_fetch_##n(&v, 12, SEQ) == 12);                      \
		CHECK(fetch_sub_##n(&v, 2, SEQ) == 12 && v == 10);            \
		CHECK(sub_fetch_##n(&v, 11, SEQ) == (type)-1);                \
		CHECK(fetch_and_##n(&v, 12, SEQ) == (type)-1 && v == 12);     \
		CHECK(or_fetch_##n(&v, 3, SEQ) == 15);                        \
		CHECK(xor_fetch_##n(&v, 5, SEQ) == 10);                       \
		CHECK(fetch_nand_##n(&v, 2, SEQ) == 10 &&                     \
			v == (type)~(type)2);                                 \
		CHECK(nand_fetch_##n(&v, 3, SEQ) == (type)~(type)1);          \
		v = 0;                                                        \
		CHECK(!test_and_set_##n(&v, SEQ) &&                           \
			test_and_set_##n(&v, SEQ));                           \
	}

FAMILY(1, uint8_t)
FAMILY(2, uint16_t)
FAMILY(4, uint32_t)
FAMILY(8, uint64_t)
#ifdef __SIZEOF_INT128__
FAMILY(16, unsigned __int128)
#endif

/* ---- any size ---- */

static void
any_size(void)
{
	char three[] = "abc", other[] = "xyz", got[4] = "";
	_Alignas(16) unsigned char bytes[24] = { 0 };
	uint64_t one = 1, seen = 7;

	exchange(3, three, other, got, SEQ);
	CHECK(strcmp(got, "abc") == 0 && strcmp(three, "xyz") == 0);
	CHECK(compare_exchange(3, three, other, got, SEQ, SEQ));
	CHECK(strcmp(three, "abc") == 0);
	CHECK(!compare_exchange(3, three, other, got, SEQ, SEQ));
	CHECK(strcmp(other, "abc") == 0);
	/* a word across two of its places */
	store(8, bytes + 4, &one, SEQ);
	load(8, bytes + 4, &seen, SEQ);
	CHECK(seen == 1);
	store(8, bytes + 8, &one, SEQ);
	load(8, bytes + 8, &seen, SEQ);
	CHECK(seen == 1);
}

/* ---- threads ---- */

struct big {
	uint64_t v[5];
};

static struct big big;
static _Alignas(8) uint64_t eight;
#ifdef __SIZEOF_INT128__
static _Alignas(16) unsigned __int128 sixteen;
#endif

static void *
count(void *unused)
{
	(void)unused;
	for (int i = 0; i < ROUNDS; i++) {
		struct big old, new;

		load(sizeof old, &big, &old, SEQ);
		do {
			new = old;
			for (int k = 0; k < 5; k++)
				new.v[k]++;
		} while (!compare_exchange(
			sizeof old, &big, &old, &new, SEQ, SEQ));
		fetch_add_8(&eight, 1, SEQ);
#ifdef __SIZEOF_INT128__
		fetch_add_16(&sixteen, ((unsigned __int128)1 << 64) + 1, SEQ);
#endif
	}
	return NULL;
}

static void
threads(void)
{
	enum { ALL = THREADS * ROUNDS };
	pthread_t t[THREADS];

	for (int i = 0; i < THREADS; i++)
		pthread_create(&t[i], NULL, count, NULL);
	for (int i = 0; i < THREADS; i++)
		pthread_join(t[i], NULL);
	for (int k = 0; k < 5; k++)
		CHECK(big.v[k] == ALL);
	CHECK(eight == ALL);
#ifdef __SIZEOF_INT128__
	CHECK(sixteen == (((unsigned __int128)ALL << 64) + ALL));
#endif
}

int
main(void)
{
	static _Alignas(16) char place[16];

	family_1();
	family_2();
	family_4();
	family_8();
#ifdef __SIZEOF_INT128__
	family_16();
#endif
	any_size();
	threads();
	printf("free");
	for (size_t n = 1; n <= 16; n *= 2)
		printf(" %d", is_lock_free(n, place));
	printf(" %d %d\n", is_lock_free(4, place + 1), is_lock_free(24, place));
	puts(bad ? "wrong" : "right");
	return bad;
}
