#include "shim/engine/run.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <elf.h>
#include <unistd.h>

#include <bsd/stdlib.h>

#include "common/beside.h"
#include "common/child.h"
#include "common/ending.h"
#include "common/elf.h"
#include "common/os.h"
#include "common/path.h"
#include "common/place.h"
#include "common/quote.h"
#include "common/seal.h"
#include "common/str.h"
#include "common/trace.h"
#include "common/xalloc.h"
#include "shim/cpu/list.h"
#include "shim/engine/apple.h"
#include "shim/engine/applestub.h"
#include "shim/engine/arkeep.h"
#include "shim/engine/piped.h"
#include "shim/gate/crate.h"
#include "shim/gate/gate.h"
#include "shim/gate/hints.h"
#include "shim/gate/linkcheck.h"
#include "shim/gate/staticlibc.h"
#include "shim/gate/win7.h"
#include "shim/plan/record.h"
#include "shim/root/root.h"
#include "shim/sysroot/macos.h"
#include "shim/sysroot/mingw.h"
#include "shim/sysroot/open.h"
#include "shim/sysroot/pieces.h"
#include "shim/sysroot/prepare.h"
#include "shim/sysroot/support.h"
#include "shim/sysroot/sysroot.h"
#include "shim/words/respfile.h"
#include "shim/zig/facts.h"

enum { MAX_RETRIES = 32 };

static void
print_notes(const struct plan *p)
{
	for (size_t i = 0; i < p->nfired; i++)
		if (p->fired[i].action == FIRED_NOTE ||
			p->fired[i].action == FIRED_WARN)
			fshow(stderr, "%s: note: %s%s: %s\n",
				getprogname(), p->fired[i].in,
				p->fired[i].action == FIRED_NOTE ? " dropped"
								 : "",
				p->fired[i].why);
}

static int
print_steps(const struct plan *p)
{
	for (size_t i = 0; i < p->nsteps; i++) {
		autofree char *line = quote_sh_words(
			argvec_exec(&p->steps[i].argv));

		fprintf(stderr, " %s\n", line);
	}
	return 0;
}

/* Puts the temp folder's name where PLAN_TMP stands. */
static void
fill_tmp(struct argvec *a, const char *tmp)
{
	for (size_t i = 0; i < a->n; i++) {
		char *at = strstr(a->v[i], PLAN_TMP);
		char *filled;

		if (at == NULL)
			continue;
		filled = xasprintf("%.*s%s%s", (int)(at - a->v[i]), a->v[i],
			tmp, at + strlen(PLAN_TMP));
		free(a->v[i]);
		a->v[i] = filled;
	}
}

/* ---- folders with % in their names ---- */

/* The path in this word that the step writes to, in such a folder; or NULL. */
static const char *
percent_path(const struct plan *p, const struct step *s, const char *word)
{
	static const char *const writers[] = { "ar", "dlltool", "lib",
		"ranlib" };
	const char *slash = strrchr(word, '/');

	if (slash == NULL || memchr(word, '%', (size_t)(slash - word)) == NULL)
		return NULL;
	if (!s->link)
		return s->argv.n > 1 && ONE_OF(writers, s->argv.v[1]) ? word : NULL;
	return p->output != NULL && (strcmp(word, p->output) == 0 ||
					    ends_with(word, p->output))
		       ? word + strlen(word) - strlen(p->output)
		       : NULL;
}

/*
 * LLVM's tools write beside the output first, under a name in which each %
 * becomes a digit, those of the folders too: a link in our folder leads there.
 */
static int
lead_around(const struct plan *p, struct step *s, const char *tmp,
	struct fail *f)
{
	for (size_t i = s->head; i < s->argv.n; i++) {
		char *word = s->argv.v[i];
		const char *path = percent_path(p, s, word);
		autofree char *dir = NULL, *full = NULL, *link = NULL;

		if (path == NULL)
			continue;
		dir = path_dir(path);
		full = path_absolute(dir);
		link = xasprintf("%s/out%zu", tmp, i);
		if (symlink(full, link) != 0)
			return fail_errno(f, "cannot make link '%s'", link);
		s->argv.v[i] = xasprintf("%.*s%s/%s", (int)(path - word), word,
			link, path_base(path));
		free(word);
	}
	return 0;
}

