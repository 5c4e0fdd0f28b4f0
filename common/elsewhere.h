/* A descriptor of another process, which a variable names: it is opened anew, since
 * one that is handed down would stay open in a daemon that somebody starts. */
#pragma once

#include <stdbool.h>
#include <sys/stat.h>

#include "common/argvec.h"

struct elsewhere {
	long pid;
	int fd;
	dev_t dev;
	ino_t ino;
};

/* What is started with env finds that of the process pid, whose file st is. */
void elsewhere_share(const char *variable, long pid, int fd,
	const struct stat *st, struct argvec *env);

/* What the variable says; false if it is not set, or says nothing. */
bool elsewhere_find(const char *variable, struct elsewhere *out);

/* Is that file the one? Another process may have the number by now. */
bool elsewhere_is(const struct elsewhere *e, const struct stat *st);
