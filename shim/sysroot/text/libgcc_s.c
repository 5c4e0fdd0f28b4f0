/*
 * What a program that is linked with GCC's libgcc_s.so.1 sees of it: names and
 * versions only, for a stub (shim/sysroot/layout.c), compiled by zig's clang for the target.
 *
 * The facts are those of Debian 12's libgcc-s1 (GCC 12) of each machine, read
 * from its dynamic symbols (packages libgcc-s1-*-cross; MIPS: gcc-12-cross-mipsen);
 * LoongArch's and 32-bit RISC-V's by the same rules of GCC (libgcc-std.ver.in,
 * config/libgcc-glibc.ver).
 *
 * The unwinder is for everybody. What computes has an old version here ("@"), so
 * that it is there for shared objects that were linked with it and for nobody
 * else: what GCC links before it, libgcc.a, has the same, and which of the two it
 * is may depend neither on the floor nor on what the cache holds already. So have
 * ARM's __aeabi_unwind_cpp_pr*, which all objects ask for (layout.c). Left out:
 * fixed-point numbers, MIPS16, __sync_*, __cpu_model (cpu_x86.c has ours),
 * emulated TLS.
 */
#define LIST(suffix, ...) \
	__asm__(".irp s, " #__VA_ARGS__ "\n" \
		".globl \\s\n" \
		".type \\s, %function\n" \
		"\\s:\n" \
		".symver \\s, \\s" suffix "\n" \
		".endr\n");
#define UNWINDER(version, ...) LIST("@@@" #version, __VA_ARGS__)
#define OTHERS(version, ...) LIST("@" #version ", remove", __VA_ARGS__)

#if defined __x86_64__
#define X64 1
#elif defined __i386__
#define I386 1
#elif defined __aarch64__
#define A64 1
#elif defined __arm__
#define ARM 1
#elif defined __riscv && __riscv_xlen == 64
#define RV64 1
#elif defined __powerpc64__
#define PPC64 1
#elif defined __powerpc__ && !defined __powerpc64__
#define PPC 1
#elif defined __s390x__
#define S390 1
#elif defined __mips__ && !defined __mips64
#define MIPS 1
#elif defined __mips64
#define MIPS64 1
#elif defined __loongarch64
#define LA64 1
#elif defined __riscv && __riscv_xlen == 32
#define RV32 1
#endif

UNWINDER(GCC_3.0, _Unwind_DeleteException, _Unwind_ForcedUnwind,
	_Unwind_GetDataRelBase, _Unwind_GetLanguageSpecificData,
	_Unwind_GetRegionStart, _Unwind_GetTextRelBase, _Unwind_RaiseException,
	_Unwind_Resume)
UNWINDER(GCC_3.3, _Unwind_GetCFA, _Unwind_Resume_or_Rethrow)
UNWINDER(GCC_3.3.1, __gcc_personality_v0)
OTHERS(GCC_3.0, __absvdi2, __absvsi2, __addvdi3, __addvsi3, __clear_cache,
	__ffsdi2, __fixunsdfdi, __fixunssfdi, __mulvdi3, __mulvsi3, __negvdi2,
	__negvsi2, __subvdi3, __subvsi3)
OTHERS(GCC_3.4, __clzdi2, __ctzdi2, __paritydi2, __popcountdi2)
OTHERS(GCC_4.0.0, __divdc3, __divsc3, __muldc3, __mulsc3, __powidf2,
	__powisf2)
OTHERS(GCC_4.3.0, __bswapdi2, __bswapsi2)
OTHERS(GCC_4.7.0, __clrsbdi2)

#if !ARM
UNWINDER(GCC_3.0, _Unwind_Find_FDE, _Unwind_GetGR, _Unwind_GetIP,
	_Unwind_SetGR, _Unwind_SetIP, __deregister_frame_info_bases,
	__register_frame_info_bases, __register_frame_info_table_bases)
UNWINDER(GCC_3.3, _Unwind_Backtrace, _Unwind_FindEnclosingFunction)
UNWINDER(GCC_4.2.0, _Unwind_GetIPInfo)
#endif

#if !X64 && !ARM && !S390
UNWINDER(GLIBC_2.0, __deregister_frame, __deregister_frame_info,
	__frame_state_for, __register_frame, __register_frame_info,
	__register_frame_info_table, __register_frame_table)
#endif

#if X64 || A64 || RV64 || PPC64 || S390 || MIPS64 || LA64
OTHERS(GCC_3.0, __ashlti3, __ashrti3, __cmpti2, __divti3, __ffsti2, __fixdfti,
	__fixsfti, __fixunsdfti, __fixunssfti, __floattidf, __floattisf, __lshrti3,
	__modti3, __multi3, __negti2, __ucmpti2, __udivmodti4, __udivti3, __umodti3)