static bool
has_percent(const struct plan *p)
{
	for (size_t i = 0; i < p->nsteps; i++)
		for (size_t k = 0; k < p->steps[i].argv.n; k++)
			if (percent_path(p, &p->steps[i],
				    p->steps[i].argv.v[k]) != NULL)
				return true;
	return false;
}

/* What zig's driver says about a linker word that it does not know. */
static char *
refused_word(const char *text)
{
	static const char *const starts[] = {
		"error: unsupported linker arg: ",
		"error: unsupported linker extension flag: ",
	};

	for (size_t i = 0; text != NULL && i < 2; i++) {
		const char *p = strstr(text, starts[i]);

		if (p == NULL)
			continue;
		p += strlen(starts[i]);
		return xstrndup(p, strcspn(p, "\r\n"));
	}
	return NULL;
}

static bool
starts_word(const char *list, const char *name, size_t n)
{
	return strncmp(list, name, n) == 0 &&
	       (list[n] == '\0' || list[n] == '=' || list[n] == ',');
}

/* Removes the -Wl word that says `name` ("--stats", "-z nodump"); the word
 * for the message, or NULL when there is none. */
static char *
leave_out(struct argvec *argv, const char *name)
{
	bool z = strncmp(name, "-z ", 3) == 0;
	autofree char *comma = z ? xasprintf("-z,%s", name + 3)
				 : xstrdup(name);
	autofree char *glued = z ? xasprintf("-z%s", name + 3)
				 : xstrdup(name);

	for (size_t i = 0; i < argv->n; i++) {
		const char *w = argv->v[i];

		if (strncmp(w, "-Wl,", 4) == 0)
			w += 4;
		else if (i == 0 || strcmp(argv->v[i - 1], "-Xlinker") != 0)
			continue;
		if (!starts_word(w, comma, strlen(comma)) &&
			!starts_word(w, glued, strlen(glued)))
			continue;
		char *word = xstrdup(w);

		if (w == argv->v[i]) {
			argvec_remove(argv, i);
			i--;
		}
		argvec_remove(argv, i);
		return word;
	}
	return NULL;
}

/* zig's driver links its own compiler_rt last, so what stands before it and has
 * a function is where the linker takes it from. */
static int
add_support(const struct call *call, struct plan *p, struct step *s,
	struct fail *f)
{
	autofree char *archive = NULL;

	if (!p->support)
		return 0;
	if (support_archive(call->zig, call->target, &archive, f) != 0)
		return -1;
	if (archive != NULL)
		argvec_push(&s->argv, archive);
	p->support = false;
	return 0;
}

/* Runs a link; a linker word that zig's driver refuses and no rule knows is
 * left out with a line that names it (in strict mode: an error). */
static int
run_link(const struct call *call, struct plan *p, struct step *s,
	struct child_output *err, int *status, struct fail *f)
{
	if (add_support(call, p, s, f) != 0)
		return -1;
	for (int i = 0; i < MAX_RETRIES; i++) {
		autofree char *refused = NULL, *word = NULL;

		free(err->text);
		*err = (struct child_output){ 0 };
		if (child_run(s->program, &s->argv, &p->env, NULL, err, status,
			    f) != 0)
			return -1;
		if (*status == 0 ||
			(refused = refused_word(err->text)) == NULL)
			return 0;
		if (call->strict) {
			fail_set(f, "'%s': zig's driver does not know this "
				    "linker option", refused);
			return fail_hint(f, "strict mode: write a rule for "
					    "it, or set strict = no");
		}
		if ((word = leave_out(&s->argv, refused)) == NULL)
			return 0;
		fshow(stderr,
			"%s: note: linker option '%s' dropped: zig's driver "
			"does not know it\n",
			getprogname(), word);
		trace_words("again without it", p->env.v, s->argv.v);
	}
	return 0;
}

