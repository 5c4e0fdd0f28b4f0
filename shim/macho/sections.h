/* Sections of a Mach-O object (MH_OBJECT), taken out. */
#pragma once

#include "common/fail.h"
#include "shim/macho/edit.h"

/*
 * Takes the sections of a segment ("__DWARF") out of an object, with their
 * relocations; an image that is no object stays. Their symbols are left with the
 * section number 0 (NO_SECT), for machoedit_symbols to drop. Error: another
 * section refers to one of them; the image is of no use then.
 */
int machosections_drop(struct machoedit *e, const char *segment,
	struct fail *f);
