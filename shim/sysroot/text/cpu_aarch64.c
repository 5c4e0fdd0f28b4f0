/*
 * What __builtin_cpu_supports, target_version and target_clones ask on AArch64;
 * zig's compiler_rt answers 0. Compiled by zig's clang for the target, without
 * any header (shim/sysroot/support.c).
 *
 * Names are those of Arm's C Language Extensions and of compiler-rt (GCC 14 has
 * them as well). The numbers below are what the clang of zig 0.11, 0.13, 0.14,
 * 0.15, 0.16 and 0.17 (16 to 22) tests for each name, read off their LLVM IR.
 * Its bits 47 and 51 to 53 (predres, ls64 and kin) are not told: no hwcap says
 * them, and since clang 20 nobody asks.
 */
/* In COFF a weak definition has a second name, which would be there twice. */
#ifdef _WIN32
#define WEAK
#else
#define WEAK __attribute__((weak, visibility("hidden")))
#endif

typedef unsigned long long u64;

WEAK struct {
	u64 features;
} __aarch64_cpu_features;

/* "Somebody has looked" (clang never tests it). */
#define LOOKED (1ULL << 63)

/* ---- asking the system ---- */

#ifdef _WIN32

/* winnt.h's PF_ARM_*. What Windows has no word for counts as missing. */
static const struct {
	unsigned char feature, processor_feature;
} table[] = {
	{ 4, 43 },      /* dotprod: V82_DP */
	{ 7, 34 },      /* lse: V81_ATOMIC */
	{ 10, 31 },     /* crc: V8_CRC32 */
	{ 12, 30 },     /* sha2: V8_CRYPTO */
	{ 13, 64 },     /* sha3 */
	{ 14, 30 },     /* aes */
	{ 15, 30 },     /* pmull */
	{ 16, 67 },     /* fp16: V82_FP16 */
	{ 20, 44 },     /* jscvt: V83_JSCVT */
	{ 22, 45 },     /* rcpc: V83_LRCPC */
	{ 26, 66 },     /* i8mm: V82_I8MM */
	{ 27, 68 },     /* bf16: V86_BF16 */
	{ 30, 46 },     /* sve */
	{ 31, 52 },     /* sve-bf16 */
	{ 32, 53 },     /* sve-ebf16 */
	{ 33, 57 },     /* sve-i8mm */
	{ 34, 58 },     /* f32mm */
	{ 35, 59 },     /* f64mm */
	{ 36, 47 },     /* sve2 */
	{ 37, 49 },     /* sve2-aes */
	{ 38, 50 },     /* sve2-pmull128 */
	{ 39, 51 },     /* sve2-bitperm */
	{ 40, 55 },     /* sve2-sha3 */
	{ 41, 56 },     /* sve2-sm4 */
	{ 42, 70 },     /* sme */
	{ 55, 85 },     /* sme-f64f64 */
	{ 56, 86 },     /* sme-i16i64 */
	{ 57, 71 },     /* sme2 */
};

__declspec(dllimport) int IsProcessorFeaturePresent(unsigned long);

static u64
look(void)
{
	u64 found = 0;

	for (unsigned i = 0; i < sizeof table / sizeof *table; i++)
		if (IsProcessorFeaturePresent(table[i].processor_feature))
			found |= 1ULL << table[i].feature;
	return found;
}

#else

/* Linux' words about the CPU, which FreeBSD has too: asm/hwcap.h. */
struct words {
	u64 hwcap, hwcap2;
};

