/* JSON read: the texts of one object. */
#pragma once

#include "common/argvec.h"
#include "common/fail.h"

/* Appends KEY and VALUE of each member of the outermost object whose value is a
 * text, with escapes as they stand. The whole text must be JSON; name is for
 * the message. */
int jsonread_texts(const char *text, const char *name, struct argvec *out,
	struct fail *f);
