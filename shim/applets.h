/* The roles that the shim plays, and the names they go by. */
#pragma once

#include <stddef.h>

#include "common/argvec.h"
#include "common/fail.h"
#include "shim/plan/applet.h"
#include "targets/conf.h"
#include "targets/target.h"

/* Adding a tool means adding a row. */
extern const struct applet applets[];
extern const size_t applets_n;

/* The applet with this name ("gcc", "ld.lld"), or NULL. */
const struct applet *applet_find(const char *name);

/*
 * Takes apart the name that we were run by: "<target>-<tool>", or a bare tool
 * in a folder named after the target ("…/x86_64-unknown-linux-gnu.2.17/cc").
 * Returns 1 and fills applet and target; 0 if the name says nothing
 * ("zshim", "zshim-1.0"); -1 with the known names for an unknown one.
 */
int applet_from_name(const char *exec_name, const struct conf *conf,
	const struct applet **applet, struct target *t, struct fail *f);

/* Names that `link` makes for a target: "<triple[.glibc]>-cc" … and, without
 * a glibc suffix of their own, "<gnu>-gcc" …; appended to out. */
void applet_link_names(const struct target *t, struct argvec *out);
