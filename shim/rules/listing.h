/* GNU as' listings: -Wa,-adhln=x.lst. */
#pragma once

#include <stdbool.h>

#include "common/argvec.h"
#include "shim/rules/rule.h"

/* "x.lst" of "-adhln=x.lst", "-" of "-a" alone; NULL: it is no such word. */
const char *listing_item(const char *item);

/* The file that the driver's words ask for, freed by the caller; or NULL. */
char *listing_file(const struct argvec *words);

/* Can the direct engine write one: of one source of C or the like? */
bool listing_possible(const struct rule_context *c);