static const struct {
	unsigned char feature, word, bit;
} table[] = {
	{ 0, 2, 16 },   /* rng */
	{ 1, 1, 27 },   /* flagm */
	{ 2, 2, 7 },    /* flagm2 */
	{ 3, 1, 23 },   /* fp16fml: ASIMDFHM */
	{ 4, 1, 20 },   /* dotprod: ASIMDDP */
	{ 5, 1, 19 },   /* sm4 */
	{ 6, 1, 12 },   /* rdm: ASIMDRDM */
	{ 7, 1, 8 },    /* lse: ATOMICS */
	{ 8, 1, 0 },    /* fp */
	{ 9, 1, 1 },    /* simd: ASIMD */
	{ 10, 1, 7 },   /* crc */
#if __clang_major__ < 20
	{ 11, 1, 5 },   /* sha1 */
#else
	{ 11, 2, 34 },  /* cssc */
#endif
	{ 12, 1, 6 },   /* sha2 */
	{ 13, 1, 17 },  /* sha3 */
	{ 14, 1, 3 },   /* aes */
	{ 15, 1, 4 },   /* pmull */
	{ 16, 1, 9 },   /* fp16: FPHP */
	{ 17, 1, 24 },  /* dit */
	{ 18, 1, 16 },  /* dpb: DCPOP */
	{ 19, 2, 0 },   /* dpb2: DCPODP */
	{ 20, 1, 13 },  /* jscvt */
	{ 21, 1, 14 },  /* fcma */
	{ 22, 1, 15 },  /* rcpc: LRCPC */
	{ 23, 1, 26 },  /* rcpc2: ILRCPC */
	{ 24, 2, 8 },   /* frintts: FRINT */
	{ 25, 2, 15 },  /* dgh */
	{ 26, 2, 13 },  /* i8mm */
	{ 27, 2, 14 },  /* bf16 */
	{ 28, 2, 32 },  /* ebf16 */
	{ 29, 2, 21 },  /* rpres */
	{ 30, 1, 22 },  /* sve */
	{ 31, 2, 12 },  /* sve-bf16 */
	{ 32, 2, 33 },  /* sve-ebf16 */
	{ 33, 2, 9 },   /* sve-i8mm */
	{ 34, 2, 10 },  /* f32mm */
	{ 35, 2, 11 },  /* f64mm */
	{ 36, 2, 1 },   /* sve2 */
	{ 37, 2, 2 },   /* sve2-aes */
	{ 38, 2, 3 },   /* sve2-pmull128 */
	{ 39, 2, 4 },   /* sve2-bitperm */
	{ 40, 2, 5 },   /* sve2-sha3 */
	{ 41, 2, 6 },   /* sve2-sm4 */
	{ 42, 2, 23 },  /* sme */
	{ 43, 2, 18 },  /* memtag: MTE */
	{ 44, 2, 18 },  /* memtag2 */
	{ 45, 2, 22 },  /* memtag3 */
	{ 46, 1, 29 },  /* sb */
	{ 48, 1, 28 },  /* ssbs */
	{ 49, 1, 28 },  /* ssbs2 */
	{ 50, 2, 17 },  /* bti */
	{ 54, 2, 31 },  /* wfxt */
	{ 55, 2, 25 },  /* sme-f64f64 */
	{ 56, 2, 24 },  /* sme-i16i64 */
	{ 57, 2, 37 },  /* sme2 */
#if __clang_major__ >= 18
	/* 16 has one number for whatever it does not know: 58 */
	{ 58, 2, 46 },  /* rcpc3: LRCPC3 */
	{ 59, 2, 43 },  /* mops */
#endif
};

static u64
features_of(const struct words *w)
{
	u64 found = 0;

	for (unsigned i = 0; i < sizeof table / sizeof *table; i++)
		if ((table[i].word == 1 ? w->hwcap : w->hwcap2) >>
				table[i].bit & 1)
			found |= 1ULL << table[i].feature;
	return found;
}

enum { AT_HWCAP = 16, AT_HWCAP2 = 26 };

#ifdef __linux__

unsigned long getauxval(unsigned long);

static void
ask(struct words *w)
{
	w->hwcap = getauxval(AT_HWCAP);
	w->hwcap2 = getauxval(AT_HWCAP2);
}

