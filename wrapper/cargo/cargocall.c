#include "wrapper/cargo/cargocall.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"

/* Options that may stand in front of the subcommand and take a value. */
static const char *const with_value[] = { "--color", "--config", "-Z", "-C" };

/* Those without. */
static const char *const without_value[] = { "-v", "-vv", "--verbose", "-q",
	"--quiet", "--locked", "--offline", "--frozen" };

static const char idle[] =
	"add clean config fetch fmt generate-lockfile git-checkout help info "
	"init locate-project login logout metadata new owner pkgid read-manifest "
	"remove report search tree uninstall update vendor verify-project "
	"version yank";

static const char builds[] =
	"bench build check clippy doc fix install miri package publish run "
	"rustc rustdoc test b c d r t";

/* Cargo's own aliases; they cannot be changed. */
static const struct {
	const char *name, *means;
} short_names[] = { { "rm", "remove" } };

/* Of those, what links nothing for the target. */
static const char checks[] = "check c clippy doc d fix rustdoc";

static const char runs[] = "bench nextest r run t test";

/* Where the subcommand is, or would be. */
static size_t
find_sub(const struct argvec *words, size_t at)
{
	for (; at < words->n; at++) {
		const char *w = words->v[at];

		if (ONE_OF(with_value, w))
			at++;
		else if (!ONE_OF(without_value, w) &&
			 strncmp(w, "--color=", 8) != 0 &&
			 strncmp(w, "--config=", 9) != 0 &&
			 !(w[0] == '-' && w[1] == 'Z'))
			break;
	}
	return at;
}

/* The value of option `name` at word number *i, in both spellings; moves *i
 * on. NULL if this word is not that option. */
static const char *
option(const struct argvec *words, size_t *i, const char *name)
{
	const char *w = words->v[*i];
	size_t n = strlen(name);

	if (strncmp(w, name, n) != 0)
		return NULL;
	if (w[n] == '=')
		return w + n + 1;
	if (w[n] != '\0' || *i + 1 >= words->n)
		return NULL;
	return words->v[++*i];
}

static void
replace(char **to, const char *value)
{
	free(*to);
	*to = xstrdup(value);
}

/* The options that decide what zbuild looks at. */
static void
scan(struct cargocall *c)
{
	argvec_clear(&c->configs);
	for (size_t i = 0; i < c->words.n; i++) {
		const char *w = c->words.v[i], *v;

		if (strcmp(w, "--") == 0)
			break;
		if (strcmp(w, "-q") == 0 || strcmp(w, "--quiet") == 0)
			c->quiet = true;
		else if (strcmp(w, "-h") == 0 || strcmp(w, "--help") == 0)
			c->help = true;
		else if ((v = option(&c->words, &i, "--config")) != NULL)
			argvec_push(&c->configs, v);
		else if ((v = option(&c->words, &i, "--manifest-path")) !=
			 NULL)
			replace(&c->manifest, v);
		else if (strcmp(w, "-r") == 0 || strcmp(w, "--release") == 0)
			replace(&c->profile, "release");
		else if ((v = option(&c->words, &i, "--profile")) != NULL)
			replace(&c->profile, v);
		else if ((v = option(&c->words, &i, "--path")) != NULL)
			replace(&c->path, v);
		else if (strcmp(w, "--locked") == 0 ||
			 strcmp(w, "--frozen") == 0 ||
			 strcmp(w, "--offline") == 0)
			c->locked = true;
	}
}

/* The one option that cargo must not see. */
static void
take_sysroot(struct cargocall *c)
{
	for (size_t i = 0; i < c->words.n; i++) {
		size_t at = i;
		const char *v;

		if (strcmp(c->words.v[i], "--") == 0)
			return;
		if ((v = option(&c->words, &i, "--sysroot")) == NULL)
			continue;
		replace(&c->sysroot, v);
		for (size_t n = i - at + 1; n > 0; n--)
			argvec_remove(&c->words, at);
		i = at - 1;
	}
}

void
cargocall_parse(struct cargocall *c, int argc, char *const *argv)
{
	size_t first;

	for (int i = 0; i < argc; i++)
		argvec_push(&c->words, argv[i]);
	take_sysroot(c);
	c->toolchain = c->words.n > 0 && c->words.v[0][0] == '+';
	first = c->toolchain ? 1 : 0;
	c->sub = find_sub(&c->words, first);
	if (c->sub >= c->words.n || c->words.v[c->sub][0] == '-') {
		/* Global options may follow the subcommand as well. */
		c->sub = first;
		argvec_insert(&c->words, first, "build");
	}
	scan(c);
}

const char *
cargocall_profile(const struct cargocall *c)
{
	const char *sub = cargocall_sub(c);

	if (c->profile != NULL)
		return c->profile;
	if (strcmp(sub, "bench") == 0)
		return sub;
	if (strcmp(sub, "install") == 0)
		return "release";
	return strcmp(sub, "test") == 0 || strcmp(sub, "t") == 0 ? "test" : "dev";
}

const char *
cargocall_sub(const struct cargocall *c)
{
	return c->words.v[c->sub];
}

/* The words of an alias: CARGO_ALIAS_NAME or the files' [alias]. */
static int
alias(const struct cargoconfig *config, const char *name, struct argvec *out,
	struct fail *f)
{
	autofree char *key = xasprintf("CARGO_ALIAS_%s", name);
	const char *v;

