/* Says what the CPU can do, each name on a line, and what was picked. */
#include <stdio.h>

#define ASK(name)                                 \
	if (__builtin_cpu_supports(name))         \
	puts(name)

#if defined(__x86_64__) || defined(__i386__)

__attribute__((target("avx512f"))) const char *
pick(void)
{
	return "avx512f";
}

__attribute__((target("avx2"))) const char *
pick(void)
{
	return "avx2";
}

__attribute__((target("sse4.2"))) const char *
pick(void)
{
	return "sse4.2";
}

__attribute__((target("default"))) const char *
pick(void)
{
	return "default";
}

/* The clone for AVX2 would die on a CPU without; that of the default is right
 * everywhere. */
__attribute__((target_clones("avx2", "default"))) int
sum(const int *v, int n)
{
	int all = 0;

	for (int i = 0; i < n; i++)
		all += v[i];
	return all;
}

static const char *early;

__attribute__((constructor)) static void
before_main(void)
{
	early = __builtin_cpu_supports("sse2") ? "sse2" : "nothing";
}

int
main(void)
{
	int v[100];

	__builtin_cpu_init();
	ASK("mmx");
	ASK("sse");
	ASK("sse2");
	ASK("ssse3");
	ASK("sse4.1");
	ASK("sse4.2");
	ASK("popcnt");
	ASK("aes");
	ASK("avx");
	ASK("avx2");
	ASK("fma");
	ASK("bmi");
	ASK("bmi2");
	ASK("gfni");
	ASK("vpclmulqdq");
	ASK("avx512f");
	ASK("avx512bw");
	ASK("avx512vl");
	ASK("avx512vbmi");
	ASK("avx512bf16");
	ASK("avx512vp2intersect");
	ASK("x86-64-v2");
	ASK("x86-64-v3");
	ASK("x86-64-v4");
	if (__builtin_cpu_is("intel"))
		puts("vendor intel");
	if (__builtin_cpu_is("amd"))
		puts("vendor amd");
	if (__builtin_cpu_is("nehalem"))
		puts("model nehalem");
	if (__builtin_cpu_is("haswell"))
		puts("model haswell");
	for (int i = 0; i < 100; i++)
		v[i] = i;
	printf("sum %d\nearly %s\npicked %s\n", sum(v, 100), early, pick());
	return 0;
}

#elif defined(__aarch64__)

#ifdef VERSIONS
__attribute__((target_version("sve2"))) const char *
pick(void)
{
	return "sve2";
}

__attribute__((target_version("lse"))) const char *
pick(void)
{
	return "lse";
}

__attribute__((target_version("default"))) const char *
pick(void)
{
	return "default";
}
#else
static const char *
pick(void)
{
	return "nothing";
}
#endif

int
main(void)
{
	ASK("fp");
	ASK("simd");
	ASK("crc");
	ASK("aes");
	ASK("lse");
	ASK("dotprod");
	ASK("bf16");
	ASK("sve");
	ASK("sve2");
	printf("picked %s\n", pick());
	return 0;
}

#endif
