/*
 * mingw-w64's headers are in lower case, where Microsoft's folders know no case.
 * A folder to be searched last has links that are called what the SDK and its
 * users call them: WinSock2.h by a list, Winsock2.h by its first letter.
 */
#pragma once

#include "shim/sysroot/maker.h"

/* In it, a link to zig's own folder of headers. */
#define SDK_LINK ".zig"

/* Where that folder is, once it has been made; one for all of Windows. */
int sdk_path(const struct zig *z, char **out, struct fail *f);

/* That to be searched first for Windows 7, whose _WIN32_WINNT is the default. */
int sdk_seven_path(const struct zig *z, char **out, struct fail *f);

/* Makes what of them the target has, if it is not there. */
int sdk_make(const struct zig *z, const struct target *t, struct fail *f);
