/* What we were asked: name, tool and target, and the words after them. */
#pragma once

#include <stdbool.h>

#include "common/argvec.h"
#include "shim/plan/applet.h"
#include "shim/zig/zig.h"
#include "targets/conf.h"
#include "targets/target.h"

struct facts;

struct call {
	const char *name;          /* what we were run as, for messages */
	const struct applet *applet;
	const struct target *target;
	const struct zig *zig;     /* NULL while planning what needs none */
	const struct conf *conf;
	const struct facts *facts; /* all else that a plan may ask */
	struct argvec words;       /* @files expanded */
	bool strict;
	const char *sdk;           /* Apple's, if the target needs one */
};
