/*
 * The root file system that a target is linked with beside zig's pieces, out of
 * Debian packages or any other. Its headers and libraries come behind zig's
 * own, so that the C library is always zig's; programs run with the root's.
 */
#pragma once

#include <stdbool.h>

#include "common/argvec.h"
#include "common/fail.h"
#include "common/machine.h"
#include "targets/conf.h"
#include "targets/target.h"

#define ROOT_VARIABLE "ZBUILD_SYSROOT"

struct root {
	char *dir;                /* NULL: there is none */
	char *from;               /* who says so, for messages */
	struct argvec headers;    /* its folders, those that exist */
	struct argvec libraries;
};

#define ROOT_INIT { NULL, NULL, ARGVEC_INIT, ARGVEC_INIT }

/* "ZBUILD_SYSROOT_aarch64_unknown_linux_gnu"; freed by the caller. */
char *root_variable(const struct target_def *d);

/* The folder that ZBUILD_SYSROOT_t or [target] names; *out stays without a dir
 * if neither does. An empty variable means none at all: *none. */
int root_named(const struct machine *m, const struct conf *c,
	const struct target_def *d, struct root *out, bool *none,
	struct fail *f);

/* root_named, else what zbuild.lock says about [deps], which must be unpacked
 * already. */
int root_find(const struct machine *m, const struct conf *c,
	const struct target_def *d, struct root *out, struct fail *f);

/* Takes dir for the root, for a reason told by from; looks which folders of
 * headers and libraries it has. */
int root_set(const struct machine *m, struct root *r,
	const struct target_def *d, const char *dir, const char *from,
	struct fail *f);

/* Is path one of these folders, however it is spelled? */
bool root_has(const struct machine *m, const struct argvec *folders,
	const char *path);

/* The folders of .pc files, those that exist. */
void root_pkgconfig(const struct machine *m, const struct root *r,
	const struct target_def *d, struct argvec *out);

/* GCC's C++ library in the root, the newest: folders of headers in their
 * order, and that of the libraries that a link needs. */
int root_libstdcxx(const struct machine *m, const struct root *r,
	const struct target_def *d, struct argvec *headers, char **lib,
	struct fail *f);

/* Its folder with glibc's libc.a (Debian's libc6-dev), or NULL. */
const char *root_static_libc(const struct machine *m, const struct root *r);

/* The root's libgcc_s.so.1, and the folder of the cache that is for a link to
 * it and nothing else. Both stay NULL if the root has none. */
int root_unwinder(const struct machine *m, const struct root *r, char **dir,
	char **file, struct fail *f);

/* The C++ library: what $ZBUILD_CXX says, or [target]'s cxx, or libc++. */
int root_cxx(const struct machine *m, const struct conf *c,
	const struct target_def *d, const char **out, struct fail *f);

/* Is this file or folder of libraries one of this machine's own? What Debian's
 * foreign architectures put beside them is the target's. */
bool root_is_hosts(const struct target_def *d, const char *path);

void root_clear(struct root *r);
