/* The user's own .ini files (zbuild.ini(5)), read with inih if they exist. */
#pragma once


#include "common/argvec.h"
#include "common/fail.h"
#include "targets/target.h"

/* A rule as written by the user: [rule ID]. shim/rules/rules.c compiles it. */
struct conf_rule {
	char *id, *match, *scope, *when, *action, *with, *why;
	char *where;            /* "file:line", for messages */
	char *guest;            /* its file, if that came with a folder */
};

#define UNWINDERS "libgcc_s libunwind"
#define CXX_LIBRARIES "libc++ libc++-shared libstdc++"

/* A [target TRIPLE] section: a changed or new row, and flags for it. */
struct conf_target {
	struct target_def def;  /* complete: inherited, then overridden */
	struct argvec cflags, cxxflags, ldflags, cppflags;
	char *sysroot;          /* a root file system to link with, or NULL */
	char *cxx;              /* one of CXX_LIBRARIES, or NULL */
	char *unwinder;         /* one of UNWINDERS, or NULL */
	char *linker;           /* as in -fuse-ld=, or NULL */
	char *where;
};

/* A key of [deps], and the section [deps TRIPLE]: what a target's root is to be
 * made of, and from where. */
struct conf_deps {
	const char *rust;       /* the target */
	struct argvec names;    /* Debian packages, as written */
	char *arch;             /* Debian's architecture, or NULL */
	char *suite;            /* releases of this machine's mirror, or NULL */
	char *signed_by;        /* a keyring, absolute, or NULL */
	struct argvec sources;  /* lines as in sources.list */
	char *where, *file;
};

struct conf {
	char *zig;              /* [zbuild] zig = /path */
	char *zig_pin;          /* or zig = VERSION [sha256:HASH …] */
	char *clang, *lld;      /* in the place of zig's: a path or a name */
	char *engine;           /* auto, direct, zig-cc or NULL */
	char *gate;             /* error, warn, off or NULL */
	int strict;             /* -1 not said, 0 no, 1 yes */
	char *workspace;        /* the workspace's file, or NULL */
	struct conf_target *targets;
	size_t ntargets;
	struct conf_rule *rules;
	size_t nrules;
	struct conf_deps *deps;
	size_t ndeps;
	struct argvec files;    /* the files that were read */
	struct argvec strings;  /* owns every string that defs point to */
};

#define CONF_INIT { .strict = -1 }

/* Names the workspace's file for those that we start. */
#define CONF_WORKSPACE "ZBUILD_WORKSPACE_CONFIG"

/*
 * Reads the user's files, later ones winning key by key:
 * $XDG_CONFIG_HOME/zbuild/config.ini (or ~/.config/zbuild/config.ini), then
 * workspace, which if NULL is $ZBUILD_WORKSPACE_CONFIG (cargo-zbuild sets it for
 * its children when a zbuild.ini lies beside the workspace's Cargo.toml);
 * $ZBUILD_CONFIG, if set, replaces the first and
 * must exist. The others must belong to us or root, and the workspace's may name
 * no program, unless it is trusted (conftrust.h). None there: an empty conf and two failed stats. Unknown section
 * or key, bad value, line over 198 bytes, duplicate: error "file:line: …".
 */
int conf_load(struct conf *c, const char *workspace, struct fail *f);

/* conf_load where no workspace is known: $ZBUILD_WORKSPACE_CONFIG, or the
 * nearest file of the current folder. */
int conf_load_here(struct conf *c, struct fail *f);

/*
 * The zbuild.ini of dir or of the nearest folder above it, freed by the caller;
 * NULL if there is none. In a folder like /tmp a stranger's is passed over; one
 * elsewhere is conf_load's to refuse.
 */
char *conf_nearest(const char *dir);

/* Reads one file into c. A failure leaves c to be cleared, not used. Rows in
 * c->targets stay where they are until the next conf_read. */
int conf_read(struct conf *c, const char *path, struct fail *f);

const struct conf_target *conf_target(
	const struct conf *c, const struct target_def *def);

/* One of `values`: what the variable says, if it is set (`env`), else what the
 * file says (`set`), which may be NULL. */
int conf_choose(const char *set, const char *name, const char *env,
	const char *values, const char **out, struct fail *f);

/* What [deps] and [deps TRIPLE] say for a target, or NULL. Only the latter: no
 * names. */
const struct conf_deps *conf_deps(
	const struct conf *c, const struct target_def *def);

/* As if [deps TRIPLE] of the user's own file had this key for d, a known
 * target. The rows of c->targets may move. */
int conf_deps_say(struct conf *c, const struct target_def *d, const char *key,
	const char *value, struct fail *f);

void conf_clear(struct conf *c);
