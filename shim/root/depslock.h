/*
 * zbuild.lock: the packages that the roots of a workspace are made of, so that
 * another machine gets the same bytes or an error. An .ini file with a section
 * for each target:
 *
 *   [aarch64-unknown-linux-gnu]
 *   wants = libssl-dev
 *   libssl3 = VERSION ARCHITECTURE SIZE SHA256
 */
#pragma once

#include "common/argvec.h"
#include "common/fail.h"
#include "common/machine.h"
#include "shim/root/aptset.h"

#define DEPSLOCK_NAME "zbuild.lock"

struct depslock_target {
	char *rust;
	struct argvec wants;    /* sorted */
	struct apt_set set;     /* without addresses */
};

struct depslock {
	struct depslock_target *v;
	size_t n;
};

/* Reads path; a file that is not there is empty. */
int depslock_read(const struct machine *m, const char *path, struct depslock *out, struct fail *f);

/* The file's text, the same for the same contents. */
char *depslock_text(const struct depslock *l);

struct depslock_target *depslock_find(
	const struct depslock *l, const char *rust);

/* Puts in what a target's packages are now: takes set, copies wants. */
void depslock_put(struct depslock *l, const char *rust,
	const struct argvec *wants, struct apt_set *set);

/* names, sorted, each once. */
void depslock_sorted(const struct argvec *names, struct argvec *out);

/* Does the lock file's entry answer these names (sorted)? t may be NULL. */
bool depslock_answers(const struct depslock_target *t,
	const struct argvec *names);

/* The lock file that belongs to this zbuild.ini; freed by the caller. */
char *depslock_beside(const char *ini);

void depslock_drop(struct depslock *l, const char *rust);
void depslock_clear(struct depslock *l);
