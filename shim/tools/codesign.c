/* codesign: ad-hoc signatures, the only ones that need no certificate. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/path.h"
#include "shim/macho/file.h"
#include "shim/macho/sign.h"
#include "shim/tools/own.h"
#include "shim/tools/tool.h"

static const char usage[] =
	"codesign -s - [-f] [-i IDENTIFIER] [-o linker-signed] FILE...; "
	"codesign --remove-signature FILE...; codesign -v FILE...; "
	"codesign -d FILE...\n";

enum action { NOTHING, SIGN, REMOVE, VERIFY, DISPLAY };

struct codesign {
	enum action action;
	const char *identity, *identifier;
	bool force, linker;
	int verbose;
	struct argvec files;
};

static int
set_action(struct codesign *c, enum action a, const char *word,
	struct fail *f)
{
	if (c->action != NOTHING && c->action != a)
		return fail_status(f, 1, "'%s': one thing at a time", word);
	c->action = a;
	return 0;
}

/* Is w the option with this letter or name? *value: what is glued to it. */
static bool
is(const char *w, const char *letter, const char *name, const char **value)
{
	size_t n = strlen(name);

	*value = NULL;
	if (letter != NULL && strcmp(w, letter) == 0)
		return true;
	if (strncmp(w, name, n) != 0 || (w[n] != '\0' && w[n] != '='))
		return false;
	if (w[n] == '=')
		*value = w + n + 1;
	return true;
}

static int
read_option(struct codesign *c, const struct argvec *w, size_t *i,
	struct fail *f)
{
	const char *word = w->v[*i], *v;
	const char **into = NULL;

	if (is(word, "-s", "--sign", &v)) {
		into = &c->identity;
		if (set_action(c, SIGN, word, f) != 0)
			return -1;
	} else if (is(word, "-i", "--identifier", &v)) {
		into = &c->identifier;
	} else if (is(word, "-o", "--options", &v)) {
		const char *what = v;

		if (v == NULL && *i + 1 < w->n)
			what = w->v[++*i];
		if (what == NULL || strcmp(what, "linker-signed") != 0)
			return apple_unknown("codesign", word, usage, f);
		c->linker = true;
		return 0;
	} else if (is(word, "-f", "--force", &v)) {
		c->force = true;
		return 0;
	} else if (is(word, "-v", "--verify", &v) || is(word, "-vv", "-vvv", &v) ||
		   is(word, NULL, "--verbose", &v)) {
		/* -v means louder with another action, as in Apple's */
		c->verbose++;
		return c->action == NOTHING
			       ? set_action(c, VERIFY, word, f)
			       : 0;
	} else if (is(word, "-d", "--display", &v)) {
		if (c->action == VERIFY)
			c->action = NOTHING;
		return set_action(c, DISPLAY, word, f);
	} else if (is(word, NULL, "--remove-signature", &v)) {
		return set_action(c, REMOVE, word, f);
	} else if (is(word, NULL, "--strict", &v) ||
		   is(word, NULL, "--timestamp", &v) ||
		   is(word, NULL, "--preserve-metadata", &v)) {
		return 0;
	} else {
		return apple_unknown("codesign", word, usage, f);
	}
	if (v == NULL && *i + 1 < w->n)
		v = w->v[++*i];
	*into = v;
	return v != NULL ? 0 : apple_unknown("codesign", word, usage, f);
}

static int
sign_image(void *ctx, struct machoedit *e, struct machoedit_sign *sign,
	struct fail *f)
{
	const struct codesign *c = ctx;
	struct fail ignored = FAIL_INIT;
	struct machosign_info info;

	if (e->filetype == MH_OBJECT)
		return fail_status(f, 1, "it is an object: link it first");
	/* as Apple's: what a linker signed may be signed over */
	if (c->action == SIGN && !c->force && e->signature != NULL &&
		machosign_read(e->signature, e->signature_len, &info,
			&ignored) == 0 && (info.flags & 0x20000) == 0) {
		fail_status(f, 1, "it is signed already");
		return fail_hint(f, "-f replaces the signature");
	}
	fail_clear(&ignored);
	sign->sign = c->action == SIGN;
	sign->identifier = c->identifier;
	sign->linker_signed = c->linker;
	return 0;
}

