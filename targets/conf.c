#include "targets/conf.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/nearest.h"
#include "common/path.h"
#include "common/quote.h"
#include "common/trace.h"
#include "common/trust.h"
#include "common/version.h"
#include "common/xalloc.h"
#include "targets/conftrust.h"
#include "targets/inifile.h"
#include "targets/triple.h"

enum section {
	SECTION_ZBUILD,
	SECTION_TARGET,
	SECTION_RULE,
	SECTION_DEPS,
	SECTION_DEPS_OF
};

/* One file being read into a conf. */
struct reading {
	struct conf *c;
	const char *path;
	bool guest;             /* it came with a folder */
	enum section section;
	size_t index;           /* of the target, the rule, the deps */
	bool started;           /* `inherit` may not come any more */
	unsigned said;          /* the target's keys, as of target_set */
	struct argvec keys;     /* of this section: none may come twice */
};

/* A key that is a string or a list of words. */
struct conf_key {
	const char *name;
	size_t at;
	const char *values;     /* the words allowed, NULL for any */
};

static const struct conf_key zbuild_keys[] = {
	{ "zig",    offsetof(struct conf, zig),    NULL                },
	{ "clang",  offsetof(struct conf, clang),  NULL                },
	{ "lld",    offsetof(struct conf, lld),    NULL                },
	{ "engine", offsetof(struct conf, engine), "auto direct zig-cc" },
	{ "gate",   offsetof(struct conf, gate),   "error warn off"    },
};

static const struct conf_key list_keys[] = {
	{ "cflags",   offsetof(struct conf_target, cflags),   NULL },
	{ "cxxflags", offsetof(struct conf_target, cxxflags), NULL },
	{ "cppflags", offsetof(struct conf_target, cppflags), NULL },
	{ "ldflags",  offsetof(struct conf_target, ldflags),  NULL },
};

static const struct conf_key root_keys[] = {
	{ "sysroot", offsetof(struct conf_target, sysroot), NULL },
	{ "cxx",     offsetof(struct conf_target, cxx),     CXX_LIBRARIES },
	{ "unwinder", offsetof(struct conf_target, unwinder),
		UNWINDERS },
};

static const struct conf_key rule_keys[] = {
	{ "match",  offsetof(struct conf_rule, match),  NULL },
	{ "scope",  offsetof(struct conf_rule, scope),  NULL },
	{ "when",   offsetof(struct conf_rule, when),   NULL },
	{ "action", offsetof(struct conf_rule, action), NULL },
	{ "with",   offsetof(struct conf_rule, with),   NULL },
	{ "why",    offsetof(struct conf_rule, why),    NULL },
};

static const struct conf_key deps_keys[] = {
	{ "arch",      offsetof(struct conf_deps, arch),      NULL },
	{ "suite",     offsetof(struct conf_deps, suite),     NULL },
	{ "signed-by", offsetof(struct conf_deps, signed_by), NULL },
	{ "source",    offsetof(struct conf_deps, sources),   NULL },
};

static const struct conf_key *
key_find(const struct conf_key *keys, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(keys[i].name, name) == 0)
			return &keys[i];
	return NULL;
}

/* A copy of s that lives as long as c. */
static char *
keep(struct conf *c, const char *s)
{
	argvec_push(&c->strings, s);
	return c->strings.v[c->strings.n - 1];
}

/* "file:line" of a section; kept likewise. */
static char *
keep_where(struct reading *r, int line)
{
	argvec_pushf(&r->c->strings, "%s:%d", r->path, line);
	return r->c->strings.v[r->c->strings.n - 1];
}

/* Is this "file:line" in the file being read? */
static bool
is_here(const struct reading *r, const char *where)
{
	const char *colon = strrchr(where, ':');
	size_t n = (size_t)(colon - where);

	return strlen(r->path) == n && strncmp(where, r->path, n) == 0;
}

/* --- errors that name the right word -------------------------------------- */

struct nearest {
	const char *wanted, *name;
	size_t distance;
};

