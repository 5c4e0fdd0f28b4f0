#include "common/nearest.h"

#include <string.h>

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Optimal string alignment: two neighbours changed over count once. */
size_t
nearest_distance(const char *a, const char *b)
{
	enum { MAX = 80 };
	size_t rows[3][MAX], *before = rows[0], *prev = rows[1], *row = rows[2];
	size_t n = strlen(b);

	if (n >= MAX || strnlen(a, MAX) == MAX)
		return (size_t)-1;
	for (size_t j = 0; j <= n; j++)
		row[j] = j;
	for (size_t i = 1; a[i - 1] != '\0'; i++) {
		size_t *oldest = before;

		before = prev;
		prev = row;
		row = oldest;
		row[0] = i;
		for (size_t j = 1; j <= n; j++) {
			row[j] = least(prev[j - 1] + (a[i - 1] != b[j - 1]),
				least(prev[j], row[j - 1]) + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
				a[i - 2] == b[j - 1])
				row[j] = least(row[j], before[j - 2] + 1);
		}
	}
	return row[n];
}
