/* The file that `setup` generates, and its traces in cargo's own file. */
#pragma once

#include <stdbool.h>

#include "common/argvec.h"

/* In .cargo, beside config.toml. */
#define SETUPFILE_NAME "zbuild.toml"

/* What an earlier setup was asked for, and what it found. */
struct setupfile_record {
	struct argvec targets; /* as spelled */
	bool made_config;      /* config.toml was not there before */
	bool made_dir;	       /* nor was .cargo */
	bool was_string;       /* include = "…" became a list */
};

#define SETUPFILE_RECORD_INIT                                                  \
	{                                                                      \
		ARGVEC_INIT, false, false, false                               \
	}

/* Is this the text of a file that setup made? */
bool setupfile_ours(const char *text);

/* Reads the record out of a text (the generated file, or one with blocks);
 * false if it holds none. */
bool setupfile_read(const char *text, struct setupfile_record *r);

/* The comment lines, "# …", that keep a record. */
void setupfile_write(const struct setupfile_record *r, struct argvec *lines);

/* The head of a generated file. */
void setupfile_head(struct argvec *lines);

/* Fills what setup wrote with blanks, so that only the user's own settings
 * are left, in the lines where they were. */
void setupfile_blank(char *text);

/* The file's text with a sum of it at its end. Freed by the caller. */
char *setupfile_sealed(const char *text);

/* Did somebody change it since? Not of one without a sum. */
bool setupfile_changed(const char *text);

void setupfile_clear(struct setupfile_record *r);
