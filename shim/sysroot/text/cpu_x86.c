/*
 * What __builtin_cpu_supports, __builtin_cpu_is and target_clones ask on x86;
 * zig's compiler_rt answers 0. Compiled by zig's clang for the target, without
 * any header (shim/sysroot/support.c).
 *
 * Names and layout are libgcc's (gcc/common/config/i386/i386-cpuinfo.h), which
 * compiler-rt and clang share. The numbers below are what the clang of zig
 * 0.11, 0.13, 0.14, 0.15, 0.16 and 0.17 (16 to 22) tests for each name, read
 * off their LLVM IR; they agree with each other and with GCC 12.
 */
/* In COFF a weak definition has a second name, which would be there twice. */
#ifdef _WIN32
#define WEAK
#else
#define WEAK __attribute__((weak, visibility("hidden")))
#endif

enum { WORDS = 5 };             /* of features: one in the model, four behind */

WEAK struct {
	unsigned vendor, type, subtype, features[1];
} __cpu_model;
WEAK unsigned __cpu_features2[WORDS - 1];

/* ---- cpuid ---- */

/* What is asked for, in the order of `leaves`; four words of an answer. */
enum leaf { L1, L7, L7_1, LD_1, L14, L19, L1E_1, L24, E1, E8, LEAVES };
enum reg { A, B, C, D };

static const struct {
	unsigned leaf, subleaf;
} leaves[LEAVES] = {
	[L1] = { 1, 0 },
	[L7] = { 7, 0 },
	[L7_1] = { 7, 1 },
	[LD_1] = { 13, 1 },
	[L14] = { 0x14, 0 },
	[L19] = { 0x19, 0 },
	[L1E_1] = { 0x1e, 1 },
	[L24] = { 0x24, 0 },
	[E1] = { 0x80000001, 0 },
	[E8] = { 0x80000008, 0 },
};

static void
cpuid(unsigned leaf, unsigned subleaf, unsigned r[4])
{
	/* ebx is the PIC register of 32-bit code, and of some 64-bit code */
#ifdef __i386__
	__asm__("xchgl %%ebx, %1\n\tcpuid\n\txchgl %%ebx, %1"
		: "=a"(r[A]), "=&r"(r[B]), "=c"(r[C]), "=d"(r[D])
		: "0"(leaf), "2"(subleaf));
#else
	unsigned long long b;

	__asm__("xchgq %%rbx, %q1\n\tcpuid\n\txchgq %%rbx, %q1"
		: "=a"(r[A]), "=&r"(b), "=c"(r[C]), "=d"(r[D])
		: "0"(leaf), "2"(subleaf));
	r[B] = (unsigned)b;
#endif
}

/* An i386 and most i486 have none: then bit 21 of eflags does not change. */
static int
has_cpuid(void)
{
#ifdef __i386__
	unsigned before, after;

	__asm__("pushfl\n\tpushfl\n\txorl $0x200000, (%%esp)\n\tpopfl\n\t"
		"pushfl\n\tpopl %0\n\tmovl (%%esp), %1\n\tpopfl"
		: "=&r"(after), "=&r"(before));
	return (before ^ after) >> 21 & 1;
#else
	return 1;
#endif
}

/* Which registers the system saves (xcr0); 0 if it says nothing. */
static unsigned
saved_state(unsigned c)
{
	unsigned a, d;

	if (!(c >> 27 & 1))     /* OSXSAVE */
		return 0;
	__asm__(".byte 0x0f, 0x01, 0xd0" : "=a"(a), "=d"(d) : "c"(0));
	return a;
}

/* ---- features ---- */

/* xcr0 must have all of these bits: registers that nobody saves are lost at the
 * next switch of threads. */
enum {
	ANY = 0,
	YMM = 0x6,
	ZMM = 0xe6,
	TILE = 0x60000,
	EGPR = 0x80000,
};

