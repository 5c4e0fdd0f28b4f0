#include "wrapper/build/universal.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/child.h"
#include "common/outfile.h"
#include "common/path.h"
#include "common/trace.h"
#include "common/xalloc.h"
#include "shim/macho/file.h"

static const char arm[] = "aarch64-apple-darwin";
static const char intel[] = "x86_64-apple-darwin";

/* --- the call ------------------------------------------------------------- */

/* What cargo would take when no --target is given: --config, then the variable,
 * then the files. */
static int
default_targets(const struct cargoconfig *config, const char *set,
	struct argvec *out, struct fail *f)
{
	struct toml *node = cargoconfig_get(config, "build", "target", NULL);

	if (set != NULL && (node == NULL || !cargoconfig_from_cli(node)))
		argvec_push(out, set);
	else if (node != NULL && node->kind == TOML_STRING)
		argvec_push(out, node->text);
	else if (node != NULL)
		return cargoconfig_words(node, out, f);
	return 0;
}

/* The two take the place of the one. */
static void
say_targets(struct cargocall *c, const struct argvec *targets)
{
	autoargvec all = ARGVEC_INIT;

	for (size_t i = 0; i < targets->n; i++)
		if (strcmp(targets->v[i], UNIVERSAL) == 0)
			argvec_pushl(&all, arm, intel, NULL);
		else
			argvec_push(&all, targets->v[i]);
	cargocall_say_targets(c, &all);
}

int
universal_take(struct cargocall *c, const struct cargoconfig *config,
	const char *set, struct fail *f)
{
	struct cargocall_target *at = xcalloc(c->words.n, sizeof *at);
	size_t n = cargocall_targets(c, at, c->words.n);
	autoargvec defaults = ARGVEC_INIT;
	bool found = false;

	for (size_t i = n; i-- > 0;) {
		char *word = c->words.v[at[i].word];
		autofree char *second = xasprintf("%s=%s", at[i].option, intel);

		if (strcmp(word + at[i].offset, UNIVERSAL) != 0)
			continue;
		found = true;
		c->words.v[at[i].word] = xasprintf("%.*s%s", (int)at[i].offset,
			word, arm);
		free(word);
		argvec_insert(&c->words, at[i].word + 1, second);
	}
	free(at);
	if (n == 0 && (cargocall_kind(c) != CARGOCALL_IDLE ||
			      word_in("clean fetch tree", cargocall_sub(c)))) {
		if (default_targets(config, set, &defaults, f) != 0)
			return -1;
		found = argvec_has(&defaults, UNIVERSAL);
		if (found)
			say_targets(c, &defaults);
	}
	if (found && word_in("run r install", cargocall_sub(c))) {
		fail_status(f, EXIT_USAGE, "cargo %s takes one target, and "
			UNIVERSAL " is two", cargocall_sub(c));
		return fail_hint(f, "name %s or %s", arm, intel);
	}
	return found;
}

bool
universal_joins(const struct cargocall *c)
{
	return !c->help && word_in("build b rustc", cargocall_sub(c));
}

/* The value of --message-format, which is taken out unless it is JSON. */
static bool
wants_json(struct argvec *words, bool *is_short)
{
	static const char name[] = "--message-format";
	size_t n = sizeof name - 1;

	*is_short = false;
	for (size_t i = 0; i < words->n; i++) {
		const char *w = words->v[i], *v;
		size_t count = 1;

		if (strcmp(w, "--") == 0)
			break;
		if (strncmp(w, name, n) != 0 || (w[n] != '=' && w[n] != '\0'))
			continue;
		v = w[n] == '=' ? w + n + 1
		    : i + 1 < words->n ? words->v[i + 1]
				       : "";
		count += w[n] == '\0' && i + 1 < words->n;
		if (strncmp(v, "json", 4) == 0)
			return true;
		*is_short = strcmp(v, "short") == 0;
		while (count-- > 0)
			argvec_remove(words, i);
		i--;
	}
	return false;
}

/* --- messages ------------------------------------------------------------- */

/* The end of the JSON value at p (strings and nesting), or its NUL. */
static const char *
value_end(const char *p)
{
	int depth = 0;

	for (; *p != '\0'; p++) {
		if (*p == '"') {
			for (p++; *p != '\0' && *p != '"'; p++)
				if (*p == '\\' && p[1] != '\0')
					p++;
			if (*p == '\0')
				return p;
		} else if (*p == '{' || *p == '[') {
			depth++;
		} else if (*p == '}' || *p == ']') {
			if (depth == 0)
				return p;
			depth--;
		} else if (*p == ',' && depth == 0) {
			return p;
		}
	}
	return p;
}

