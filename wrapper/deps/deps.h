/* Debian packages of a workspace's targets: from [deps] of its zbuild.ini and
 * its zbuild.lock to a root file system in the cache (debroot.h). */
#pragma once

#include "common/argvec.h"
#include "common/fail.h"
#include "shim/root/depslock.h"
#include "targets/conf.h"
#include "targets/target.h"

enum {
	DEPS_LOCKED = 1,  /* zbuild.lock must not change */
	DEPS_UPDATE = 2   /* the newest versions, whatever it says */
};

/*
 * The root of d's [deps], made if it is not there; *dir (freed by the caller)
 * is NULL when [deps] has nothing for d. What zbuild.lock says holds; when it
 * says nothing, or other packages are wanted now, it is written anew, with the
 * versions that it had where they fit.
 */
int deps_root(const struct conf *c, const struct target_def *d, unsigned flags,
	char **dir, struct fail *f);

/* One command at a time changes a workspace's packages; a second one waits. */
struct deps {
	char *ini, *lockfile;   /* paths; ini need not exist */
	char *text;             /* of ini, "" if it does not */
	struct depslock lock;
	int fd;
};

/* ini is taken. */
int deps_open(struct deps *d, char *ini, struct fail *f);

/* Resolves names (sorted, without what is always there) from where from says (may
 * be NULL), makes the root and puts the result into d->lock, which is not written
 * yet. */
int deps_resolve(struct deps *d, const struct target_def *def,
	const struct conf_deps *from, const struct argvec *names, unsigned flags, char **dir,
	struct fail *f);

/* Writes the lock file if it changed; one without targets is removed. */
int deps_write_lock(const struct deps *d, struct fail *f);
void deps_close(struct deps *d);
