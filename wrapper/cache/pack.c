#include "wrapper/cache/pack.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/lock.h"
#include "common/path.h"
#include "common/place.h"
#include "common/seal.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "shim/sysroot/manifest.h"
#include "shim/sysroot/open.h"
#include "targets/triple.h"
#include "wrapper/cache/cachedir.h"
#include "wrapper/files/external.h"
#include "wrapper/files/filetree.h"
#include "wrapper/files/unpack.h"

/*
 * In the archive:
 *
 *   zbuild-pack              what it is, line by line (struct contents)
 *   layers/NAME/…            as in the cache
 *   sysroots/TARGET/…        as in the cache, but zig's lib folder is called
 *                            @ZIG_LIB@ in the recipe, and no link to zshim
 *
 * It comes first, so that a plain tar file begins with its name.
 */
#define PACK_MAGIC "zbuild-pack 1"
#define ZIG_LIB "@ZIG_LIB@"

enum { TEXT_MAX = 1 << 16, MAX_TARGETS = 64 };

/* What we work with: a folder beside the sysroots, and the lock for it. */
struct stage {
	const struct zig *zig;
	char *base;           /* <cache>/sysroots/<key> */
	struct place place;
	const char *dir;      /* of the place */
	int lock;
	struct fail *f;
};

static int
stage_open(struct stage *s, const struct zig *z, struct fail *f)
{
	autofree char *lock = NULL;

	*s = (struct stage){ .zig = z, .place = PLACE_INIT, .lock = -1,
		.f = f };
	if (cachedir_base(z, &s->base, f) != 0 || path_mkdirs(s->base, f) != 0)
		return -1;
	lock = path_join(s->base, "lock-pack");
	s->lock = lock_take(lock, f);
	if (s->lock < 0)
		return -1;
	if (place_open(&s->place, s->base, "tmp.pack.", f) != 0)
		return -1;
	s->dir = s->place.dir;
	return 0;
}

static void
stage_close(struct stage *s)
{
	place_close(&s->place, s->f);
	free(s->base);
	lock_drop(s->lock);
}

/* ---- recipes ---- */

/* The word of a line about headers, or NULL. */
static const char *
header_word(const char *line)
{
	if (starts_with(line, "c "))
		return line + 2;
	return starts_with(line, "c++ ") ? line + 4 : NULL;
}

/* The line with `from` for the folder in front of its word changed into `to`;
 * a define stays as it is. */
static int
move_line(const char *line, const char *from, const char *to,
	struct argvec *out, struct fail *f)
{
	const char *word = header_word(line);
	size_t n = strlen(from);

	if (word == NULL || starts_with(word, "-D")) {
		argvec_push(out, line);
		return 0;
	}
	if (strncmp(word, from, n) != 0 || word[n] != '/' ||
		!unpack_name_ok(word + n + 1))
		return fail_set(f, "'%s' in a recipe is not in '%s'", word,
			from);
	argvec_pushf(out, "%.*s%s%s", (int)(word - line), line, to, word + n);
	return 0;
}

static int
move_recipe(const char *path, const char *from, const char *to,
	struct fail *f)
{
	autofree char *text = NULL, *moved = NULL, *all = NULL;
	autoargvec lines = ARGVEC_INIT, out = ARGVEC_INIT;

	if (path_read(path, TEXT_MAX, &text, NULL, f) != 0)
		return -1;
	argvec_split(&lines, text, "\n");
	if (lines.n < 2 || strcmp(lines.v[0], SYSROOT_MAGIC) != 0 ||
		strcmp(lines.v[lines.n - 1], "end") != 0)
		return fail_set(f, "'%s' is no recipe of this zbuild", path);
	for (size_t i = 0; i < lines.n; i++)
		if (move_line(lines.v[i], from, to, &out, f) != 0)
			return -1;
	moved = argvec_join(&out, "\n");
	all = xasprintf("%s\n", moved);
	/* The old one may be a hard link of the cache's own. */
	if (unlink(path) != 0)
		return fail_errno(f, "cannot replace '%s'", path);
	return path_write(path, all, strlen(all), 0644, f);
}

/* ---- packing ---- */

/* Files that a process which adds a piece has there for now: "libx.a.1234". */
static void
drop_temp_files(const char *lib)
{
	autoargvec names = ARGVEC_INIT;

	path_list(lib, &names);
	for (size_t i = 0; i < names.n; i++) {
		autofree char *path = path_join(lib, names.v[i]);

		if (strstr(names.v[i], ".a.") != NULL)
			unlink(path);
	}
}

