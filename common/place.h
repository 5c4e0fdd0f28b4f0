/*
 * A folder in which something is made beside its final place, and renamed
 * there when it is whole. It has a name that nobody guesses and mode 0700; it
 * is locked for as long as its maker lives, so that the next one can tell and
 * clear away what a killed process left. While it is open, signals are under
 * guard (child.h): one that comes ends what is being made, which then goes.
 */
#pragma once

#include "common/fail.h"

struct place {
	char *dir;   /* where to make it */
	int lock;
};

#define PLACE_INIT { NULL, -1 }

/* Makes UP/STARTxxxxxx, and UP; what was left there alike goes first. */
int place_open(struct place *p, const char *up, const char *start,
	struct fail *f);

/* The same in $TMPDIR or /tmp. */
int place_temp(struct place *p, const char *start, struct fail *f);

/* Puts `made`, which is the place's folder or in it, where `to` is, which goes
 * if it is there. Nothing is changed on failure. */
int place_settle(const struct place *p, const char *made, const char *to,
	struct fail *f);

/* Removes what was not settled. f: what the caller failed with, if it did; a
 * signal that it does not tell ends us now. */
void place_close(struct place *p, const struct fail *f);
