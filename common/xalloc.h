/* Memory that never fails: out of memory ends the program here. */
#pragma once

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

void *xmalloc(size_t n);
void *xcalloc(size_t n, size_t size);
void *xreallocarray(void *p, size_t n, size_t size);
char *xstrdup(const char *s);
char *xstrndup(const char *s, size_t n);
char *xasprintf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
char *xvasprintf(const char *fmt, va_list ap);

/* open_memstream: what is written is *text, of *len bytes, after fclose. */
FILE *xmemstream(char **text, size_t *len);

/* Scoped release: `autofree char *p = …;` is freed when p goes out of scope. */
void xfree_at(void *p);
#define autofree __attribute__((cleanup(xfree_at)))
