/* Whether bytes are UTF-8. */
#ifndef WRAPPER_TEXT_UTF8_H
#define WRAPPER_TEXT_UTF8_H

#include <stddef.h>

/* The length of the UTF-8 sequence at s, 0 if it is none (RFC 3629: no
 * overlong forms, no surrogates, nothing above U+10FFFF). */
size_t utf8_len(const char *s);

#endif
