/*
 * A program of a bare machine in qemu-system. It has three ways to read: the
 * UART, semihosting's READC, and semihosting's READ, which is qemu's own stdin.
 * Nobody can tell which from outside, and whichever is given stdin takes bytes
 * that the program then looks for at another: so each has a copy of its own.
 */
#pragma once

#include "common/argvec.h"
#include "common/fail.h"

/* Runs file by qemu's words, with arguments (the list ends with NULL); its exit
 * status, or the end by a signal that ended it. */
int board_run(const struct argvec *qemu, const char *file, char **args,
	struct fail *f);
