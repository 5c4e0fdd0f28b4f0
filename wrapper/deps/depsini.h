/* The [deps] section of a zbuild.ini that a user wrote: small changes to the
 * text, one line a package, everything else byte by byte as it was. */
#pragma once

#include "common/argvec.h"

/* text with "TARGET = NAME" added to [deps], which is made at the end if there
 * is none. The caller frees the result. */
char *depsini_add(const char *text, const char *target, const char *name);

/* text with "KEY = VALUE" in [section], in place of the key's line there. The
 * caller frees the result. */
char *depsini_say(const char *text, const char *section, const char *key,
	const char *value);

/*
 * text without name in the lines of one of targets (its spellings); a line
 * that names nothing else goes, and so does a [deps] that is empty then and
 * ends the file. The caller frees the result.
 */
char *depsini_remove(const char *text, const struct argvec *targets,
	const char *name);