/* Tests of configure's fail by the hundred: not looked at again within ten
 * minutes. */
static bool
is_damaged(const char *dir, const char *kind, const char *way)
{
	if (dir == NULL)
		return false;
	seal_doubt(dir, 600);
	if (seal_holds(dir))
		return false;
	fshow(stderr, "zbuild: the %s '%s' is damaged; %s again\n", kind, dir,
		way);
	return true;
}

/* Is the link's failure the sysroot's, or that of the packages? */
static bool
look_for_damage(const struct plan *p)
{
	return is_damaged(p->sysroot != NULL ? p->sysroot->dir : NULL,
		       "sysroot", "the next call makes it") ||
	       is_damaged(p->root != NULL ? p->root->dir : NULL, "root",
		       "`cargo zbuild deps sync` makes it");
}

/* A linker that was killed says nothing. */
static void
print_killed(const struct step *s, int status)
{
	autofree char *why = ending_text(status, NULL, true);
	bool zig = *s->argv.v[1] != '-';

	if (status > 128)
		fshow(stderr, "%s: '%s%s' failed: %s\n", getprogname(),
			zig ? "zig " : "", s->argv.v[zig], why);
}

static void
print_hints(const struct call *call, const char *text)
{
	autoargvec hints = ARGVEC_INIT;

	if (text == NULL)
		return;
	hints_find(text, call->target, call->zig->lib, &hints);
	if (call->target->def->libc == LIBC_DARWIN)
		applestub_hints(text, &hints);
	/* clang's driver may have run us as its linker, which said it. */
	for (size_t i = 0; i < hints.n; i++)
		if (strstr(text, hints.v[i]) == NULL)
			fshow(stderr, "hint: %s\n", hints.v[i]);
}

static bool
has_floor(const struct target_def *d)
{
	return d->libc == LIBC_GLIBC || target_is_win7(d);
}

/* 0, or -1: the program that was linked needs too new a glibc, or Windows. */
static int
check_floor(const struct call *call, const struct plan *p, enum gate_mode mode,
	struct fail *f)
{
	autofail why = FAIL_INIT;

	if (!has_floor(call->target->def) || p->output == NULL ||
		mode == GATE_OFF ||
		(target_is_win7(call->target->def)
				? win7_check(p->output, &why)
				: gate_check(p->output, call->target, &p->inputs,
					  &why)) == 0)
		return 0;
	if (mode == GATE_WARN) {
		fshow(stderr, "%s: warning: %s\n", getprogname(), why.what);
		return 0;
	}
	/* as a linker does with what it could not finish */
	unlink(p->output);
	why.status = 1;
	return fail_move(f, &why);
}

/* An object that this machine's compiler made for itself is linked without a
 * word, where the target's processor is the same. */
static void
note_strangers(const struct call *call, const struct plan *p)
{
	autofree char *compiler = NULL, *mend = NULL, *file = NULL;
	autofree char *said = NULL, *seen = NULL;

	/* clang's driver may have run us as its linker: who ran that says it */
	if (p->output == NULL || getenv(SHIM_DEPTH) != NULL)
		return;
	file = crate_stranger(p->output, call->target, call->zig, &p->inputs,
		p->root != NULL ? p->root->dir : NULL, &compiler);
	if (file == NULL)
		return;
	mend = crate_mend(file, call->target);
	said = xasprintf("%s: note: '%s' is linked, which \"%s\" compiled for "
			 "its own C library\nhint: %s\n",
		getprogname(), path_base(file), compiler, mend);
	seen = str_visible(said);
	dprintf(os_notes(), "%s", seen);
}

/* Symbols that a piece of the sysroot has, by what they begin with. */
static const struct {
	const char *start;
	enum piece piece;
} providers[] = {
	{ "_Unwind_", PIECE_UNWIND },
	{ "__gcc_personality", PIECE_UNWIND },
	{ "__register_frame", PIECE_UNWIND },
	{ "__deregister_frame", PIECE_UNWIND },
	{ "__ubsan_", PIECE_UBSAN },
	{ "__", PIECE_COMPILER_RT },
};

