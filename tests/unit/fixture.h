#pragma once

#include <stddef.h>
#include <sys/types.h>

#include "common/fail.h"

struct target;

/* A folder for the test's files, which goes with what is in it, and its failure.
 * A suite has them by tcase_add_checked_fixture(tc, fixture_setup,
 * fixture_teardown), or calls both from its own. */
extern char *top;
extern struct fail f;

void fixture_setup(void);
void fixture_teardown(void);

/* top/NAME; it lasts until fixture_teardown. */
char *at(const char *name);

/* Likewise dir/NAME. */
char *below(const char *dir, const char *name);

/* Each returns top/NAME, whose folders it makes, too. */
char *put_dir(const char *name);
char *put_text(const char *name, const char *text);
char *put_bytes(const char *name, const void *bytes, size_t n, mode_t mode);

/* The target of that name; the test fails if there is none. */
struct target fixture_target(const char *spelling);
