/*
 * gen FILE.ini…: prints the C source of the table of built-in targets.
 *
 * Sections: [family] or [family NAME] (keys for the targets below it, up to the
 * next one or the end of the file), [template NAME] and [RUST-TRIPLE]. `inherit = NAME`, the
 * first key of a section, starts it as a copy of a template or target that
 * stands before it, also in an earlier file. A key set twice in one section is
 * an error.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/argvec.h"
#include "common/fail.h"
#include "common/xalloc.h"
#include "targets/inifile.h"
#include "targets/spelling.h"
#include "targets/table.h"

struct row {
	struct target_def def;
	unsigned said;          /* keys that have a value */
	char *name;             /* triple or template's name */
	char *where;            /* "file:line" */
	bool template;
	bool started;           /* `inherit` may not come any more */
};

/* A line of a [family] section. */
struct family_key {
	const struct target_key *key;
	const char *value;
};

struct gen {
	const char *path;
	struct row *rows;
	size_t n;
	struct row *row;        /* the section being read, NULL in [family] */
	struct family_key *family;
	size_t nfamily;
	bool in_family;
	unsigned here;          /* keys of this section: none may come twice */
	struct argvec values;   /* owns what rows point to */
};

static struct row *
row_find(struct gen *g, const char *name)
{
	for (size_t i = 0; i < g->n; i++)
		if (strcmp(g->rows[i].name, name) == 0)
			return &g->rows[i];
	return NULL;
}

static int
family_add(struct gen *g, const struct target_key *key, const char *value,
	struct fail *f)
{
	struct target_def trial = { .rust = NULL };
	unsigned said = 0;

	g->family = xreallocarray(g->family, g->nfamily + 1,
		sizeof *g->family);
	g->family[g->nfamily++] = (struct family_key){ key, value };
	return target_set(&trial, key, value, &said, f);
}

/* The file's [family] keys, below what the section itself says. */
static int
row_start(struct gen *g, struct row *row, struct fail *f)
{
	if (row->started)
		return 0;
	row->started = true;
	if (row->template)
		return 0;
	for (size_t i = 0; i < g->nfamily; i++)
		if (target_set(&row->def, g->family[i].key,
			    g->family[i].value, &row->said, f) != 0)
			return -1;
	return 0;
}

/* Called before the next section and at the end of each file. */
static int
row_end(struct gen *g, struct fail *f)
{
	struct row *row = g->row;
	int result;

	g->row = NULL;
	if (row == NULL)
		return 0;
	result = row_start(g, row, f);
	if (result == 0 && !row->template)
		result = target_check(&row->def, row->said, f);
	if (result == 0)
		return 0;
	fail_context(f, "%s", row->where);
	return INIFILE_LOCATED;
}

static int
row_inherit(struct gen *g, struct row *row, const char *from, struct fail *f)
{
	const struct row *parent = row_find(g, from);
	const char *rust = row->def.rust;

	if (row->started)
		return fail_set(f, "inherit must be the section's first key");
	if (parent == NULL || parent == row)
		return fail_set(f, "inherit: no section '%s' stands before "
			"this one", from);
	row->def = parent->def;
	row->def.rust = rust;
	row->said = parent->said;
	return row_start(g, row, f);
}

static int
on_family(struct gen *g, struct fail *f)
{
	if (row_end(g, f) != 0)
		return INIFILE_LOCATED;
	g->in_family = true;
	g->nfamily = 0;
	return 0;
}

static int
on_section(void *user, const char *name, int line, struct fail *f)
{
	static const char prefix[] = "template ";
	struct gen *g = user;
	bool template = strncmp(name, prefix, sizeof prefix - 1) == 0;
	struct row *row;

	g->here = 0;
	if (strcmp(name, "family") == 0 || strncmp(name, "family ", 7) == 0)
		return on_family(g, f);
	if (row_end(g, f) != 0)
		return INIFILE_LOCATED;
	g->in_family = false;
	if (template)
		name += sizeof prefix - 1;
	if (*name == '\0' || strpbrk(name, " \t") != NULL)
		return fail_set(f, "'%s' is no target's name", name);
	if ((row = row_find(g, name)) != NULL)
		return fail_set(f, "'%s' was defined in %s", name, row->where);
	g->rows = xreallocarray(g->rows, g->n + 1, sizeof *g->rows);
	row = g->row = &g->rows[g->n++];
	*row = (struct row){ .name = xstrdup(name), .template = template };
	row->where = xasprintf("%s:%d", g->path, line);
	row->def.rust = row->name;
	return 0;
}

static int
on_key(void *user, const char *key, const char *value, int line,
	struct fail *f)
{
	struct gen *g = user;
	const struct target_key *k = target_key(key);

