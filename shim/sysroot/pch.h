/* Which sources may begin with a header that is compiled once for many of them. */
#pragma once

#include <stdbool.h>

/* Does it define, undefine and test what `text` does, and nothing else, before it
 * includes the header? */
bool pch_begins(const char *source, const char *header, const char *text);

/* Does it include one of the headers of the text? */
bool pch_includes(const char *source, const char *text);

/*
 * May all of the compiled header come before what this source says? Not if a header
 * in it names a macro that the source defines for its headers. PCH.d lists them, as
 * clang's -MD does; without that list it may not.
 */
bool pch_suits(const char *source, const char *pch);
