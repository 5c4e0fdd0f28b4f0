/* What build scripts may find in the root of a target (shim/root/root.h). */
#pragma once

#include "shim/root/root.h"
#include "targets/target.h"

struct cargoroot {
	char *dir;             /* NULL: there is no root */
	char *pkgconfig;       /* its folders of .pc files, ':' between them */
	char *openssl_lib;     /* the folders with OpenSSL's, or NULL */
	char *openssl_include;
};

/* Looks into r, which may be without a folder. */
void cargoroot_look(const struct root *r, const struct target_def *d,
	struct cargoroot *out);

void cargoroot_clear(struct cargoroot *r);
