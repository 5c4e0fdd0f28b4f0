/* A static glibc: what of the program it cannot do by itself. */
#pragma once

#include "common/argvec.h"

/*
 * From lld's map and its table of who wants what (--cref): a line for functions
 * that ask NSS, and one for dlopen, if the program has them. GNU ld says so for
 * each, by libc.a's .gnu.warning sections, which lld only lists.
 */
void static_libc_notes(const char *map, struct argvec *notes);
