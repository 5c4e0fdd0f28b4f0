/* install_name_tool: the names inside a Mach-O file. */
#include <stdlib.h>
#include <string.h>
#include <bsd/sys/endian.h>

#include "common/xalloc.h"
#include "shim/macho/file.h"
#include "shim/tools/own.h"

struct change {
	const char *option, *a, *b;
};

struct names {
	struct change *v;
	size_t n;
	struct argvec files;
};

static int
add_change(void *into, const struct option_use *use, struct fail *f)
{
	struct names *t = into;
	const char *const *values = use->values;

	(void)f;
	t->v = xreallocarray(t->v, t->n + 1, sizeof *t->v);
	t->v[t->n++] = (struct change){ .option = use->row->names,
		.a = values != NULL ? values[0] : NULL,
		.b = values != NULL ? values[1] : NULL };
	return 0;
}

#define CHANGE .set = OPTION_CALL, .call = add_change

static const struct option_row rows[] = {
	{ "-id", "NAME", CHANGE, .help = "what a library calls itself" },
	{ "-change", "OLD NEW", CHANGE, .help = "a library that it loads" },
	{ "-rpath", "OLD NEW", CHANGE, .help = "a folder of @rpath" },
	{ "-add_rpath", "PATH", CHANGE, .help = "one more, the last" },
	{ "-prepend_rpath", "PATH", CHANGE, .help = "one more, the first" },
	{ "-delete_rpath", "PATH", CHANGE, .help = "one less" },
	{ "-delete_all_rpaths", CHANGE, .help = "none" },
	{ NULL, "FILE", OPTION_FILE | OPTION_REQUIRED,
		OPTION_INTO(struct names, files) },
	{ .names = NULL }
};

static int
check_words(const struct names *t, struct fail *f)
{
	if (t->files.n > 1)
		return fail_status(f, 1,
			"one file at a time, not '%s' and '%s'",
			t->files.v[0], t->files.v[1]);
	if (t->n == 0)
		return fail_status(f, 1, "nothing to change");
	return 0;
}

static bool
loads_dylib(uint32_t cmd)
{
	return cmd == LC_LOAD_DYLIB || cmd == LC_LOAD_WEAK_DYLIB ||
	       cmd == LC_REEXPORT_DYLIB || cmd == LC_LAZY_LOAD_DYLIB ||
	       cmd == LC_LOAD_UPWARD_DYLIB;
}

static const char *
name_of(const struct machoedit *e, size_t i)
{
	return (const char *)e->cmds[i].p + le32dec(e->cmds[i].p + 8);
}

/* Command i with another string; its fixed fields stay. */
static void
rename_cmd(struct machoedit *e, size_t i, const char *name)
{
	uint32_t fixed = le32dec(e->cmds[i].p + 8);
	uint32_t size = (uint32_t)(fixed + strlen(name) + 1 + 7) / 8 * 8;
	autofree uint8_t *p = xcalloc(size, 1);

	memcpy(p, e->cmds[i].p, fixed);
	memcpy(p + fixed, name, strlen(name) + 1);
	le32enc(p + 4, size);
	machoedit_set(e, i, p, size);
}

static size_t
find_rpath(const struct machoedit *e, const char *path)
{
	size_t i = 0;

	while (i < e->ncmds && !(machoedit_cmd(e, i) == LC_RPATH &&
				       strcmp(name_of(e, i), path) == 0))
		i++;
	return i;
}

/* Before the first rpath, or where a linker would put it. */
static int
add_rpath(struct machoedit *e, const char *path, bool first, struct fail *f)
{
	uint32_t size = (uint32_t)(12 + strlen(path) + 1 + 7) / 8 * 8;
	autofree uint8_t *p = xcalloc(size, 1);
	struct machoedit_cmd moved;
	size_t at;

	if (find_rpath(e, path) < e->ncmds)
		return fail_status(f, 1, "it has the rpath '%s' already", path);
	le32enc(p, LC_RPATH);
	le32enc(p + 4, size);
	le32enc(p + 8, 12);
	memcpy(p + 12, path, strlen(path) + 1);
	at = machoedit_find(e, LC_RPATH);
	machoedit_set(e, e->ncmds, p, size);
	if (!first || at >= e->ncmds - 1)
		return 0;
	/* rotate it there: tables know their commands by number */
	moved = e->cmds[e->ncmds - 1];
	memmove(&e->cmds[at + 1], &e->cmds[at],
		(e->ncmds - 1 - at) * sizeof *e->cmds);
	e->cmds[at] = moved;
	for (size_t k = 0; k < e->nblobs; k++)
		if (e->blobs[k].cmd >= at)
			e->blobs[k].cmd++;
	return 0;
}

static int
change_rpath(struct machoedit *e, const struct change *c, struct fail *f)
{
	size_t i = find_rpath(e, c->a);

	if (i == e->ncmds)
		return fail_status(f, 1, "it has no rpath '%s'", c->a);
	if (strcmp(c->option, "-delete_rpath") == 0)
		machoedit_remove(e, i);
	else if (find_rpath(e, c->b) < e->ncmds)
		return fail_status(f, 1, "it has the rpath '%s' already", c->b);
	else
		rename_cmd(e, i, c->b);
	return 0;
}

static int
apply(struct machoedit *e, const struct change *c, struct fail *f)
{
	const char *o = c->option;

	if (strcmp(o, "-id") == 0) {
		size_t i = machoedit_find(e, LC_ID_DYLIB);

		/* Apple's tool lets -id on a program pass, too */
		if (i < e->ncmds)
			rename_cmd(e, i, c->a);
		return 0;
	}
	if (strcmp(o, "-change") == 0) {
		for (size_t i = 0; i < e->ncmds; i++)
			if (loads_dylib(machoedit_cmd(e, i)) &&
				strcmp(name_of(e, i), c->a) == 0)
				rename_cmd(e, i, c->b);
		return 0;
	}
	if (strcmp(o, "-delete_all_rpaths") == 0) {
		for (size_t i = e->ncmds; i-- > 0;)
			if (machoedit_cmd(e, i) == LC_RPATH)
				machoedit_remove(e, i);
		return 0;
	}
	if (strcmp(o, "-add_rpath") == 0 || strcmp(o, "-prepend_rpath") == 0)
		return add_rpath(e, c->a, o[1] == 'p', f);
	return change_rpath(e, c, f);
}

static int
apply_all(void *ctx, struct machoedit *e, struct machoedit_sign *sign,
	struct fail *f)
{
	const struct names *t = ctx;

	(void)sign;
	if (e->filetype == MH_OBJECT)
		return fail_status(f, 1, "it is an object, which has no names");
	for (size_t i = 0; i < t->n; i++)
		if (apply(e, &t->v[i], f) != 0)
			return -1;
	return 0;
}

static int
run(void *into, const struct call *call, struct fail *f)
{
	struct names *t = into;
	scoped(machofile) mf = { .path = NULL };
	int r = check_words(t, f);

	(void)call;
	if (r == 0)
		r = machofile_open(&mf, t->files.v[0], f);
	if (r == 0)
		r = machofile_edit(
			&mf, NULL, t->files.v[0], apply_all, t, f);
	if (r != 0 && f->hint == NULL && f->what != NULL &&
		strstr(f->what, "there is room for") != NULL)
		fail_hint(f, "link again with "
			     "-Wl,-headerpad_max_install_names");
	free(t->v);
	return r;
}

const struct tool own_install_name = { "install_name_tool", rows,
	OPTIONS_TWO_DASHES, 1, run, sizeof(struct names) };
