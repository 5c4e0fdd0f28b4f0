#include "wrapper/text/tomlscalar.h"

#include <errno.h>
#include <float.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"

static const char digits[] = "0123456789";

size_t
toml_scalar_len(const char *s)
{
	static const char word[] = "abcdefghijklmnopqrstuvwxyz"
				   "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				   "0123456789+-_.:";
	size_t n = strspn(s, word);

	/* "1979-05-27 07:32:00" has a blank inside. */
	if (n == 10 && s[4] == '-' && s[10] == ' ' && s[11] >= '0' &&
		s[11] <= '9')
		n += 1 + strspn(s + 11, word);
	return n;
}

/* Takes one of these characters. */
static bool
take(const char **p, const char *any)
{
	if (**p == '\0' || strchr(any, **p) == NULL)
		return false;
	(*p)++;
	return true;
}

/* Takes digits of the set; single underscores may stand between them. */
static bool
take_digits(const char **p, const char *set)
{
	size_t n = strspn(*p, set);

	if (n == 0)
		return false;
	for (;;) {
		*p += n;
		if (**p != '_' || (n = strspn(*p + 1, set)) == 0)
			return true;
		(*p)++;
	}
}

/* As a signed number of 64 bits, or as a double (base 0), which is all that
 * cargo has. */
static bool
fits(const char *text, int base)
{
	autofree char *plain = xstrdup(text);
	char *o = plain;
	double d;

	for (; *text != '\0'; text++)
		if (*text != '_')
			*o++ = *text;
	*o = '\0';
	errno = 0;
	if (base != 0) {
		(void)strtoll(plain, NULL, base);
		return errno == 0;
	}
	d = strtod(plain, NULL);
	return d >= -DBL_MAX && d <= DBL_MAX;
}

static bool
is_based(const char *s)
{
	static const struct {
		char letter;
		int base;
		const char *set;
	} bases[] = {
		{ 'x', 16, "0123456789abcdefABCDEF" },
		{ 'o', 8, "01234567" },
		{ 'b', 2, "01" },
	};

	for (size_t i = 0; s[0] == '0' && i < sizeof bases / sizeof *bases;
		i++) {
		const char *p = s + 2;

		if (s[1] == bases[i].letter)
			return take_digits(&p, bases[i].set) && *p == '\0' &&
			       fits(s + 2, bases[i].base);
	}
	return false;
}

/* A decimal number, whole or not. */
static bool
is_number(const char *s)
{
	const char *p = s;
	bool whole = true;

	take(&p, "+-");
	if (strcmp(p, "inf") == 0 || strcmp(p, "nan") == 0)
		return true;
	if (!take(&p, "0") && !take_digits(&p, digits))
		return false;
	if (take(&p, ".")) {
		whole = false;
		if (!take_digits(&p, digits))
			return false;
	}
	if (take(&p, "eE")) {
		whole = false;
		take(&p, "+-");
		if (!take_digits(&p, digits))
			return false;
	}
	return *p == '\0' && fits(s, whole ? 10 : 0);
}

/* Takes n digits of a number from low to high. */
static bool
take_count(const char **p, int n, int low, int high, int *value)
{
	*value = 0;
	for (int i = 0; i < n; i++, (*p)++) {
		if (**p < '0' || **p > '9')
			return false;
		*value = *value * 10 + (**p - '0');
	}
	return *value >= low && *value <= high;
}

static int
month_days(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30,
		31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return days[month - 1] + (month == 2 && leap);
}

static bool
take_date(const char **p)
{
	int year, month, day;

	return take_count(p, 4, 0, 9999, &year) && take(p, "-") &&
	       take_count(p, 2, 1, 12, &month) && take(p, "-") &&
	       take_count(p, 2, 1, month_days(year, month), &day);
}

/* 07:32, 07:32:00 and 07:32:00.999; a minute may have a leap second. */
static bool
take_time(const char **p)
{
	int n;

	if (!take_count(p, 2, 0, 23, &n) || !take(p, ":") ||
		!take_count(p, 2, 0, 59, &n))
		return false;
	if (!take(p, ":"))
		return true;
	if (!take_count(p, 2, 0, 60, &n))
		return false;
	if (!take(p, "."))
		return true;
	if (!take(p, digits))
		return false;
	*p += strspn(*p, digits);
	return true;
}

static bool
take_offset(const char **p)
{
	int n;

	return take(p, "zZ") ||
	       (take(p, "+-") && take_count(p, 2, 0, 23, &n) && take(p, ":") &&
		       take_count(p, 2, 0, 59, &n));
}

static bool
is_moment(const char *s)
{
	const char *p = s;

	if (take_time(&p))
		return *p == '\0';
	p = s;
	if (!take_date(&p))
		return false;
	if (!take(&p, "tT "))
		return *p == '\0';
	if (!take_time(&p))
		return false;
	return *p == '\0' || (take_offset(&p) && *p == '\0');
}

bool
toml_scalar(const char *text)
{
	return strcmp(text, "true") == 0 || strcmp(text, "false") == 0 ||
	       is_number(text) || is_based(text) || is_moment(text);
}