static void
nearest_try(struct nearest *n, const char *name)
{
	size_t d = nearest_distance(n->wanted, name);

	if (n->name == NULL || d < n->distance) {
		n->name = name;
		n->distance = d;
	}
}

/* A hint only if the word is near enough to be a slip of the pen. */
static int
nearest_hint(const struct nearest *n, struct fail *f)
{
	if (n->name == NULL || n->distance > 1 + strlen(n->wanted) / 3)
		return -1;
	return fail_hint(f, "did you mean '%s'?", n->name);
}

static int
fail_key(const struct reading *r, const char *key, struct fail *f)
{
	struct nearest n = { .wanted = key };

	switch (r->section) {
	case SECTION_ZBUILD:
		for (size_t i = 0; i < COUNT(zbuild_keys); i++)
			nearest_try(&n, zbuild_keys[i].name);
		nearest_try(&n, "strict");
		break;
	case SECTION_TARGET:
		for (size_t i = 0; i < target_keys_n; i++)
			nearest_try(&n, target_keys[i].name);
		for (size_t i = 0; i < COUNT(list_keys); i++)
			nearest_try(&n, list_keys[i].name);
		for (size_t i = 0; i < COUNT(root_keys); i++)
			nearest_try(&n, root_keys[i].name);
		nearest_try(&n, "linker");
		nearest_try(&n, "inherit");
		break;
	case SECTION_DEPS:
		break;
	case SECTION_DEPS_OF:
		for (size_t i = 0; i < COUNT(deps_keys); i++)
			nearest_try(&n, deps_keys[i].name);
		break;
	case SECTION_RULE:
		for (size_t i = 0; i < COUNT(rule_keys); i++)
			nearest_try(&n, rule_keys[i].name);
		break;
	}
	fail_set(f, "unknown key '%s'", key);
	return nearest_hint(&n, f);
}

/* --- [zbuild] ------------------------------------------------------------- */

static bool
word_among(const char *words, const char *value)
{
	size_t n = strlen(value);

	for (const char *w = words; n > 0 && *w != '\0';
		w += strspn(w, " ")) {
		size_t len = strcspn(w, " ");

		if (len == n && strncmp(w, value, n) == 0)
			return true;
		w += len;
	}
	return false;
}

static int
check_values(const struct conf_key *k, const char *value, struct fail *f)
{
	if (k->values == NULL || word_among(k->values, value))
		return 0;
	return fail_set(f, "%s: '%s' is none of: %s", k->name, value,
		k->values);
}

/* --- what a file that came with a folder may not say -------------------- */

static int
check_program(const struct reading *r, const char *key, const char *value,
	struct fail *f)
{
	autofree char *what = xasprintf("%s = %s", key, value);

	return r->guest ? conftrust_program(r->path, what, f) : 0;
}

static int
check_flags(const struct reading *r, const char *key, const char *value,
	struct fail *f)
{
	autoargvec words = ARGVEC_INIT;

	if (!r->guest)
		return 0;
	argvec_split(&words, value, " \t\"'");
	return conftrust_flags(r->path, key, &words, 0, false, f);
}

/* qemu of some machine is what every target is run by. */
static int
check_target_key(const struct reading *r, const char *key, const char *value,
	struct fail *f)
{
	if (strcmp(key, "clang") == 0)
		return check_flags(r, key, value, f);
	if (strcmp(key, "qemu_system") == 0 ||
		(strcmp(key, "qemu") == 0 &&
			(strncmp(value, "qemu-", 5) != 0 ||
				!target_is_name(value))))
		return check_program(r, key, value, f);
	return 0;
}

static int
set_strict(struct conf *c, const char *value, struct fail *f)
{
	static const char yes[] = "yes true on 1", no[] = "no false off 0";

	if (!word_among(yes, value) && !word_among(no, value))
		return fail_set(f, "strict: '%s' is neither yes nor no", value);
	c->strict = word_among(yes, value);
	return 0;
}

