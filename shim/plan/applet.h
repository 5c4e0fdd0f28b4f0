/* A role that the shim plays: cc, ar, strip … The table is in applets.h. */
#pragma once

#include <stdbool.h>

#include "common/fail.h"

struct call;
struct plan;

enum applet_kind {
	APPLET_CC,
	APPLET_CXX,
	APPLET_CPP,
	APPLET_LD,
	APPLET_AR,
	APPLET_RANLIB,
	APPLET_STRIP,
	APPLET_OBJCOPY,
	APPLET_NM,
	APPLET_SIZE,
	APPLET_DLLTOOL,
	APPLET_WINDRES,
	APPLET_LIB,
	APPLET_PKG_CONFIG,
	APPLET_INSTALL_NAME_TOOL,
	APPLET_OTOOL,
	APPLET_LIPO,
	APPLET_CODESIGN,
	APPLET_LIBTOOL,
	APPLET_DSYMUTIL,
	APPLET_RUST_OBJCOPY,
	APPLET_XCRUN
};

struct applet {
	const char *name;      /* canonical: cc, c++, ar, … */
	const char *names;     /* all names, separated by blanks */
	enum applet_kind kind;
	int (*plan)(const struct call *call, struct plan *out,
		struct fail *f);
	const char *purpose;   /* for --help */
};

/* Is `name` ("gcc", "ld.lld") one of its names? */
bool applet_has_name(const struct applet *a, const char *name);
