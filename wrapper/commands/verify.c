/* cargo zbuild verify: what a binary needs to run, read from its ELF file. */
#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/argvec.h"
#include "common/elf.h"
#include "common/path.h"
#include "common/xalloc.h"
#include "wrapper/options/cmd.h"
#include "wrapper/text/json.h"

/* Exit status of a file that needs more than --max-glibc. */
enum { TOO_NEW = 1, SYMBOLS_NAMED = 20 };

struct options {
	struct version max;      /* none: no limit */
	bool json;
	struct argvec files;
};

/* One file and what was found; the text and JSON forms show the same. */
struct report {
	const char *path;
	enum elf_kind kind;
	struct elf_info elf;
	struct elf_archive archive;
	struct version glibc;
	char *unwinder;          /* what exceptions and panics unwind with */
	bool private_need;
	struct argvec excess;    /* "symbol@GLIBC_2.34 (libc.so.6)" */
	int status;
};

static const char *
type_name(const struct elf_info *e)
{
	switch (e->type) {
	case ET_REL:
		return "relocatable object";
	case ET_CORE:
		return "core dump";
	case ET_EXEC:
		return e->interp != NULL || e->nneeded > 0
			       ? "executable"
			       : "static executable";
	case ET_DYN:
		if (!e->pie)
			return "shared library";
		return e->interp != NULL || e->nneeded > 0
			       ? "PIE executable"
			       : "static PIE executable";
	}
	return "unknown ELF type";
}

static bool
needs_like(const struct elf_info *e, const char *lib)
{
	for (size_t i = 0; i < e->nneeded; i++)
		if (strncmp(e->needed[i], lib, strlen(lib)) == 0)
			return true;
	return false;
}

static bool
version_like(const struct elf_info *e, const char *prefix)
{
	for (size_t i = 0; i < e->nneeds; i++)
		if (strncmp(e->needs[i].version, prefix, strlen(prefix)) == 0)
			return true;
	return false;
}

/* The libc by the loader's name, longest known to each of them. */
static const char *
libc_of_loader(const char *interp)
{
	static const struct {
		const char *begin, *libc;
	} loaders[] = {
		{ "ld-musl-", "musl" },
		{ "ld-linux", "glibc" },
		{ "ld64.so.", "glibc" },
		{ "ld.so.1", "glibc" },
		{ "ld-uClibc", "uClibc" },
		{ "ld64-uClibc", "uClibc" },
		{ "linker", "bionic" },
		{ "ld-elf.so", "FreeBSD" },
		{ "ld.elf_so", "NetBSD" },
		{ "ld.so", "OpenBSD" },
	};
	const char *base = path_base(interp);

	for (size_t i = 0; i < COUNT(loaders); i++)
		if (strncmp(base, loaders[i].begin,
			    strlen(loaders[i].begin)) == 0)
			return loaders[i].libc;
	return NULL;
}

static const char *
libc_of(const struct elf_info *e)
{
	const char *libc =
		e->interp != NULL ? libc_of_loader(e->interp) : NULL;

	if (libc != NULL)
		return libc;
	if (e->type == ET_REL)
		return NULL;
	if (version_like(e, "GLIBC_") || needs_like(e, "libc.so.6") ||
		needs_like(e, "libm.so.6"))
		return "glibc";
	if (needs_like(e, "libc.musl-"))
		return "musl";
	if (version_like(e, "LIBC") && needs_like(e, "libc.so"))
		return "bionic";
	if (version_like(e, "FBSD_"))
		return "FreeBSD";
	for (size_t i = 0; i < e->nneeded; i++)
		if (strcmp(e->needed[i], "libc.so") == 0)
			return "musl";
	return e->interp != NULL || e->nneeded > 0 ? "unknown"
						    : "none needed";
}

