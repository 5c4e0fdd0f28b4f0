/* Which zig: found once, remembered by its file's identity. */
#pragma once

#include "common/argvec.h"
#include "common/fail.h"
#include "shim/zig/zig.h"
#include "targets/conf.h"

/*
 * Order: $ZBUILD_ZIG, conf->zig, `zig` on PATH (never ourselves), the ziglang
 * Python package (in the site-packages of each python3 on PATH and in
 * $VIRTUAL_ENV, without running Python), our own install (newest), what a
 * python3 on PATH says when asked (python.h). One that does not work is passed over, except that the first two
 * are wishes: a wish that cannot be met is an error. With conf->zig_pin
 * (pin.h) only one of that version counts, but for $ZBUILD_ZIG. The answer is kept in
 * <cache>/found/<hash of ZBUILD_ZIG, config, PATH and what else decides>,
 * unless somebody else may write to the package or Python found it in the
 * current folder or the workspace, and trusted while the file's identity stays
 * the same: the hot path is one small read and one stat. Not found: status 127,
 * one message listing each place tried and what it answered, and the fix.
 */
int zig_find(const struct conf *conf, struct zig *out, struct fail *f);

/* The same in two steps: looking writes nothing, keeping does nothing for an
 * answer that was remembered. */
int zig_look(const struct conf *conf, struct zig *out, struct fail *f);
void zig_keep(const struct conf *conf, const struct zig *z);

/* Appends to tried one line per place looked at, "place: answer". For
 * doctor; zig_find uses the same search. 0 if one was found. */
int zig_search(const struct conf *conf, struct argvec *tried,
	struct zig *out, struct fail *f);

/* zig_find that looks anew and remembers the answer. */
int zig_refresh(const struct conf *conf, struct zig *out, struct fail *f);

/* Forgets every remembered answer: an install came or went. */
void zig_forget(void);
