/* libgcc's names of 32-bit ARM, called as LuaJIT and GCC's objects do: floats
 * in core registers. Each line of the output is what GCC's libgcc gives. */
#include <limits.h>
#include <math.h>
#include <stdio.h>

#define IN __attribute__((pcs("aapcs")))
typedef long long di;
typedef unsigned long long udi;
#define BOTH(t, m) \
	IN t __add##m##3(t, t), __sub##m##3(t, t), __mul##m##3(t, t), \
		__div##m##3(t, t), __neg##m##2(t), __floatsi##m(int), \
		__floatunsi##m(unsigned), __floatdi##m(di), __floatundi##m(udi); \
	IN int __fix##m##si(t), __unord##m##2(t, t), __cmp##m##2(t, t), \
		__eq##m##2(t, t), __ne##m##2(t, t), __lt##m##2(t, t), \
		__le##m##2(t, t), __gt##m##2(t, t), __ge##m##2(t, t); \
	IN unsigned __fixuns##m##si(t); \
	IN di __fix##m##di(t); \
	IN udi __fixuns##m##di(t); \
	static void m(t a, t b, t none) \
	{ \
		printf("%.3f %.3f %.3f %.3f %.3f\n", (double)__add##m##3(a, b), \
			(double)__sub##m##3(a, b), (double)__mul##m##3(a, b), \
			(double)__div##m##3(a, b), (double)__neg##m##2(a)); \
		printf("%.1f %.1f %.1f %.1f\n", (double)__floatsi##m(-7), \
			(double)__floatunsi##m(3000000000u), \
			(double)__floatdi##m(-0x10000000000), \
			(double)__floatundi##m(3ULL << 62)); \
		printf("%d %u %lld %llu\n", __fix##m##si(-b), \
			__fixuns##m##si(3e9), __fix##m##di(-1e12f * b), \
			__fixuns##m##di((t)(3ULL << 62))); \
		printf("%d%d %d%d%d %d%d%d%d\n", __unord##m##2(a, b), \
			__unord##m##2(a, none) != 0, __cmp##m##2(a, b), \
			__cmp##m##2(b, a), __cmp##m##2(a, a), \
			__lt##m##2(a, none) >= 0, __le##m##2(a, none) > 0, \
			__gt##m##2(a, none) <= 0, __ge##m##2(a, none) < 0); \
		printf("%d%d %d%d\n", __eq##m##2(a, a), __ne##m##2(a, b) != 0, \
			__lt##m##2(a, b) < 0, __ge##m##2(a, a) >= 0); \
	}
BOTH(float, sf)
BOTH(double, df)
IN double __extendsfdf2(float);
IN float __truncdfsf2(double);
IN di __muldi3(di, di), __ashldi3(di, int), __ashrdi3(di, int), __lshrdi3(di, int);
IN int __divsi3(int, int), __aeabi_lcmp(di, di), __aeabi_ulcmp(udi, udi);
IN unsigned __udivsi3(unsigned, unsigned);

int
main(int argc, char **argv)
{
	(void)argv;
	sf(1.5f * (float)argc, 4, nanf(""));
	df(1.5 * argc, 4, nan(""));
	printf("%.2f %.2f %d %u\n", __extendsfdf2(1.25f),
		(double)__truncdfsf2(-2.5), __divsi3(-100, 7), __udivsi3(UINT_MAX, 5));
	printf("%llx %llx %llx %llx\n", __muldi3(0x123456789LL, -3),
		__ashldi3(5, 40), __ashrdi3(LLONG_MIN, 60), __lshrdi3(LLONG_MIN, 60));
	printf("%d %d\n", __aeabi_lcmp(-1, 1), __aeabi_ulcmp((udi)-1, 1));
	return 0;
}
