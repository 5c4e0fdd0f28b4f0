/* UEFI programs, by the firmware of a virtual machine and its shell, or, where it
 * has none, a starter of ours. */
#pragma once

#include "common/argvec.h"
#include "common/fail.h"
#include "targets/target.h"

/* Appends qemu's words for d's firmware; -1: none is here, and *package has it. */
int firmware_words(const struct target_def *d, struct argvec *words,
	const char **package);

/*
 * Runs qemu, whose firmware starts file with the arguments. What the program
 * says on its console goes to stdout. Its exit status is 0, or the low bits of
 * the EFI error that it returned.
 */
int firmware_run(const struct target_def *d, const struct argvec *qemu,
	const char *file, char **args, struct fail *f);
