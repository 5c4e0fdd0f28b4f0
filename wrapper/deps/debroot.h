/*
 * A root file system out of Debian packages, for a target: what links and runs
 * against their libraries. In the cache, named after its contents, made whole
 * or not at all, and never changed afterwards:
 *
 *   <cache>/deps/roots/<arch>-<hash of the packages' SHA-256s>
 *
 * lib, bin, … lead to usr/lib, usr/bin …, as on a Debian of today; symlinks
 * and texts that name files are relative, so that the root can lie anywhere.
 */
#pragma once

#include "common/argvec.h"
#include "common/fail.h"
#include "targets/target.h"
#include "wrapper/deps/apt.h"

/*
 * The root with these packages (their SHA-256s decide), in *dir, freed by the
 * caller. One that is there is used without apt or a network; for others deps
 * says where from.
 */
int debroot_open(const struct target_def *d, const struct conf_deps *deps,
	struct apt_set *set, char **dir, struct fail *f);

/* debroot_open with a->lock held. */
int debroot_make(struct apt *a, struct apt_set *set, char **dir,
	struct fail *f);

/*
 * The root with the newest version of these packages and all that they depend
 * on. What a set of names was resolved to is remembered: the same call later
 * gets the same root. For what needs no lock file, such as the C library that
 * an emulator runs programs with ("libc6").
 */
int debroot_of(const struct target_def *d, const struct argvec *names,
	char **dir, struct fail *f);

/* debroot_of from one release of the distribution: apt_open_release. */
int debroot_of_release(const struct target_def *d, const char *release,
	const char *source, const struct argvec *names, char **dir,
	struct fail *f);

/* The root that was made from these names earlier (release NULL: by debroot_of),
 * or NULL; runs nothing and takes no lock. Freed by the caller. */
char *debroot_known(const struct target_def *d, const char *release,
	const struct argvec *names);

/* Unpacks the set out of the store into dir, an empty folder of ours, and
 * makes a root of it that can lie anywhere. Devices and links that leave it
 * are refused; nothing keeps a bit for set-user-ID. */
int debroot_unpack(struct apt *a, const struct apt_set *set, const char *dir,
	struct fail *f);

/* Makes absolute symlinks below dir relative to it; a relative one that leads
 * out of it is an error. */
int debroot_relink(const char *dir, struct fail *f);

/* Moves lib, lib32, lib64, libx32, bin and sbin below usr and leaves links;
 * where usr or usr/lib is a link itself, that is an error. */
int debroot_merge(const char *dir, struct fail *f);