/* Places: Intel's SDM (CPUID) and AMD's APM 3, appendix E. */
static const struct {
	unsigned char feature, leaf, reg, bit;
	unsigned state;
} features[] = {
	{ 0, L1, D, 15, ANY },          /* cmov */
	{ 1, L1, D, 23, ANY },          /* mmx */
	{ 2, L1, C, 23, ANY },          /* popcnt */
	{ 3, L1, D, 25, ANY },          /* sse */
	{ 4, L1, D, 26, ANY },          /* sse2 */
	{ 5, L1, C, 0, ANY },           /* sse3 */
	{ 6, L1, C, 9, ANY },           /* ssse3 */
	{ 7, L1, C, 19, ANY },          /* sse4.1 */
	{ 8, L1, C, 20, ANY },          /* sse4.2 */
	{ 9, L1, C, 28, YMM },          /* avx */
	{ 10, L7, B, 5, YMM },          /* avx2 */
	{ 11, E1, C, 6, ANY },          /* sse4a */
	{ 12, E1, C, 16, YMM },         /* fma4 */
	{ 13, E1, C, 11, YMM },         /* xop */
	{ 14, L1, C, 12, YMM },         /* fma */
	{ 15, L7, B, 16, ZMM },         /* avx512f */
	{ 16, L7, B, 3, ANY },          /* bmi */
	{ 17, L7, B, 8, ANY },          /* bmi2 */
	{ 18, L1, C, 25, ANY },         /* aes */
	{ 19, L1, C, 1, ANY },          /* pclmul */
	{ 20, L7, B, 31, ZMM },         /* avx512vl */
	{ 21, L7, B, 30, ZMM },         /* avx512bw */
	{ 22, L7, B, 17, ZMM },         /* avx512dq */
	{ 23, L7, B, 28, ZMM },         /* avx512cd */
	{ 24, L7, B, 27, ZMM },         /* avx512er */
	{ 25, L7, B, 26, ZMM },         /* avx512pf */
	{ 26, L7, C, 1, ZMM },          /* avx512vbmi */
	{ 27, L7, B, 21, ZMM },         /* avx512ifma */
	{ 28, L7, D, 2, ZMM },          /* avx5124vnniw */
	{ 29, L7, D, 3, ZMM },          /* avx5124fmaps */
	{ 30, L7, C, 14, ZMM },         /* avx512vpopcntdq */
	{ 31, L7, C, 6, ZMM },          /* avx512vbmi2 */
	{ 32, L7, C, 8, ANY },          /* gfni */
	{ 33, L7, C, 10, YMM },         /* vpclmulqdq */
	{ 34, L7, C, 11, ZMM },         /* avx512vnni */
	{ 35, L7, C, 12, ZMM },         /* avx512bitalg */
	{ 36, L7_1, A, 5, ZMM },        /* avx512bf16 */
	{ 37, L7, D, 8, ZMM },          /* avx512vp2intersect */
	{ 38, E1, D, 31, ANY },         /* 3dnow */
	{ 39, E1, D, 30, ANY },         /* 3dnowp */
	{ 40, L7, B, 19, ANY },         /* adx */
	{ 41, E1, C, 5, ANY },          /* abm */
	{ 42, L7, C, 25, ANY },         /* cldemote */
	{ 43, L7, B, 23, ANY },         /* clflushopt */
	{ 44, L7, B, 24, ANY },         /* clwb */
	{ 45, E8, B, 0, ANY },          /* clzero */
	{ 46, L1, C, 13, ANY },         /* cmpxchg16b */
	{ 47, L1, D, 8, ANY },          /* cmpxchg8b */
	{ 48, L7, C, 29, ANY },         /* enqcmd */
	{ 49, L1, C, 29, YMM },         /* f16c */
	{ 50, L7, B, 0, ANY },          /* fsgsbase */
	{ 51, L1, D, 24, ANY },         /* fxsave */
	{ 52, L7, B, 4, ANY },          /* hle */
	{ 53, L7, D, 20, ANY },         /* ibt */
	{ 54, E1, C, 0, ANY },          /* lahf_lm */
	{ 55, E1, D, 29, ANY },         /* lm */
	{ 56, E1, C, 15, ANY },         /* lwp */
	{ 57, E1, C, 5, ANY },          /* lzcnt */
	{ 58, L1, C, 22, ANY },         /* movbe */
	{ 59, L7, C, 28, ANY },         /* movdir64b */
	{ 60, L7, C, 27, ANY },         /* movdiri */
	{ 61, E1, C, 29, ANY },         /* mwaitx */
	{ 62, L1, C, 27, ANY },         /* osxsave */
	{ 63, L7, D, 18, ANY },         /* pconfig */
	{ 64, L7, C, 4, ANY },          /* pku, turned on by the system */
	{ 65, L7, C, 0, ANY },          /* prefetchwt1 */
	{ 66, E1, C, 8, ANY },          /* prfchw */
	{ 67, L14, B, 4, ANY },         /* ptwrite */
	{ 68, L7, C, 22, ANY },         /* rdpid */
	{ 69, L1, C, 30, ANY },         /* rdrnd */
	{ 70, L7, B, 18, ANY },         /* rdseed */
	{ 71, L7, B, 11, ANY },         /* rtm */
	{ 72, L7, D, 14, ANY },         /* serialize */
	{ 73, L7, B, 2, ANY },          /* sgx */
	{ 74, L7, B, 29, ANY },         /* sha */
	{ 75, L7, C, 7, ANY },          /* shstk */
	{ 76, E1, C, 21, ANY },         /* tbm */
	{ 77, L7, D, 16, ANY },         /* tsxldtrk */
	{ 78, L7, C, 9, YMM },          /* vaes */
	{ 79, L7, C, 5, ANY },          /* waitpkg */
	{ 80, E8, B, 9, ANY },          /* wbnoinvd */
	{ 81, L1, C, 26, YMM },         /* xsave */
	{ 82, LD_1, A, 1, YMM },        /* xsavec */
	{ 83, LD_1, A, 0, YMM },        /* xsaveopt */
	{ 84, LD_1, A, 3, YMM },        /* xsaves */
	{ 85, L7, D, 24, TILE },        /* amx-tile */
	{ 86, L7, D, 25, TILE },        /* amx-int8 */
	{ 87, L7, D, 22, TILE },        /* amx-bf16 */
	{ 88, L7, D, 5, ANY },          /* uintr */
	{ 89, L7_1, A, 22, ANY },       /* hreset */
	{ 90, L7, C, 23, ANY },         /* kl */
	{ 91, L19, B, 0, ANY },         /* aeskle */
	{ 92, L19, B, 2, ANY },         /* widekl */
	{ 93, L7_1, A, 4, YMM },        /* avxvnni */
	{ 94, L7, D, 23, ZMM },         /* avx512fp16 */
	{ 99, L7_1, A, 23, YMM },       /* avxifma */
	{ 100, L7_1, D, 4, YMM },       /* avxvnniint8 */
	{ 101, L7_1, D, 5, YMM },       /* avxneconvert */
	{ 102, L7_1, A, 7, ANY },       /* cmpccxadd */
	{ 103, L7_1, A, 21, TILE },     /* amx-fp16 */
	{ 104, L7_1, D, 14, ANY },      /* prefetchi */
	{ 105, L7_1, A, 3, ANY },       /* raoint */
	{ 106, L7_1, D, 8, TILE },      /* amx-complex */
	{ 107, L7_1, D, 10, YMM },      /* avxvnniint16 */
	{ 108, L7_1, A, 1, YMM },       /* sm3 */
	{ 109, L7_1, A, 0, YMM },       /* sha512 */
	{ 110, L7_1, A, 2, YMM },       /* sm4 */
	{ 111, L7_1, D, 21, EGPR },     /* apxf */
	{ 112, L7_1, D, 15, ANY },      /* usermsr */
	{ 117, L1E_1, A, 7, TILE },     /* amx-avx512 */
	{ 118, L1E_1, A, 6, TILE },     /* amx-tf32 */
	{ 120, L1E_1, A, 4, TILE },     /* amx-fp8 */
	{ 121, L7_1, A, 31, ANY },      /* movrs */
	{ 122, L1E_1, A, 8, TILE },     /* amx-movrs */
};

