/* What a sysroot for Windows holds, laid out from zig's pieces. */
#pragma once

#include <stdbool.h>

#include "common/argvec.h"
#include "common/fail.h"
#include "shim/sysroot/maker.h"
#include "shim/sysroot/objects.h"

/*
 * What hardly a program needs and takes a quarter of the time, GUIDs mostly, is
 * an archive of its own (PIECE_GUIDS), which every link names behind
 * libmingw32.a: empty until a link names a library that it stands for, or lacks
 * a symbol that may be in it. These sources, as objects.h has folders; what stays
 * in libmingw32.a is what programs with sockets use, and a twin of misc/delayimp.c.
 */
#define MINGW_GUIDS "libmingw_guids.a"
#define MINGW_GUID_SOURCES "libc/mingw/libsrc/ -libc/mingw/libsrc/ws2 " \
	"-libc/mingw/libsrc/dloadhelper.c"

/* May it have a symbol that a link lacks? They are called as nothing else in
 * libmingw32.a is. */
bool mingw_guids_may_have(const struct target *t, const char *symbol);

/*
 * Fills DIR/lib: crt2.o, crt2u.o, dllcrt2.o, libmingw32.a (all else of zig's
 * mingw-w64 that is no import library), libucrt.a, libunwind.a,
 * libcompiler_rt.a and the import libraries that every program has. *guids:
 * libmingw32.a has the GUIDs, too.
 */
int mingw_lay_out(const struct maker *m, bool *guids);

/* For sources of zig's mingw-w64: headers that many include, compiled once. */
int mingw_share_headers(const struct maker *m, struct objects *o,
	struct pool *pool);

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
 * are not there yet, and an archive of no GUIDs. */
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
