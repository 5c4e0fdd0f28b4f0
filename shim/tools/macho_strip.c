/* strip for Mach-O: Apple's options, and LLVM's long names. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <bsd/stdlib.h>

#include "common/ar.h"
#include "common/os.h"
#include "common/path.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "shim/macho/archive.h"
#include "shim/macho/file.h"
#include "shim/macho/sign.h"
#include "shim/macho/strip.h"
#include "shim/tools/own.h"

struct strip {
	enum machostrip how;
	bool no_uuid;
	const char *arch, *output;
	struct argvec files;
	const char *file;       /* at work */
};

/* -S -x: both, which -x is. */
static int
set_mode(void *into, const struct option_use *use, struct fail *f)
{
	struct strip *s = into;
	enum machostrip how = (enum machostrip)use->row->to;

	(void)f;
	if (how > s->how)
		s->how = how;
	return 0;
}

#define MODE(mode) .set = OPTION_CALL, .call = set_mode, .to = (mode)

static const struct option_row rows[] = {
	{ "-S -g --strip-debug", MODE(MACHOSTRIP_DEBUG),
		.help = "debug information" },
	{ "-x --discard-all --strip-unneeded", MODE(MACHOSTRIP_LOCAL),
		.help = "and local symbols" },
	{ "--strip-all", MODE(MACHOSTRIP_ALL),
		.help = "all that can go (default)" },
	{ "-no_uuid", OPTION_INTO(struct strip, no_uuid),
		.help = "and the file's UUID" },
	{ "-arch", "ARCH", OPTION_INTO(struct strip, arch),
		.help = "of the part for this machine" },
	{ "-o", "FILE", OPTION_FILE, OPTION_INTO(struct strip, output),
		.help = "write another file" },
	/* What is kept anyway, or a warning that we do not give. */
	{ "-u -r -ur -ru -n -N -no_code_signature_warning -no_atom_info -c -",
		.is = OPTION_HIDDEN },
	{ NULL, "FILE", OPTION_FILE | OPTION_REQUIRED,
		OPTION_INTO(struct strip, files) },
	{ .names = NULL }
};

static int
strip_one(void *ctx, struct machoedit *e, struct machoedit_sign *sign,
	struct fail *f)
{
	const struct strip *s = ctx;
	struct machosign_info info;
	size_t uuid;

	if (e->signature != NULL &&
		machosign_read(e->signature, e->signature_len, &info,
			FAIL_IGNORED) == 0) {
		if (info.cms)
			fshow(stderr, "%s: warning: '%s': the signature with "
				"a certificate is replaced by an ad-hoc one\n",
				getprogname(), s->file);
		sign->linker_signed = (info.flags & 0x20000) != 0;
	}
	if (s->no_uuid && (uuid = machoedit_find(e, LC_UUID)) < e->ncmds)
		machoedit_remove(e, uuid);
	/* an object's symbols are what it is linked by */
	return machostrip_image(e,
		e->filetype == MH_OBJECT && s->how == MACHOSTRIP_ALL
			? MACHOSTRIP_LOCAL
			: s->how,
		f);
}

/* --- archives ---------------------------------------------------------------- */

/* A member in a folder of its own, since two may have one name. What is no
 * Mach-O object (bitcode) stays as it is. */
static int
strip_member(struct strip *s, const struct ar_member *m, const char *dir,
	struct argvec *files, struct fail *f)
{
	autofree char *folder = xasprintf("%s/%zu", dir, files->n);
	autofree char *file = path_join(folder, path_base(m->name));
	struct machofile mf;
	int r;

	if (path_mkdirs(folder, f) != 0 ||
		path_write(file, m->mem, m->len, 0644, f) != 0)
		return -1;
	argvec_push(files, file);
	if (machofile_open(&mf, file, FAIL_IGNORED) != 0)
		return 0;
	r = machofile_edit(&mf, s->arch, file, strip_one, s, f);
	machofile_clear(&mf);
	return r;
}

static int
strip_members(const struct call *call, struct strip *s,
	const struct machofile *mf, const char *dir, struct fail *f)
{
	autoargvec files = ARGVEC_INIT;
	struct ar_member m;
	struct ar in;
	int more = ar_open(&in, mf->data, mf->len, f) == 0 ? 1 : -1;

	while (more == 1 && (more = ar_next(&in, &m, f)) == 1) {
		if (m.external) {
			more = fail_set(f, "'%s': a thin archive has no members "
					   "of its own", s->file);
			fail_hint(f, "strip the files that it names");
		} else if (strip_member(s, &m, dir, &files, f) != 0) {
			more = fail_context(f, "'%s'", s->file);
		}
		free(m.name);
	}
	argvec_exec(&files);
	if (more == 0)
		more = machoarchive_write(call->zig->path, &files,
			s->output != NULL ? s->output : s->file, f);
	return more;
}

static int
strip_archive(const struct call *call, struct strip *s,
	const struct machofile *mf, struct fail *f)
{
	autofree char *dir = NULL;
	int r;

	if (mf->fat) {
		fail_set(f, "'%s' is a fat file of archives", s->file);
		return fail_hint(f, "lipo -thin takes each machine's part out");
	}
	if (os_temp_dir(&dir, f) != 0)
		return -1;
	r = strip_members(call, s, mf, dir, f);
	path_remove(dir, FAIL_IGNORED);
	return r;
}

static int
strip_file(const struct call *call, struct strip *s, struct fail *f)
{
	scoped(machofile) mf = { .path = NULL };

	if (machofile_open(&mf, s->file, f) != 0)
		return -1;
	return mf.n > 0 && machofile_is_archive(&mf, 0)
		       ? strip_archive(call, s, &mf, f)
		       : machofile_edit(&mf, s->arch,
				 s->output != NULL ? s->output : s->file,
				 strip_one, s, f);
}

static int
run(void *into, const struct call *call, struct fail *f)
{
	struct strip *s = into;
	int r = 0;

	if (s->how == MACHOSTRIP_NONE)
		s->how = MACHOSTRIP_ALL;
	if (s->output != NULL && s->files.n > 1)
		return fail_set(f, "-o takes one file, not %zu", s->files.n);
	for (size_t i = 0; i < s->files.n && r == 0; i++) {
		s->file = s->files.v[i];
		r = strip_file(call, s, f);
	}
	return r;
}

const struct tool own_macho_strip = { "strip", rows, 0, 1, run,
	sizeof(struct strip) };