/* x86-64 and its levels: what each has beyond the one before (the x86-64
 * psABI, 3.1.1). */
static const unsigned char levels[4][12] = {
	{ 55, 0, 47, 51, 1, 4 },                /* x86-64 */
	{ 46, 54, 2, 5, 7, 8, 6 },              /* v2 */
	{ 9, 10, 16, 17, 49, 14, 57, 58, 62 },  /* v3 */
	{ 15, 21, 23, 22, 20 },                 /* v4 */
};
enum { BASELINE = 95, AVX10_1 = 113, AVX10_2 = 115 };

static unsigned
has(const unsigned *found, unsigned feature)
{
	return found[feature / 32] >> feature % 32 & 1;
}

static void
set(unsigned *found, unsigned feature)
{
	found[feature / 32] |= 1u << feature % 32;
}

static void
find_levels(unsigned *found)
{
	for (unsigned i = 0; i < 4; i++) {
		for (unsigned k = 0; k < 12; k++)
			/* behind the last: 0, which is cmov */
			if (!has(found, levels[i][k]))
				return;
		set(found, BASELINE + i);
	}
}

/* AVX10 has a version; clang tests one bit each for 256 bits and for 512. */
static void
find_avx10(unsigned *found, unsigned answers[LEAVES][4], unsigned state)
{
	unsigned version = answers[L24][B] & 0xff;

	if (!(answers[L7_1][D] >> 19 & 1) || (state & ZMM) != ZMM)
		return;
	for (unsigned k = 0; k < 2; k++) {
		if (version >= 1)
			set(found, AVX10_1 + k);
		if (version >= 2)
			set(found, AVX10_2 + k);
	}
}