/* The value of a member of the object in `line`, or NULL; *n its length. */
static const char *
member(const char *line, const char *key, size_t *n)
{
	autofree char *quoted = xasprintf("\"%s\"", key);
	const char *p = line + 1;

	while (line[0] == '{' && *p == '"') {
		const char *colon = value_end(p), *value, *end;
		size_t len = strlen(quoted);

		/* value_end stops behind "key":value; find the colon */
		end = colon;
		colon = p + 1;
		while (colon < end && *colon != '"')
			colon += *colon == '\\' && colon + 1 < end ? 2 : 1;
		value = colon + 1 + strspn(colon + 1, ": ");
		if ((size_t)(colon + 1 - p) == len &&
			memcmp(p, quoted, len) == 0) {
			*n = (size_t)(end - value);
			return value;
		}
		p = *end == ',' ? end + 1 : end;
	}
	return NULL;
}

/* Appends the strings of a JSON array or a single string, as they are written
 * there (a path with a quote or backslash is left alone). */
static void
strings(const char *p, size_t n, struct argvec *out)
{
	const char *end = p + n;

	while (p < end && (p = memchr(p, '"', (size_t)(end - p))) != NULL) {
		const char *start = ++p;

		while (p < end && *p != '"')
			p += *p == '\\' ? 2 : 1;
		if (p < end)
			argvec_take(out, xstrndup(start, (size_t)(p - start)));
		p++;
	}
}

static bool
is_artifact(const char *line)
{
	size_t n = 0;
	const char *reason = member(line, "reason", &n);

	return reason != NULL && n == strlen("\"compiler-artifact\"") &&
	       strncmp(reason, "\"compiler-artifact\"", n) == 0;
}

/* path with one target's folder for another's; NULL if it has none. */
static char *
other_path(const char *path, const char *from, const char *to)
{
	autofree char *folder = xasprintf("/%s/", from);
	const char *p = NULL;

	/* the last one: the workspace itself may lie below such a folder */
	for (const char *q = path; (q = strstr(q, folder)) != NULL; q++)
		p = q;
	return p == NULL ? NULL
			 : xasprintf("%.*s/%s/%s", (int)(p - path), path, to,
				   p + strlen(folder));
}

/* Programs and libraries for others than rustc; what lies in deps is cargo's
 * own. */
static bool
is_product(const char *path, const char *folder)
{
	const char *dot = strrchr(path_base(path), '.');

	/* the build folder itself may lie below one of these names */
	path = strstr(path, folder);
	for (const char *q = path; q != NULL && (q = strstr(q, folder)); q++)
		path = q;
	return path != NULL && strstr(path, "/deps/") == NULL &&
	       strstr(path, "/build/") == NULL &&
	       (dot == NULL || (strcmp(dot, ".rlib") != 0 &&
				       strcmp(dot, ".rmeta") != 0 &&
				       strcmp(dot, ".d") != 0));
}

/* Folders as cargo makes them: the umask decides. */
static int
make_parents(const char *path, struct fail *f)
{
	autofree char *copy = xstrdup(path);

	for (char *p = copy + 1; (p = strchr(p, '/')) != NULL; p++) {
		*p = '\0';
		if (mkdir(copy, 0777) != 0 && errno != EEXIST)
			return fail_errno(f, "cannot make '%s'", copy);
		*p = '/';
	}
	return 0;
}

static int
join(const char *one, const char *two, const char *to, struct fail *f)
{
	struct machofile a, b = { .path = NULL };
	autofree uint8_t *out = NULL;
	size_t len = 0;
	int r = machofile_open(&a, one, f);

	if (r != 0)
		return -1;
	r = machofile_open(&b, two, f);
	if (r == 0) {
		struct machofile_part parts[] = {
			{ machofile_slice(&b, 0), b.slices[0].len,
				b.slices[0].cputype, b.slices[0].cpusubtype,
				machofile_align(b.slices[0].cputype) },
			{ machofile_slice(&a, 0), a.slices[0].len,
				a.slices[0].cputype, a.slices[0].cpusubtype,
				machofile_align(a.slices[0].cputype) },
		};

		r = machofile_join(parts, 2, &out, &len, f);
	}
	if (r == 0)
		r = make_parents(to, f);
	if (r == 0)
		r = outfile_put(to, out, len, &a.st, false, f);
	machofile_clear(&a);
	machofile_clear(&b);
	return r;
}