/* What a sysroot consists of; the link to zshim is not among it. */
static int
stage_sysroot(const struct stage *s, const char *name)
{
	autofree char *from = path_join(s->base, name);
	autofree char *to = xasprintf("%s/sysroots/%s", s->dir, name);
	autofree char *lib = path_join(to, "lib");
	autofree char *recipe = path_join(to, "recipe");
	autofree char *linker = path_join(to, name);

	if (filetree_link(from, to, s->f) != 0 ||
		path_remove(linker, s->f) != 0)
		return -1;
	drop_temp_files(lib);
	return move_recipe(recipe, s->zig->lib, ZIG_LIB, s->f);
}

static int
stage_layer(const struct stage *s, const char *name)
{
	autofree char *from = path_join(s->base, name);
	autofree char *to = xasprintf("%s/layers/%s", s->dir, name);

	return filetree_link(from, to, s->f);
}

/* "layer-x86_64-unknown-linux-gnu-x86_64-linux-gnu.2.17-2" and "…-gnu.2.28": the same but
 * for floor and piece? */
static bool
layer_serves(const char *layer, const struct target *t)
{
	const char *name = layer + strlen("layer-");
	size_t n = strlen(t->def->rust);

	return starts_with(layer, "layer-") && strncmp(name, t->def->rust, n) == 0 &&
	       name[n] == '-';
}

static bool
is_made(const struct stage *s, const char *name, const char *file)
{
	autofree char *path = xasprintf("%s/%s/%s", s->base, name, file);

	return path_is_file(path);
}

/* The targets whose sysroots are there, when none were named. */
static int
all_targets(const struct stage *s, const struct argvec *names,
	struct target *out, size_t *n)
{
	for (size_t i = 0; i < names->n; i++) {
		if (starts_with(names->v[i], "tmp.") ||
			!is_made(s, names->v[i], "recipe"))
			continue;
		if (*n == MAX_TARGETS)
			return fail_set(s->f, "more than %d targets",
				MAX_TARGETS);
		/* A target of the user's own file is not known elsewhere. */
		if (triple_parse(names->v[i], NULL, &out[*n], FAIL_IGNORED) == 0)
			(*n)++;
	}
	if (*n > 0)
		return 0;
	fail_set(s->f, "there is nothing to pack for zig %s", s->zig->text);
	return fail_hint(s->f, "cargo zbuild warm --target T");
}

static int
stage_target(const struct stage *s, const struct target *t,
	struct argvec *contents)
{
	autofree char *path = NULL;
	const char *name, *why;

	if (!sysroot_supported(t, &why)) {
		fail_set(s->f, "'%s' has no sysroot to pack: %s", t->name, why);
		return fail_hint(s->f, "zig itself builds for it, in the "
				       "folder 'zig' of the cache");
	}
	if (sysroot_path(s->zig, t, &path, s->f) != 0)
		return -1;
	name = path_base(path);
	if (!is_made(s, name, "recipe")) {
		fail_set(s->f, "there is no sysroot for '%s' yet", t->name);
		return fail_hint(s->f, "cargo zbuild warm --target %s",
			t->name);
	}
	argvec_pushf(contents, "target %s", name);
	return stage_sysroot(s, name);
}

static int
stage_layers(const struct stage *s, const struct argvec *names,
	const struct target *ts, size_t n, struct argvec *contents)
{
	for (size_t i = 0; i < names->n; i++) {
		bool serves = false;

		for (size_t k = 0; k < n; k++)
			serves |= layer_serves(names->v[i], &ts[k]);
		if (!serves || !is_made(s, names->v[i], "files"))
			continue;
		argvec_pushf(contents, "layer %s", names->v[i]);
		if (stage_layer(s, names->v[i]) != 0)
			return -1;
	}
	return 0;
}

static int
write_contents(const struct stage *s, const struct argvec *contents)
{
	autofree char *path = path_join(s->dir, "zbuild-pack");
	autofree char *lines = argvec_join(contents, "\n");
	autofree char *text = xasprintf("%s\nformat %s\nzig %s\n%s\nend\n",
		PACK_MAGIC, SYSROOT_MAGIC, s->zig->text, lines);

	return path_write(path, text, strlen(text), 0644, s->f);
}