static void
find_features(unsigned *found, unsigned answers[LEAVES][4])
{
	unsigned state = saved_state(answers[L1][C]);
	unsigned n = sizeof features / sizeof *features;

	for (unsigned i = 0; i < n; i++)
		if ((answers[features[i].leaf][features[i].reg] >>
				    features[i].bit & 1) &&
			(state & features[i].state) == features[i].state)
			set(found, features[i].feature);
	find_avx10(found, answers, state);
	find_levels(found);
}

/* ---- models ---- */

enum { INTEL = 1, AMD = 2, OTHER = 3 };

/* Ranges of models; of two that fit, the first. */
static const struct model {
	unsigned short vendor, family, from, to;
	unsigned char type, subtype;
	unsigned char needs;    /* a feature, or 0 */
} models[] = {
	{ INTEL, 6, 0x0f, 0x0f, 2, 0, 0 },      /* core2 */
	{ INTEL, 6, 0x16, 0x17, 2, 0, 0 },
	{ INTEL, 6, 0x1d, 0x1d, 2, 0, 0 },
	{ INTEL, 6, 0x1a, 0x1a, 3, 1, 0 },      /* nehalem */
	{ INTEL, 6, 0x1e, 0x1f, 3, 1, 0 },
	{ INTEL, 6, 0x2e, 0x2e, 3, 1, 0 },
	{ INTEL, 6, 0x25, 0x25, 3, 2, 0 },      /* westmere */
	{ INTEL, 6, 0x2c, 0x2c, 3, 2, 0 },
	{ INTEL, 6, 0x2f, 0x2f, 3, 2, 0 },
	{ INTEL, 6, 0x2a, 0x2a, 3, 3, 0 },      /* sandybridge */
	{ INTEL, 6, 0x2d, 0x2d, 3, 3, 0 },
	{ INTEL, 6, 0x3a, 0x3a, 3, 12, 0 },     /* ivybridge */
	{ INTEL, 6, 0x3e, 0x3e, 3, 12, 0 },
	{ INTEL, 6, 0x3c, 0x3c, 3, 13, 0 },     /* haswell */
	{ INTEL, 6, 0x3f, 0x3f, 3, 13, 0 },
	{ INTEL, 6, 0x45, 0x46, 3, 13, 0 },
	{ INTEL, 6, 0x3d, 0x3d, 3, 14, 0 },     /* broadwell */
	{ INTEL, 6, 0x47, 0x47, 3, 14, 0 },
	{ INTEL, 6, 0x4f, 0x4f, 3, 14, 0 },
	{ INTEL, 6, 0x56, 0x56, 3, 14, 0 },
	{ INTEL, 6, 0x4e, 0x4e, 3, 15, 0 },     /* skylake */
	{ INTEL, 6, 0x5e, 0x5e, 3, 15, 0 },
	{ INTEL, 6, 0x8e, 0x8e, 3, 15, 0 },
	{ INTEL, 6, 0x9e, 0x9e, 3, 15, 0 },
	{ INTEL, 6, 0xa5, 0xa6, 3, 15, 0 },
	{ INTEL, 6, 0x55, 0x55, 3, 23, 36 },    /* cooperlake */
	{ INTEL, 6, 0x55, 0x55, 3, 21, 34 },    /* cascadelake */
	{ INTEL, 6, 0x55, 0x55, 3, 16, 0 },     /* skylake-avx512 */
	{ INTEL, 6, 0x66, 0x66, 3, 17, 0 },     /* cannonlake */
	{ INTEL, 6, 0x7d, 0x7e, 3, 18, 0 },     /* icelake-client */
	{ INTEL, 6, 0x6a, 0x6a, 3, 19, 0 },     /* icelake-server */
	{ INTEL, 6, 0x6c, 0x6c, 3, 19, 0 },
	{ INTEL, 6, 0x8c, 0x8d, 3, 22, 0 },     /* tigerlake */
	{ INTEL, 6, 0x8f, 0x8f, 3, 24, 0 },     /* sapphirerapids */
	{ INTEL, 6, 0xcf, 0xcf, 3, 24, 0 },
	{ INTEL, 6, 0x97, 0x97, 3, 25, 0 },     /* alderlake */
	{ INTEL, 6, 0x9a, 0x9a, 3, 25, 0 },
	{ INTEL, 6, 0xaa, 0xaa, 3, 25, 0 },
	{ INTEL, 6, 0xac, 0xac, 3, 25, 0 },
	{ INTEL, 6, 0xb7, 0xb7, 3, 25, 0 },
	{ INTEL, 6, 0xba, 0xba, 3, 25, 0 },
	{ INTEL, 6, 0xbe, 0xbf, 3, 25, 0 },
	{ INTEL, 6, 0xa7, 0xa7, 3, 27, 0 },     /* rocketlake */
	{ INTEL, 6, 0xad, 0xad, 3, 30, 0 },     /* graniterapids */
	{ INTEL, 6, 0xae, 0xae, 3, 31, 0 },     /* graniterapids-d */
	{ INTEL, 6, 0xc5, 0xc5, 3, 32, 0 },     /* arrowlake */
	{ INTEL, 6, 0xc6, 0xc6, 3, 33, 0 },     /* arrowlake-s */
	{ INTEL, 6, 0xbd, 0xbd, 3, 33, 0 },
	{ INTEL, 6, 0xcc, 0xcc, 3, 34, 0 },     /* pantherlake */
	{ INTEL, 6, 0x1c, 0x1c, 1, 0, 0 },      /* bonnell */
	{ INTEL, 6, 0x26, 0x27, 1, 0, 0 },
	{ INTEL, 6, 0x35, 0x36, 1, 0, 0 },
	{ INTEL, 6, 0x37, 0x37, 6, 0, 0 },      /* silvermont */
	{ INTEL, 6, 0x4a, 0x4a, 6, 0, 0 },
	{ INTEL, 6, 0x4c, 0x4d, 6, 0, 0 },
	{ INTEL, 6, 0x5a, 0x5a, 6, 0, 0 },
	{ INTEL, 6, 0x5d, 0x5d, 6, 0, 0 },
	{ INTEL, 6, 0x57, 0x57, 7, 0, 0 },      /* knl */
	{ INTEL, 6, 0x85, 0x85, 11, 0, 0 },     /* knm */
	{ INTEL, 6, 0x5c, 0x5c, 12, 0, 0 },     /* goldmont */
	{ INTEL, 6, 0x5f, 0x5f, 12, 0, 0 },
	{ INTEL, 6, 0x7a, 0x7a, 13, 0, 0 },     /* goldmont-plus */
	{ INTEL, 6, 0x86, 0x86, 14, 0, 0 },     /* tremont */
	{ INTEL, 6, 0x8a, 0x8a, 14, 0, 0 },
	{ INTEL, 6, 0x96, 0x96, 14, 0, 0 },
	{ INTEL, 6, 0x9c, 0x9c, 14, 0, 0 },
	{ INTEL, 6, 0xaf, 0xaf, 17, 0, 0 },     /* sierraforest */
	{ INTEL, 6, 0xb6, 0xb6, 18, 0, 0 },     /* grandridge */
	{ INTEL, 6, 0xdd, 0xdd, 19, 0, 0 },     /* clearwaterforest */
	{ AMD, 0x10, 2, 2, 4, 4, 0 },           /* barcelona */
	{ AMD, 0x10, 4, 4, 4, 5, 0 },           /* shanghai */
	{ AMD, 0x10, 8, 8, 4, 6, 0 },           /* istanbul */
	{ AMD, 0x10, 0, 0xff, 4, 0, 0 },        /* amdfam10h */
	{ AMD, 0x14, 0, 0xff, 8, 0, 0 },        /* btver1 */
	{ AMD, 0x15, 0x02, 0x02, 5, 8, 0 },     /* bdver2 */
	{ AMD, 0x15, 0x00, 0x0f, 5, 7, 0 },     /* bdver1 */
	{ AMD, 0x15, 0x10, 0x1f, 5, 8, 0 },
	{ AMD, 0x15, 0x30, 0x3f, 5, 9, 0 },     /* bdver3 */
	{ AMD, 0x15, 0x60, 0x7f, 5, 10, 0 },    /* bdver4 */
	{ AMD, 0x15, 0, 0xff, 5, 0, 0 },        /* amdfam15h */
	{ AMD, 0x16, 0, 0xff, 9, 0, 0 },        /* btver2 */
	{ AMD, 0x17, 0x00, 0x2f, 10, 11, 0 },   /* znver1 */
	{ AMD, 0x17, 0x30, 0xff, 10, 20, 0 },   /* znver2 */
	{ AMD, 0x19, 0x10, 0x1f, 15, 29, 0 },   /* znver4 */
	{ AMD, 0x19, 0x60, 0x7f, 15, 29, 0 },
	{ AMD, 0x19, 0xa0, 0xaf, 15, 29, 0 },
	{ AMD, 0x19, 0x00, 0x5f, 15, 26, 0 },   /* znver3 */
	{ AMD, 0x19, 0, 0xff, 15, 0, 0 },       /* amdfam19h */
	{ AMD, 0x1a, 0x00, 0x77, 20, 35, 0 },   /* znver5 */
	{ AMD, 0x1a, 0, 0xff, 20, 0, 0 },       /* amdfam1ah */
};

