/* From a command line to a call: which tool, which target, which words. */
#pragma once

#include "common/fail.h"
#include "shim/plan/plan.h"

/*
 * By c->name and c->conf, or for `zshim TOOL [--target=T]` by argv: fills
 * c->applet and *t (which c->target then is), and how many of argv's words
 * are ours.
 */
int call_identify(char **argv, struct call *c, struct target *t, int *skip,
	struct fail *f);

/* What is to be done about it: by the tool that was called, or by the SDK that
 * the target needs. */
int call_plan(const struct call *c, struct plan *p, struct fail *f);

/* c->words: the user's flags from the config, then argv, @files expanded. */
int call_words(char **argv, struct call *c, struct fail *f);
