/*
 * Which files of settings are believed. One that came with a folder, such as a
 * clone's zbuild.ini, belongs to us or root, or the user has said that it is
 * good (`cargo zbuild trust`): then it may also name programs. What was said is
 * kept in <config>/zbuild/trusted, a file for each path with the digest of what
 * stood in it. ZBUILD_TRUST=1 says so of all.
 */
#pragma once

#include <stdbool.h>

#include "common/argvec.h"
#include "common/fail.h"

/* $XDG_CONFIG_HOME/zbuild/NAME or ~/.config/zbuild/NAME, freed by the caller;
 * NULL where neither is set. */
char *conftrust_home(const char *name);

/* Do the file and its folder belong to us or root, or is it trusted? */
int conftrust_owner(const char *path, struct fail *f);

/* May it name this program or keyring ("key = value")? */
int conftrust_program(const char *path, const char *what, struct fail *f);

/* May it say these words to a compiler or linker? Not one that makes it load
 * or start something. Apple's linker knows paths like @rpath/x. */
int conftrust_flags(const char *path, const char *key, const struct argvec *words,
	size_t from, bool apple, struct fail *f);

/* Is it a linker that -fuse-ld= finds by its name? Those need no trust. */
bool conftrust_linker(const char *name);

/* Has the user said so of the file as it is now? */
bool conftrust_given(const char *path);

int conftrust_add(const char *path, struct fail *f);

/* *had tells whether it was there. */
int conftrust_remove(const char *path, bool *had, struct fail *f);

/* The paths. */
void conftrust_list(struct argvec *out);
