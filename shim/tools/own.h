/* Tools of our own, each in the file of its name; the tables in binutils.c and
 * apple.c choose. */
#pragma once

#include "shim/tools/tool.h"

/* For machines that have none. */
extern const struct tool own_strip, own_objcopy, own_nm, own_size;

/* For Mach-O files, by Apple's names and options. */
extern const struct tool own_otool, own_lipo, own_install_name, own_codesign,
	own_macho_strip, own_macho_nm, own_libtool;