/* "0.17.1 sha256:HASH": hashes of the archive of an install of ours. */
static int
set_pin(struct conf *c, const char *value, struct fail *f)
{
	autoargvec words = ARGVEC_INIT;
	struct version v;

	argvec_split(&words, value, " \t");
	if (!version_parse(words.v[0], &v))
		return fail_set(f, "zig: '%s' is no version", words.v[0]);
	for (size_t i = 1; i < words.n; i++) {
		const char *w = words.v[i];

		if (strncmp(w, "sha256:", 7) != 0 || strlen(w) != 7 + 64 ||
			strspn(w + 7, "0123456789abcdef") != 64)
			return fail_set(f, "zig: '%s' is not sha256: and 64 "
					   "hexadecimal digits", w);
	}
	c->zig = NULL;
	c->zig_pin = keep(c, value);
	return 0;
}

static int
zbuild_key(struct reading *r, const char *key, const char *value,
	struct fail *f)
{
	const struct conf_key *k =
		key_find(zbuild_keys, COUNT(zbuild_keys), key);
	bool zig;

	if (strcmp(key, "strict") == 0)
		return set_strict(r->c, value, f);
	if (k == NULL)
		return fail_key(r, key, f);
	if (check_values(k, value, f) != 0)
		return -1;
	zig = strcmp(key, "zig") == 0;
	if (zig && *value >= '0' && *value <= '9')
		return set_pin(r->c, value, f);
	/* The folder of a user's file is not the one that cc runs in. */
	if (k->values == NULL && *value != '/' &&
		(zig || strchr(value, '/') != NULL))
		return fail_set(f, "%s: '%s' is neither an absolute path nor "
				   "a %s", key, value,
			zig ? "version" : "program's name");
	if (k->values == NULL && check_program(r, key, value, f) != 0)
		return -1;
	if (zig)
		r->c->zig_pin = NULL;
	*(char **)((char *)r->c + k->at) = keep(r->c, value);
	return 0;
}

/* --- [target TRIPLE] ------------------------------------------------------ */

static struct conf_target *
reading_target(struct reading *r)
{
	return &r->c->targets[r->index];
}

static struct conf_target *
target_by_name(struct conf *c, const char *rust)
{
	for (size_t i = 0; i < c->ntargets; i++)
		if (strcmp(c->targets[i].def.rust, rust) == 0)
			return &c->targets[i];
	return NULL;
}

static struct conf_target *
target_add(struct conf *c, const struct target_def *known)
{
	struct target_def def = { 0 };

	if (known != NULL)
		def = *known;
	c->targets = xreallocarray(
		c->targets, c->ntargets + 1, sizeof *c->targets);
	c->targets[c->ntargets] = (struct conf_target){ .def = def };
	return &c->targets[c->ntargets++];
}

/* A section that changes a known target starts as that; others are empty. */
static int
target_section(struct reading *r, const char *name, int line, struct fail *f)
{
	struct conf *c = r->c;
	const struct target_def *known = triple_find(name, c);
	const char *rust = known != NULL ? known->rust : name;
	struct conf_target *ct = target_by_name(c, rust);

	if (*name == '\0' || !target_is_name(name))
		return fail_set(f, "'%s' is no target's name", name);
	if (ct == NULL) {
		ct = target_add(c, known);
		ct->def.rust = known != NULL ? rust : keep(c, name);
	} else if (ct->where != NULL && is_here(r, ct->where)) {
		/* The same target under another spelling. */
		return fail_set(f, "target '%s' stands in %s already", rust,
			ct->where);
	}
	ct->where = keep_where(r, line);
	r->index = (size_t)(ct - c->targets);
	r->said = known != NULL ? target_said(&ct->def) : 0;
	return 0;
}

