/*
 * A table that is more prose than C stands in a file (text/) as paragraphs of
 * lines "key value". A line that begins with a blank goes on with the value; a
 * key once more adds an alternative ("a|b"); # begins a comment.
 */
#pragma once

#include <stdbool.h>

/* Takes the next paragraph at *text: values[i] is that of the i-th of n keys,
 * freed by the caller, or NULL. False: there is none. */
bool paragraph_next(const char **text, const char *const *keys, unsigned n,
	char **values);
