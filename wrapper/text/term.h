/* Colours, on a terminal that wants them. */
#pragma once

#include <stdio.h>

enum term_style { TERM_PLAIN, TERM_BOLD, TERM_GOOD, TERM_WARN, TERM_BAD };

/* Prints text in a style if `out` is a terminal, TERM is not "dumb" and
 * NO_COLOR (https://no-color.org) is not set to anything; else plainly. */
void term_print(FILE *out, enum term_style style, const char *text);
