/* Sets of Debian packages, and the root that is made of one. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "common/fail.h"
#include "common/machine.h"

struct apt_package {
	char *name, *version;
	char *arch;              /* of the package: arm64, all */
	char sha256[65];         /* from apt's index, which it verified */
	unsigned long long size; /* of the .deb */
	char *uri;               /* NULL when it came from a lock file */
};

struct apt_set {
	struct apt_package *v;
	size_t n;
};

/* Would apt take this for the name of a package, and nothing else? */
bool apt_name_ok(const char *name);

/* Appends a package; takes its strings. */
void apt_set_add(struct apt_set *set, const struct apt_package *p);

/* The package with this name, or NULL. */
struct apt_package *apt_set_find(const struct apt_set *set, const char *name);
void apt_set_sort(struct apt_set *set);
unsigned long long apt_set_size(const struct apt_set *set);
void apt_package_clear(struct apt_package *p);
void apt_set_clear(struct apt_set *set);

/* Where the root with these packages of a Debian architecture is or would be:
 * <cache>/deps/roots/<arch>-<hash>; sorts them. The caller frees *dir. */
int apt_set_root(const struct machine *m, const char *arch,
	struct apt_set *set, char **dir, struct fail *f);