static int
target_inherit(struct reading *r, const char *from, struct fail *f)
{
	struct conf_target *ct = reading_target(r);
	const struct target_def *parent = triple_find(from, r->c);
	const char *rust = ct->def.rust;

	if (r->started)
		return fail_set(f, "inherit must be the section's first key");
	if (parent == NULL || parent == &ct->def)
		return fail_set(f, "inherit: unknown target '%s'", from);
	ct->def = *parent;
	ct->def.rust = rust;
	/* Those are the parent's alone; the new target needs its own. */
	ct->def.aliases = NULL;
	r->said = target_said(&ct->def);
	return 0;
}

/* A list of the section's file replaces the one of an earlier file. */
static int
target_list(struct reading *r, const struct conf_key *k, const char *value,
	struct fail *f)
{
	struct argvec *list =
		(struct argvec *)((char *)reading_target(r) + k->at);
	size_t had;

	if (!argvec_has(&r->keys, k->name)) {
		argvec_clear(list);
		argvec_push(&r->keys, k->name);
	}
	had = list->n;
	if (quote_parse_sh(value, list, f) != 0)
		return fail_context(f, "%s", k->name);
	if (!r->guest)
		return 0;
	return conftrust_flags(r->path, k->name, list, had,
		reading_target(r)->def.libc == LIBC_DARWIN, f);
}

/* A relative path lies beside the file: that can be in version control. */
static char *
beside(const struct reading *r, const char *value)
{
	autofree char *file = path_absolute(r->path), *dir = path_dir(file);

	return *value == '/' ? xstrdup(value) : path_join(dir, value);
}

static int
target_root_key(struct reading *r, const struct conf_key *k,
	const char *value, struct fail *f)
{
	struct conf_target *ct = reading_target(r);
	autofree char *full = NULL;

	r->started = true;
	if (check_values(k, value, f) != 0)
		return -1;
	if (k->values == NULL && *value == '\0')
		return fail_set(f, "%s: no folder is said", k->name);
	if (k->values == NULL) {
		full = beside(r, value);
		value = full;
	}
	*(char **)((char *)ct + k->at) = keep(r->c, value);
	return 0;
}

/* A linker's name, or its path. */
static int
target_linker(struct reading *r, const char *value, struct fail *f)
{
	autofree char *full = strchr(value, '/') != NULL ? beside(r, value)
							 : xstrdup(value);

	r->started = true;
	if (*value == '\0')
		return fail_set(f, "linker: none is said");
	if (!conftrust_linker(value) &&
		check_program(r, "linker", value, f) != 0)
		return -1;
	reading_target(r)->linker = keep(r->c, full);
	return 0;
}

static int
target_keyed(struct reading *r, const char *key, const char *value,
	struct fail *f)
{
	const struct target_key *k = target_key(key);
	const struct conf_key *root =
		key_find(root_keys, COUNT(root_keys), key);
	struct conf_target *ct = reading_target(r);

	if (strcmp(key, "inherit") == 0)
		return target_inherit(r, value, f);
	if (strcmp(key, "linker") == 0)
		return target_linker(r, value, f);
	if (root != NULL)
		return target_root_key(r, root, value, f);
	r->started = true;
	if (k == NULL)
		return fail_key(r, key, f);
	if (check_target_key(r, key, value, f) != 0)
		return -1;
	/* What we refuse for want of a name of zig's, the user describes. */
	if (strcmp(key, "zig") == 0 && !argvec_has(&r->keys, "refuse"))
		ct->def.refuse = NULL;
	return target_set(&ct->def, k, keep(r->c, value), &r->said, f);
}

/* A new target that says too little is most often a misspelt one. */
static int
fail_new_target(const struct conf_target *ct, struct fail *f)
{
	struct target t;

	if (ct->def.zig != NULL)
		return fail_hint(f, "a new target can start as a copy: "
			"`inherit = <known target>` as its first key");
	fail_clear(f);
	if (triple_parse(ct->def.rust, NULL, &t, f) != 0)
		return -1;
	/* Only the suffix kept triple_find from knowing it. */
	fail_set(f, "a section's target takes no glibc version");
	return fail_hint(f, "write [target %s] and `glibc = ...` below it",
		t.def->rust);
}

