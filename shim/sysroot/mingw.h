/* What a sysroot for Windows holds, laid out from zig's pieces. */
#pragma once

#include "common/argvec.h"
#include "common/fail.h"
#include "shim/sysroot/maker.h"

/*
 * Fills DIR/lib: crt2.o, crt2u.o, dllcrt2.o, libmingw32.a (all of zig's
 * mingw-w64 that is no import library), libucrt.a, libunwind.a,
 * libcompiler_rt.a and the import libraries that every program has.
 */
int mingw_lay_out(const struct maker *m);

/* Makes DIR/lib/libNAME.a of zig's list of the DLL's functions. Status 1: zig
 * has no such list. */
int mingw_import_library(const struct zig *z, const struct target *t,
	const char *dir, const char *name, struct fail *f);

/*
 * Makes the import libraries that other people's software names most, for
 * libtool: it looks for the file of each -l in what -print-search-dirs says,
 * and makes no DLL if there is none.
 */
int mingw_stock(const struct zig *z, const struct target *t, const char *dir,
	struct fail *f);

/* Makes the import libraries in DIR/lib that the words of a link name and that
 * are not there yet. */
int mingw_complete(const struct zig *z, const struct target *t,
	const char *dir, const struct argvec *words, struct fail *f);

/* After a failed link: makes what `text`, lld-link's messages, says that could
 * not be opened (#pragma comment(lib)). 1 if a library came of it. */
int mingw_complete_said(const struct zig *z, const struct target *t,
	const char *dir, const char *text, struct fail *f);

/* "advapi32": what zig's lists say to export a symbol that a link lacks, as
 * linkers spell it; NULL if none does. */
char *mingw_exporter(const char *zig_lib, const struct target *t,
	const char *symbol);