	(void)line;
	argvec_push(&g->values, value);
	value = g->values.v[g->values.n - 1];
	if (!g->in_family && strcmp(key, "inherit") == 0)
		return row_inherit(g, g->row, value, f);
	if (k == NULL)
		return fail_set(f, "unknown key '%s'", key);
	if (g->here >> (k - target_keys) & 1)
		return fail_set(f, "the key '%s' comes twice", key);
	g->here |= 1u << (k - target_keys);
	if (g->in_family)
		return family_add(g, k, value, f);
	if (row_start(g, g->row, f) != 0)
		return -1;
	return target_set(&g->row->def, k, value, &g->row->said, f);
}

static int
gen_file(struct gen *g, const char *path, struct fail *f)
{
	static const struct inifile_ops ops = { on_section, on_key };
	int r;

	g->path = path;
	g->in_family = false;
	r = inifile_read(path, &ops, g, f);
	if (r == 0)
		r = row_end(g, f);
	g->nfamily = 0;
	return r;
}

static int
by_rust(const void *a, const void *b)
{
	const struct row *x = a, *y = b;

	return strcmp(x->def.rust, y->def.rust);
}

/* Calls found for each spelling that must lead to one row only. */
static int
row_spells(const struct row *row, const char *word)
{
	const char *s = row->def.aliases;
	size_t n = strlen(word);

	if (strcmp(row->def.rust, word) == 0 ||
		(row->def.gnu != NULL && strcmp(row->def.gnu, word) == 0))
		return 1;
	while (s != NULL && (s = strstr(s, word)) != NULL) {
		if ((s == row->def.aliases || s[-1] == ' ') &&
			(s[n] == '\0' || s[n] == ' '))
			return 1;
		s += n;
	}
	return 0;
}

/* A spelling of one target must not be one of another. */
static int
check_spellings(const struct gen *g, const struct row *row, struct fail *f)
{
	autoargvec words = ARGVEC_INIT;

	if (row->def.gnu != NULL)
		argvec_push(&words, row->def.gnu);
	if (row->def.aliases != NULL)
		argvec_split(&words, row->def.aliases, " ");
	for (size_t i = 0; i < words.n; i++)
		for (size_t j = 0; j < g->n; j++) {
			const struct row *other = &g->rows[j];

			if (other == row || other->template ||
				!row_spells(other, words.v[i]))
				continue;
			return fail_set(f, "%s: '%s' is a spelling of '%s' "
				"(%s) too", row->where, words.v[i],
				other->def.rust, other->where);
		}
	return 0;
}

/* ---- the rows ---- */

/* Every text of the table once; offset 0 is "no text". */
struct pool {
	char *text;
	size_t n;
};

static unsigned
pool_add(struct pool *p, const char *s)
{
	size_t size, at;

	if (s == NULL)
		return 0;
	for (at = 1; at < p->n; at += strlen(p->text + at) + 1)
		if (strcmp(p->text + at, s) == 0)
			return (unsigned)at;
	size = strlen(s) + 1;
	if (p->n + size > 65535)
		errx(EXIT_FAILED, "the table's texts have over 65,535 bytes");
	p->text = xreallocarray(p->text, p->n + size, 1);
	memcpy(p->text + p->n, s, size);
	p->n += size;
	return (unsigned)at;
}

static void
print_pool(const struct pool *p)
{
	puts("\nconst char target_texts[] =\n\t\"\\0\"");
	for (size_t at = 1; at < p->n; at += strlen(p->text + at) + 1) {
		printf("\t\"");
		for (const char *s = p->text + at; *s != '\0'; s++) {
			if (*s == '"' || *s == '\\')
				putchar('\\');
			putchar(*s);
		}
		puts("\\0\"");
	}
	puts("\t\"\";");
}

static void
print_version(struct version v)
{
	printf(" { %u, %u, %u },", v.major, v.minor, v.patch);
}

static void
print_row(const struct target_def *def, struct pool *pool)
{
	printf("\t{ %u, {", pool_add(pool, def->rust));
	for (size_t i = 0; i < target_keys_n; i++) {
		const char *s;

		if (!target_key_is_text(&target_keys[i]))
			continue;
		memcpy(&s, (const char *)def + target_keys[i].at, sizeof s);
		printf(" %u,", pool_add(pool, s));
	}
	printf(" },");
	print_version(def->glibc_min);
	print_version(def->glibc_default);
	print_version(def->macos);
	printf(" %u, %u, %u, %d, %d }, /* %s */\n", def->elf_machine,
		(unsigned)def->libc, (unsigned)def->arch, def->is64,
		def->big_endian, def->rust);
}

/* ---- the index: which row has a spelling ---- */

struct index {
	struct index_entry { char *key; enum pass pass; size_t row; } *v;
	size_t n;
};

