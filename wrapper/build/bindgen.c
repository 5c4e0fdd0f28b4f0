#include "wrapper/build/bindgen.h"

#include <stdlib.h>
#include <string.h>

#include "common/child.h"
#include "common/os.h"
#include "common/path.h"
#include "common/quote.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "shim/root/sdk.h"
#include "shim/sysroot/known.h"
#include "wrapper/cargo/linkdir.h"

enum { MAX_CACHED = 1 << 16 };

/*
 * The order is clang's own: libc++, libclang's own headers, the C library.
 * -idirafter is behind the headers that libclang brings along; zig's copy of
 * those comes last, for a libclang (PyPI's) that has none. Mixing in zig's
 * first would ask an older libclang for builtins that it does not know.
 */
static char *
from_words(const struct argvec *words, const char *zig_lib, const char *include)
{
	autofree char *builtin = path_join(zig_lib, "include");
	autoargvec out = ARGVEC_INIT;

	argvec_push(&out, "-nostdlibinc");
	for (size_t i = 0; i < words->n; i++) {
		const char *w = words->v[i];
		autofree char *dir = NULL;

		if (starts_with(w, "-D") && w[2] != '\0') {
			argvec_push(&out, w);
			continue;
		}
		if (i + 1 == words->n)
			break;
		if (strcmp(w, "-D") == 0) {
			argvec_pushf(&out, "-D%s", words->v[++i]);
			continue;
		}
		/* zig names what is below the current folder from there. */
		dir = path_absolute(words->v[i + 1]);
		if (strcmp(w, "-isystem") != 0 || strcmp(dir, builtin) == 0 ||
			(include != NULL && strcmp(dir, include) == 0))
			continue;
		argvec_pushl(&out, strstr(dir, "/libcxx") != NULL
			? "-cxx-isystem" : "-idirafter", dir, NULL);
		i++;
	}
	argvec_pushl(&out, "-idirafter", builtin, NULL);
	return quote_sh_words(out.v);
}

char *
bindgen_from_line(const char *text, const char *zig_lib)
{
	const char *line = strstr(text, " -cc1 ");
	autofree char *one = NULL;
	autoargvec words = ARGVEC_INIT;

	if (line == NULL)
		return NULL;
	one = xstrndup(line, strcspn(line, "\n"));
	quote_parse_gnu(one, &words);
	return from_words(&words, zig_lib, NULL);
}

/* A zig without a clang prints no line. */
static int
known(const struct zig *z, const struct target *t, char **out, struct fail *f)
{
	autoargvec words = ARGVEC_INIT;

	if (known_compile_words(z, t, true, &words, f) != 0)
		return -1;
	*out = from_words(&words, z->lib, z->include);
	return 0;
}

static int
probe(const struct zig *z, const struct target *t, char **out, struct fail *f)
{
	autoargvec argv = ARGVEC_INIT, env = ARGVEC_INIT;
	scoped(child_output) so = { 0 }, se = { 0 };
	int status, r;

	argvec_pushl(&argv, z->path, "c++", "-target", t->zig, "-E", "-v",
		"-x", "c++", "/dev/null", NULL);
	if (z->lacks)
		return known(z, t, out, f);
	if (zig_env(&env, f) != 0 || zig_env_make(&env, f) != 0)
		return -1;
	r = child_run(z->path, &argv, &env, &so, &se, &status, f);
	if (r != 0)
		return r;
	*out = status == 0 ? bindgen_from_line(se.text, z->lib) : NULL;
	if (*out == NULL)
		return fail_set(f, "cannot learn zig's header folders for '%s': "
				   "'zig c++ -E -v' exited with %d",
			t->name, status);
	return 0;
}

int
bindgen_args(const struct zig *z, const struct target *t, char **out,
	struct fail *f)
{
	autofree char *dir = NULL, *name = linkdir_target(t), *file = NULL;
	autofree char *path = NULL, *text = NULL, *head = NULL;

	/* the SDK may be another one the next time */
	if (sdk_of(t->def) != NULL)
		return probe(z, t, out, f);
	if (os_cache_sub("bindgen", &dir, f) != 0)
		return -1;
	file = xasprintf("%s-%s", name, z->identity);
	path = path_join(dir, file);
	/* The first line says how, and for which zig: the folders are below
	 * it. */
	head = xasprintf("2 %s\n", z->lib);
	if (path_read(path, MAX_CACHED, &text, NULL, FAIL_IGNORED) == 0 &&
		strncmp(text, head, strlen(head)) == 0) {
		*out = xstrdup(text + strlen(head));
		return 0;
	}
	if (probe(z, t, out, f) != 0)
		return -1;
	free(text);
	text = xasprintf("%s%s", head, *out);
	if (path_write(path, text, strlen(text), 0600, f) != 0) {
		free(*out);
		*out = NULL;
		return -1;
	}
	return 0;
}