	for (char *p = key; *p != '\0'; p++)
		*p = *p == '-' ? '_' : (char)toupper((unsigned char)*p);
	if ((v = getenv(key)) != NULL) {
		argvec_split(out, v, " \t\n\r");
		return 0;
	}
	return cargoconfig_words(
		cargoconfig_get(config, "alias", name, NULL), out, f);
}

int
cargocall_expand(struct cargocall *c, const struct cargoconfig *config,
	struct fail *f)
{
	autoargvec seen = ARGVEC_INIT;

	while (cargocall_kind(c) == CARGOCALL_OTHER) {
		autofree char *sub = xstrdup(cargocall_sub(c));
		autoargvec means = ARGVEC_INIT;

		if (alias(config, sub, &means, f) != 0)
			return -1;
		if (means.n == 0)
			break;
		if (argvec_has(&seen, sub))
			return fail_status(f, EXIT_USAGE,
				"the alias '%s' of cargo's configuration "
				"means itself",
				sub);
		argvec_push(&seen, sub);
		argvec_remove(&c->words, c->sub);
		for (size_t i = 0; i < means.n; i++)
			argvec_insert(&c->words, c->sub + i, means.v[i]);
		c->sub = find_sub(&c->words, c->sub);
		if (c->sub >= c->words.n)
			return fail_status(f, EXIT_USAGE,
				"an alias of cargo's configuration has no "
				"subcommand");
	}
	scan(c);
	return 0;
}

enum cargocall_kind
cargocall_kind(const struct cargocall *c)
{
	const char *sub = cargocall_sub(c);

	if (c->help)
		return CARGOCALL_IDLE;
	for (size_t i = 0; i < COUNT(short_names); i++)
		if (strcmp(short_names[i].name, sub) == 0)
			sub = short_names[i].means;
	return word_in(builds, sub) ? CARGOCALL_BUILDS
	       : word_in(idle, sub) ? CARGOCALL_IDLE
				   : CARGOCALL_OTHER;
}

bool
cargocall_links(const struct cargocall *c)
{
	return cargocall_kind(c) == CARGOCALL_BUILDS &&
	       !word_in(checks, cargocall_sub(c));
}

bool
cargocall_take(struct argvec *words, const char *name)
{
	bool found = false;

	for (size_t i = 0; i < words->n && strcmp(words->v[i], "--") != 0;) {
		if (strcmp(words->v[i], name) != 0) {
			i++;
			continue;
		}
		argvec_remove(words, i);
		found = true;
	}
	return found;
}

bool
cargocall_builds_std(const struct cargocall *c)
{
	static const char name[] = "build-std";

	for (size_t i = 0; i < c->words.n; i++) {
		const char *w = c->words.v[i];

		if (strcmp(w, "--") == 0)
			break;
		if (strncmp(w, "-Z", 2) != 0)
			continue;
		w += 2;
		if (*w == '\0' && i + 1 < c->words.n)
			w = c->words.v[i + 1];
		if (strncmp(w, name, strlen(name)) == 0 &&
			strchr("=", w[strlen(name)]) != NULL)
			return true;
	}
	return false;
}

bool
cargocall_runs(const struct cargocall *c)
{
	static const char nextests[] = "b bench list r run";
	bool nextest = strcmp(cargocall_sub(c), "nextest") == 0;

	if (c->help || !word_in(runs, cargocall_sub(c)))
		return false;
	/* list asks each program for its tests; archive only builds. */
	if (nextest && (c->sub + 1 >= c->words.n ||
			       !word_in(nextests, c->words.v[c->sub + 1])))
		return false;
	for (size_t i = c->sub; i < c->words.n; i++) {
		if (strcmp(c->words.v[i], "--") == 0)
			break;
		if (strcmp(c->words.v[i], "--no-run") == 0)
			return false;
	}
	return true;
}

size_t
cargocall_targets(const struct cargocall *c, struct cargocall_target *out,
	size_t max)
{
	static const char *const names[] = { "--target", "--filter-platform" };
	size_t n = 0;

	for (size_t i = 0; i < c->words.n && n < max; i++) {
		const char *v = NULL;

		if (strcmp(c->words.v[i], "--") == 0)
			break;
		for (size_t k = 0; v == NULL && k < COUNT(names); k++)
			if ((v = option(&c->words, &i, names[k])) != NULL)
				out[n++] = (struct cargocall_target){ i,
					(size_t)(v - c->words.v[i]), names[k] };
	}
	return n;
}

bool
cargocall_has_target(const struct cargocall *c)
{
	const char *sub = cargocall_sub(c);

	/* miri's is of its own subcommand, add's names a dependency's */
	return (word_in(builds, sub) && strcmp(sub, "miri") != 0) ||
	       word_in("clean fetch tree", sub);
}

void
cargocall_say_targets(struct cargocall *c, const struct argvec *targets)
{
	for (size_t i = targets->n; i-- > 0;) {
		autofree char *word = xasprintf("--target=%s", targets->v[i]);

		argvec_insert(&c->words, c->sub + 1, word);
	}
}

bool
cargocall_target_alone(const struct cargocall *c)
{
	size_t n = 0;

	while (n < c->words.n && strcmp(c->words.v[n], "--") != 0)
		n++;
	return n > 0 && strcmp(c->words.v[n - 1], "--target") == 0 &&
	       (n < 2 || strcmp(c->words.v[n - 2], "--target") != 0);
}

void
cargocall_clear(struct cargocall *c)
{
	argvec_clear(&c->words);
	argvec_clear(&c->configs);
	free(c->manifest);
	free(c->profile);
	free(c->path);
	free(c->sysroot);
	c->manifest = c->path = c->sysroot = NULL;
}
