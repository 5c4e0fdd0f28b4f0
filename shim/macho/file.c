#include "shim/macho/file.h"

#include <stdlib.h>
#include <string.h>
#include <bsd/sys/endian.h>

#include "common/ar.h"
#include "common/outfile.h"
#include "common/path.h"
#include "common/xalloc.h"

int
machofile_open(struct machofile *mf, const char *path, struct fail *f)
{
	*mf = (struct machofile){ .path = path };
	if (stat(path, &mf->st) != 0)
		return fail_errno(f, "cannot read '%s'", path);
	if (path_read(path, (size_t)1 << 32, &mf->data, &mf->len, f) != 0)
		return -1;
	mf->fat = macho_is_fat(mf->data, mf->len);
	if (macho_slices(mf->data, mf->len, &mf->slices, &mf->n, f) != 0) {
		fail_context(f, "'%s'", path);
		machofile_clear(mf);
		return -1;
	}
	return 0;
}

void
machofile_clear(struct machofile *mf)
{
	free(mf->data);
	free(mf->slices);
	*mf = (struct machofile){ .path = NULL };
}

const uint8_t *
machofile_slice(const struct machofile *mf, size_t i)
{
	return (const uint8_t *)mf->data + mf->slices[i].off;
}

bool
machofile_is_archive(const struct machofile *mf, size_t i)
{
	return ar_is(machofile_slice(mf, i), mf->slices[i].len);
}

/* --- fat files ------------------------------------------------------------ */

uint32_t
machofile_align(uint32_t cputype)
{
	return cputype == MACHO_ARM64 ? 14 : 12;
}

enum { FAT_HEADER = 8, FAT_ARCH = 20 };

int
machofile_join(const struct machofile_part *parts, size_t n, uint8_t **out,
	size_t *len, struct fail *f)
{
	size_t at = FAT_HEADER + n * FAT_ARCH;
	size_t *offs = xcalloc(n + 1, sizeof *offs);

	for (size_t i = 0; i < n; i++) {
		size_t unit = (size_t)1 << parts[i].align;

		offs[i] = (at + unit - 1) / unit * unit;
		at = offs[i] + parts[i].len;
	}
	if (at > UINT32_MAX) {
		free(offs);
		return fail_set(f, "the parts have over 4 GiB together");
	}
	*out = xcalloc(at + 1, 1);
	*len = at;
	be32enc(*out, 0xcafebabe);
	be32enc(*out + 4, (uint32_t)n);
	for (size_t i = 0; i < n; i++) {
		uint8_t *a = *out + FAT_HEADER + i * FAT_ARCH;

		be32enc(a, parts[i].cputype);
		be32enc(a + 4, parts[i].cpusubtype);
		be32enc(a + 8, (uint32_t)offs[i]);
		be32enc(a + 12, (uint32_t)parts[i].len);
		be32enc(a + 16, parts[i].align);
		memcpy(*out + offs[i], parts[i].p, parts[i].len);
	}
	free(offs);
	return 0;
}

/* --- editing -------------------------------------------------------------- */

static bool
is_signed_kind(const struct machoedit *e)
{
	return e->cputype == MACHO_ARM64 &&
	       (e->filetype == MH_EXECUTE || e->filetype == MH_DYLIB ||
		       e->filetype == MH_BUNDLE);
}

static int
edit_slice(const struct machofile *mf, size_t i, const char *to,
	machofile_fn *fn, void *ctx, struct machofile_part *part,
	uint8_t **made, struct fail *f)
{
	struct machoedit_sign sign = { .name = path_base(to),
		.linker_signed = true };
	struct machoedit e;
	int r;

	if (machofile_is_archive(mf, i))
		return fail_set(f, "it is an archive");
	r = machoedit_open(&e, machofile_slice(mf, i), mf->slices[i].len, f);
	sign.sign = e.signature != NULL || is_signed_kind(&e);
	if (r == 0)
		r = fn(ctx, &e, &sign, f);
	if (r == 0)
		r = machoedit_write(&e, &sign, made, &part->len, f);
	part->p = *made;
	machoedit_clear(&e);
	return r;
}

int
machofile_edit(const struct machofile *mf, const char *arch, const char *to,
	machofile_fn *fn, void *ctx, struct fail *f)
{
	autofree struct machofile_part *parts = xcalloc(mf->n, sizeof *parts);
	uint8_t **made = xcalloc(mf->n, sizeof *made);
	uint32_t subtype = 0, wanted = arch != NULL
					       ? macho_arch_find(arch, &subtype)
					       : 0;
	autofree uint8_t *joined = NULL;
	size_t len = 0, changed = 0;
	int r = 0;

	for (size_t i = 0; i < mf->n && r == 0; i++) {
		const struct macho_slice *s = &mf->slices[i];

		parts[i] = (struct machofile_part){ machofile_slice(mf, i),
			s->len, s->cputype, s->cpusubtype,
			s->align > 0 ? s->align
				     : machofile_align(s->cputype) };
		if (arch != NULL && s->cputype != wanted)
			continue;
		changed++;
		r = edit_slice(mf, i, to, fn, ctx, &parts[i], &made[i], f);
	}
	if (r == 0 && changed == 0)
		r = fail_set(f, "it has no part for %s", arch);
	if (r == 0 && mf->fat)
		r = machofile_join(parts, mf->n, &joined, &len, f);
	if (r == 0)
		r = outfile_put(to, mf->fat ? joined : parts[0].p,
			mf->fat ? len : parts[0].len, &mf->st, false, f);
	else
		fail_context(f, "'%s'", mf->path);
	for (size_t i = 0; i < mf->n; i++)
		free(made[i]);
	free(made);
	return r;
}
