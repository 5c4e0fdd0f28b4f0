/*
 * Link stubs of macOS' frameworks and libraries for links without an SDK.
 *
 * A stub is a text file (.tbd) with a library's path on macOS and the symbols
 * that it has. Ours are written for each link and list exactly those symbols
 * that the link's own objects leave undefined and that belong to the library:
 * by Apple's naming (CF… and kCF… are CoreFoundation's), or because there is
 * but one library that it can be. Nothing of Apple's is copied. A symbol whose
 * owner is not named in the link stays undefined, and the link fails as it
 * would with an SDK.
 */
#pragma once

#include <stdbool.h>

#include "common/argvec.h"
#include "common/fail.h"

/* Below the temp folder. */
#define APPLESTUB_DIR "stubs"

/* Do we know macOS' library libNAME? */
bool applestub_has_library(const char *name);

/*
 * Writes dir/stubs with a stub for each name. inputs are the link's files and
 * its -l and -L words; zig_lib is where zig's libSystem.tbd is found.
 */
int applestub_write(const struct argvec *frameworks,
	const struct argvec *libraries, const struct argvec *inputs,
	const char *zig_lib, const char *dir, struct fail *f);

/* The framework or library that a symbol (with its '_') belongs to by its
 * name, or NULL. */
const char *applestub_owner(const char *symbol);

/* For each "undefined symbol: X" in a linker's messages whose owner we know:
 * a line that says which framework to name. */
void applestub_hints(const char *text, struct argvec *out);
