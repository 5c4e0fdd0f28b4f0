/* Whether bytes are UTF-8. */
#pragma once

#include <stddef.h>

/* The length of the UTF-8 sequence at s, 0 if it is none (RFC 3629: no
 * overlong forms, no surrogates, nothing above U+10FFFF). */
size_t utf8_len(const char *s);
