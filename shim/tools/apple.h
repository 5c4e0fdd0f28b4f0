/* Tools for Mach-O files, by Apple's names and options. Each returns its exit
 * status, or -1. */
#ifndef SHIM_TOOLS_APPLE_H
#define SHIM_TOOLS_APPLE_H

#include "common/fail.h"
#include "shim/plan/plan.h"

int otool_run(const struct call *call, struct fail *f);
int lipo_run(const struct call *call, struct fail *f);
int install_name_run(const struct call *call, struct fail *f);
int codesign_run(const struct call *call, struct fail *f);
int machostrip_run(const struct call *call, struct fail *f);
int machonm_run(const struct call *call, struct fail *f);
int libtool_run(const struct call *call, struct fail *f);

/* Makes an archive of objects and of other archives' members, whole or not at
 * all. */
int libtool_archive(const struct call *call, const struct argvec *files,
	const char *output, struct fail *f);

/* What -h and --help print, and the end of a message about an option. */
int apple_usage(const char *text);
int apple_unknown(const char *tool, const char *word, const char *text,
	struct fail *f);

#endif
