#include "shim/gate/linkcheck.h"

#include <bsd/stdlib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/elf.h"
#include "common/path.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "shim/gate/inputs.h"
#include "shim/root/root.h"
#include "targets/host.h"
#include "targets/triple.h"

enum { NAMED_MAX = 3 };    /* symbols or libraries that a message names */

/* A library whose glibc is newer than the floor. */
struct newer {
	char *path, *name;
	struct version needs;
};

struct newers {
	struct newer *v;
	size_t n;
};

struct checking {
	const struct target *t;
	const struct target_def *host;
	struct newers newers;
};

/* ---- what is this machine's ---- */

static int
refuse_hint(const struct checking *c, const char *path, struct fail *f)
{
	autofree char *dir = path_dir(path);
	const char *rust = c->t->def->rust;

	f->status = 1;
	if (!root_is_hosts(c->t->def, path))
		return fail_hint(f, "build it for %s, or leave its folder out "
				    "of the link", rust);
	if (c->t->def->debian == NULL)
		return fail_hint(f, "leave -L%s out of the link", dir);
	return fail_hint(f, "leave -L%s out of the link; `cargo zbuild deps "
			    "add --target %s PACKAGE-dev` brings the target's",
		dir, rust);
}

static bool
same_machine(const struct target_def *d, uint16_t machine, bool is64,
	bool big_endian)
{
	return machine == d->elf_machine && is64 == d->is64 &&
	       big_endian == d->big_endian;
}

static int
other_machine(const struct checking *c, const char *path, uint16_t machine,
	bool is64, bool big_endian, struct fail *f)
{
	const struct target_def *d = c->t->def;
	const char *is = elf_machine_name(machine, is64, big_endian);

	fail_set(f, "'%s' is for %s, the target is %s", path, is, d->rust);
	return refuse_hint(c, path, f);
}

static int
other_libc(const struct checking *c, const char *path, const char *libc,
	struct fail *f)
{
	fail_set(f, "'%s' is built for %s, the target is %s", path, libc,
		c->t->def->rust);
	return refuse_hint(c, path, f);
}

/* ---- one file ---- */

static bool
needs_lib(const struct elf_info *e, const char *start)
{
	for (size_t i = 0; i < e->nneeded; i++)
		if (strncmp(e->needed[i], start, strlen(start)) == 0)
			return true;
	return false;
}

static void
note_newer(struct checking *c, const char *path, const struct elf_info *e)
{
	struct version needs = elf_glibc(e, NULL);
	struct newers *n = &c->newers;

	if (c->t->def->libc != LIBC_GLIBC || version_none(c->t->glibc) ||
		version_cmp(needs, c->t->glibc) <= 0 ||
		(e->soname != NULL && elf_glibc_lib(e->soname)))
		return;
	for (size_t i = 0; i < n->n; i++)
		if (strcmp(n->v[i].path, path) == 0)
			return;
	n->v = xreallocarray(n->v, n->n + 1, sizeof *n->v);
	n->v[n->n++] = (struct newer){ xstrdup(path),
		xstrdup(e->soname != NULL ? e->soname : path_base(path)),
		needs };
}

static int
check_shared(struct checking *c, const char *path, struct fail *f)
{
	const struct target_def *d = c->t->def;
	struct elf_info e;
	int r = 0;

	/* A linker script, or nothing that the linker would take either. */
	if (elf_read(path, 0, &e, FAIL_IGNORED) != 0)
		return 0;
	if (!same_machine(d, e.machine, e.is64, e.big_endian))
		r = other_machine(
			c, path, e.machine, e.is64, e.big_endian, f);
	else if (d->libc != LIBC_GLIBC && needs_lib(&e, "libc.so.6"))
		r = other_libc(c, path, "glibc", f);
	else if (d->libc != LIBC_MUSL && needs_lib(&e, "libc.musl-"))
		r = other_libc(c, path, "musl", f);
	else
		note_newer(c, path, &e);
	elf_clear(&e);
	return r;
}

/* lld names a member for another machine by itself; that of this machine's own
 * archive for another C library shows as symbols that are missing. */
static int
check_hosts_archive(struct checking *c, const char *path, struct fail *f)
{
	struct elf_archive a;

	if (elf_archive(path, &a, FAIL_IGNORED) != 0 || a.objects == 0)
		return 0;
	if (!same_machine(c->t->def, a.machine, a.is64, a.big_endian))
		return other_machine(
			c, path, a.machine, a.is64, a.big_endian, f);
	if (c->host != NULL && c->host->libc != c->t->def->libc)
		return other_libc(c, path, "this machine's C library", f);
	return 0;
}