static int
target_done(struct reading *r, struct fail *f)
{
	struct conf_target *ct = reading_target(r);

	/* The built-in row's source says nothing about the user's CPU. */
	if (argvec_has(&r->keys, "cpu") && !argvec_has(&r->keys, "cpu_source"))
		ct->def.cpu_source = ct->where;
	if (target_check(&ct->def, r->said, f) == 0)
		return 0;
	if (triple_find(ct->def.rust, NULL) == NULL)
		fail_new_target(ct, f);
	fail_context(f, "%s", ct->where);
	return INIFILE_LOCATED;
}

/* --- [rule ID] ------------------------------------------------------------ */

static int
rule_section(struct reading *r, const char *id, int line, struct fail *f)
{
	struct conf *c = r->c;
	size_t i;

	if (*id == '\0' || id[strspn(id, "abcdefghijklmnopqrstuvwxyz"
					 "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
					 "0123456789-_.")] != '\0')
		return fail_set(f, "'%s' is no rule's id (letters, digits, "
			"'-', '_', '.')", id);
	for (i = 0; i < c->nrules; i++)
		if (strcmp(c->rules[i].id, id) == 0)
			break;
	if (i == c->nrules) {
		c->rules = xreallocarray(c->rules, c->nrules + 1,
			sizeof *c->rules);
		c->rules[c->nrules++] = (struct conf_rule){ .id = keep(c, id) };
	}
	if (c->rules[i].where != NULL && is_here(r, c->rules[i].where))
		return fail_set(f, "rule '%s' stands in %s already", id,
			c->rules[i].where);
	c->rules[i].where = keep_where(r, line);
	c->rules[i].guest = r->guest ? keep(c, r->path) : NULL;
	r->index = i;
	return 0;
}

static int
rule_key(struct reading *r, const char *key, const char *value, struct fail *f)
{
	const struct conf_key *k = key_find(rule_keys, COUNT(rule_keys), key);

	if (k == NULL)
		return fail_key(r, key, f);
	if (strcmp(key, "with") == 0 && check_flags(r, key, value, f) != 0)
		return -1;
	*(char **)((char *)&r->c->rules[r->index] + k->at) =
		keep(r->c, value);
	return 0;
}

static int
rule_done(struct reading *r, struct fail *f)
{
	const struct conf_rule *rule = &r->c->rules[r->index];

	if (rule->match != NULL && rule->action != NULL)
		return 0;
	fail_set(f, "%s: rule '%s': the key %s is missing", rule->where,
		rule->id, rule->match == NULL ? "match" : "action");
	return INIFILE_LOCATED;
}

/* --- [deps] --------------------------------------------------------------- */

static struct conf_deps *
deps_by_name(const struct conf *c, const char *rust)
{
	for (size_t i = 0; i < c->ndeps; i++)
		if (strcmp(c->deps[i].rust, rust) == 0)
			return &c->deps[i];
	return NULL;
}

static struct conf_deps *
deps_row(struct conf *c, const struct target_def *d)
{
	struct conf_deps *deps = deps_by_name(c, d->rust);

	if (deps != NULL)
		return deps;
	c->deps = xreallocarray(c->deps, c->ndeps + 1, sizeof *c->deps);
	c->deps[c->ndeps] = (struct conf_deps){ .rust = d->rust };
	return &c->deps[c->ndeps++];
}

static int
fail_deps_target(const char *name, struct fail *f)
{
	fail_set(f, "unknown target '%s'", name);
	return fail_hint(f, "`cargo zbuild targets` lists them; a glibc floor "
			    "has no place here");
}

/* A target may come several times: a line has room for few packages. What a
 * later file says takes the place of an earlier one's. */
static int
deps_key(struct reading *r, const char *key, const char *value, int line,
	struct fail *f)
{
	struct conf *c = r->c;
	const struct target_def *d = triple_find(key, c);
	struct conf_deps *deps;