static const char *
machine_of(const struct report *r)
{
	if (r->kind == ELF_KIND_ELF)
		return elf_machine_name(r->elf.machine, r->elf.is64,
			r->elf.big_endian);
	if (r->archive.objects == 0)
		return NULL;
	return r->archive.mixed ? "several"
				: elf_machine_name(r->archive.machine,
					  r->archive.is64,
					  r->archive.big_endian);
}

/* The symbols above the limit, and versions that no symbol carries. */
static void
find_excess(struct report *r, struct version max)
{
	const struct elf_info *e = &r->elf;

	for (size_t i = 0; i < e->nneeds; i++) {
		const struct elf_need *n = &e->needs[i];
		size_t before = r->excess.n;

		if (n->weak || !elf_above(n->lib, n->version, max))
			continue;
		for (size_t k = 0; k < e->nsymbols; k++)
			if (e->symbols[k].version == n->version)
				argvec_pushf(&r->excess, "%s@%s (%s)",
					e->symbols[k].name, n->version,
					n->lib);
		if (r->excess.n == before)
			argvec_pushf(&r->excess, "%s (%s)", n->version,
				n->lib);
	}
}

/* The GCC whose libgcc_s.so.1 is new enough. */
static struct version
gcc_of(const struct elf_info *e)
{
	struct version most = { 0, 0, 0 }, v;

	for (size_t i = 0; i < e->nneeds; i++)
		if (strncmp(e->needs[i].version, "GCC_", 4) == 0 &&
			version_parse(e->needs[i].version + 4, &v) &&
			version_cmp(v, most) > 0)
			most = v;
	return most;
}

/* libunwind has no names left in a stripped file, but what it says to stderr. */
static char *
unwinder_of(const char *path, const struct elf_info *e)
{
	static const char says[] = "libunwind: %s";
	autofree char *data = NULL, *gcc = version_text(gcc_of(e));
	bool own = false;
	size_t len;

	if (needs_like(e, "libgcc_s.so"))
		return version_none(gcc_of(e))
			       ? xstrdup("libgcc_s")
			       : xasprintf("libgcc_s, of GCC %s or newer", gcc);
	if (needs_like(e, "libunwind.so"))
		return xstrdup("libunwind, shared");
	if (e->type == ET_REL)
		return NULL;
	if (path_read(path, 1u << 30, &data, &len, FAIL_IGNORED) == 0)
		own = memmem(data, len, says, sizeof says - 1) != NULL;
	return own ? xstrdup("libunwind, in it") : NULL;
}

static int
examine(struct report *r, const struct options *o, struct fail *f)
{
	r->kind = elf_kind(r->path);
	if (r->kind == ELF_KIND_ARCHIVE)
		return elf_archive(r->path, &r->archive, f);
	if (elf_read(r->path, version_none(o->max) ? 0 : ELF_SYMBOLS,
		    &r->elf, f) != 0)
		return -1;
	r->unwinder = unwinder_of(r->path, &r->elf);
	r->glibc = elf_glibc(&r->elf, &r->private_need);
	if (!version_none(o->max))
		find_excess(r, o->max);
	r->status = r->excess.n > 0 ? TOO_NEW : 0;
	return 0;
}

static void
report_clear(struct report *r)
{
	elf_clear(&r->elf);
	argvec_clear(&r->excess);
	free(r->unwinder);
}

static void
line(const char *key, const char *value)
{
	autofree char *text = value != NULL ? str_visible(value) : NULL;

	if (text != NULL)
		printf("  %-12s %s\n", key, text);
}

/* The versions needed of each library, each library once, in file order. */
static void
print_versions(const struct elf_info *e)
{
	const char *key = "versions:";

	for (size_t i = 0; i < e->nneeds; i++) {
		autoargvec names = ARGVEC_INIT;
		autofree char *list = NULL, *text = NULL;

		if (i > 0 && strcmp(e->needs[i].lib, e->needs[i - 1].lib) == 0)
			continue;
		for (size_t k = i; k < e->nneeds &&
			strcmp(e->needs[k].lib, e->needs[i].lib) == 0; k++)
			argvec_pushf(&names, "%s%s", e->needs[k].version,
				e->needs[k].weak ? " (weak)" : "");
		list = argvec_join(&names, " ");
		text = xasprintf("%s: %s", e->needs[i].lib, list);
		line(key, text);
		key = "";
	}
}

