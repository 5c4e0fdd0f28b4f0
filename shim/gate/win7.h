/* A program for Windows 7 is not started if it imports what came later. */
#pragma once

#include "common/fail.h"

/* 0, or -1: the program or DLL needs a later Windows, and f says for what. What
 * is no file for Windows passes. */
int win7_check(const char *output, struct fail *f);
