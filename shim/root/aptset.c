#include "shim/root/aptset.h"

#include <ctype.h>
#include <sha256.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"

/* Changed with the way roots are made: old ones are no longer found. */
#define DEBROOT_MAGIC "zbuild-debroot 3"

bool
apt_name_ok(const char *name)
{
	size_t n = strlen(name);

	/* A '-' at the end means "remove" to apt-get. */
	return n > 1 && isalnum((unsigned char)*name) &&
	       strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789+-.") == n &&
	       name[n - 1] != '-';
}

void
apt_set_add(struct apt_set *set, const struct apt_package *p)
{
	set->v = xreallocarray(set->v, set->n + 1, sizeof *set->v);
	set->v[set->n++] = *p;
}

struct apt_package *
apt_set_find(const struct apt_set *set, const char *name)
{
	for (size_t i = 0; i < set->n; i++)
		if (strcmp(set->v[i].name, name) == 0)
			return &set->v[i];
	return NULL;
}

static int
by_name(const void *a, const void *b)
{
	const struct apt_package *x = a, *y = b;

	return strcmp(x->name, y->name);
}

void
apt_set_sort(struct apt_set *set)
{
	if (set->n > 1)
		qsort(set->v, set->n, sizeof *set->v, by_name);
}

unsigned long long
apt_set_size(const struct apt_set *set)
{
	unsigned long long n = 0;

	for (size_t i = 0; i < set->n; i++)
		n += set->v[i].size;
	return n;
}

void
apt_package_clear(struct apt_package *p)
{
	free(p->name);
	free(p->version);
	free(p->arch);
	free(p->uri);
}

void
apt_set_clear(struct apt_set *set)
{
	for (size_t i = 0; i < set->n; i++)
		apt_package_clear(&set->v[i]);
	free(set->v);
	*set = (struct apt_set){ NULL, 0 };
}

/* Of the packages in the order of their names. */
static char *
set_hash(const struct apt_set *set)
{
	char hex[SHA256_DIGEST_STRING_LENGTH];
	SHA256_CTX c;

	SHA256_Init(&c);
	SHA256_Update(&c, (const uint8_t *)DEBROOT_MAGIC, strlen(DEBROOT_MAGIC));
	for (size_t i = 0; i < set->n; i++)
		SHA256_Update(&c, (const uint8_t *)set->v[i].sha256, 64);
	SHA256_End(&c, hex);
	return xstrndup(hex, 20);
}

int
apt_set_root(const struct machine *m, const char *arch, struct apt_set *set,
	char **dir, struct fail *f)
{
	autofree char *roots = NULL, *hash = NULL;

	if (m->cache("deps/roots", &roots, f) != 0)
		return -1;
	apt_set_sort(set);
	hash = set_hash(set);
	*dir = xasprintf("%s/%s-%s", roots, arch, hash);
	return 0;
}