static void
print_flags(const struct elf_info *e)
{
	autoargvec flags = ARGVEC_INIT;
	autofree char *list = NULL;

	if (e->static_tls)
		argvec_push(&flags, e->pie || e->type == ET_EXEC
					    ? "static-tls"
					    : "static-tls (dlopen may fail)");
	if (e->textrel)
		argvec_push(&flags, "textrel");
	if (e->execstack)
		argvec_push(&flags, "execstack");
	list = argvec_join(&flags, ", ");
	line("flags:", flags.n > 0 ? list : NULL);
}

static void
print_glibc(const struct report *r, const struct options *o)
{
	autofree char *text = NULL, *highest = version_text(r->glibc);
	autofree char *max = version_text(o->max);

	if (!version_none(r->glibc))
		text = xasprintf("%s%s", highest,
			r->private_need ? " and private symbols" : "");
	else if (r->private_need)
		text = xstrdup("private symbols");
	line("glibc:", text);
	if (r->status == TOO_NEW)
		printf("  above glibc %s:\n", max);
	for (size_t i = 0; i < r->excess.n && i < SYMBOLS_NAMED; i++)
		printf("    %s\n", r->excess.v[i]);
	if (r->excess.n > SYMBOLS_NAMED)
		printf("    and %zu more\n", r->excess.n - SYMBOLS_NAMED);
}

static void
print_archive(const struct report *r)
{
	const struct elf_archive *a = &r->archive;
	autofree char *type = xasprintf("%sarchive of %zu member%s",
		a->thin ? "thin " : "", a->members,
		a->members == 1 ? "" : "s");
	autofree char *objects = xasprintf("%zu", a->objects);

	line("type:", type);
	line("objects:", a->objects != a->members ? objects : NULL);
	line("machine:", machine_of(r));
}

static void
print_elf(const struct report *r, const struct options *o)
{
	const struct elf_info *e = &r->elf;
	struct argvec needed = { e->needed, e->nneeded, 0 };
	autofree char *list = argvec_join(&needed, " ");
	autofree char *class = xasprintf("%d-bit, %s-endian",
		e->is64 ? 64 : 32, e->big_endian ? "big" : "little");

	line("type:", type_name(e));
	line("machine:", machine_of(r));
	line("class:", class);
	line("libc:", libc_of(e));
	line("interpreter:", e->interp);
	line("soname:", e->soname);
	line("runpath:", e->runpath);
	line("needed:", e->nneeded > 0 ? list : NULL);
	line("C++ library:", needs_like(e, "libc++.so")
				     ? "libc++, shared: ship libc++.so.1 with it"
				     : NULL);
	line("unwinder:", r->unwinder);
	print_versions(e);
	print_flags(e);
	print_glibc(r, o);
}

static void
print_text(const struct report *r, const struct options *o)
{
	autofree char *path = str_visible(r->path);

	printf("%s:\n", path);
	if (r->kind == ELF_KIND_ARCHIVE)
		print_archive(r);
	else
		print_elf(r, o);
}

static void
json_version(struct json *j, const char *key, struct version v)
{
	autofree char *text = version_text(v);

	json_string(j, key, version_none(v) ? NULL : text);
}

static void
json_archive(struct json *j, const struct elf_archive *a)
{
	json_bool(j, "thin", a->thin);
	json_int(j, "members", (long long)a->members);
	json_int(j, "objects", (long long)a->objects);
}

static void
json_needs(struct json *j, const struct elf_info *e)
{
	json_array(j, "versions");
	for (size_t i = 0; i < e->nneeds; i++) {
		json_object(j, NULL);
		json_string(j, "library", e->needs[i].lib);
		json_string(j, "version", e->needs[i].version);
		json_bool(j, "weak", e->needs[i].weak);
		json_end(j);
	}
	json_end(j);
}

