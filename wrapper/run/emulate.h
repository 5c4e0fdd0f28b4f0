/*
 * A program under an emulator, and everything that it starts: qemu-user plays
 * one process, and the kernel refuses the target's programs that this one
 * executes in turn (tests that run themselves, shells that run a program).
 */
#pragma once

#include "common/argvec.h"
#include "common/fail.h"
#include "targets/target.h"
#include "wrapper/run/runner.h"

/*
 * Runs words (the emulator, its options, the program's file and arguments) and
 * ends as it does: returns its exit status, or dies by its signal. While it
 * runs, each execve of a program for d becomes one of r's emulator. A signal
 * that is sent to us reaches the program; when one of them ended it, what it
 * started ends too. Where tracing is forbidden, only the program itself is
 * emulated.
 */
int emulate(const struct runner *r, const struct target_def *d,
	struct argvec *words, struct fail *f);
