/*
 * Many sources of C by one process: to start one takes as long as half of musl's
 * need. clang's driver starts one for each, but the compiler that it starts (-cc1)
 * takes any number, and the objects are the same, byte by byte.
 */
#pragma once

#include "shim/sysroot/maker.h"

/* The words of the compiler when the driver has these, for a source like this;
 * none if the driver says them in a form that is not known. */
void batch_words(const struct maker *m, const struct argvec *words,
	const char *source, struct argvec *cc1);

/*
 * Compiles sources to these objects, DIR/NAME.o for NAME.c each; with a compiled
 * header, unless that is NULL. What is not there afterwards did not come out.
 */
void batch_compile(const struct maker *m, const struct argvec *cc1,
	const char *shared, const struct argvec *sources,
	const struct argvec *objects);
