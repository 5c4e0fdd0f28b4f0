/* "2.17", "0.17.1": up to three small numbers. */
#pragma once

#include <stdbool.h>

/* Our own version, the one that --version and the pages say. */
#define ZBUILD_VERSION "0.1.0"

/* The commit that the programs were built from; "" where that is not known. */
extern const char zbuild_commit[];

/* The version and the commit: "0.1.0 (67a9c58)". */
extern const char zbuild_version[];

struct version {
	unsigned short major, minor, patch;
};

/* Parses all of s ("0.17.1-dev.3" keeps 0.17.1); false if it is no version. */
bool version_parse(const char *s, struct version *out);

/* The same, but "11" is a version, too, and nothing may follow. */
bool version_parse_short(const char *s, struct version *out);

/* <0, 0, >0 as in strcmp. */
int version_cmp(struct version a, struct version b);

/* The same of any names: digits count by their value. */
int version_text_cmp(const char *a, const char *b);

/* "2.17", or "2.2.5" when there is a patch level; the caller frees it. */
char *version_text(struct version v);

/* No version given or known. */
static inline bool
version_none(struct version v)
{
	return v.major == 0 && v.minor == 0 && v.patch == 0;
}
