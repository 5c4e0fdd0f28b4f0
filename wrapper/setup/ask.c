#include "wrapper/setup/ask.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/str.h"
#include "common/xalloc.h"
#include "targets/host.h"
#include "targets/triple.h"
#include "wrapper/cargo/alltargets.h"

/* What most people want first: runs on every Linux since 2012. */
#define OLD_FLOOR "2.17"

enum { TRIES = 5 };

bool
setupask_possible(void)
{
	return isatty(STDIN_FILENO) && isatty(STDERR_FILENO);
}

/* A line without its end, or NULL; freed by the caller. */
static char *
answer(void)
{
	char *line = NULL;
	size_t cap = 0;
	ssize_t n;

	fflush(stderr);
	n = getline(&line, &cap, stdin);
	if (n < 0) {
		free(line);
		return NULL;
	}
	line[strcspn(line, "\r\n")] = '\0';
	return line;
}

/* Do all of them exist? Says which one does not. */
static bool
all_known(const struct argvec *names, const struct conf *conf)
{
	for (size_t i = 0; i < names->n; i++) {
		autofail why = FAIL_INIT;
		struct target t;

		if (triple_parse(names->v[i], conf, &t, &why) == 0)
			continue;
		fshow(stderr, "  %s\n", why.what);
		if (why.hint != NULL)
			fshow(stderr, "  hint: %s\n", why.hint);
		return false;
	}
	return true;
}

static void
list_targets(const struct conf *conf)
{
	struct alltargets all;

	alltargets_list(conf, &all);
	for (size_t i = 0; i < all.n; i++)
		if (all.v[i]->refuse == NULL)
			fshow(stderr, "  %s\n", all.v[i]->rust);
	alltargets_clear(&all);
}

int
setupask_targets(const char *dir, const struct conf *conf,
	const struct argvec *now, struct argvec *out, struct fail *f)
{
	autofree char *usual = now->n > 0
				       ? argvec_join(now, " ")
				       : xasprintf("%s." OLD_FLOOR,
						 host_triple());

	fshow(stderr,
		"Cargo in %s shall build with zig for which targets?\n"
		"Names with blanks between them; T.VERSION sets the oldest "
		"glibc; ? lists the targets.\n",
		dir);
	for (int i = 0; i < TRIES; i++) {
		autoargvec names = ARGVEC_INIT;
		autofree char *line = NULL;

		fshow(stderr, "targets [%s]: ", usual);
		if ((line = answer()) == NULL)
			break;
		argvec_split(&names, *line != '\0' ? line : usual, " ,\t");
		if (names.n == 1 && strcmp(names.v[0], "?") == 0) {
			list_targets(conf);
			i--;
		} else if (names.n > 0 && all_known(&names, conf)) {
			argvec_pushv(out, names.v);
			return 0;
		}
	}
	fputc('\n', stderr);
	fail_status(f, EXIT_USAGE, "setup: no target chosen");
	return fail_hint(f, "setup --target T[.VERSION] asks nothing");
}

bool
setupask_yes(const char *question)
{
	autofree char *line = NULL;

	fshow(stderr, "%s [Y/n] ", question);
	line = answer();
	if (line == NULL) {
		fputc('\n', stderr);
		return false;
	}
	return *line == '\0' || strchr("yY", *line) != NULL;
}
