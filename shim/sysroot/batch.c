#include "shim/sysroot/batch.h"

#include <string.h>

#include "common/path.h"
#include "common/trace.h"
#include "common/xalloc.h"
#include "shim/zig/verbose.h"

/* Of what -### says: "PROGRAM" "-cc1" "WORD" …, a backslash before what counts. */
static void
split_quoted(const char *p, struct argvec *out)
{
	while ((p = strchr(p, '"')) != NULL) {
		autofree char *word = xstrdup(p);
		size_t n = 0;

		for (p++; *p != '"' && *p != '\0'; p++) {
			p += *p == '\\' && p[1] != '\0';
			word[n++] = *p;
		}
		word[n] = '\0';
		argvec_push(out, word);
		p += *p == '"';
	}
}

/* Takes out an option and its value. */
static void
take_out(struct argvec *a, const char *name)
{
	for (size_t i = 0; i + 1 < a->n; i++)
		if (strcmp(a->v[i], name) == 0) {
			argvec_remove(a, i);
			argvec_remove(a, i);
			return;
		}
}

void
batch_words(const struct maker *m, const struct argvec *words,
	const char *source, struct argvec *cc1)
{
	autoargvec argv = ARGVEC_INIT;
	scoped(child_output) out = { 0 }, err = { 0 };
	struct child c = { .argv = &argv, .flags = CHILD_DIES };
	autofail why = FAIL_INIT;
	const char *line;

	maker_push_clang(m, &argv);
	argvec_pushv(&argv, words->v);
	argvec_pushl(&argv, "-###", "-c", source, "-o", "-", NULL);
	c.program = argv.v[0];
	if (child_talk(&c, &out, &err, &why) != 0 || child_wait(&c) != 0 ||
		(line = strstr(err.text, "\" \"-cc1\" \"")) == NULL)
		return;
	err.text[line - err.text + strcspn(line, "\n")] = '\0';
	split_quoted(line + 2, cc1);
	take_out(cc1, "-o");
	take_out(cc1, "-main-file-name");
	/* "-x c SOURCE" ends it */
	if (cc1->n < 4 || strcmp(cc1->v[cc1->n - 1], source) != 0) {
		trace_line("clang's words are not known: %s", line);
		argvec_clear(cc1);
		return;
	}
	argvec_remove(cc1, cc1->n - 1);
	argvec_insert(cc1, 0, c.program);
}

/* It writes beside what it reads: files that include the sources, and are called
 * what those are called, since that is in the objects. */
void
batch_compile(const struct maker *m, const struct argvec *cc1,
	const char *shared, const struct argvec *sources,
	const struct argvec *objects)
{
	autoargvec argv = ARGVEC_INIT;
	autofail why = FAIL_INIT;

	argvec_pushv(&argv, cc1->v);
	/* (before "-x c") */
	if (shared != NULL) {
		argvec_insert(&argv, 2, "-include-pch");
		argvec_insert(&argv, 3, shared);
	}
	for (size_t i = 0; i < sources->n; i++) {
		autofree char *dir = path_dir(objects->v[i]);
		autofree char *file = path_join(dir, path_base(sources->v[i]));
		autofree char *text = xasprintf("#include \"%s\"\n", sources->v[i]);

		if (path_mkdirs(dir, &why) != 0 ||
			path_write(file, text, strlen(text), 0600, &why) != 0)
			return;
		argvec_push(&argv, file);
	}
	if (verbose_step(m->zig, NULL, &argv, &why) != 0)
		trace_line("one by one: %s", why.what);
}
