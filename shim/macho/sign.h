/*
 * Ad-hoc signatures: a CodeDirectory with the SHA-256 of each page and no
 * certificate, as ld64 makes it for arm64, which runs nothing without one.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/fail.h"

struct machosign {
	const char *identifier;
	bool linker_signed;
	const uint8_t *old;     /* a signature whose entitlements stay, or NULL */
	size_t old_len;
};

/* `given`, else the old signature's own, else `name`; freed by the caller. */
char *machosign_identifier(const char *given, const uint8_t *old,
	size_t old_len, const char *name);

/* The bytes of a signature for a file of `limit` bytes before it. */
size_t machosign_size(const struct machosign *s, size_t limit);

/* Signs image[0, limit) and writes the signature behind it, where image has
 * room up to len and a command that names it. */
void machosign_write(const struct machosign *s, uint8_t *image, size_t len,
	size_t limit);

/* What a signature says. */
struct machosign_info {
	const char *identifier; /* inside the signature */
	uint32_t flags, page_size, hash_type, version;
	size_t slots, limit;
	bool cms;               /* signed with a certificate */
	bool entitlements;
	const uint8_t *hashes;
};

int machosign_read(const uint8_t *sig, size_t len, struct machosign_info *out,
	struct fail *f);

/* Is each page what its hash says? */
int machosign_verify(const uint8_t *image, size_t len, struct fail *f);
