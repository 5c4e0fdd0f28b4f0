/* Whom a file is believed. */
#pragma once

#include <stdbool.h>
#include <sys/stat.h>

/* May somebody other than this user and root write to it? A group does not
 * count that is the user's own by its number, as useradd(8) makes them. */
bool trust_others_write(const struct stat *st);

/* Does it belong to this user or root? */
bool trust_owner(const struct stat *st);

/* The same, and may nobody else write to it? */
bool trust_ours(const struct stat *st);
