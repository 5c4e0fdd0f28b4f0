#include "common/argvec.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"

void
argvec_init(struct argvec *a)
{
	*a = (struct argvec)ARGVEC_INIT;
}

static void
reserve(struct argvec *a, size_t n)
{
	if (n + 1 <= a->cap)
		return;
	a->cap = a->cap ? a->cap * 2 : 16;
	if (a->cap < n + 1)
		a->cap = n + 1;
	a->v = xreallocarray(a->v, a->cap, sizeof *a->v);
}

void
argvec_take(struct argvec *a, char *word)
{
	reserve(a, a->n + 1);
	a->v[a->n++] = word;
	a->v[a->n] = NULL;
}

void
argvec_push(struct argvec *a, const char *word)
{
	argvec_take(a, xstrdup(word));
}

void
argvec_pushf(struct argvec *a, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	argvec_take(a, xvasprintf(fmt, ap));
	va_end(ap);
}

void
argvec_pushl(struct argvec *a, ...)
{
	va_list ap;
	const char *word;

	va_start(ap, a);
	while ((word = va_arg(ap, const char *)) != NULL)
		argvec_push(a, word);
	va_end(ap);
}

void
argvec_pushv(struct argvec *a, char *const *words)
{
	for (; words != NULL && *words != NULL; words++)
		argvec_push(a, *words);
}

void
argvec_split(struct argvec *a, const char *s, const char *seps)
{
	while (*(s += strspn(s, seps)) != '\0') {
		size_t len = strcspn(s, seps);

		argvec_take(a, xstrndup(s, len));
		s += len;
	}
}

void
argvec_insert(struct argvec *a, size_t at, const char *word)
{
	char *copy = xstrdup(word);

	reserve(a, a->n + 1);
	memmove(&a->v[at + 1], &a->v[at], (a->n - at) * sizeof *a->v);
	a->v[at] = copy;
	a->v[++a->n] = NULL;
}

void
argvec_remove(struct argvec *a, size_t at)
{
	free(a->v[at]);
	memmove(&a->v[at], &a->v[at + 1], (a->n - at) * sizeof *a->v);
	a->n--;
}

bool
one_of(const char *const *list, size_t n, const char *word)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i], word) == 0)
			return true;
	return false;
}

bool
word_in(const char *list, const char *word)
{
	size_t n = strlen(word);

	if (n == 0 || strchr(word, ' ') != NULL)
		return false;
	for (const char *p = list; (p = strstr(p, word)) != NULL; p += n)
		if ((p == list || p[-1] == ' ') &&
			(p[n] == ' ' || p[n] == '\0'))
			return true;
	return false;
}

bool
argvec_has(const struct argvec *a, const char *word)
{
	return one_of((const char *const *)a->v, a->n, word);
}

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void
argvec_sort(struct argvec *a, size_t from)
{
	if (a->n > from + 1)
		qsort(a->v + from, a->n - from, sizeof *a->v, by_text);
}

char *
argvec_join(const struct argvec *a, const char *sep)
{
	size_t len = 1, at = 0, sl = strlen(sep);
	char *s;

	for (size_t i = 0; i < a->n; i++)
		len += strlen(a->v[i]) + sl;
	s = xmalloc(len);
	for (size_t i = 0; i < a->n; i++) {
		size_t wl = strlen(a->v[i]);

		if (i > 0) {
			memcpy(s + at, sep, sl);
			at += sl;
		}
		memcpy(s + at, a->v[i], wl);
		at += wl;
	}
	s[at] = '\0';
	return s;
}

char *
argvec_named(const struct argvec *a, size_t all)
{
	autofree char *list = argvec_join(a, ", ");

	return all <= a->n ? xstrdup(list)
			   : xasprintf("%s, and %zu more", list, all - a->n);
}

size_t
argvec_bytes(const struct argvec *a)
{
	size_t n = sizeof(char *);

	for (size_t i = 0; i < a->n; i++)
		n += strlen(a->v[i]) + 1 + sizeof(char *);
	return n;
}

char **
argvec_exec(struct argvec *a)
{
	reserve(a, a->n);
	a->v[a->n] = NULL;
	return a->v;
}

void
argvec_clear(struct argvec *a)
{
	for (size_t i = 0; i < a->n; i++)
		free(a->v[i]);
	free(a->v);
	argvec_init(a);
}
