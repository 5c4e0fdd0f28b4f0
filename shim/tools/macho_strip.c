/* strip for Mach-O: Apple's options, and LLVM's long names. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <bsd/stdlib.h>

#include "common/ar.h"
#include "common/os.h"
#include "common/path.h"
#include "common/xalloc.h"
#include "shim/macho/archive.h"
#include "shim/macho/file.h"
#include "shim/macho/sign.h"
#include "shim/macho/strip.h"
#include "shim/tools/own.h"
#include "shim/tools/tool.h"

static const char usage[] =
	"strip [-S | -x] [-u] [-r] [-no_uuid] [-arch ARCH] [-o FILE] FILE...  "
	"(--strip-debug, --discard-all, --strip-all)\n";

struct strip {
	enum machostrip how;
	bool no_uuid;
	const char *arch, *output;
	struct argvec files;
	const char *file;       /* at work */
};

static const struct {
	const char *option;
	enum machostrip how;
} modes[] = {
	{ "-S", MACHOSTRIP_DEBUG },
	{ "-g", MACHOSTRIP_DEBUG },
	{ "--strip-debug", MACHOSTRIP_DEBUG },
	{ "-x", MACHOSTRIP_LOCAL },
	{ "--discard-all", MACHOSTRIP_LOCAL },
	{ "--strip-unneeded", MACHOSTRIP_LOCAL },
	{ "--strip-all", MACHOSTRIP_ALL },
};

/* What is kept anyway, or a warning that we do not give. */
static const char *const harmless[] = { "-u", "-r", "-ur", "-ru", "-n", "-N",
	"-no_code_signature_warning", "-no_atom_info", "-c", "-" };

static bool
read_mode(struct strip *s, const char *word)
{
	for (size_t i = 0; i < COUNT(modes); i++)
		if (strcmp(modes[i].option, word) == 0) {
			/* -S -x: both, which -x is */
			if (modes[i].how > s->how)
				s->how = modes[i].how;
			return true;
		}
	return ONE_OF(harmless, word);
}

static int
read_words(struct strip *s, const struct argvec *w, struct fail *f)
{
	bool only_files = false;

	for (size_t i = 0; i < w->n; i++) {
		const char *word = w->v[i];
		bool more = i + 1 < w->n;

		if (only_files || word[0] != '-') {
			argvec_push(&s->files, word);
		} else if (strcmp(word, "--") == 0) {
			only_files = true;
		} else if (strcmp(word, "-o") == 0 && more) {
			s->output = w->v[++i];
		} else if (strcmp(word, "-arch") == 0 && more) {
			s->arch = w->v[++i];
		} else if (strcmp(word, "-no_uuid") == 0) {
			s->no_uuid = true;
		} else if (!read_mode(s, word)) {
			return apple_unknown("strip", word, usage, f);
		}
	}
	if (s->how == MACHOSTRIP_NONE)
		s->how = MACHOSTRIP_ALL;
	if (s->files.n == 0)
		return fail_status(f, 1, "no file is named");
	if (s->output != NULL && s->files.n > 1)
		return fail_status(f, 1, "-o takes one file, not %zu",
			s->files.n);
	return 0;
}

static int
strip_one(void *ctx, struct machoedit *e, struct machoedit_sign *sign,
	struct fail *f)
{
	const struct strip *s = ctx;
	struct fail ignored = FAIL_INIT;
	struct machosign_info info;
	size_t uuid;

	if (e->signature != NULL &&
		machosign_read(e->signature, e->signature_len, &info,
			&ignored) == 0) {
		if (info.cms)
			fprintf(stderr, "%s: warning: '%s': the signature with "
				"a certificate is replaced by an ad-hoc one\n",
				getprogname(), s->file);
		sign->linker_signed = (info.flags & 0x20000) != 0;
	}
	fail_clear(&ignored);
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
	struct fail ignored = FAIL_INIT;
	struct machofile mf;
	int r;

	if (path_mkdirs(folder, f) != 0 ||
		path_write(file, m->mem, m->len, 0644, f) != 0)
		return -1;
	argvec_push(files, file);
	if (machofile_open(&mf, file, &ignored) != 0) {
		fail_clear(&ignored);
		return 0;
	}
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
	struct fail ignored = FAIL_INIT;
	autofree char *dir = NULL;
	int r;

	if (mf->fat) {
		fail_set(f, "'%s' is a fat file of archives", s->file);
		return fail_hint(f, "lipo -thin takes each machine's part out");
	}
	if (os_temp_dir(&dir, f) != 0)
		return -1;
	r = strip_members(call, s, mf, dir, f);
	if (path_remove(dir, &ignored) != 0)
		fail_clear(&ignored);
	return r;
}

int
macho_strip_run(const struct call *call, struct fail *f)
{
	struct strip s = { .how = MACHOSTRIP_NONE };
	int r;

	if (call->words.n == 1 && strcmp(call->words.v[0], "--help") == 0)
		return apple_usage(usage);
	r = read_words(&s, &call->words, f);
	for (size_t i = 0; i < s.files.n && r == 0; i++) {
		struct machofile mf;

		s.file = s.files.v[i];
		if ((r = machofile_open(&mf, s.file, f)) != 0)
			break;
		r = mf.n > 0 && machofile_is_archive(&mf, 0)
			    ? strip_archive(call, &s, &mf, f)
			    : machofile_edit(&mf, s.arch,
				      s.output != NULL ? s.output : s.file,
				      strip_one, &s, f);
		machofile_clear(&mf);
	}
	if (r < 0 && f->status == 0)
		f->status = 1;
	argvec_clear(&s.files);
	return r;
}
