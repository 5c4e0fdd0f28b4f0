#include "shim/root/depslock.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/path.h"
#include "common/xalloc.h"
#include "targets/conftrust.h"
#include "targets/inifile.h"

static const char head[] =
	"# Made by `cargo zbuild deps`: the packages that zbuild.ini's [deps]\n"
	"# lead to. Keep it under version control; do not edit it.\n"
	"[zbuild-lock]\n"
	"version = 1\n";

/* One file being read. */
struct reading {
	struct depslock *lock;
	bool header;            /* in [zbuild-lock] */
	bool known;             /* its version was said */
};

static struct depslock_target *
add_target(struct depslock *l, const char *rust)
{
	l->v = xreallocarray(l->v, l->n + 1, sizeof *l->v);
	l->v[l->n] = (struct depslock_target){ .rust = xstrdup(rust) };
	return &l->v[l->n++];
}

static int
on_section(void *user, const char *name, int line, struct fail *f)
{
	struct reading *r = user;

	(void)line;
	r->header = strcmp(name, "zbuild-lock") == 0;
	if (r->header)
		return 0;
	if (!r->known)
		return fail_set(f, "no version of the format in front of [%s]",
			name);
	add_target(r->lock, name);
	return 0;
}

static int
header_key(struct reading *r, const char *key, const char *value,
	struct fail *f)
{
	if (strcmp(key, "version") != 0)
		return fail_set(f, "unknown key '%s'", key);
	if (strcmp(value, "1") != 0) {
		fail_set(f, "unknown format %s", value);
		return fail_hint(f, "a newer zbuild made it; this one reads "
				    "format 1");
	}
	r->known = true;
	return 0;
}

/* What Debian's policy (5.6.12) lets a version or an architecture be made of. */
static bool
is_plain(const char *word)
{
	return word[strspn(word, "0123456789abcdefghijklmnopqrstuvwxyz"
				 "ABCDEFGHIJKLMNOPQRSTUVWXYZ.+:~-")] == '\0';
}

/* "VERSION ARCHITECTURE SIZE SHA256" */
static int
package_key(struct depslock_target *t, const char *key, const char *value,
	struct fail *f)
{
	autoargvec words = ARGVEC_INIT;
	struct apt_package p = { 0 };
	char *end;

	argvec_split(&words, value, " \t");
	if (!apt_name_ok(key) || words.n != 4 || !is_plain(words.v[0]) ||
		!is_plain(words.v[1]) || strlen(words.v[3]) != 64 ||
		strspn(words.v[3], "0123456789abcdef") != 64)
		return fail_set(f, "'%s': not a package with version, "
				   "architecture, size and SHA-256", key);
	errno = 0;
	p.size = strtoull(words.v[2], &end, 10);
	if (*end != '\0' || errno != 0)
		return fail_set(f, "'%s': '%s' is no size", key, words.v[2]);
	if (apt_set_find(&t->set, key) != NULL)
		return fail_set(f, "'%s' comes twice", key);
	memcpy(p.sha256, words.v[3], 65);
	p.name = xstrdup(key);
	p.version = xstrdup(words.v[0]);
	p.arch = xstrdup(words.v[1]);
	apt_set_add(&t->set, &p);
	return 0;
}

static int
on_key(void *user, const char *key, const char *value, int line,
	struct fail *f)
{
	struct reading *r = user;
	struct depslock_target *t;

	(void)line;
	if (r->header)
		return header_key(r, key, value, f);
	t = &r->lock->v[r->lock->n - 1];
	if (strcmp(key, "wants") != 0)
		return package_key(t, key, value, f);
	if (!apt_name_ok(value))
		return fail_set(f, "'%s' is no package's name", value);
	argvec_push(&t->wants, value);
	return 0;
}

int
depslock_read(const struct machine *m, const char *path, struct depslock *out, struct fail *f)
{
	static const struct inifile_ops ops = { on_section, on_key };
	struct reading r = { .lock = out };
	autofree char *text = NULL;
	size_t len;

	*out = (struct depslock){ NULL, 0 };
	if (!m->exists(path))
		return 0;
	if (conftrust_owner(path, f) != 0)
		return -1;
	if (m->read(path, INIFILE_MAX, &text, &len, f) == 0 &&
		inifile_parse(path, text, len, &ops, &r, f) == 0)
		return 0;
	depslock_clear(out);
	if (f->hint == NULL)
		fail_hint(f, "`cargo zbuild deps sync --update` makes it anew "
			     "when it is removed");
	return -1;
}

static int
by_rust(const void *a, const void *b)
{
	const struct depslock_target *x = a, *y = b;

	return strcmp(x->rust, y->rust);
}

char *
depslock_text(const struct depslock *l)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	if (out == NULL)
		return xstrdup("");
	fputs(head, out);
	if (l->n > 1)
		qsort(l->v, l->n, sizeof *l->v, by_rust);
	for (size_t i = 0; i < l->n; i++) {
		const struct depslock_target *t = &l->v[i];

		fprintf(out, "\n[%s]\n", t->rust);
		for (size_t k = 0; k < t->wants.n; k++)
			fprintf(out, "wants = %s\n", t->wants.v[k]);
		for (size_t k = 0; k < t->set.n; k++) {
			const struct apt_package *p = &t->set.v[k];

			fprintf(out, "%s = %s %s %llu %s\n", p->name,
				p->version, p->arch, p->size, p->sha256);
		}
	}
	fclose(out);
	return text;
}

struct depslock_target *
depslock_find(const struct depslock *l, const char *rust)
{
	for (size_t i = 0; i < l->n; i++)
		if (strcmp(l->v[i].rust, rust) == 0)
			return &l->v[i];
	return NULL;
}

static void
target_clear(struct depslock_target *t)
{
	free(t->rust);
	argvec_clear(&t->wants);
	apt_set_clear(&t->set);
}

void
depslock_put(struct depslock *l, const char *rust, const struct argvec *wants,
	struct apt_set *set)
{
	struct depslock_target *t = depslock_find(l, rust);

	if (t == NULL)
		t = add_target(l, rust);
	argvec_clear(&t->wants);
	argvec_pushv(&t->wants, wants->v);
	apt_set_clear(&t->set);
	t->set = *set;
	*set = (struct apt_set){ NULL, 0 };
}

void
depslock_drop(struct depslock *l, const char *rust)
{
	struct depslock_target *t = depslock_find(l, rust);
	size_t i;

	if (t == NULL)
		return;
	i = (size_t)(t - l->v);
	target_clear(t);
	memmove(t, t + 1, (l->n - i - 1) * sizeof *t);
	l->n--;
}

void
depslock_clear(struct depslock *l)
{
	for (size_t i = 0; i < l->n; i++)
		target_clear(&l->v[i]);
	free(l->v);
	*l = (struct depslock){ NULL, 0 };
}

void
depslock_sorted(const struct argvec *names, struct argvec *out)
{
	for (size_t i = 0; i < names->n; i++)
		if (!argvec_has(out, names->v[i]))
			argvec_push(out, names->v[i]);
	argvec_sort(out, 0);
}

bool
depslock_answers(const struct depslock_target *t, const struct argvec *names)
{
	if (t == NULL || t->wants.n != names->n)
		return false;
	for (size_t i = 0; i < names->n; i++)
		if (strcmp(t->wants.v[i], names->v[i]) != 0)
			return false;
	return true;
}

char *
depslock_beside(const char *ini)
{
	autofree char *dir = path_dir(ini);

	return path_join(dir, DEPSLOCK_NAME);
}
