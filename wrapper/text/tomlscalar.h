/* TOML's numbers, booleans, dates and times, of which only the text counts. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* How many bytes at s look like one, 0 if none does. */
size_t toml_scalar_len(const char *s);

/* Whether the text is one as a whole, as cargo takes it. */
bool toml_scalar(const char *text);