	if (d == NULL)
		return fail_deps_target(key, f);
	deps = deps_row(c, d);
	if (deps->where != NULL && !is_here(r, deps->where))
		argvec_clear(&deps->names);
	deps->where = keep_where(r, line);
	deps->file = keep(c, r->path);
	argvec_split(&deps->names, value, " \t");
	return 0;
}

static int
deps_section(struct reading *r, const char *name, struct fail *f)
{
	const struct target_def *d = triple_find(name, r->c);

	if (d == NULL)
		return fail_deps_target(name, f);
	r->index = (size_t)(deps_row(r->c, d) - r->c->deps);
	return 0;
}

/* Debian's name of a target's packages, whoever asks for it. */
static int
deps_arch(struct conf *c, const char *rust, char *arch, struct fail *f)
{
	struct conf_target *ct = target_by_name(c, rust);

	if (*arch == '\0' ||
		arch[strspn(arch, "abcdefghijklmnopqrstuvwxyz0123456789-")])
		return fail_set(f, "arch: '%s' is no architecture of Debian's",
			arch);
	if (ct == NULL)
		ct = target_add(c, triple_find(rust, c));
	ct->def.debian = arch;
	return 0;
}

/* Options in [] would go past signatures; what apt starts for other methods, like
 * ssh, is a program. */
static int
check_source(const char *value, struct fail *f)
{
	static const char *const methods[] = { "http://", "https://", "file:" };
	autoargvec words = ARGVEC_INIT;

	argvec_split(&words, value, " \t");
	if (words.n >= 3 && strcmp(words.v[0], "deb") == 0)
		for (size_t i = 0; i < COUNT(methods); i++)
			if (starts_with(words.v[1], methods[i]))
				return 0;
	fail_set(f, "source: '%s' is not: deb URL SUITE COMPONENT ...", value);
	return fail_hint(f, "URL begins with http://, https:// or file:; the "
			    "key comes by `signed-by = KEYRING`");
}

/* Whose signature counts is not for a folder's file to say: but the machine's own
 * keyrings are chosen from. */
static int
check_keyring(const struct reading *r, const char *path, struct fail *f)
{
	if (path[strcspn(path, " \t]\"")] != '\0')
		return fail_set(f, "signed-by: '%s' cannot be given to apt",
			path);
	return (starts_with(path, "/usr/share/keyrings/") ||
		       starts_with(path, "/etc/apt/")) &&
			       strstr(path, "..") == NULL
		       ? 0
		       : check_program(r, "signed-by", path, f);
}

static int
deps_of_key(struct reading *r, const char *key, const char *value,
	struct fail *f)
{
	const struct conf_key *k = key_find(deps_keys, COUNT(deps_keys), key);
	struct conf_deps *deps = &r->c->deps[r->index];
	bool again = argvec_has(&r->keys, key);
	autofree char *path = NULL;
	char **into;

	if (k == NULL)
		return fail_key(r, key, f);
	argvec_push(&r->keys, key);
	if (strcmp(key, "source") == 0) {
		if (!again)
			argvec_clear(&deps->sources);
		argvec_push(&deps->sources, value);
		return check_source(value, f);
	}
	if (again)
		return fail_set(f, "the key '%s' comes twice", key);
	if (strcmp(key, "signed-by") == 0) {
		path = beside(r, value);
		value = path;
		if (check_keyring(r, value, f) != 0)
			return -1;
	}
	if (strcmp(key, "suite") == 0 &&
		value[strspn(value, "abcdefghijklmnopqrstuvwxyz0123456789"
				    "-./ ")] != '\0')
		return fail_set(f, "suite: '%s' is no release", value);
	into = (char **)((char *)deps + k->at);
	*into = keep(r->c, value);
	return strcmp(key, "arch") == 0 ? deps_arch(r->c, deps->rust, *into, f)
					: 0;
}

int
conf_deps_say(struct conf *c, const struct target_def *d, const char *key,
	const char *value, struct fail *f)
{
	struct reading r = { .c = c, .path = "", .section = SECTION_DEPS_OF };
	int result;

	r.index = (size_t)(deps_row(c, d) - c->deps);
	result = deps_of_key(&r, key, value, f);
	argvec_clear(&r.keys);
	return result;
}

