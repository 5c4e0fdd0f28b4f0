/* What people read of a table of options. */
#pragma once

#include <stdio.h>

#include "common/option.h"

/* "--target T [--json] FILE..."; freed by the caller. */
char *options_synopsis(const struct option_row *rows);

/* Prints head and the synopsis behind it, in lines of at most 79 columns. */
void options_usage(FILE *out, const char *head, const struct option_row *rows);

/* How wide the widest name with its value is, as --help has them. */
int options_width(const struct option_row *rows);

/* A paragraph for each row that has a help. */
void options_help(FILE *out, const struct option_row *rows, int indent,
	int width);

/* "  HEAD   text", broken so that all of the text stands behind column
 * indent + width. */
void options_paragraph(FILE *out, const char *head, const char *text,
	int indent, int width);