static int
need_tool(const char *name, char **out, struct fail *f)
{
	*out = path_find(name);
	if (*out != NULL)
		return 0;
	fail_set(f, "'%s' is not on PATH", name);
	return fail_hint(f, "install %s", name);
}

/* GNU tar: order, times, owners and modes are the same everywhere. */
static int
make_tar(const struct stage *s, const char *tmp)
{
	autoargvec argv = ARGVEC_INIT;
	autofree char *tar = NULL, *layers = path_join(s->dir, "layers");

	if (need_tool("tar", &tar, s->f) != 0 ||
		filetree_mkdir(layers, s->f) != 0)
		return -1;
	argvec_pushl(&argv, tar, "--create", "--file", tmp, "--sort=name",
		"--format=ustar", "--mtime=@0", "--owner=0", "--group=0",
		"--numeric-owner", "--mode=u=rwX,go=rX", "-C", s->dir,
		"zbuild-pack", "layers", "sysroots", NULL);
	return external_run(&argv, false, s->f);
}

/* Compresses tmp as file's name wants it; *out is the result's name. */
static int
compress(const char *tmp, const char *file, char **out, struct fail *f)
{
	autoargvec argv = ARGVEC_INIT;
	autofree char *tool = NULL;
	bool gz = ends_with(file, ".gz") || ends_with(file, ".tgz");

	if (!gz && !ends_with(file, ".zst")) {
		*out = xstrdup(tmp);
		return 0;
	}
	if (need_tool(gz ? "gzip" : "zstd", &tool, f) != 0)
		return -1;
	if (gz) {
		*out = xasprintf("%s.gz", tmp);
		argvec_pushl(&argv, tool, "-n", "-f", tmp, NULL);
	} else {
		*out = xasprintf("%s.zst", tmp);
		argvec_pushl(&argv, tool, "-q", "-f", "--rm", "-12", tmp, "-o",
			*out, NULL);
	}
	return external_run(&argv, false, f);
}

/* Made beside the file and renamed: nobody finds half of it. */
static int
write_archive(const struct stage *s, const char *file)
{
	autofree char *up = path_dir(file), *made = NULL, *tar = NULL;
	autofree char *start =
		xasprintf(".zbuild-pack-%s.", path_base(s->base));
	struct place place;
	int r;

	if (place_open(&place, up, start, s->f) != 0)
		return -1;
	tar = path_join(place.dir, "tar");
	r = make_tar(s, tar);
	if (r == 0)
		r = compress(tar, file, &made, s->f);
	if (r == 0 && (chmod(made, 0644) != 0 || rename(made, file) != 0))
		r = fail_errno(s->f, "cannot create '%s'", file);
	place_close(&place, s->f);
	return r;
}

static int
pack(const struct stage *s, const struct target *ts, size_t n,
	const char *file)
{
	struct target found[MAX_TARGETS];
	autoargvec names = ARGVEC_INIT, contents = ARGVEC_INIT;

	if (path_names(s->base, &names, s->f) != 0)
		return -1;
	if (n == 0) {
		if (all_targets(s, &names, found, &n) != 0)
			return -1;
		ts = found;
	}
	for (size_t i = 0; i < n; i++)
		if (stage_target(s, &ts[i], &contents) != 0)
			return -1;
	if (stage_layers(s, &names, ts, n, &contents) != 0 ||
		write_contents(s, &contents) != 0 ||
		write_archive(s, file) != 0)
		return -1;
	for (size_t i = 0; i < contents.n; i++)
		if (starts_with(contents.v[i], "target "))
			fshow(stdout, "packed %s\n", strchr(contents.v[i], ' ') + 1);
	return 0;
}

int
cachepack(const struct zig *z, const struct target *ts, size_t n,
	const char *file, struct fail *f)
{
	autofree char *full = path_absolute(file);
	struct stage s;
	int r = stage_open(&s, z, f);

	if (r == 0)
		r = pack(&s, ts, n, full);
	stage_close(&s);
	return r == 0 ? 0 : fail_context(f, "cannot pack '%s'", file);
}

/* ---- unpacking ---- */

struct contents {
	struct argvec targets, layers;
	char *format, *zig;
};

static int
not_a_pack(struct fail *f)
{
	return fail_set(f, "it was not made by `cargo zbuild cache pack`, or "
			   "is damaged");
}