static void
find_model(unsigned vendor, unsigned a, const unsigned *found)
{
	unsigned family = a >> 8 & 15, model = a >> 4 & 15;
	unsigned n = sizeof models / sizeof *models;

	if (family == 6 || family == 15)
		model += (a >> 16 & 15) << 4;
	if (family == 15)
		family += a >> 20 & 0xff;
	for (unsigned i = 0; i < n; i++) {
		const struct model *m = &models[i];

		if (m->vendor != vendor || m->family != family ||
			model < m->from || model > m->to ||
			(m->needs != 0 && !has(found, m->needs)))
			continue;
		__cpu_model.type = m->type;
		__cpu_model.subtype = m->subtype;
		return;
	}
}

static unsigned
vendor_of(const unsigned r[4])
{
	if (r[B] == 0x756e6547)         /* Genu */
		return INTEL;
	return r[B] == 0x68747541 ? AMD /* Auth */ : OTHER;
}

/* ---- the answers ---- */

/* An ifunc's resolver calls it before any constructor, and before relocations
 * may be done: it calls nothing outside this file. */
WEAK int
__cpu_indicator_init(void)
{
	unsigned found[WORDS] = { 0 }, answers[LEAVES][4];
	unsigned first[4], extended[4];

	if (__cpu_model.vendor != 0)
		return 0;
	if (!has_cpuid()) {
		__cpu_model.vendor = OTHER;
		return -1;
	}
	cpuid(0, 0, first);
	cpuid(0x80000000, 0, extended);
	for (unsigned i = 0; i < LEAVES; i++) {
		unsigned leaf = leaves[i].leaf, *r = answers[i];

		/* one by one: for all at once clang 19 calls memset; and a CPU
		 * may answer anything to a subleaf that it lacks */
		r[A] = r[B] = r[C] = r[D] = 0;
		if (leaf <= (leaf >> 31 ? extended[A] : first[A]) &&
			(i != L7_1 || answers[L7][A] >= 1))
			cpuid(leaf, leaves[i].subleaf, r);
	}
	find_features(found, answers);
	__cpu_model.features[0] = found[0];
	for (unsigned i = 1; i < WORDS; i++)
		__cpu_features2[i - 1] = found[i];
	find_model(vendor_of(first), answers[L1][A], found);
	/* last: who sees it has all */
	__atomic_store_n(&__cpu_model.vendor, vendor_of(first),
		__ATOMIC_RELEASE);
	return 0;
}

/* Before constructors of the program, which may ask. */
__attribute__((constructor(90))) static void
at_start(void)
{
	__cpu_indicator_init();
}
