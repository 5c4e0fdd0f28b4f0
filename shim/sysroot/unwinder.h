/* The stub of GCC's libgcc_s.so.1, written from a list of ours of its symbols. */
#pragma once

#include "shim/sysroot/maker.h"

/* DIR/lib/libgcc_s.so.1, where lib/crtbegin.o has been made. */
int unwinder_write(const struct maker *m);
