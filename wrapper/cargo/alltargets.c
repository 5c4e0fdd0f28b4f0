#include "wrapper/cargo/alltargets.h"

#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "targets/table.h"

static int
by_name(const void *a, const void *b)
{
	const struct target_def *const *x = a, *const *y = b;

	return strcmp((*x)->rust, (*y)->rust);
}

static const struct target_def *
users_row(const struct conf *conf, const char *rust)
{
	for (size_t i = 0; conf != NULL && i < conf->ntargets; i++)
		if (strcmp(conf->targets[i].def.rust, rust) == 0)
			return &conf->targets[i].def;
	return NULL;
}

void
alltargets_list(const struct conf *conf, struct alltargets *out)
{
	size_t nconf = conf != NULL ? conf->ntargets : 0;

	out->n = 0;
	out->v =
		xreallocarray(NULL, target_table_n + nconf + 1, sizeof(void *));
	for (size_t i = 0; i < target_table_n; i++)
		if (users_row(conf, target_row_name(i)) == NULL)
			out->v[out->n++] = target_row(i);
	for (size_t i = 0; i < nconf; i++)
		out->v[out->n++] = &conf->targets[i].def;
	qsort(out->v, out->n, sizeof(void *), by_name);
}

void
alltargets_clear(struct alltargets *a)
{
	free(a->v);
	a->v = NULL;
	a->n = 0;
}
