/* codesign: ad-hoc signatures, the only ones that need no certificate. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <bsd/sys/endian.h>

#include "common/path.h"
#include "common/str.h"
#include "shim/macho/file.h"
#include "shim/macho/sign.h"
#include "shim/tools/own.h"

enum action { NOTHING, SIGN, REMOVE, VERIFY, DISPLAY };

struct codesign {
	enum action action;
	const char *identity, *identifier, *flag;
	bool force;
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

static int
act(void *into, const struct option_use *use, struct fail *f)
{
	struct codesign *c = into;

	if (use->values != NULL)
		c->identity = use->values[0];
	/* -v -d: display, and loudly */
	if (use->row->to == DISPLAY && c->action == VERIFY)
		c->action = NOTHING;
	return set_action(c, (enum action)use->row->to, use->name, f);
}

/* -v means louder with another action, as in Apple's. */
static int
louder(void *into, const struct option_use *use, struct fail *f)
{
	struct codesign *c = into;

	c->verbose++;
	return c->action == NOTHING ? set_action(c, VERIFY, use->name, f) : 0;
}

static const struct option_row rows[] = {
	{ "-s --sign", "IDENTITY", .set = OPTION_CALL, .call = act, .to = SIGN,
		.help = "sign; - is ad hoc, and needs no certificate" },
	{ "-f --force", OPTION_INTO(struct codesign, force),
		.help = "replace a signature" },
	{ "-i --identifier", "NAME", OPTION_INTO(struct codesign, identifier),
		.help = "what the file is called in it" },
	{ "-o --options", "FLAG", OPTION_INTO(struct codesign, flag),
		.choices = "linker-signed", .help = "as a linker signs" },
	{ "--remove-signature", .set = OPTION_CALL, .call = act, .to = REMOVE,
		.help = "take it out" },
	{ "-v -vv -vvv --verify", .set = OPTION_CALL, .call = louder,
		.help = "check it" },
	{ "--verbose", "N", OPTION_MAYBE, .set = OPTION_CALL, .call = louder },
	{ "-d --display", .set = OPTION_CALL, .call = act, .to = DISPLAY,
		.help = "tell what is in it" },
	{ "--strict --timestamp --preserve-metadata", .value = "WHAT",
		.is = OPTION_MAYBE | OPTION_HIDDEN },
	{ NULL, "FILE", OPTION_FILE | OPTION_REQUIRED,
		OPTION_INTO(struct codesign, files) },
	{ .names = NULL }
};

static int
sign_image(void *ctx, struct machoedit *e, struct machoedit_sign *sign,
	struct fail *f)
{
	const struct codesign *c = ctx;
	struct machosign_info info;

	if (e->filetype == MH_OBJECT)
		return fail_status(f, 1, "it is an object: link it first");
	/* as Apple's: what a linker signed may be signed over */
	if (c->action == SIGN && !c->force && e->signature != NULL &&
		machosign_read(e->signature, e->signature_len, &info,
			FAIL_IGNORED) == 0 && (info.flags & 0x20000) == 0) {
		fail_status(f, 1, "it is signed already");
		return fail_hint(f, "-f replaces the signature");
	}
	sign->sign = c->action == SIGN;
	sign->identifier = c->identifier;
	sign->linker_signed = c->flag != NULL;
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
		if (machosign_read(p + le32dec(p + c.off + 8),
			    le32dec(p + c.off + 12), &info, f) != 0)
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
		fshow(stderr, "%s: valid on disk\n", path);
	machofile_clear(&mf);
	return r;
}

static int
run(void *into, const struct call *call, struct fail *f)
{
	struct codesign *c = into;

	(void)call;
	if (c->action == NOTHING)
		return tool_wrong(&own_codesign, "nothing to do", NULL, f);
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

const struct tool own_codesign = { "codesign", rows, 0, 1, run,
	sizeof(struct codesign) };