/* The files of one target that messages name. */
static void
collect(char *const *lines, const char *target, struct argvec *out)
{
	autofree char *folder = xasprintf("/%s/", target);

	for (; *lines != NULL; lines++) {
		autoargvec all = ARGVEC_INIT;
		size_t n = 0;
		const char *v = member(*lines, "filenames", &n);

		if (v == NULL || !is_artifact(*lines))
			continue;
		strings(v, n, &all);
		for (size_t i = 0; i < all.n; i++)
			if (is_product(all.v[i], folder))
				argvec_push(out, all.v[i]);
	}
}

static char *
replace_all(char *text, const char *what, const char *with)
{
	autofree char *from = xasprintf("\"%s\"", what);
	autofree char *to = xasprintf("\"%s\"", with);
	const char *p;

	while ((p = strstr(text, from)) != NULL) {
		char *longer = xasprintf("%.*s%s%s", (int)(p - text), text, to,
			p + strlen(from));

		free(text);
		text = longer;
	}
	return text;
}

/* A message with joined files in it; NULL if it is the second of a pair. */
static char *
rewrite(const char *line, const struct argvec *arms)
{
	char *out = xstrdup(line);

	for (size_t i = 0; is_artifact(line) && i < arms->n; i++) {
		autofree char *two = other_path(arms->v[i], arm, intel);
		autofree char *to = other_path(arms->v[i], arm, UNIVERSAL);
		autofree char *quoted = xasprintf("\"%s\"", two);

		if (strstr(line, quoted) != NULL) {
			free(out);
			return NULL;
		}
		out = replace_all(out, arms->v[i], to);
	}
	return out;
}

int
universal_join(const char *messages, char **out, size_t *joined,
	struct fail *f)
{
	autoargvec lines = ARGVEC_INIT, ours = ARGVEC_INIT;
	autoargvec arms = ARGVEC_INIT, intels = ARGVEC_INIT;

	*joined = 0;
	argvec_split(&lines, messages, "\n");
	collect(argvec_exec(&lines), arm, &arms);
	collect(argvec_exec(&lines), intel, &intels);
	for (size_t i = 0; i < arms.n;) {
		autofree char *two = other_path(arms.v[i], arm, intel);
		autofree char *to = other_path(arms.v[i], arm, UNIVERSAL);

		if (!argvec_has(&intels, two)) {
			argvec_remove(&arms, i);
			continue;
		}
		if (join(arms.v[i], two, to, f) != 0)
			return -1;
		trace_line("joined %s", to);
		++*joined;
		i++;
	}
	for (size_t i = 0; i < lines.n; i++) {
		char *line = rewrite(lines.v[i], &arms);

		if (line != NULL)
			argvec_take(&ours, line);
	}
	*out = argvec_join(&ours, "\n");
	return 0;
}

int
universal_run(const char *cargo, struct argvec *words,
	const struct argvec *env, struct fail *f)
{
	scoped(child_output) said = { .text = NULL };
	autofree char *text = NULL;
	bool is_short = false, json = wants_json(words, &is_short);
	size_t at = 1, joined = 0;
	int status = 0;

	/* behind the subcommand, which the first word that is none of cargo's
	 * own options is: the end of what stands before a "--" will do */
	while (at < words->n && strcmp(words->v[at], "--") != 0)
		at++;
	if (!json)
		argvec_insert(words, at, is_short
			? "--message-format=json-render-diagnostics,"
			  "json-diagnostic-short"
			: "--message-format=json-render-diagnostics");
	trace_words("run", env->v, argvec_exec(words));
	if (child_run(cargo, words, env, &said, NULL, &status, f) != 0)
		return -1;
	if (status == 0 && *said.text != '\0' &&
		universal_join(said.text, &text, &joined, f) != 0)
		return fail_context(f, "cannot join the two builds");
	if (json)
		printf("%s%s", text != NULL ? text : said.text,
			text != NULL ? "\n" : "");
	if (fflush(stdout) != 0)
		return fail_errno(f, "cannot write the messages");
	return status;
}
