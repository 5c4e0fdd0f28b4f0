#include "wrapper/cargo/cargoroot.h"

#include <stdlib.h>

#include "common/machine.h"
#include "common/path.h"
#include "common/xalloc.h"

/* The folder that has one of these files, or NULL. */
static char *
folder_with(const struct argvec *dirs, const char *files)
{
	autoargvec names = ARGVEC_INIT;

	argvec_split(&names, files, " ");
	for (size_t i = 0; i < dirs->n; i++)
		for (size_t k = 0; k < names.n; k++) {
			autofree char *path = path_join(
				dirs->v[i], names.v[k]);

			if (path_is_file(path))
				return xstrdup(dirs->v[i]);
		}
	return NULL;
}

void
cargoroot_look(const struct root *r, const struct target_def *d,
	struct cargoroot *out)
{
	autoargvec dirs = ARGVEC_INIT;

	if (r->dir == NULL)
		return;
	root_pkgconfig(&machine_real, r, d, &dirs);
	out->dir = xstrdup(r->dir);
	out->pkgconfig = argvec_join(&dirs, ":");
	out->openssl_lib = folder_with(&r->libraries, "libssl.so libssl.a");
	out->openssl_include = folder_with(&r->headers, "openssl/ssl.h");
}

void
cargoroot_clear(struct cargoroot *r)
{
	free(r->dir);
	free(r->pkgconfig);
	free(r->openssl_lib);
	free(r->openssl_include);
	*r = (struct cargoroot){ 0 };
}
