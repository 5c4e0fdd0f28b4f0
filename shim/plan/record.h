/* What the last link was, for `cargo zbuild explain`. */
#pragma once

#include <stdbool.h>

#include "common/argvec.h"
#include "common/fail.h"
#include "shim/plan/plan.h"

struct record {
	char *name;             /* what the shim was run as */
	char *applet, *target;  /* "cc", "aarch64-unknown-linux-gnu.2.17" */
	char *cwd;
	int status;
	struct argvec words;    /* without @files: those are soon gone */
	struct argvec env;      /* KEY=VALUE that a plan depends on */
	char *said;             /* stderr of a link that failed, or "" */
};

#define RECORD_INIT { .status = 0 }

/*
 * Keeps this link in <cache>/records/link, and in <cache>/records/failure if
 * status is not 0. A cache that cannot be written to costs the record, never
 * the link. said may be NULL.
 */
void record_link(const struct call *call, int status, const char *said);

/* Reads the last link's record, or the last failed one's. */
int record_read(bool failed, struct record *out, struct fail *f);

void record_clear(struct record *r);