static unsigned
pieces_there(const struct sysroot *sysroot)
{
	unsigned there = 0;

	for (int i = 0; i < PIECES; i++)
		if (sysroot_has(sysroot, (enum piece)i))
			there |= 1u << i;
	return there;
}

static unsigned
piece_for(const char *symbol, unsigned had)
{
	for (size_t i = 0; i < COUNT(providers); i++)
		if (strncmp(symbol, providers[i].start,
			    strlen(providers[i].start)) == 0)
			return 1u << providers[i].piece & ~had;
	return 0;
}

/* The pieces that a failed link's "undefined symbol: X" lines call for; what
 * is libgcc's GCC declares as hidden, and lld says so; the last two are
 * GNU's linkers'. */
static unsigned
missing_pieces(const struct target *t, unsigned had, const char *text)
{
	static const char *const marks[] = { "undefined symbol: ",
		"undefined hidden symbol: ", "undefined reference to `",
		"undefined reference to '" };
	unsigned found = 0;

	for (size_t i = 0; i < COUNT(marks); i++) {
		const char *p = text != NULL ? text : "";

		while ((p = strstr(p, marks[i])) != NULL) {
			p += strlen(marks[i]);
			autofree char *symbol =
				xstrndup(p, strcspn(p, " '\r\n"));

			found |= piece_for(symbol, had);
			if (t->def->libc == LIBC_MINGW &&
				mingw_guids_may_have(t, symbol))
				found |= 1u << PIECE_GUIDS & ~had;
		}
	}
	return found;
}

/* A shared object may leave symbols undefined, so its link tells nothing. */
static unsigned
missing_in_output(unsigned had, const char *output)
{
	struct elf_info e;
	unsigned found = 0;

	if ((had & 1u << PIECE_COMPILER_RT) != 0 ||
		elf_read(output, ELF_SYMBOLS, &e, FAIL_IGNORED) != 0)
		return 0;
	for (size_t i = 0; e.type == ET_DYN && i < e.nsymbols; i++) {
		const struct elf_symbol *s = &e.symbols[i];

		if (!s->defined && !s->weak && s->version == NULL)
			found |= piece_for(s->name, had);
	}
	elf_clear(&e);
	return found;
}

static int
add_pieces(const struct call *call, struct plan *p, unsigned wanted,
	struct fail *f)
{
	for (int i = 0; i < PIECES; i++)
		if ((wanted & (1u << i)) &&
			sysroot_add(p->sysroot, call->zig, call->target,
				(enum piece)i, f) != 0)
			return -1;
	return 0;
}

/* Import libraries of a link for Windows: zig has a list of 700 DLLs. */
static int
add_imports(const struct call *call, const struct plan *p,
	const struct step *s, struct fail *f)
{
	if (call->target->def->libc != LIBC_MINGW)
		return 0;
	return mingw_complete(
		call->zig, call->target, p->sysroot->dir, &s->argv, f);
}

static bool
imports_missing(const struct call *call, const struct plan *p,
	const char *text, struct fail *f)
{
	return call->target->def->libc == LIBC_MINGW &&
	       mingw_complete_said(call->zig, call->target, p->sysroot->dir,
		       text, f) > 0;
}

/* Until zig has made its compiler_rt, which takes seconds, a link that hardly
 * wants it goes without; does it come out well so? */
static bool
links_without_runtime(const struct call *call, struct plan *p, struct step *s,
	struct child_output *err, int *status)
{
	autofail why = FAIL_INIT;
	bool good;

	if (!p->spares_runtime || prepare_is_done(call->zig, call->target, p->variant))
		return false;
	argvec_insert(&s->argv, s->head, "-rtlib=none");
	trace_words("first without compiler_rt", p->env.v, s->argv.v);
	good = run_link(call, p, s, err, status, &why) == 0 && *status == 0;
	argvec_remove(&s->argv, s->head);
	return good;
}