/* --- a file --------------------------------------------------------------- */

/* What can be said of a section only when all its keys are known. */
static int
section_done(struct reading *r, struct fail *f)
{
	switch (r->section) {
	case SECTION_TARGET:
		return target_done(r, f);
	case SECTION_RULE:
		return rule_done(r, f);
	case SECTION_ZBUILD:
	case SECTION_DEPS:
	case SECTION_DEPS_OF:
		break;
	}
	return 0;
}

/* The name behind "target " or "rule ", NULL if it is not such a section. */
static const char *
section_name(const char *section, const char *kind)
{
	size_t n = strlen(kind);

	if (strncmp(section, kind, n) != 0 || section[n] != ' ')
		return NULL;
	section += n;
	return section + strspn(section, " ");
}

static int
on_section(void *user, const char *section, int line, struct fail *f)
{
	struct reading *r = user;
	const char *name;

	if (section_done(r, f) != 0)
		return INIFILE_LOCATED;
	argvec_clear(&r->keys);
	r->started = false;
	r->section = SECTION_ZBUILD;
	if (strcmp(section, "zbuild") == 0)
		return 0;
	if (strcmp(section, "deps") == 0) {
		r->section = SECTION_DEPS;
		return 0;
	}
	if ((name = section_name(section, "target")) != NULL) {
		if (target_section(r, name, line, f) != 0)
			return -1;
		r->section = SECTION_TARGET;
		return 0;
	}
	if ((name = section_name(section, "deps")) != NULL) {
		r->section = SECTION_DEPS_OF;
		return deps_section(r, name, f);
	}
	if ((name = section_name(section, "rule")) != NULL) {
		if (rule_section(r, name, line, f) != 0)
			return -1;
		r->section = SECTION_RULE;
		return 0;
	}
	fail_set(f, "unknown section [%s]", section);
	return fail_hint(f,
		"there are [zbuild], [target TRIPLE], [rule ID], [deps] and "
		"[deps TRIPLE]");
}

static int
on_key(void *user, const char *key, const char *value, int line,
	struct fail *f)
{
	struct reading *r = user;
	const struct conf_key *list =
		key_find(list_keys, COUNT(list_keys), key);

	if (r->section == SECTION_DEPS)
		return deps_key(r, key, value, line, f);
	if (r->section == SECTION_DEPS_OF)
		return deps_of_key(r, key, value, f);
	if (r->section == SECTION_TARGET && list != NULL) {
		r->started = true;
		return target_list(r, list, value, f);
	}
	if (argvec_has(&r->keys, key))
		return fail_set(f, "the key '%s' comes twice", key);
	argvec_push(&r->keys, key);
	switch (r->section) {
	case SECTION_ZBUILD:
		return zbuild_key(r, key, value, f);
	case SECTION_TARGET:
		return target_keyed(r, key, value, f);
	case SECTION_RULE:
		return rule_key(r, key, value, f);
	case SECTION_DEPS:
	case SECTION_DEPS_OF:
		break;
	}
	return -1;
}

static int
read_as(struct conf *c, const char *path, bool guest, struct fail *f)
{
	static const struct inifile_ops ops = { on_section, on_key };
	struct reading r = { .c = c, .path = path, .guest = guest };
	int result = inifile_read(path, &ops, &r, f);

	if (result == 0)
		result = section_done(&r, f);
	if (result == 0)
		argvec_push(&c->files, path);
	argvec_clear(&r.keys);
	return result == 0 ? 0 : -1;
}

int
conf_read(struct conf *c, const char *path, struct fail *f)
{
	return read_as(c, path, false, f);
}

/* --- which files ---------------------------------------------------------- */

/* A folder that we may not enter is as good as none: builds run as users
 * whose HOME is another's. *st is all zeros when nothing is known of it. */