static int
verify(const struct machofile *mf, struct fail *f)
{
	for (size_t i = 0; i < mf->n; i++) {
		if (machofile_is_archive(mf, i))
			return fail_status(f, 1, "'%s': it is an archive",
				mf->path);
		if (machosign_verify(machofile_slice(mf, i), mf->slices[i].len,
			    f) != 0)
			return fail_context(f, "'%s'", mf->path);
	}
	return 0;
}

static int
display(const struct machofile *mf, struct fail *f)
{
	for (size_t i = 0; i < mf->n; i++) {
		const uint8_t *p = machofile_slice(mf, i);
		struct machosign_info info;
		struct macho_cmd c;
		struct macho m;
		char buf[32];

		if (macho_open(&m, p, mf->slices[i].len, f) != 0)
			return fail_context(f, "'%s'", mf->path);
		if (!macho_find(&m, LC_CODE_SIGNATURE, &c))
			return fail_status(f, 1, "'%s': it is not signed",
				mf->path);
		if (machosign_read(p + macho_get32(p + c.off + 8),
			    macho_get32(p + c.off + 12), &info, f) != 0)
			return fail_context(f, "'%s'", mf->path);
		printf("Executable=%s\nIdentifier=%s\nArchitecture=%s\n"
		       "CodeDirectory v=%x flags=0x%x(%s%s) hashes=%zu\n"
		       "Hash type=%s\nPage size=%u\nSignature=%s\n",
			mf->path, info.identifier,
			macho_arch_name(m.cputype, m.cpusubtype, buf),
			info.version, info.flags,
			info.flags & 2 ? "adhoc" : "none",
			info.flags & 0x20000 ? ",linker-signed" : "",
			info.slots,
			info.hash_type == 2 ? "sha256" : "other",
			info.page_size, info.cms ? "certificate" : "adhoc");
	}
	return 0;
}

static int
on_file(struct codesign *c, const char *path, struct fail *f)
{
	struct machofile mf;
	int r;

	if (path_is_dir(path)) {
		fail_status(f, 1, "'%s': a bundle is signed on a Mac", path);
		return fail_hint(f, "ours signs single files; rcodesign "
				    "(crates.io) signs bundles");
	}
	if (machofile_open(&mf, path, f) != 0)
		return -1;
	if (c->action == VERIFY)
		r = verify(&mf, f);
	else if (c->action == DISPLAY)
		r = display(&mf, f);
	else
		r = machofile_edit(&mf, NULL, path, sign_image, c, f);
	if (r == 0 && c->action == VERIFY && c->verbose > 1)
		fprintf(stderr, "%s: valid on disk\n", path);
	machofile_clear(&mf);
	return r;
}

static int
run(struct codesign *c, struct fail *f)
{
	if (c->action == NOTHING || c->files.n == 0)
		return apple_unknown("codesign", "", usage, f);
	if (c->action == SIGN && strcmp(c->identity, "-") != 0) {
		fail_status(f, 1, "'%s': signing with a certificate needs a "
				  "Mac", c->identity);
		return fail_hint(f, "-s - signs ad hoc; rcodesign (crates.io) "
				    "signs with certificates on Linux");
	}
	for (size_t i = 0; i < c->files.n; i++)
		if (on_file(c, c->files.v[i], f) != 0)
			return -1;
	return 0;
}

int
codesign_run(const struct call *call, struct fail *f)
{
	const struct argvec *w = &call->words;
	struct codesign c = { .action = NOTHING };
	int r = 0;

	if (w->n == 1 && strcmp(w->v[0], "--help") == 0)
		return apple_usage(usage);
	for (size_t i = 0; i < w->n && r == 0; i++) {
		if (w->v[i][0] != '-')
			argvec_push(&c.files, w->v[i]);
		else
			r = read_option(&c, w, &i, f);
	}
	if (r == 0)
		r = run(&c, f);
	if (r < 0 && f->status == 0)
		f->status = 1;
	argvec_clear(&c.files);
	return r;
}