/* A link against a sysroot: pieces that turn out to be missing are made, and
 * the link runs again. */
static int
run_direct_link(const struct call *call, struct plan *p, struct step *s,
	struct child_output *err, int *status, struct fail *f)
{
	unsigned wanted = p->pieces, had;

	for (int round = 0; round <= PIECES; round++) {
		if (add_pieces(call, p, wanted, f) != 0 ||
			add_imports(call, p, s, f) != 0)
			return -1;
		/* another call may make one while this link misses it */
		had = pieces_there(p->sysroot);
		free(err->text);
		*err = (struct child_output){ 0 };
		if (child_run(s->program, &s->argv, &p->env, NULL, err, status,
			    f) != 0)
			return -1;
		wanted = *status != 0
				 ? missing_pieces(call->target, had, err->text)
				 : missing_in_output(had, p->output);
		if (wanted == 0 && (*status == 0 ||
				!imports_missing(call, p, err->text, f)))
			break;
		trace_words("again with more pieces", p->env.v, s->argv.v);
	}
	return 0;
}

/* The libraries first: what is wrong with them, the linker tells late, in
 * many lines, or not at all. */
static int
check_libraries(const struct call *call, const struct plan *p,
	struct step *s, enum gate_mode mode, struct fail *f)
{
	static const char *const linkers[] = { "ld.lld", "-flavor" };
	bool newer;

	/* A linker run by itself is left alone: it was given its folders. */
	if (p->root == NULL)
		return 0;
	if (linkcheck(call->target, &p->inputs, mode, &newer, f) != 0)
		return -1;
	if (newer)
		argvec_push(&s->argv, ONE_OF(linkers, s->argv.v[1])
					      ? "--allow-shlib-undefined"
					      : "-Wl,--allow-shlib-undefined");
	return 0;
}

/* Of a link with a static glibc: its map lies in tmp. */
static void
note_static_libc(const struct call *call, const char *tmp)
{
	autofree char *file = xasprintf("%s/" PLAN_STATIC_MAP, tmp);
	autofree char *map = NULL;
	autoargvec notes = ARGVEC_INIT;
	size_t len;

	if (path_read(file, 1u << 30, &map, &len, FAIL_IGNORED) != 0)
		return;
	static_libc_notes(map, &notes);
	for (size_t i = 0; i < notes.n; i++)
		fshow(stderr, "%s: note: %s\n", getprogname(), notes.v[i]);
	if (notes.n > 0)
		fshow(stderr, "hint: link it dynamically, or for %.*s-musl\n",
			(int)(strstr(call->target->def->rust, "-gnu") -
				call->target->def->rust),
			call->target->def->rust);
}

/* cargo runs what it links in `deps` there and one folder up, where $ORIGIN
 * leads to (cxx-shared-rpath). */
static int
put_cxx_beside(const struct plan *p, struct fail *f)
{
	static const char *const cargos[] = { "deps", "examples" };
	autofree char *dir = path_dir(p->output != NULL ? p->output : "");
	autofree char *up = path_dir(dir);
	autofree char *from = NULL, *data = NULL;
	size_t len;

	if (!(p->pieces & 1u << PIECE_CXX_SHARED) ||
		!ONE_OF(cargos, path_base(dir)))
		return 0;
	from = xasprintf("%s/lib/" CXX_SHARED, p->sysroot->dir);
	if (path_read(from, 1u << 30, &data, &len, f) != 0)
		return -1;
	for (int i = 0; i < 2; i++) {
		autofree char *to = path_join(i ? up : dir, CXX_SHARED);

		if (path_update(to, data, len, 0644, f) < 0)
			return -1;
	}
	return 0;
}