static int
check_one(struct checking *c, const char *path, struct fail *f)
{
	switch (elf_kind(path)) {
	case ELF_KIND_ELF:
		return strstr(path_base(path), ".so") != NULL
			       ? check_shared(c, path, f)
			       : 0;
	case ELF_KIND_ARCHIVE:
		return root_is_hosts(c->t->def, path) ? check_hosts_archive(c, path, f)
					 : 0;
	case ELF_KIND_NONE:
		break;
	}
	return 0;
}

/* ---- newer than the floor ---- */

static const struct newer *
worst(const struct newers *n)
{
	const struct newer *w = &n->v[0];

	for (size_t i = 1; i < n->n; i++)
		if (version_cmp(n->v[i].needs, w->needs) > 0)
			w = &n->v[i];
	return w;
}

/* 'dlopen@GLIBC_2.34', …: the newest first, as they come in the file. */
static char *
symbols_of(const struct newer *w, struct version floor)
{
	autoargvec named = ARGVEC_INIT;
	struct elf_info e;
	size_t all = 0;

	if (elf_read(w->path, ELF_SYMBOLS, &e, FAIL_IGNORED) != 0)
		return xstrdup("its symbols cannot be read");
	for (int newest = 1; newest >= 0; newest--)
		for (size_t i = 0; i < e.nsymbols; i++) {
			const struct elf_symbol *s = &e.symbols[i];
			struct version v = s->version != NULL && !s->defined
				? elf_glibc_version(s->version)
				: (struct version){ 0, 0, 0 };

			if (version_cmp(v, floor) <= 0 ||
				(version_cmp(v, w->needs) == 0) != newest)
				continue;
			if (all++ < NAMED_MAX)
				argvec_pushf(&named, "'%s@%s'", s->name,
					s->version);
		}
	elf_clear(&e);
	return argvec_named(&named, all);
}

static char *
others_of(const struct newers *n, const struct newer *w)
{
	autoargvec names = ARGVEC_INIT;
	autofree char *list = NULL;

	for (size_t i = 0; i < n->n; i++) {
		autofree char *v = version_text(n->v[i].needs);

		if (&n->v[i] != w)
			argvec_pushf(&names, "%s (%s)", n->v[i].name, v);
	}
	if (names.n == 0)
		return xstrdup("");
	list = argvec_join(&names, ", ");
	return xasprintf("; so %s %s", names.n == 1 ? "does" : "do", list);
}

/* Has the folder a static one of the same name? */
static bool
has_static(const char *path)
{
	const char *dot = strstr(path_base(path), ".so");
	autofree char *a = xasprintf("%.*s.a", (int)(dot - path), path);

	return path_is_file(a);
}

static int
fail_newer(const struct checking *c, struct fail *f)
{
	const struct newer *w = worst(&c->newers);
	autofree char *needs = version_text(w->needs);
	autofree char *floor = version_text(c->t->glibc);
	autofree char *symbols = symbols_of(w, c->t->glibc);
	autofree char *others = others_of(&c->newers, w);

	fail_set(f, "%s needs glibc %s, the floor is %s: %s%s ('%s')",
		w->name, needs, floor, symbols, others, w->path);
	f->status = 1;
	return fail_hint(f,
		"raise the floor to %s.%s, %slet the build make its own copy "
		"(vendored, bundled), or take an older one from another root "
		"(ZBUILD_GLIBC_GATE=warn lets it pass)",
		c->t->def->rust, needs,
		has_static(w->path)
			? "link its static library (it is there), "
			: "");
}

static int
judge_newer(const struct checking *c, enum gate_mode mode, struct fail *f)
{
	autofail why = FAIL_INIT;

	if (mode == GATE_OFF)
		return 0;
	fail_newer(c, &why);
	if (mode == GATE_ERROR)
		return fail_move(f, &why);
	fshow(stderr, "%s: warning: %s\n", getprogname(), why.what);
	return 0;
}

int
linkcheck(const struct target *t, const struct argvec *words,
	enum gate_mode mode, bool *newer, struct fail *f)
{
	struct checking c = { .t = t,
		.host = triple_find(host_triple(), NULL) };
	struct inputs in = INPUTS_INIT;
	int r = 0;

	*newer = false;
	if (t->def->elf_machine == 0)
		return 0;
	inputs_resolve(words, NULL, &in);
	for (size_t i = 0; r == 0 && i < in.n; i++)
		if (in.v[i].path != NULL)
			r = check_one(&c, in.v[i].path, f);
	inputs_clear(&in);
	*newer = c.newers.n > 0;
	if (r == 0 && *newer)
		r = judge_newer(&c, mode, f);
	for (size_t i = 0; i < c.newers.n; i++) {
		free(c.newers.v[i].path);
		free(c.newers.v[i].name);
	}
	free(c.newers.v);
	return r;
}
