/*
 * The names that 32-bit ARM's run-time functions have in libgcc beside those of
 * the ABI (__floatdidf is __aeabi_l2d): zig's compiler_rt has the latter alone,
 * and LuaJIT and objects of GCC ask for the former. Doubles and floats travel in
 * core registers, hard float or not (GCC's arm_libcall_uses_aapcs_base). Clang
 * makes instructions or calls of the ABI's functions out of these bodies.
 * Compiled by zig's clang for the target, without any header
 * (shim/sysroot/support.c).
 */
typedef int si;
typedef unsigned int usi;
typedef long long di;
typedef unsigned long long udi;
typedef float sf;
typedef double df;

#define FUNCTION __attribute__((weak, visibility("hidden"), pcs("aapcs")))
#define ONE(to, name, from, expression) \
	FUNCTION to name(from a) { return expression; }
#define TWO(to, name, from, second, expression) \
	FUNCTION to name(from a, second b) { return expression; }

#define FLOAT(t, m) \
	TWO(t, __add##m##3, t, t, a + b) \
	TWO(t, __sub##m##3, t, t, a - b) \
	TWO(t, __mul##m##3, t, t, a * b) \
	TWO(t, __div##m##3, t, t, a / b) \
	ONE(t, __neg##m##2, t, -a) \
	ONE(si, __fix##m##si, t, (si)a) \
	ONE(usi, __fixuns##m##si, t, (usi)a) \
	ONE(di, __fix##m##di, t, (di)a) \
	ONE(udi, __fixuns##m##di, t, (udi)a) \
	ONE(t, __floatsi##m, si, (t)a) \
	ONE(t, __floatunsi##m, usi, (t)a) \
	ONE(t, __floatdi##m, di, (t)a) \
	ONE(t, __floatundi##m, udi, (t)a) \
	TWO(si, __unord##m##2, t, t, a != a || b != b) \
	/* not a number: what is not true of any comparison */ \
	TWO(si, __cmp##m##2, t, t, a < b ? -1 : a == b ? 0 : 1) \
	TWO(si, __eq##m##2, t, t, a < b ? -1 : a == b ? 0 : 1) \
	TWO(si, __ne##m##2, t, t, a < b ? -1 : a == b ? 0 : 1) \
	TWO(si, __lt##m##2, t, t, a < b ? -1 : a == b ? 0 : 1) \
	TWO(si, __le##m##2, t, t, a < b ? -1 : a == b ? 0 : 1) \
	TWO(si, __gt##m##2, t, t, a > b ? 1 : a == b ? 0 : -1) \
	TWO(si, __ge##m##2, t, t, a > b ? 1 : a == b ? 0 : -1)

FLOAT(sf, sf)
FLOAT(df, df)
ONE(df, __extendsfdf2, sf, a)
ONE(sf, __truncdfsf2, df, (sf)a)
TWO(si, __divsi3, si, si, a / b)
TWO(usi, __udivsi3, usi, usi, a / b)
TWO(di, __muldi3, di, di, a * b)
TWO(di, __ashldi3, di, si, (di)((udi)a << b))
TWO(di, __ashrdi3, di, si, a >> b)
TWO(di, __lshrdi3, di, si, (di)((udi)a >> b))
/* the ABI's own that zig's lacks: less, equal or greater is -1, 0 or 1 */
TWO(si, __aeabi_lcmp, di, di, (a > b) - (a < b))
TWO(si, __aeabi_ulcmp, udi, udi, (a > b) - (a < b))