static int
run_link_step(const struct call *call, struct plan *p, struct step *s,
	const char *tmp, int *status, struct fail *f)
{
	scoped(child_output) err = { 0 };
	const char *variant = p->variant;
	enum gate_mode mode = GATE_OFF;
	int lock = -1, r = 0;
	bool first, done;

	if (apple_before_link(call, p, tmp, f) != 0)
		return -1;
	if ((has_floor(call->target->def) || p->root != NULL) &&
		gate_mode(call->conf != NULL ? call->conf->gate : NULL, &mode,
			f) != 0)
		return -1;
	if (check_libraries(call, p, s, mode, f) != 0) {
		record_link(call, 1, f->what);
		return -1;
	}
	done = links_without_runtime(call, p, s, &err, status);
	if (variant != NULL && !done &&
		prepare_begin(call->zig, call->target, variant, &lock, f) != 0)
		return -1;
	first = lock >= 0;
	if (first)
		child_guard();
	if (first && zig_has_glibc(call->zig, call->target, true, f) != 0)
		r = -1;
	else if (!done)
		r = p->sysroot != NULL
			    ? run_direct_link(call, p, s, &err, status, f)
			    : run_link(call, p, s, &err, status, f);
	if (variant != NULL)
		prepare_end(lock, r == 0 && *status == 0, call->zig,
			call->target, variant);
	if (first)
		child_unguard(f);
	if (r == 0 && err.len > 0)
		fshow_said(stderr, err.text);
	if (r == 0 && *status != 0)
		print_killed(s, *status);
	if (r == 0 && *status != 0 && !look_for_damage(p))
		print_hints(call, err.text);
	if (r == 0 && *status == 0)
		r = check_floor(call, p, mode, f);
	if (r == 0 && *status == 0)
		note_strangers(call, p);
	if (r == 0 && *status == 0 && tmp != NULL && p->wants_tmp &&
		call->target->def->libc == LIBC_GLIBC)
		note_static_libc(call, tmp);
	if (r == 0 && *status == 0)
		r = apple_after_link(p, f);
	if (r == 0 && *status == 0)
		r = put_cxx_beside(p, f);
	record_link(call, r != 0 ? 1 : *status, r != 0 ? f->what : err.text);
	return r;
}

/* A step that is no link. */
static int
run_plain(struct plan *p, struct step *s, int *status, struct fail *f)
{
	struct arkeep ar = ARKEEP_INIT;
	int r;

	child_guard();
	arkeep_begin(&s->argv, &ar);
	r = child_run(s->program, &s->argv, &p->env, NULL, NULL, status, f);
	arkeep_end(&ar, r == 0 && *status == 0);
	child_unguard(f);
	return r;
}

static int
run_steps(const struct call *call, struct plan *p, const char *tmp,
	struct fail *f)
{
	int status = 0;

	for (size_t i = 0; i < p->nsteps && status == 0; i++) {
		struct step *s = &p->steps[i];

		if (tmp != NULL) {
			fill_tmp(&s->argv, tmp);
			if ((s->link && piped_keep(p, s, tmp, f) != 0) ||
				lead_around(p, s, tmp, f) != 0)
				return -1;
			if (respfile_shorten(&s->argv, s->head, 0,
				    s->gnu_quotes ? RESPFILE_GNU
						  : RESPFILE_ZIG,
				    tmp, f) != 0)
				return -1;
		}
		trace_words(p->engine != NULL ? p->engine : "run", p->env.v,
			argvec_exec(&s->argv));
		if (s->link) {
			if (run_link_step(call, p, s, tmp, &status, f) != 0)
				return -1;
			continue;
		}
		if (i + 1 == p->nsteps && tmp == NULL && !arkeep_wants(&s->argv))
			return os_exec(s->program, &s->argv, &p->env, f);
		if (run_plain(p, s, &status, f) != 0)
			return -1;
	}
	return status;
}

/* Renews a link. Where nothing can be written, whatever works will do. */
static int
renew_link(const char *path, const char *to, struct fail *f)
{
	autofree char *dir = path_dir(path);
	autofree char *tmp = xasprintf("%s.%ld", path, (long)getpid());
	char buf[PATH_MAX];
	ssize_t n = readlink(path, buf, sizeof buf);

	if (n > 0 && (size_t)n == strlen(to) && memcmp(buf, to, (size_t)n) == 0)
		return 0;
	if (path_mkdirs(dir, f) != 0)
		return -1;
	unlink(tmp);
	if ((symlink(to, tmp) == 0 && rename(tmp, path) == 0) ||
		access(path, F_OK) == 0)
		return 0;
	return fail_errno(f, "cannot renew the link '%s'", path);
}