OTHERS(GCC_3.4, __clzti2, __ctzti2, __parityti2, __popcountti2)
OTHERS(GCC_3.4.4, __absvti2, __addvti3, __mulvti3, __negvti2, __subvti3)
OTHERS(GCC_4.2.0, __floatuntidf, __floatuntisf)
OTHERS(GCC_4.7.0, __clrsbti2)
OTHERS(GCC_7.0.0, __divmodti4)
#endif

#if X64 || I386 || ARM || PPC || MIPS || MIPS64
OTHERS(GCC_3.0, __extendsfdf2, __truncdfsf2)
#endif

#if X64 || A64 || RV64 || PPC64 || MIPS64 || LA64
OTHERS(GCC_4.0.0, __divtc3, __powitf2)
#endif

#if I386 || ARM || RV64 || PPC || MIPS || RV32
OTHERS(GCC_3.0, __muldi3)
OTHERS(GLIBC_2.0, __divdi3, __moddi3, __udivdi3, __umoddi3)
#endif

#if I386 || ARM || PPC64 || PPC || MIPS || MIPS64
OTHERS(GCC_3.0, __fixdfdi, __fixsfdi, __fixunsdfsi, __fixunssfsi, __floatdidf,
	__floatdisf)
OTHERS(GCC_4.2.0, __floatundidf, __floatundisf)
#endif

#if A64 || RV64 || PPC64 || PPC || MIPS64 || LA64
OTHERS(GCC_4.2.0, __floatunditf)
#endif

#if A64 || RV64 || PPC64 || S390 || MIPS64 || LA64
OTHERS(GCC_4.2.0, __floatuntitf)
#endif

#if ARM || RV64 || PPC || MIPS || MIPS64 || RV32
OTHERS(GCC_3.0, __divdf3, __divsf3)
#endif

#if X64 || A64 || RV64 || MIPS64 || LA64
OTHERS(GCC_3.0, __gttf2, __lttf2)
#endif

#if A64 || RV64 || PPC64 || MIPS64 || LA64
OTHERS(GCC_3.0, __fixtfdi, __fixtfti, __fixunstfdi, __fixunstfti, __floatditf,
	__floattitf)
OTHERS(GCC_4.0.0, __multc3)
#endif

#if I386 || ARM || PPC || MIPS
OTHERS(GCC_3.0, __ashldi3, __ashrdi3, __cmpdi2, __lshrdi3, __negdi2,
	__ucmpdi2, __udivmoddi4)
OTHERS(GCC_3.4, __clzsi2, __ctzsi2, __paritysi2, __popcountsi2)
OTHERS(GCC_4.3.0, __ffssi2)
OTHERS(GCC_4.7.0, __clrsbsi2)
OTHERS(GCC_7.0.0, __divmoddi4)
#endif

#if A64 || RV64 || MIPS64 || LA64
OTHERS(GCC_3.0, __addtf3, __divtf3, __eqtf2, __extenddftf2, __extendsftf2,
	__fixtfsi, __fixunstfsi, __floatsitf, __getf2, __letf2, __multf3, __negtf2,
	__netf2, __subtf3, __trunctfdf2, __trunctfsf2)
OTHERS(GCC_4.2.0, __floatunsitf)
OTHERS(GCC_4.5.0, __unordtf2)
#endif

#if ARM || PPC || MIPS || MIPS64
OTHERS(GCC_3.0, __adddf3, __addsf3, __eqdf2, __eqsf2, __fixdfsi, __fixsfsi,
	__floatsidf, __floatsisf, __gedf2, __gesf2, __gtdf2, __gtsf2, __ledf2,
	__lesf2, __ltdf2, __ltsf2, __muldf3, __mulsf3, __nedf2, __negdf2, __negsf2,
	__nesf2, __subdf3, __subsf3)
OTHERS(GCC_3.3.4, __unorddf2, __unordsf2)
OTHERS(GCC_4.2.0, __floatunsidf, __floatunsisf)
#endif

#if X64 || I386
OTHERS(GCC_12.0.0, __divhc3, __eqhf2, __extendhfdf2, __extendhfsf2,
	__extendhftf2, __extendhfxf2, __mulhc3, __nehf2, __truncdfhf2, __truncsfhf2,
	__trunctfhf2, __truncxfhf2)
OTHERS(GCC_3.0, __fixunsxfdi)
OTHERS(GCC_4.0.0, __divxc3, __mulxc3, __powixf2)
#endif

#if ARM || RV64
OTHERS(GCC_3.0, __divsi3, __modsi3, __udivsi3, __umodsi3)
#endif

#if PPC || S390
OTHERS(GCC_4.1.0, __divtc3, __multc3, __powitf2)
#endif

#if X64
UNWINDER(GCC_3.0, __deregister_frame, __deregister_frame_info,
	__register_frame, __register_frame_info, __register_frame_info_table,
	__register_frame_table)
