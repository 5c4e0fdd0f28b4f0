/* Words that GCC and GNU ld know and our tools do not, by groups. */
#pragma once

#include "shim/rules/rows.h"

/* The groups as rows, each with all of its words as what it matches. */
extern const struct rule_table rows_listed, rows_off;

/* The row of the group in which that word is, or NULL. */
const struct rule *listed_rule(
	enum space space, const char *text, unsigned when);