static int
renew_links(const struct plan *p, struct fail *f)
{
	for (size_t i = 0; i + 1 < p->links.n; i += 2)
		if (renew_link(p->links.v[i], p->links.v[i + 1], f) != 0)
			return -1;
	return 0;
}

/* The files that the plan wants in its temp folder. */
static int
write_files(const struct plan *p, const char *tmp, struct fail *f)
{
	for (size_t i = 0; i < p->nfiles; i++) {
		const char *text = p->files[i].text;
		autoargvec path = ARGVEC_INIT;

		argvec_push(&path, p->files[i].path);
		fill_tmp(&path, tmp);
		if (path_write(path.v[0], text, strlen(text), 0700, f) != 0)
			return -1;
	}
	return 0;
}

/* The Windows libraries that the reader of an answer looks for by itself. */
static void
stock_libraries(const struct call *call)
{
	scoped(sysroot) sysroot = { .made = false };
	autofail why = FAIL_INIT;

	if (sysroot_open(call->zig, call->target, &sysroot, &why) != 0 ||
		mingw_stock(call->zig, call->target, sysroot.dir, &why) != 0)
		trace_line("no stock of libraries: %s", why.what);
}

static int
print_answer(const struct call *call, const struct plan *p, struct fail *f)
{
	if (p->stock)
		stock_libraries(call);
	fputs(p->answer, stdout);
	return fflush(stdout) == 0
		       ? p->answer_status
		       : fail_errno(f, "cannot write the answer");
}

static bool
has_link(const struct plan *p)
{
	for (size_t i = 0; i < p->nsteps; i++)
		if (p->steps[i].link)
			return true;
	return false;
}

/* What must be there before the first step. */
static int
make_ready(const struct call *call, struct plan *p, struct fail *f)
{
	if (zig_env_make(&p->env, f) != 0)
		return -1;
	if (p->sysroot != NULL && sysroot_make(call->zig, call->target,
					  has_link(p), p->sysroot, f) != 0)
		return -1;
	if (p->foresees_cxx && beside_there() &&
		!sysroot_has(p->sysroot, PIECE_CXX))
		beside_tell(p->sysroot->dir);
	if (p->apple != NULL && p->apple->headers != NULL &&
		macos_headers_make(call->zig, call->target, p->apple->headers,
			f) != 0)
		return -1;
	if (p->cpus != NULL)
		cpulist_keep(call->zig, call->target, p->cpus);
	return renew_links(p, f);
}

/* Longer command lines than this go through a response file. */
static bool
too_long(const struct plan *p)
{
	size_t limit = (size_t)sysconf(_SC_ARG_MAX) / 2;

	for (size_t i = 0; i < p->nsteps; i++)
		if (argvec_bytes(&p->steps[i].argv) > limit)
			return true;
	return false;
}

int
plan_run(const struct call *call, struct plan *p, struct fail *f)
{
	struct place tmp = PLACE_INIT;
	int r;

	plan_trace(p);
	if (p->answer != NULL)
		return print_answer(call, p, f);
	if (p->dry_run)
		return print_steps(p);
	if (p->run != NULL)
		return p->run(p->tool, call, f);
	print_notes(p);
	if (make_ready(call, p, f) != 0)
		return -1;
	if ((p->wants_tmp || too_long(p) || has_percent(p) || piped_any(p)) &&
		place_temp(&tmp, "zbuild.link.", f) != 0)
		return -1;
	if (tmp.dir != NULL) {
		fill_tmp(&p->inputs, tmp.dir);
		fill_tmp(&p->env, tmp.dir);
	}
	r = write_files(p, tmp.dir, f);
	if (r == 0)
		r = run_steps(call, p, tmp.dir, f);
	place_close(&tmp, r < 0 ? f : NULL);
	return r;
}
