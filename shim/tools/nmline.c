#include "shim/tools/nmline.h"

#include <string.h>

#include "common/xalloc.h"

int
nmline_by_order(const void *a, const void *b)
{
	const struct nmline *x = a, *y = b;

	return x->order < y->order ? -1 : x->order > y->order;
}

int
nmline_by_name(const void *a, const void *b)
{
	const struct nmline *x = a, *y = b;
	int r = strcmp(x->name, y->name);

	return r != 0 ? r : nmline_by_order(a, b);
}

int
nmline_by_value(const void *a, const void *b)
{
	const struct nmline *x = a, *y = b;

	if (x->undefined != y->undefined)
		return x->undefined ? -1 : 1;
	if (x->value != y->value)
		return x->value < y->value ? -1 : 1;
	return nmline_by_name(a, b);
}

int
nmline_by_size(const void *a, const void *b)
{
	const struct nmline *x = a, *y = b;

	if (x->size != y->size)
		return x->size < y->size ? -1 : 1;
	return nmline_by_name(a, b);
}

void
nmlist_add(struct nmlist *list, const struct nmline *line)
{
	if (list->n == list->cap) {
		list->cap = list->cap * 2 + 16;
		list->v = xreallocarray(list->v, list->cap, sizeof *list->v);
	}
	list->v[list->n] = *line;
	list->v[list->n].order = list->n + 1;
	list->v[list->n].name = line->versioned;
	list->n++;
}
