/* JSON on a stream: indented, one member a line, ASCII-safe escapes only where
 * JSON needs them. A file name that is no UTF-8 keeps the output valid. */
#pragma once

#include <stdbool.h>
#include <stdio.h>

struct json {
	FILE *out;
	unsigned depth;
	bool empty;		  /* nothing yet at this depth */
	unsigned long long array; /* bit n: depth n is an array */
};

/* Starts a document on out. Write exactly one value, then json_done. */
void json_init(struct json *j, FILE *out);

/* Opens an object or an array; key is NULL inside arrays and at the top.
 * At most 64 deep. */
void json_object(struct json *j, const char *key);
void json_array(struct json *j, const char *key);

/* Closes the innermost object or array. */
void json_end(struct json *j);

/* One value; a NULL string becomes null. */
void json_string(struct json *j, const char *key, const char *value);
void json_bool(struct json *j, const char *key, bool value);
void json_int(struct json *j, const char *key, long long value);
void json_null(struct json *j, const char *key);

/* A NULL-terminated vector (NULL is empty) as an array of strings. */
void json_strings(struct json *j, const char *key, char *const *values);

/* Ends the document with a newline; -1 if the stream has an error. */
int json_done(struct json *j);
