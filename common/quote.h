/* Words as text: for a shell to run again, and in response files. */
#pragma once

#include "common/argvec.h"
#include "common/fail.h"

/* word as a POSIX shell reads it back; freed by the caller. */
char *quote_sh(const char *word);

/* All words, shell-quoted, one space between; freed by the caller. */
char *quote_sh_words(char *const *words);

/* word as GNU response files (libiberty's buildargv, clang, lld) read it. */
char *quote_gnu(const char *word);

/* Splits text the way GNU tools read a response file: blanks separate, both
 * quotes group, a backslash takes the next byte. Appends to out. */
void quote_parse_gnu(const char *text, struct argvec *out);

/* Splits text the way a POSIX shell would without expanding anything; -1 on
 * an open quote. */
int quote_parse_sh(const char *text, struct argvec *out, struct fail *f);