static void
index_add(struct index *x, const char *name, size_t n, enum pass pass,
	size_t row)
{
	char key[SPELLING_KEY];

	if (name == NULL || !spelling_key(name, n, key))
		return;
	x->v = xreallocarray(x->v, x->n + 1, sizeof *x->v);
	x->v[x->n++] = (struct index_entry){ xstrdup(key), pass, row };
}

/* The earliest pass wins, then the first row. */
static int
by_key(const void *a, const void *b)
{
	const struct index_entry *x = a, *y = b;
	int r = strcmp(x->key, y->key);

	if (r == 0)
		r = (int)x->pass - (int)y->pass;
	return r != 0 ? r : (x->row > y->row) - (x->row < y->row);
}

static void
index_row(struct index *x, const struct target_def *d, size_t row)
{
	const char *words = d->aliases;

	for (size_t n; words != NULL && *words != '\0'; words += n) {
		words += strspn(words, " ");
		n = strcspn(words, " ");
		index_add(x, words, n, PASS_GNU, row);
	}
	if (d->gnu != NULL)
		index_add(x, d->gnu, strlen(d->gnu), PASS_GNU, row);
	index_add(x, d->rust, strlen(d->rust), PASS_RUST, row);
	if (d->llvm != NULL)
		index_add(x, d->llvm, strlen(d->llvm), PASS_RUST, row);
	if (d->zig != NULL)
		index_add(x, d->zig, strlen(d->zig), PASS_ZIG, row);
}

/* Offsets, not pointers: the dynamic loader has nothing to do for them. */
static void
print_index(const struct gen *g)
{
	struct index x = { NULL, 0 };
	size_t row = 0, n = 0, at = 0;

	for (size_t i = 0; i < g->n; i++)
		if (!g->rows[i].template)
			index_row(&x, &g->rows[i].def, row++);
	if (x.n > 0)
		qsort(x.v, x.n, sizeof *x.v, by_key);
	for (size_t i = 0; i < x.n; i++)
		if (n > 0 && strcmp(x.v[n - 1].key, x.v[i].key) == 0)
			free(x.v[i].key);
		else
			x.v[n++] = x.v[i];
	puts("\nconst char target_index_names[] =");
	for (size_t i = 0; i < n; i++)
		printf("\t\"%s\\0\"\n", x.v[i].key);
	puts("\t\"\";\n\nconst struct target_index target_index[] = {");
	for (size_t i = 0; i < n; i++) {
		printf("\t{ %zu, %zu, %d },\n", at, x.v[i].row,
			(int)x.v[i].pass);
		at += strlen(x.v[i].key) + 1;
		free(x.v[i].key);
	}
	free(x.v);
	puts("\t{ 0, 0, 0 }\n};");
	printf("\nconst size_t target_index_n = %zu;\n", n);
}

static void
print_table(const struct gen *g)
{
	struct pool pool = { xstrdup(""), 1 };
	size_t n = 0;

	puts("/* Made by targets/gen from the .ini files; not to be edited. */\n"
	     "#include \"targets/table.h\"\n\n"
	     "const struct target_packed target_packed[] = {");
	for (size_t i = 0; i < g->n; i++)
		if (!g->rows[i].template) {
			print_row(&g->rows[i].def, &pool);
			n++;
		}
	printf("};\n\nstruct target_def target_rows[%zu];\n"
	       "const size_t target_table_n = %zu;\n", n, n);
	print_pool(&pool);
	free(pool.text);
	print_index(g);
}

static int
gen_all(struct gen *g, int argc, char **argv, struct fail *f)
{
	for (int i = 1; i < argc; i++)
		if (gen_file(g, argv[i], f) != 0)
			return -1;
	qsort(g->rows, g->n, sizeof *g->rows, by_rust);
	for (size_t i = 0; i < g->n; i++)
		if (!g->rows[i].template &&
			check_spellings(g, &g->rows[i], f) != 0)
			return -1;
	return 0;
}

static void
gen_clear(struct gen *g)
{
	for (size_t i = 0; i < g->n; i++) {
		free(g->rows[i].name);
		free(g->rows[i].where);
	}
	free(g->rows);
	free(g->family);
	argvec_clear(&g->values);
}

int
main(int argc, char **argv)
{
	struct gen g = { .path = NULL };
	autofail f = FAIL_INIT;
	int status = 0;

	if (argc < 2) {
		fprintf(stderr, "usage: gen FILE.ini...\n");
		return EXIT_USAGE;
	}
	if (gen_all(&g, argc, argv, &f) == 0)
		print_table(&g);
	else
		status = fail_print(&f);
	if (fflush(stdout) != 0 || ferror(stdout))
		err(EXIT_FAILED, "cannot write the table");
	gen_clear(&g);
	return status;
}