static void
json_elf(struct json *j, const struct report *r)
{
	const struct elf_info *e = &r->elf;

	json_int(j, "bits", e->is64 ? 64 : 32);
	json_string(j, "endian", e->big_endian ? "big" : "little");
	json_string(j, "libc", libc_of(e));
	json_string(j, "interpreter", e->interp);
	json_string(j, "soname", e->soname);
	json_string(j, "runpath", e->runpath);
	json_array(j, "needed");
	for (size_t i = 0; i < e->nneeded; i++)
		json_string(j, NULL, e->needed[i]);
	json_end(j);
	json_needs(j, e);
	json_version(j, "glibc", r->glibc);
	json_string(j, "unwinder", r->unwinder);
	json_bool(j, "glibc_private", r->private_need);
	json_strings(j, "above_max", r->excess.v);
	json_bool(j, "static_tls", e->static_tls);
	json_bool(j, "textrel", e->textrel);
	json_bool(j, "execstack", e->execstack);
}

static void
print_json(struct json *j, const struct report *r)
{
	bool archive = r->kind == ELF_KIND_ARCHIVE;

	json_object(j, NULL);
	json_string(j, "file", r->path);
	json_string(j, "type", archive ? "archive" : type_name(&r->elf));
	json_string(j, "machine", machine_of(r));
	if (archive)
		json_archive(j, &r->archive);
	else
		json_elf(j, r);
	json_bool(j, "ok", r->status == 0);
	json_end(j);
}

static void
json_failure(struct json *j, const char *path, const struct fail *f)
{
	json_object(j, NULL);
	json_string(j, "file", path);
	json_string(j, "error", f->what);
	json_bool(j, "ok", false);
	json_end(j);
}

/* Reports one file; a bad one is told here so that the others follow. */
static int
verify(const char *path, const struct options *o, struct json *j)
{
	struct report r = { .path = path };
	autofail f = FAIL_INIT;

	if (examine(&r, o, &f) != 0) {
		if (o->json)
			json_failure(j, path, &f);
		fflush(stdout);
		r.status = fail_print(&f);
	} else if (o->json) {
		print_json(j, &r);
	} else {
		print_text(&r, o);
	}
	report_clear(&r);
	return r.status;
}

static int
set_max(void *options, const struct option_use *use, struct fail *f)
{
	struct options *o = options;
	const char *word = use->values[0];
	const char *number =
		strncmp(word, "GLIBC_", 6) == 0 ? word + 6 : word;

	if (version_parse(number, &o->max) && !version_none(o->max))
		return 0;
	return subcommand_wrong(&cmd_verify, "no glibc version:", word, f);
}

static const struct option_row rows[] = {
	{ NULL, "FILE", OPTION_FILE | OPTION_REQUIRED,
		OPTION_INTO(struct options, files) },
	{ "--max-glibc", "V", .set = OPTION_CALL, .call = set_max,
		.help = "exit with 1 if a file needs a newer glibc" },
	{ "--json", OPTION_INTO(struct options, json),
		.help = "one array for programs" },
	NO_MORE_OPTIONS
};

static int
verify_run(void *options, struct fail *f)
{
	const struct options *o = options;
	int worst = 0;
	struct json j;

	if (o->json) {
		json_init(&j, stdout);
		json_array(&j, NULL);
	}
	for (size_t i = 0; i < o->files.n; i++) {
		int status = verify(o->files.v[i], o, &j);

		worst = status > worst ? status : worst;
	}
	if (o->json) {
		json_end(&j);
		if (json_done(&j) != 0)
			return fail_errno(f, "cannot write");
	}
	return worst;
}

const struct subcommand cmd_verify = { "verify",
	"print what a program needs to run; check its glibc floor",
	rows, sizeof(struct options), .run = verify_run };