#elif defined(__FreeBSD__)

int elf_aux_info(int, void *, int);

static void
ask(struct words *w)
{
	enum { BSD_HWCAP = 25, BSD_HWCAP2 = 26 };

	elf_aux_info(BSD_HWCAP, &w->hwcap, sizeof w->hwcap);
	elf_aux_info(BSD_HWCAP2, &w->hwcap2, sizeof w->hwcap2);
}

#else

/* NetBSD says nothing; bare machines are asked by the program itself. */
static void
ask(struct words *w)
{
	w->hwcap = 3;   /* fp, simd */
}

#endif

static u64
look(void)
{
	struct words w = { 0, 0 };

	ask(&w);
	return features_of(&w);
}

#endif

/* ---- the answers ---- */

static void
note(u64 found)
{
	__atomic_store_n(&__aarch64_cpu_features.features, found | LOOKED,
		__ATOMIC_RELAXED);
}

static int
looked(void)
{
	return __atomic_load_n(&__aarch64_cpu_features.features,
		       __ATOMIC_RELAXED) != 0;
}

#ifdef HAS_IFUNC_ARG

/* What glibc gives a resolver since 2.30: sys/ifunc.h. */
struct ifunc_arg {
	unsigned long size, hwcap, hwcap2;
};

static long
system_call(long number, long a, long b, long c)
{
	register long x8 __asm__("x8") = number;
	register long x0 __asm__("x0") = a;
	register long x1 __asm__("x1") = b;
	register long x2 __asm__("x2") = c;
	register long x3 __asm__("x3") = 0;

	__asm__ volatile("svc 0"
			 : "+r"(x0)
			 : "r"(x8), "r"(x1), "r"(x2), "r"(x3)
			 : "memory");
	return x0;
}

/* The same as getauxval tells, without libc: none of its functions can be
 * called while it is being relocated. */
static void
ask_kernel(struct words *w)
{
	enum { OPENAT = 56, CLOSE = 57, READ = 63, CWD = -100 };
	static const char path[] = "/proc/self/auxv";
	u64 pair[2];
	long fd = system_call(OPENAT, CWD, (long)path, 0);

	if (fd < 0)
		return;
	while (system_call(READ, fd, (long)pair, sizeof pair) ==
			sizeof pair &&
		pair[0] != 0)
		if (pair[0] == AT_HWCAP)
			w->hwcap = pair[1];
		else if (pair[0] == AT_HWCAP2)
			w->hwcap2 = pair[1];
	system_call(CLOSE, fd, 0, 0);
}

/* A bit says that there is a second argument. */
static u64
look_early(unsigned long hwcap, const struct ifunc_arg *arg)
{
	struct words w = { hwcap, 0 };

	if (hwcap >> 62 & 1 && arg->size >= sizeof *arg)
		w.hwcap2 = arg->hwcap2;
	else
		ask_kernel(&w);
	return features_of(&w);
}

#else

struct ifunc_arg;

/* No ifuncs: called after constructors, with whatever lies in the registers. */
static u64
look_early(unsigned long hwcap, const struct ifunc_arg *arg)
{
	(void)hwcap;
	(void)arg;
	return look();
}

#endif

/* Also what __builtin_cpu_init calls, without arguments, so that the first
 * thing is whether somebody has looked. */
WEAK void
__init_cpu_features_resolver(unsigned long hwcap, const struct ifunc_arg *arg)
{
	if (!looked())
		note(look_early(hwcap, arg));
}

#if __clang_major__ < 17
/* its first name */
WEAK void
init_cpu_features_resolver(unsigned long hwcap, const struct ifunc_arg *arg)
{
	__init_cpu_features_resolver(hwcap, arg);
}
#endif

/* Before constructors of the program, which may ask. */
WEAK __attribute__((constructor(90))) void
__init_cpu_features(void)
{
	if (!looked())
		note(look());
}