/* A name that goes below our folders must be one plain name. */
static bool
plain_name(const char *name)
{
	return unpack_name_ok(name) && strchr(name, '/') == NULL &&
	       strcmp(name, ".") != 0;
}

static int
contents_line(struct contents *c, const char *line, struct fail *f)
{
	const char *value = strchr(line, ' ');

	if (value++ == NULL)
		return not_a_pack(f);
	if (starts_with(line, "format ") && c->format == NULL)
		c->format = xstrdup(value);
	else if (starts_with(line, "zig ") && c->zig == NULL)
		c->zig = xstrdup(value);
	else if (starts_with(line, "target ") && plain_name(value))
		argvec_push(&c->targets, value);
	else if (starts_with(line, "layer layer-") && plain_name(value))
		argvec_push(&c->layers, value);
	else
		return not_a_pack(f);
	return 0;
}

static int
contents_read(const struct stage *s, struct contents *c)
{
	autofree char *path = path_join(s->dir, "zbuild-pack");
	autofree char *text = NULL;
	autoargvec lines = ARGVEC_INIT;

	if (path_read(path, TEXT_MAX, &text, NULL, s->f) != 0) {
		fail_clear(s->f);
		return not_a_pack(s->f);
	}
	argvec_split(&lines, text, "\n");
	if (lines.n < 2 || strcmp(lines.v[lines.n - 1], "end") != 0 ||
		!starts_with(lines.v[0], "zbuild-pack "))
		return not_a_pack(s->f);
	if (strcmp(lines.v[0], PACK_MAGIC) != 0)
		return fail_set(s->f, "it is a '%s', and this zbuild knows "
				      "'" PACK_MAGIC "'", lines.v[0]);
	for (size_t i = 1; i + 1 < lines.n; i++)
		if (contents_line(c, lines.v[i], s->f) != 0)
			return -1;
	if (c->format == NULL || c->zig == NULL || c->targets.n == 0)
		return not_a_pack(s->f);
	return 0;
}

/* What was made by another zig does not fit together with this one. */
static int
contents_suit(const struct stage *s, const struct contents *c)
{
	if (strcmp(c->format, SYSROOT_MAGIC) != 0)
		return fail_set(s->f,
			"it holds sysroots of the form '%s', and this zbuild "
			"uses '" SYSROOT_MAGIC "'", c->format);
	if (strcmp(c->zig, s->zig->text) == 0)
		return 0;
	fail_set(s->f, "it was made with zig %s, and the zig in use is %s",
		c->zig, s->zig->text);
	return fail_hint(s->f, "cargo zbuild zig install %s, or pack it with "
			       "zig %s", c->zig, s->zig->text);
}

/* Nothing but files and folders: a link could lead what follows elsewhere.
 * The archive knows no times; for `cache gc` these files are of today. */
static int
check_entry(const char *path, const struct stat *st, const void *with,
	struct fail *f)
{
	(void)with;
	if (S_ISREG(st->st_mode))
		utimensat(AT_FDCWD, path, NULL, 0);
	else if (!S_ISDIR(st->st_mode))
		return fail_set(f, "refusing the archive: '%s' in it is "
				   "neither file nor folder", path_base(path));
	return 0;
}

/* Is every file that the recipe lists there, with its size? */
static int
check_files(const char *dir, struct fail *f)
{
	autofree char *recipe = path_join(dir, "recipe"), *text = NULL;
	autoargvec lines = ARGVEC_INIT;

	if (path_read(recipe, TEXT_MAX, &text, NULL, f) != 0)
		return -1;
	argvec_split(&lines, text, "\n");
	for (size_t i = 0; i < lines.n; i++) {
		char *name;
		long long size;
		autofree char *path = NULL;
		struct stat st;

		if (!starts_with(lines.v[i], "file "))
			continue;
		size = strtoll(lines.v[i] + 5, &name, 10);
		if (*name++ != ' ' || !unpack_name_ok(name))
			return not_a_pack(f);
		path = path_join(dir, name);
		if (stat(path, &st) != 0 || st.st_size != size)
			return fail_set(f, "'%s' is missing or cut off in it",
				name);
	}
	return 0;
}

static int
add_linker(const char *dir, const char *name, const char *shim,
	struct fail *f)
{
	autofree char *sub = path_join(dir, name);
	autofree char *link = path_join(sub, "ld.lld");

	if (path_mkdirs(sub, f) != 0)
		return -1;
	if (symlink(shim, link) != 0)
		return fail_errno(f, "cannot create '%s'", link);
	return 0;
}

