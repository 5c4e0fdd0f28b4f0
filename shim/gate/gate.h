/* The glibc floor, checked after every link. */
#pragma once

#include "common/argvec.h"
#include "common/fail.h"
#include "targets/target.h"

enum gate_mode { GATE_ERROR, GATE_WARN, GATE_OFF };

/* ZBUILD_GLIBC_GATE, then conf->gate (may be NULL), else error; a wrong word
 * is an error that names the three right ones. */
int gate_mode(const char *conf_gate, enum gate_mode *out, struct fail *f);

/*
 * Reads `output`. 0 when it needs no more than t->glibc (or is no ELF file,
 * or t has no glibc); else -1 with a message that names symbol, version and
 * the input (object, archive member or library of `inputs`) that wants it.
 */
int gate_check(const char *output, const struct target *t,
	const struct argvec *inputs, struct fail *f);
