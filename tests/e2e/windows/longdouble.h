/* What long double must say on every machine with 80 bits of it; each check that
 * fails is a line. Read by C and C++, with and without __USE_MINGW_ANSI_STDIO. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

static int bad;

static void
same(const char *what, const char *got, const char *want)
{
	if (strcmp(got, want) != 0) {
		bad++;
		printf("%s: '%s', not '%s'\n", what, got, want);
	}
}

static void
is_true(const char *what, int yes)
{
	same(what, yes ? "yes" : "no", "yes");
}

static int
by_list(char *out, size_t size, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(out, size, format, args);
	va_end(args);
	return n;
}

static void
prints(void)
{
	static const long double third = 1.0L / 3;
	char b[128], *end;
	wchar_t w[128];

	sprintf(b, "%.2Lf", 1.25L);
	same("sprintf", b, "1.25");
	snprintf(b, sizeof b, "%d %.20Lf %s %lld", 7, third, "x", 1LL << 40);
	same("64 bits of precision", b,
		"7 0.33333333333333333334 x 1099511627776");
	snprintf(b, sizeof b, "%*.*Le|%-8.1Lg|%+.0Lf", 12, 3, 1e4000L, 0.5L, 3.0L);
	same("range", b, " 1.000e+4000|0.5     |+3");
	snprintf(b, sizeof b, "%Lf %Lf", (long double)INFINITY,
		-(long double)INFINITY);
	same("infinity", b, "inf -inf");
	is_true("snprintf counts", snprintf(b, 4, "%.3Lf", 12.5L) == 6);
	same("snprintf cuts", b, "12.");
	is_true("counts alone", snprintf(NULL, 0, "%.3Lf", 12.5L) == 6);
	is_true("vsnprintf", by_list(b, sizeof b, "%.1Lf %I64d", 2.5L,
				     1LL << 40) == 17);
	same("vsnprintf", b, "2.5 1099511627776");
	snprintf(b, sizeof b, "%%Lf %.1f %5.1lf", 2.5, 2.5);
	same("doubles", b, "%Lf 2.5   2.5");
	snprintf(b, sizeof b, "%.3000Lf", 0.0L);
	is_true("long ones", snprintf(NULL, 0, "%.3000Lf", 1.0L) == 3002);

	is_true("_snprintf", _snprintf(b, 4, "%.1Lf!", 12.5L) == -1);
	is_true("_snprintf cuts", memcmp(b, "12.5", 4) == 0);
	is_true("swprintf", swprintf(w, 128, L"%ls %.2Lf", L"x", 1.25L) == 6 &&
				    wcscmp(w, L"x 1.25") == 0);
	is_true("swprintf, too small", swprintf(w, 4, L"%.3Lf", 1.25L) < 0);

	is_true("strtold", strtold("0.1", &end) == 0.1L && *end == '\0');
	is_true("wcstold", wcstold(L"1e4000", NULL) == 1e4000L);
}

static void
scans(void)
{
	long double x = 0, y = 0;
	char s[16] = "";
	wchar_t w[16] = L"";
	double d = 0;
	FILE *f;

	is_true("sscanf", sscanf("0.1 7 abc 2.5", "%Lf %*d %15s %lf", &x, s,
				  &d) == 3 &&
				  x == 0.1L && d == 2.5);
	same("sscanf, text", s, "abc");
	is_true("sscanf %Lg", sscanf("1e4000", "%Lg", &x) == 1 && x == 1e4000L);
	is_true("sscanf, none", sscanf("abc", "%Lf", &x) == 0);
	is_true("swscanf", swscanf(L"1.25 abc", L"%Lf %15ls", &x, w) == 2 &&
				   x == 1.25L && wcscmp(w, L"abc") == 0);
	f = fopen("longdouble.txt", "w+");
	is_true("fprintf", f != NULL &&
				   fprintf(f, "%.18Lg %.2Lf\n", 0.1L, 2.5L) > 0);
	rewind(f);
	is_true("fscanf", fscanf(f, "%Lf%Lf", &x, &y) == 2 && y == 2.5L &&
				  fabsl(x - 0.1L) < 1e-18L);
	fclose(f);
	remove("longdouble.txt");
}