/* 1 when there was one already. */
static int
put_in_place(const struct stage *s, const char *from, const char *name,
	const char *proof)
{
	autofree char *to = path_join(s->base, name);
	autofree char *lock = xasprintf("%s/lock-%s", s->base, name);
	int fd = lock_take(lock, s->f), r;

	if (fd < 0)
		return -1;
	r = is_made(s, name, proof) ? 1
				    : place_settle(&s->place, from, to, s->f);
	lock_drop(fd);
	return r;
}

/* The archive's name must be the one that we would look for. */
static int
check_target(const struct stage *s, const char *name)
{
	autofree char *path = NULL;
	struct target t;
	const char *why;

	if (triple_parse(name, NULL, &t, s->f) != 0)
		return -1;
	if (!sysroot_supported(&t, &why) ||
		sysroot_path(s->zig, &t, &path, s->f) != 0 ||
		strcmp(path_base(path), name) != 0)
		return not_a_pack(s->f);
	return 0;
}

/* All that can be wrong with it is found before anything is put in place. */
static int
ready_target(const struct stage *s, const char *name)
{
	autofree char *dir = xasprintf("%s/sysroots/%s", s->dir, name);
	autofree char *recipe = path_join(dir, "recipe");

	if (check_target(s, name) != 0)
		return -1;
	if (!path_is_file(recipe))
		return not_a_pack(s->f);
	return check_files(dir, s->f) == 0 &&
			       move_recipe(recipe, ZIG_LIB, s->zig->lib,
				       s->f) == 0
		       ? seal_add_one(dir, path_base(recipe), s->f)
		       : -1;
}

static int
unpack_target(const struct stage *s, const char *name, const char *shim)
{
	autofree char *dir = xasprintf("%s/sysroots/%s", s->dir, name);
	int r;

	if (add_linker(dir, name, shim, s->f) != 0)
		return -1;
	r = put_in_place(s, dir, name, "recipe");
	if (r >= 0)
		fshow(stdout, "%s %s\n", r == 1 ? "kept" : "unpacked", name);
	return r < 0 ? -1 : 0;
}

static int
ready_layer(const struct stage *s, const char *name)
{
	autofree char *dir = xasprintf("%s/layers/%s", s->dir, name);
	autofree char *files = path_join(dir, "files");

	return manifest_file_holds(dir, files) ? 0 : not_a_pack(s->f);
}

static int
unpack_layer(const struct stage *s, const char *name)
{
	autofree char *dir = xasprintf("%s/layers/%s", s->dir, name);

	return put_in_place(s, dir, name, "files") < 0 ? -1 : 0;
}

/* Layers first: a sysroot that is there may be asked for a piece at once. */
static int
unpack_all(const struct stage *s, struct contents *c, const char *shim)
{
	if (contents_read(s, c) != 0 || contents_suit(s, c) != 0 ||
		path_walk(s->dir, check_entry, NULL, s->f) != 0)
		return -1;
	for (size_t i = 0; i < c->layers.n; i++)
		if (ready_layer(s, c->layers.v[i]) != 0)
			return -1;
	for (size_t i = 0; i < c->targets.n; i++)
		if (ready_target(s, c->targets.v[i]) != 0)
			return -1;
	for (size_t i = 0; i < c->layers.n; i++)
		if (unpack_layer(s, c->layers.v[i]) != 0)
			return -1;
	for (size_t i = 0; i < c->targets.n; i++)
		if (unpack_target(s, c->targets.v[i], shim) != 0)
			return -1;
	return 0;
}

static int
unpack(const struct stage *s, struct contents *c, const char *shim,
	const char *file)
{
	if (unpack_archive(file, s->dir, s->f) != 0)
		return -1;
	return unpack_all(s, c, shim) == 0
		       ? 0
		       : fail_context(s->f, "cannot unpack '%s'", file);
}

int
cacheunpack(const struct zig *z, const char *shim, const char *file,
	struct fail *f)
{
	struct contents c = { ARGVEC_INIT, ARGVEC_INIT, NULL, NULL };
	struct stage s;
	int r = stage_open(&s, z, f);

	if (r == 0)
		r = unpack(&s, &c, shim, file);
	stage_close(&s);
	argvec_clear(&c.targets);
	argvec_clear(&c.layers);
	free(c.format);
	free(c.zig);
	return r;
}
