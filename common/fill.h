/* Texts with places to fill in: "@NAME@". */
#pragma once

/* text with each "@NAME@" replaced by its value: pairs of a name, "@NAME@",
 * and a value, up to a NULL. Freed by the caller. */
char *text_fill(const char *text, ...) __attribute__((sentinel));
