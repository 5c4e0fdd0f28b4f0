/*
 * What cargo, cc-rs, cmake-rs, pkg-config-rs, bindgen and plain builds of C
 * must see to build for a target with the shim. A value of the user's stays,
 * in whichever of its forms it was given.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "common/argvec.h"
#include "targets/target.h"
#include "wrapper/cargo/cargoconfig.h"
#include "wrapper/cargo/cargoroot.h"

enum envvar_scope {
	ENVVAR_CARGO,   /* named after the target; cargo's child processes */
	ENVVAR_PLAIN    /* CC, CXX, …: only for `env` and `exec` */
};

struct envvar {
	enum envvar_scope scope;
	char *key;
	char *value;   /* NULL: this variable must not be set */
	const char *why; /* who reads it, or what it comes from */
	char *kept;    /* not NULL: the user's own wins; says which it is */
};

struct cargoenv {
	struct envvar *v;
	size_t n;
	struct argvec path;    /* folders for the front of PATH */
};

#define CARGOENV_INIT { NULL, 0, ARGVEC_INIT }

/* All that the variables of one target are made from. */
struct cargoenv_from {
	const struct target *t;
	bool native;            /* t's triple is this machine's */
	const char *dir;        /* the folder of links: linkdir_make */
	const char *prefix;     /* of the links: linkdir_prefix */
	const char *toolchain;  /* CMake's toolchain file */
	const char *linker;     /* for cargo's linker key, or NULL */
	const char *runner;     /* for cargo's runner key, or NULL */
	const char *cpu;        /* -C target-cpu of the Rust code, or NULL */
	const char *bindgen;    /* clang words, shell-quoted, or NULL */
	const struct cargoroot *root; /* linked with as well */
	bool libstdcxx;         /* C++ is that of the root */

	const struct argvec *vars; /* what the user set: vars.h */
	const struct cargoconfig *config;
	bool plain;             /* the ENVVAR_PLAIN ones too */
};

/* Adds the variables of one target. */
void cargoenv_add(struct cargoenv *e, const struct cargoenv_from *from);

/* Adds plain CC and its kin, which tell by cargo's variables whose they are: dir
 * is linkdir_scripts'. For a call of cargo only: nothing else has those. */
void cargoenv_scripts(struct cargoenv *e, const char *dir,
	const struct argvec *vars, const struct cargoconfig *config);

/* Adds one of cargo's variables, for a reason that lives on, taking the place of
 * one with the same key. */
void cargoenv_set(struct cargoenv *e, const char *key, const char *value,
	const char *why);

/* Appends what must be done to the environment, as os_exec takes it, with
 * PATH put together from e->path and old_path. */
void cargoenv_words(const struct cargoenv *e, const char *old_path,
	struct argvec *out);

/* One line on the trace for each variable. */
void cargoenv_trace(const struct cargoenv *e);

void cargoenv_clear(struct cargoenv *e);
