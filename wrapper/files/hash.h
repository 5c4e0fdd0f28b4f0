/* The SHA-256 of a file. */
#pragma once

#include <sha256.h>
#include <stdint.h>

#include "common/fail.h"

/* Of a file that is no symlink. */
int hash_file(const char *path, uint8_t out[SHA256_DIGEST_LENGTH],
	struct fail *f);

/* As 64 hex digits and a NUL; a symlink is followed. */
int hash_file_hex(const char *path, char hex[65], struct fail *f);