static bool
is_there(const char *path, struct stat *st)
{
	memset(st, 0, sizeof *st);
	return path != NULL && (stat(path, st) == 0 ||
		(errno != ENOENT && errno != ENOTDIR && errno != EACCES));
}

/* A folder like /tmp, where anybody may leave a file in everybody's way. */
static bool
is_shared(const char *dir)
{
	struct stat st;

	return stat(dir, &st) == 0 && (st.st_mode & S_ISVTX) != 0 &&
	       (st.st_mode & S_IWOTH) != 0;
}

char *
conf_nearest(const char *dir)
{
	autofree char *at = path_absolute(dir);
	struct stat st;

	for (;;) {
		autofree char *ini = path_join(at, "zbuild.ini");
		char *up;

		if (stat(ini, &st) == 0 && S_ISREG(st.st_mode)) {
			if (trust_owner(&st) || !is_shared(at)) {
				char *it = ini;

				ini = NULL;
				return it;
			}
			trace_line("'%s' belongs to a stranger: not read",
				ini);
		}
		up = path_dir(at);
		if (strcmp(up, at) == 0) {
			free(up);
			return NULL;
		}
		free(at);
		at = up;
	}
}

int
conf_load(struct conf *c, const char *workspace, struct fail *f)
{
	const char *user = getenv("ZBUILD_CONFIG");
	autofree char *home = conftrust_home("config.ini");
	struct stat first, second;
	bool must = user != NULL && *user != '\0';

	if (workspace == NULL)
		workspace = getenv(CONF_WORKSPACE);
	if (workspace != NULL)
		c->workspace = keep(c, workspace);
	if (!must)
		user = home;
	if ((is_there(user, &first) || must) &&
		((!must && conftrust_owner(user, f) != 0) ||
			conf_read(c, user, f) != 0))
		return -1;
	/* ZBUILD_CONFIG may well name the workspace's file. */
	if (workspace == NULL || *workspace == '\0' ||
		!is_there(workspace, &second) ||
		(first.st_ino != 0 && first.st_ino == second.st_ino &&
			first.st_dev == second.st_dev))
		return 0;
	if (conftrust_owner(workspace, f) != 0)
		return -1;
	return read_as(c, workspace, true, f);
}

int
conf_load_here(struct conf *c, struct fail *f)
{
	autofree char *near = NULL;
	char cwd[PATH_MAX];

	if (getenv(CONF_WORKSPACE) == NULL && getcwd(cwd, sizeof cwd) != NULL)
		near = conf_nearest(cwd);
	return conf_load(c, near, f);
}

int
conf_choose(const char *set, const char *name, const char *env,
	const char *values, const char **out, struct fail *f)
{
	bool wins = env != NULL && *env != '\0';

	*out = wins ? env : set;
	return wins && !word_among(values, env)
		       ? fail_set(f, "%s: '%s' is none of: %s", name, env,
				 values)
		       : 0;
}

const struct conf_target *
conf_target(const struct conf *c, const struct target_def *def)
{
	for (size_t i = 0; i < c->ntargets; i++)
		if (&c->targets[i].def == def ||
			strcmp(c->targets[i].def.rust, def->rust) == 0)
			return &c->targets[i];
	return NULL;
}

const struct conf_deps *
conf_deps(const struct conf *c, const struct target_def *def)
{
	return deps_by_name(c, def->rust);
}

void
conf_clear(struct conf *c)
{
	for (size_t i = 0; i < c->ndeps; i++) {
		argvec_clear(&c->deps[i].names);
		argvec_clear(&c->deps[i].sources);
	}
	free(c->deps);
	for (size_t i = 0; i < c->ntargets; i++) {
		argvec_clear(&c->targets[i].cflags);
		argvec_clear(&c->targets[i].cxxflags);
		argvec_clear(&c->targets[i].cppflags);
		argvec_clear(&c->targets[i].ldflags);
	}
	free(c->targets);
	free(c->rules);
	argvec_clear(&c->files);
	argvec_clear(&c->strings);
	*c = (struct conf)CONF_INIT;
}