OTHERS(GCC_12.0.0, __fixhfti, __fixunshfti, __floattihf, __floatuntihf)
OTHERS(GCC_3.0, __fixunsxfti, __fixxfti, __floattixf)
OTHERS(GCC_4.2.0, __floatuntixf)
OTHERS(GCC_4.3.0, __addtf3, __divtf3, __eqtf2, __extenddftf2, __extendsftf2,
	__extendxftf2, __fixtfdi, __fixtfsi, __fixtfti, __fixunstfdi, __fixunstfsi,
	__fixunstfti, __floatditf, __floatsitf, __floattitf, __floatunditf,
	__floatunsitf, __floatuntitf, __getf2, __letf2, __multc3, __multf3, __negtf2,
	__netf2, __subtf3, __trunctfdf2, __trunctfsf2, __trunctfxf2, __unordtf2)
#endif

#if I386
OTHERS(GCC_3.0, __fixunsxfsi, __fixxfdi, __floatdixf)
OTHERS(GCC_4.2.0, __floatundixf)
OTHERS(GCC_4.4.0, __addtf3, __copysigntf3, __divtc3, __divtf3, __eqtf2,
	__extenddftf2, __extendsftf2, __fabstf2, __fixtfdi, __fixtfsi, __fixunstfdi,
	__fixunstfsi, __floatditf, __floatsitf, __floatunditf, __floatunsitf,
	__getf2, __gttf2, __letf2, __lttf2, __multc3, __multf3, __negtf2, __netf2,
	__powitf2, __subtf3, __trunctfdf2, __trunctfsf2, __trunctfxf2, __unordtf2)
OTHERS(GCC_4.5.0, __extendxftf2)
#endif

#if A64
OTHERS(GCC_11.0, __divhc3, __extendhftf2, __fixhfti, __fixunshfti,
	__floattihf, __floatuntihf, __mulhc3, __trunctfhf2)
#endif

#if ARM
UNWINDER(GCC_3.5, _Unwind_Complete, _Unwind_VRS_Get, _Unwind_VRS_Pop,
	_Unwind_VRS_Set, __gnu_unwind_frame)
UNWINDER(GCC_4.3.0, _Unwind_Backtrace)
OTHERS(GCC_3.5, __aeabi_cdcmpeq, __aeabi_cdcmple, __aeabi_cdrcmple,
	__aeabi_cfcmpeq, __aeabi_cfcmple, __aeabi_cfrcmple, __aeabi_d2f,
	__aeabi_d2iz, __aeabi_d2lz, __aeabi_d2uiz, __aeabi_d2ulz, __aeabi_dadd,
	__aeabi_dcmpeq, __aeabi_dcmpge, __aeabi_dcmpgt, __aeabi_dcmple,
	__aeabi_dcmplt, __aeabi_dcmpun, __aeabi_ddiv, __aeabi_dmul, __aeabi_dneg,
	__aeabi_drsub, __aeabi_dsub, __aeabi_f2d, __aeabi_f2iz, __aeabi_f2lz,
	__aeabi_f2uiz, __aeabi_f2ulz, __aeabi_fadd, __aeabi_fcmpeq, __aeabi_fcmpge,
	__aeabi_fcmpgt, __aeabi_fcmple, __aeabi_fcmplt, __aeabi_fcmpun, __aeabi_fdiv,
	__aeabi_fmul, __aeabi_fneg, __aeabi_frsub, __aeabi_fsub, __aeabi_i2d,
	__aeabi_i2f, __aeabi_idiv, __aeabi_idiv0, __aeabi_idivmod, __aeabi_l2d,
	__aeabi_l2f, __aeabi_lasr, __aeabi_lcmp, __aeabi_ldiv0, __aeabi_ldivmod,
	__aeabi_llsl, __aeabi_llsr, __aeabi_lmul, __aeabi_ui2d, __aeabi_ui2f,
	__aeabi_uidiv, __aeabi_uidivmod, __aeabi_ul2d, __aeabi_ul2f, __aeabi_ulcmp,
	__aeabi_uldivmod, __aeabi_unwind_cpp_pr0, __aeabi_unwind_cpp_pr1,
	__aeabi_unwind_cpp_pr2, __aeabi_uread4, __aeabi_uread8, __aeabi_uwrite4,
	__aeabi_uwrite8)
#endif

#if PPC64
OTHERS(GCC_3.4, _xlqadd, _xlqdiv, _xlqmul, _xlqsub)
OTHERS(GCC_3.4.4, __gcc_qadd, __gcc_qdiv, __gcc_qmul, __gcc_qsub)
#endif

#if PPC
OTHERS(GCC_4.1.0, __fixtfdi, __fixunstfdi, __floatditf, __gcc_qadd,
	__gcc_qdiv, __gcc_qmul, __gcc_qsub)
#endif

#if S390
UNWINDER(GLIBC_2.2, __deregister_frame, __deregister_frame_info,
	__frame_state_for, __register_frame, __register_frame_info,
	__register_frame_info_table, __register_frame_table)
OTHERS(GCC_4.1.0, __fixtfti, __fixunstfti, __floattitf)
#endif
