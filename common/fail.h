/*
 * Why something could not be done. A fallible function returns 0 or -1 and
 * takes a `struct fail *` last; it is untouched on success. Only main prints.
 */
#pragma once

#include <stdbool.h>

#include "common/str.h"

enum {
	EXIT_USAGE = 2,         /* wrong use of the cargo command */
	EXIT_FAILED = 125,      /* we failed before the tool ran */
	EXIT_CANNOT_RUN = 126,  /* found but cannot be executed */
	EXIT_NOT_FOUND = 127    /* zig was not found */
};

struct fail {
	int status;   /* exit status; 0 means EXIT_FAILED */
	char *what;   /* "<what failed>: <cause>", no full stop */
	char *hint;   /* what the user can do, or NULL */
	bool ignored;
};

#define FAIL_INIT { .status = 0 }

/* `autofail why = FAIL_INIT;` is cleared when it goes out of scope. */
#define autofail scoped(fail)

/* For a failure that nobody is told of: no message is kept. */
#define FAIL_IGNORED \
	(&(struct fail){ .what = (char[]){ "ignored" }, .ignored = true })

/* Sets the message and returns -1, so that `return fail_set(…)` works. */
int fail_set(struct fail *f, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* fail_set with ": " and strerror(errno) behind it. */
int fail_errno(struct fail *f, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* fail_set with an exit status other than EXIT_FAILED. */
int fail_status(struct fail *f, int status, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Sets the hint of f (replacing one that is there); returns -1. */
int fail_hint(struct fail *f, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Puts "<context>: " before the message; returns -1. */
int fail_context(struct fail *f, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Makes it what f says, too, and empties it; returns -1. */
int fail_move(struct fail *f, struct fail *from);

/* Prints "<progname>: <what>" and, if there is one, "hint: …" on stderr and
 * returns the exit status. */
int fail_print(const struct fail *f);

/* Frees the strings and leaves an empty value. */
void fail_clear(struct fail *f);
