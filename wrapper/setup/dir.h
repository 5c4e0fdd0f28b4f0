/* Where `setup` writes. */
#pragma once

#include "common/fail.h"

/* The workspace's root, as cargo tells it; outside of one, this folder. */
int setupdir_find(char **out, struct fail *f);

/* The nearest folder above with something of setup's, NULL if there is none.
 * Needs no cargo. */
int setupdir_find_made(char **out, struct fail *f);

/* Cargo's file in a .cargo folder. Cargo prefers the old name, `config`, when
 * both are there. */
char *setupdir_config(const char *dot_cargo);
