#include "shim/plan/record.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/os.h"
#include "common/path.h"
#include "common/xalloc.h"

/* The file is a row of texts that each end with a NUL: this line, then name,
 * applet, target, folder, status, how many words, the words, how many
 * variables, the variables, and what was said. */
#define MAGIC "zbuild-record 1"

enum { SAID_MAX = 256 << 10, FILE_MAX = 64 << 20 };

/* Variables that a plan depends on; a '*' stands for the rest of a name. */
static const char *const kept[] = { "ZBUILD_*", "CPATH", "C_INCLUDE_PATH",
	"CPLUS_INCLUDE_PATH", "LIBRARY_PATH", "COMPILER_PATH", "SDKROOT",
	"MACOSX_DEPLOYMENT_TARGET", "IPHONEOS_DEPLOYMENT_TARGET",
	"TVOS_DEPLOYMENT_TARGET", "WATCHOS_DEPLOYMENT_TARGET",
	"XROS_DEPLOYMENT_TARGET", "SOURCE_DATE_EPOCH", "PATH", NULL };
static const char *const left_out[] = { "ZBUILD_TRACE", "ZBUILD_SHIM_DEPTH",
	NULL };

extern char **environ;

static bool
listed(const char *const *names, const char *variable)
{
	size_t n = strcspn(variable, "=");

	for (; *names != NULL; names++) {
		size_t l = strcspn(*names, "*");

		if (strncmp(variable, *names, l) == 0 &&
			((*names)[l] == '*' || n == l))
			return true;
	}
	return false;
}

static void
put(FILE *to, const char *text)
{
	fwrite(text, 1, strlen(text) + 1, to);
}

static void
put_number(FILE *to, long long n)
{
	char text[24];

	snprintf(text, sizeof text, "%lld", n);
	put(to, text);
}

static void
put_list(FILE *to, const struct argvec *list)
{
	put_number(to, (long long)list->n);
	for (size_t i = 0; i < list->n; i++)
		put(to, list->v[i]);
}

static void
put_env(FILE *to, const struct conf *conf)
{
	autoargvec env = ARGVEC_INIT;

	for (char **e = environ; *e != NULL; e++)
		if (listed(kept, *e) && !listed(left_out, *e))
			argvec_push(&env, *e);
	if (conf->workspace != NULL && getenv(CONF_WORKSPACE) == NULL)
		argvec_pushf(&env, CONF_WORKSPACE "=%s", conf->workspace);
	put_list(to, &env);
}

static void
put_call(FILE *to, const struct call *call, const char *cwd, int status)
{
	put(to, MAGIC);
	put(to, call->name);
	put(to, call->applet->name);
	put(to, call->target->name);
	put(to, cwd);
	put_number(to, status);
	put_list(to, &call->words);
	put_env(to, call->conf);
}

static const char *
file_name(bool failed)
{
	return failed ? "failure" : "link";
}

void
record_link(const struct call *call, int status, const char *said)
{
	autofree char *dir = NULL, *data = NULL;
	char cwd[PATH_MAX];
	size_t len = 0;
	FILE *to;

	if (getcwd(cwd, sizeof cwd) == NULL ||
		os_cache_sub("records", &dir, FAIL_IGNORED) != 0 ||
		(to = open_memstream(&data, &len)) == NULL)
		return;
	put_call(to, call, cwd, status);
	if (said == NULL || status == 0)
		said = "";
	fwrite(said, 1, strnlen(said, SAID_MAX), to);
	fputc('\0', to);
	if (fclose(to) == 0) {
		for (int failed = 0; failed <= (status != 0 ? 1 : 0); failed++) {
			autofree char *path =
				path_join(dir, file_name(failed));

			path_write(path, data, len, 0600, FAIL_IGNORED);
		}
	}
}

/* The next text of the row, or NULL: the file was cut off. */
static char *
take(const char **at, const char *end)
{
	size_t left = (size_t)(end - *at), n = strnlen(*at, left);
	char *text;

	if (n == left)
		return NULL;
	text = xstrndup(*at, n);
	*at += n + 1;
	return text;
}

static bool
take_number(const char **at, const char *end, long *out)
{
	autofree char *text = take(at, end);
	char *stop;

	if (text == NULL || *text == '\0')
		return false;
	*out = strtol(text, &stop, 10);
	return *stop == '\0' && *out >= 0;
}

static bool
take_list(const char **at, const char *end, struct argvec *out)
{
	long n;

	if (!take_number(at, end, &n))
		return false;
	for (long i = 0; i < n; i++) {
		char *text = take(at, end);

		if (text == NULL)
			return false;
		argvec_take(out, text);
	}
	return true;
}

static bool
parse_record(const char *at, const char *end, struct record *r)
{
	autofree char *magic = take(&at, end);
	long status;

	if (magic == NULL || strcmp(magic, MAGIC) != 0 ||
		(r->name = take(&at, end)) == NULL ||
		(r->applet = take(&at, end)) == NULL ||
		(r->target = take(&at, end)) == NULL ||
		(r->cwd = take(&at, end)) == NULL ||
		!take_number(&at, end, &status) ||
		!take_list(&at, end, &r->words) ||
		!take_list(&at, end, &r->env) ||
		(r->said = take(&at, end)) == NULL)
		return false;
	r->status = (int)status;
	return true;
}

int
record_read(bool failed, struct record *r, struct fail *f)
{
	autofree char *dir = NULL, *path = NULL, *data = NULL;
	size_t len;

	if (os_cache_find("records", &dir, f) != 0)
		return -1;
	path = path_join(dir, file_name(failed));
	if (access(path, F_OK) != 0) {
		fail_set(f, "no %slink is on record in '%s'",
			failed ? "failed " : "", dir);
		return fail_hint(f, "the shim keeps the last one of this "
				    "ZBUILD_CACHE_DIR; `cargo zbuild explain "
				    "-- CC WORDS` explains any call");
	}
	if (path_read(path, FILE_MAX, &data, &len, f) != 0)
		return -1;
	if (!parse_record(data, data + len, r)) {
		fail_set(f, "'%s' is damaged: not a record of a link", path);
		return fail_hint(f, "the next link writes it anew");
	}
	return 0;
}

void
record_clear(struct record *r)
{
	free(r->name);
	free(r->applet);
	free(r->target);
	free(r->cwd);
	free(r->said);
	argvec_clear(&r->words);
	argvec_clear(&r->env);
	*r = (struct record)RECORD_INIT;
}
