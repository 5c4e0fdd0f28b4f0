/* UEFI programs, by the firmware of a virtual machine and its shell. */
#pragma once

#include "common/argvec.h"
#include "common/fail.h"
#include "targets/target.h"

/* The firmware's file for d; NULL: none is here, and *package has it. */
const char *firmware_file(const struct target_def *d, const char **package);

/*
 * Runs qemu, whose firmware starts file with the arguments. What the program
 * says on its console goes to stdout. Its exit status is 0, or the low bits of
 * the EFI error that it returned.
 */
int firmware_run(const struct argvec *qemu, const char *file, char **args,
	struct fail *f);
