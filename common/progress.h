/*
 * One line on stderr about what takes longer than a second. On a terminal it
 * is drawn again with the seconds and, when the amount is known, a bar, and
 * goes away at the end; elsewhere it is written once, as it is.
 */
#pragma once

#include <stddef.h>

/* How long it waits before it says something; tests make it short. */
extern unsigned progress_delay_ms;

/* Uses SIGALRM and ITIMER_REAL until progress_stop(); a call in between does
 * nothing, so that the outermost one is what the user reads. */
void progress_start(const char *fmt, ...)
	__attribute__((format(printf, 1, 2)));

/* done of total parts; total 0: not known. */
void progress_set(size_t done, size_t total);

/* Another program writes these files (NULL ends them): how far they have got
 * of total bytes. They must stay until progress_stop(). */
void progress_files(char *const *paths, size_t total);

void progress_stop(void);
