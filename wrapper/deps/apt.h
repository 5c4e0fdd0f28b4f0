/*
 * Debian packages of another architecture, by the machine's own apt and as an
 * ordinary user: a private apt folder per architecture below <cache>/deps,
 * with the sources, keyrings and proxies of the machine. Nothing is installed
 * and no script of a package ever runs.
 */
#pragma once

#include <stdbool.h>

#include "common/argvec.h"
#include "common/fail.h"
#include "shim/root/aptset.h"
#include "targets/conf.h"
#include "targets/target.h"

struct apt {
	const char *rust; /* the target */
	char *arch;       /* Debian's name: arm64 */
	char *dir;        /* <cache>/deps/<arch> */
	char *store;      /* <cache>/deps/store: <sha256>.deb */
	char *conf;       /* the file for APT_CONFIG, NULL before its use */
	char *source;     /* lines of sources.list in place of the machine's */
	char *trouble;    /* a source that could not be used, or NULL */
	bool read;        /* the lists are of this call */
	int lock;
};

/*
 * Takes the architecture's lock, waiting (and saying so) while another command
 * has it. Neither runs apt nor needs it. A target that Debian's packages are
 * not for is an error that says why.
 */
int apt_open(const struct target_def *d, struct apt *a, struct fail *f);

/* apt_open for one release of a distribution ("bullseye"), which source, lines
 * as in sources.list, name. It has a folder of its own. */
int apt_open_release(const struct target_def *d, const char *release,
	const char *source, struct apt *a, struct fail *f);

/* apt_open with what [deps] say of the sources, if anything; may be NULL. */
int apt_open_deps(const struct target_def *d, const struct conf_deps *deps,
	struct apt *a, struct fail *f);

/* Whose packages a target's programs may use: its own, or those of a target with
 * the same loader, for another CPU. NULL if Debian has neither. */
const struct target_def *apt_packaged(const struct target_def *d);

/*
 * The packages "NAME" or "NAME=VERSION" and all that they depend on, sorted by
 * name. Refreshes the lists first when they are old or were made from other
 * sources, and once more when a name is not in them. Left out: what zig has
 * itself (libc6-dev, linux-libc-dev) and what only scripts of packages use.
 */
int apt_resolve(struct apt *a, const struct argvec *names,
	struct apt_set *out, struct fail *f);

/* Gets what is not in the store yet; afterwards every file there has the size
 * and the SHA-256 that the set says. Packages without uri are looked up. */
int apt_fetch(struct apt *a, struct apt_set *set, struct fail *f);

/* One line of `apt-get --print-uris`; false for what is none. */
bool apt_parse_uri(const char *line, struct apt_package *out);

/* Does this line of `apt-config dump` belong to a private apt as well? */
bool apt_keeps_setting(const char *line);

void apt_close(struct apt *a);
