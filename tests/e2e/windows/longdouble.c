#include "longdouble.h"

/* Microsoft's own spelling: %s of a wide format is wide, secure functions. */
static void
microsoft(void)
{
#if !__USE_MINGW_ANSI_STDIO
	long double x = 0;
	wchar_t w[64];
	char b[8];

	swprintf(w, 64, L"%s %S %.2Lf %c", L"wide", "narrow", 1.25L, L'c');
	is_true("wide %s", wcscmp(w, L"wide narrow 1.25 c") == 0);
	is_true("wide scanf", swscanf(L"abc 1.25", L"%s %Lf", w, &x) == 2 &&
				      x == 1.25L && wcscmp(w, L"abc") == 0);
	is_true("sprintf_s", sprintf_s(b, sizeof b, "%.2Lf", 1.25L) == 4 &&
				     strcmp(b, "1.25") == 0);
	is_true("_TRUNCATE", _snprintf_s(b, 4, (size_t)-1, "%.4Lf", 1.25L) == -1 &&
				     strcmp(b, "1.2") == 0);
	is_true("sscanf_s", sscanf_s("1.25", "%Lf", &x) == 1 && x == 1.25L);
#endif
}

static void
computes(void)
{
	long double whole;
	int e;

	is_true("sqrtl", fabsl(sqrtl(2) - 1.41421356237309504880L) < 1e-18L);
	is_true("expl", fabsl(expl(1) - 2.71828182845904523536L) < 1e-18L);
	is_true("sinl", fabsl(sinl(1) - 0.84147098480789650665L) < 1e-18L);
	is_true("logl", fabsl(logl(1e4000L) - 9210.34037197618273607L) < 1e-14L);
	is_true("powl", fabsl(powl(2, 0.5L) - 1.41421356237309504880L) < 1e-18L);
	is_true("frexpl", frexpl(1e4000L, &e) < 1 && e == 13288);
	is_true("ldexpl", ldexpl(1, 13288) > 1e4000L);
	is_true("modfl", modfl(2.5L, &whole) == 0.5L && whole == 2);
	is_true("floorl, fmodl, hypotl", floorl(-2.5L) == -3 &&
				fmodl(7.5L, 2) == 1.5L && hypotl(3, 4) == 5);
	is_true("lrintl, roundl", lrintl(2.5L) == 2 && roundl(2.5L) == 3);
	is_true("nextafterl", nextafterl(1, 2) - 1 == 0x1p-63L);
	is_true("tgammal, erfl", fabsl(tgammal(5) - 24) < 1e-15L &&
				fabsl(erfl(1) - 0.84270079294971486934L) < 1e-17L);
}

int
main(void)
{
	long double x = 0;

	prints();
	scans();
	microsoft();
	computes();
	if (scanf("%Lf", &x) != 1 || x != 0.1L)
		bad++;
	printf("%s, %.2Lf\n", bad == 0 ? "fine" : "bad", 1.25L);
	return bad != 0;
}
