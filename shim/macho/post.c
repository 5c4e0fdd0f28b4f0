#include "shim/macho/post.h"

#include <bsd/sys/endian.h>

#include "shim/macho/file.h"

/* A bundle is a dylib that has no name of its own. */
static void
make_bundle(struct machoedit *e)
{
	size_t id = machoedit_find(e, LC_ID_DYLIB);

	if (e->filetype != MH_DYLIB)
		return;
	e->filetype = MH_BUNDLE;
	le32enc(e->header + 12, MH_BUNDLE);
	if (id < e->ncmds)
		machoedit_remove(e, id);
}

static int
post_image(void *ctx, struct machoedit *e, struct machoedit_sign *sign,
	struct fail *f)
{
	const struct machopost *p = ctx;

	if (p->bundle)
		make_bundle(e);
	sign->sign |= p->sign;
	if (machostrip_exports(e, p->exported, p->unexported, f) != 0)
		return -1;
	return machostrip_image(e, p->strip, f);
}

int
machopost_file(const char *path, const struct machopost *post, struct fail *f)
{
	struct machofile mf;
	int r;

	if (machofile_open(&mf, path, f) != 0)
		return -1;
	r = machofile_edit(&mf, NULL, path, post_image, (void *)post, f);
	machofile_clear(&mf);
	return r;
}
