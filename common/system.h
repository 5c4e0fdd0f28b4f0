/*
 * What each operating system does in its own way: os_linux.c, os_darwin.c, and
 * os_posix.c for any other, which knows nothing of its kernel. The Makefile takes
 * one of them (SYSTEM), and plain_posix.c for all but Linux.
 */
#pragma once

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <time.h>

#include "common/argvec.h"

/* The name that this process was executed by, borrowed; NULL: it does not say. */
const char *system_exec_name(void);

/* The file of this program, freed by the caller; NULL: it does not say. */
char *system_self(void);

/* A name by which others can open a descriptor of that process; or NULL. */
char *system_descriptor(long pid, int fd);

/* Is dir on a file system where root may write by its mode, and may not? */
bool system_is_sealed(const char *dir);

/* Can no program be started from dir's file system (noexec)? */
bool system_is_noexec(const char *dir);

/* How many processors we may use. */
size_t system_cores(void);

/* When the machine was started; 0: it does not say. */
time_t system_boot_time(void);

/* When its content was changed, and last read, as exactly as it is known. */
struct timespec system_mtime(const struct stat *st);
struct timespec system_atime(const struct stat *st);

/* pipe(2), of which no program that is started gets an end. */
int system_pipe(int fd[2]);

/* Is a signal from the terminal, which sends it to the whole group? */
bool system_is_of_terminal(const siginfo_t *info);

/* This process is killed when the one that forked it ends, where that can be. */
void system_die_with_parent(void);

/* execv(3), after which a program can start no other, where that can be;
 * a script can. */
void system_exec_alone(const char *program, char *const *argv);

/* The children of a child that ends become ours, where that can be. */
void system_adopt(void);

/* One of our children that is of our session; 0: none, or it does not say. */
pid_t system_child(void);

/* A running process as it was started: words that end with a NUL each. */
struct system_process {
	const char *line, *env;
	size_t line_len, env_len;
};

/* Does test say so of any process but this one? */
bool system_any_process(bool (*test)(const struct system_process *p,
	const char *what), const char *what);
