/* What a Python wheel says about its own files, checked. */
#pragma once

#include "common/fail.h"

/*
 * dir is an unpacked wheel. 0 if its RECORD names every file in it, once, with
 * the SHA-256 and the size that the file has.
 */
int wheel_check(const char *dir, struct fail *f);
