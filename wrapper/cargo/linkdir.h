/* Folders of names for the shim: symbolic links to zshim. */
#pragma once

#include "common/argvec.h"
#include "common/fail.h"
#include "targets/target.h"

/* The path of zshim: beside this program, else on PATH. */
int linkdir_shim(char **out, struct fail *f);

/*
 * Links each of names in dir to shim. A link that points to some zshim is
 * replaced in one step, so that nobody ever finds the name missing; any other
 * file there is an error and stays as it is.
 */
int linkdir_fill(const char *dir, const char *shim, const struct argvec *names,
	struct fail *f);

/*
 * What settings that are cut at blanks call this program: its path, or if that
 * has a blank a link in dir, or if dir has one, too, its bare name, which is
 * found since dir is on PATH. *out is freed by the caller.
 */
int linkdir_self(const char *dir, char **out, struct fail *f);

/*
 * The prefix of the names that build scripts are told to use, like
 * "aarch64-linux-gnu.2.17": a GNU triple, because autotools-rs makes --host
 * out of the compiler's name, with the floor in it, because cargo and cc-rs
 * build again only when a name changes. A GNU triple that means another Rust
 * target gives way to the Rust triple.
 */
char *linkdir_prefix(const struct target *t);

/* The names for t in a folder that goes on PATH: linkdir_prefix's, the Rust
 * ones with the floor and without, LLVM's, and the plain GNU ones unless they
 * are this machine's own (Debian's gcc is called x86_64-linux-gnu-gcc, and host
 * code must find that one). All mean the floor of the folder. */
void linkdir_names(const struct target *t, struct argvec *names);

/* The name for t that always carries the floor, if there is one. */
char *linkdir_target(const struct target *t);

/* Makes <cache>/bin/by-target (shim/script.h); *dir is freed by the caller. */
int linkdir_scripts(const char *shim, char **dir, struct fail *f);

/* Makes <cache>/bin/<linkdir_target> with linkdir_names; *dir is freed by the
 * caller. */
int linkdir_make(const struct target *t, const char *shim, char **dir,
	struct fail *f);
