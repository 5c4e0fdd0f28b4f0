/*
 * Small changes to a TOML file that somebody else wrote, made so that they can
 * be taken back byte by byte. The text must have passed toml_parse. Results
 * are freed by the caller.
 */
#pragma once

#include <stdbool.h>

#include "common/argvec.h"
#include "common/fail.h"

/* The line that tomledit_include puts into a file without `include`, for
 * people who have to do it by hand; `file` is a plain name. With its comment
 * it is known again, and taken out as a whole. */
char *tomledit_include_line(const char *file);

/* Does the top-level `include` name file? */
bool tomledit_includes(const char *text, const char *file);

/*
 * Puts file, as an optional one, first into `include`: what comes later there
 * wins, so the user's own files do. A single string becomes a list, and
 * *was_string is set then. Fails when `include` has a form that is not
 * understood.
 */
int tomledit_include(const char *text, const char *file, bool *was_string,
	char **out, struct fail *f);

/* Takes file out of `include` again; unwrap makes the string again. A text
 * that does not name it is copied. */
int tomledit_exclude(const char *text, const char *file, bool unwrap,
	char **out, struct fail *f);

/*
 * Puts lines (without line ends) between two marker lines into table
 * [path[0].path[1]…], which is made at the end if it is not there. Fails when
 * the table is written in a form that cannot be added to.
 */
int tomledit_block(const char *text, char *const *path,
	const struct argvec *lines, char **out, struct fail *f);

/* Takes all blocks out; an opening marker without its end is an error. */
int tomledit_unblock(const char *text, char **out, struct fail *f);

/* The next line that holds a block's opening marker, or NULL. */
const char *tomledit_find_block(const char *text);

/* Fills the blocks with blanks, line ends apart: the rest keeps its lines. */
void tomledit_blank_blocks(char *text);

/* s as a TOML string, quotes included; key as a key, quoted if need be. */
char *tomledit_string(const char *s);
char *tomledit_key(const char *key);
