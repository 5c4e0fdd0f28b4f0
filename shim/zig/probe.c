#include "shim/zig/probe.h"

#include <bsd/string.h>
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/child.h"
#include "common/os.h"
#include "common/path.h"
#include "common/xalloc.h"

/* A zig says its version in a line; more than this is something else. */
enum { OUTPUT_MAX = 65536 };

/* The first line of text that says something, cut to a sensible length. */
static char *
first_line(const char *text)
{
	size_t n;

	if (text == NULL)
		return xstrdup("");
	text += strspn(text, " \t\r\n");
	n = strcspn(text, "\r\n");
	return xstrndup(text, n < 160 ? n : 160);
}

static int
judge(const struct child *c, const char *out, const char *err, struct fail *f)
{
	autofree char *missing = os_missing(c->program);
	autofree char *said = first_line(err != NULL ? err : out);
	const char *sep = *said != '\0' ? ": " : "";

	if (c->exec_errno == ENOEXEC)
		return fail_status(f, EXIT_CANNOT_RUN,
			"%s (made for another machine?)", strerror(ENOEXEC));
	if (c->exec_errno == ENOENT)
		return fail_status(f, EXIT_CANNOT_RUN, "%s", missing);
	if (c->exec_errno != 0)
		return fail_status(f, EXIT_CANNOT_RUN, "%s",
			strerror(c->exec_errno));
	if (c->late)
		return fail_status(f, EXIT_CANNOT_RUN,
			"no answer within %g seconds%s%s",
			c->limit_ms / 1000.0, sep, said);
	if (WIFSIGNALED(c->ws))
		return fail_status(f, EXIT_CANNOT_RUN,
			"killed by signal %d (%s)%s%s", WTERMSIG(c->ws),
			strsignal(WTERMSIG(c->ws)), sep, said);
	if (WEXITSTATUS(c->ws) != 0)
		fail_status(f, EXIT_CANNOT_RUN, "exit status %d%s%s",
			WEXITSTATUS(c->ws), sep, said);
	return WEXITSTATUS(c->ws);
}

int
zigprobe_run(const char *dir, char *const *words, int limit_ms, char **out,
	struct fail *f)
{
	scoped(child_output) o = { .max = OUTPUT_MAX }, e = o;
	autoargvec argv = ARGVEC_INIT, env = ARGVEC_INIT;
	struct child c = { .program = words[0], .argv = &argv, .env = &env,
		.dir = dir,
		.flags = CHILD_NO_INPUT | CHILD_DIES | CHILD_GROUP,
		.limit_ms = limit_ms };
	autofail why = FAIL_INIT;
	int r;

	argvec_pushv(&argv, words);
	argvec_push(&env, ZIGPROBE_MARK "=1");
	/* What we try may hang: a signal ends it and us. */
	child_guard();
	r = child_talk(&c, &o, &e, &why);
	child_unguard(NULL);
	if (r == 0 || c.exec_errno != 0)
		r = judge(&c, o.text, e.text, f);
	else
		r = fail_status(f, why.status, "%s", why.what);
	if (r == 0) {
		*out = o.text;
		o.text = NULL;
	}
	return r;
}

/* Appends code point u as UTF-8. */
static char *
put_utf8(char *p, unsigned long u)
{
	if (u < 0x80) {
		*p++ = (char)u;
	} else if (u < 0x800) {
		*p++ = (char)(0xc0 | u >> 6);
		*p++ = (char)(0x80 | (u & 0x3f));
	} else if (u < 0x10000) {
		*p++ = (char)(0xe0 | u >> 12);
		*p++ = (char)(0x80 | (u >> 6 & 0x3f));
		*p++ = (char)(0x80 | (u & 0x3f));
	} else if (u < 0x110000) {
		*p++ = (char)(0xf0 | u >> 18);
		*p++ = (char)(0x80 | (u >> 12 & 0x3f));
		*p++ = (char)(0x80 | (u >> 6 & 0x3f));
		*p++ = (char)(0x80 | (u & 0x3f));
	}
	return p;
}

/* n hexadecimal digits at s, or -1. */
static long
hex_at(const char *s, size_t n)
{
	long v = 0;

	if (n == 0 || n > 6)
		return -1;
	for (size_t i = 0; i < n; i++) {
		int c = tolower((unsigned char)s[i]);

		if (!isxdigit(c))
			return -1;
		v = v * 16 + (isdigit(c) ? c - '0' : c - 'a' + 10);
	}
	return v;
}

/* An escape of JSON (\n \/ \u00e9) or ZON (\x41 \u{e9}); s is behind the
 * backslash. Every escape is at least as long as what it stands for. */
static const char *
unescape(const char *s, char **p)
{
	static const char from[] = "nrtbf", to[] = "\n\r\t\b\f";
	const char *simple = *s != '\0' ? strchr(from, *s) : NULL;
	size_t n;
	long v;

	if (*s == 'x' && (v = hex_at(s + 1, 2)) >= 0) {
		*(*p)++ = (char)v;
		return s + 3;
	}
	if (s[0] == 'u' && s[1] == '{') {
		n = strcspn(s + 2, "}\"");
		if (s[2 + n] == '}' && (v = hex_at(s + 2, n)) >= 0) {
			*p = put_utf8(*p, (unsigned long)v);
			return s + n + 3;
		}
	}
	if (*s == 'u' && (v = hex_at(s + 1, 4)) >= 0) {
		*p = put_utf8(*p, (unsigned long)v);
		return s + 5;
	}
	*(*p)++ = simple != NULL ? to[simple - from] : *s;
	return s + 1;
}

char *
zigprobe_env_value(const char *text, const char *key)
{
	size_t n = strlen(key);
	const char *s = text;

	for (; (s = strstr(s, key)) != NULL; s += n) {
		const char *q = s + n;
		char *value, *p;

		if (s == text || (s[-1] != '.' && s[-1] != '"'))
			continue;
		if (s[-1] == '"' && *q++ != '"')
			continue;
		q += strspn(q, " \t\r\n");
		if (*q != ':' && *q != '=')
			continue;
		q += 1 + strspn(q + 1, " \t\r\n");
		if (*q++ != '"')
			continue;
		p = value = xmalloc(strlen(q) + 1);
		while (*q != '\0' && *q != '"')
			if (*q == '\\' && q[1] != '\0')
				q = unescape(q + 1, &p);
			else
				*p++ = *q++;
		*p = '\0';
		if (*q == '"')
			return value;
		free(value);
	}
	return NULL;
}

bool
zigprobe_is_lib(const char *dir)
{
	autofree char *std = path_join(dir, "std/std.zig");
	autofree char *abi = path_join(dir, "libc/glibc/abilists");

	return path_is_file(std) || path_is_file(abi);
}

/* As zig itself does it (findZigLibDirFromSelfExe in its introspect.zig):
 * lib/zig, then lib, in each folder from the binary's upwards. */
static char *
lib_beside(const char *program)
{
	static const char *const names[] = { "lib/zig", "lib" };
	char *dir = realpath(program, NULL);

	while (dir != NULL && strcmp(dir, "/") != 0) {
		char *up = path_dir(dir);

		free(dir);
		dir = up;
		for (size_t i = 0; i < 2; i++) {
			char *lib = path_join(dir, names[i]);

			if (zigprobe_is_lib(lib)) {
				free(dir);
				return lib;
			}
			free(lib);
		}
	}
	free(dir);
	return NULL;
}

static char *
run_env(const char *path, int limit_ms)
{
	char *argv[] = { (char *)path, (char *)"env", NULL };
	char *out = NULL;

	zigprobe_run(NULL, argv, limit_ms, &out, FAIL_IGNORED);
	return out;
}

/* lib_dir as `zig env` says it may be relative to the current folder. */
static char *
lib_from_env(const char *env)
{
	autofree char *said =
		env != NULL ? zigprobe_env_value(env, "lib_dir") : NULL;
	char *real = said != NULL ? realpath(said, NULL) : NULL;

	if (real != NULL && zigprobe_is_lib(real))
		return real;
	free(real);
	return NULL;
}

static bool
is_script(const char *path)
{
	char head[2] = "";
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	bool yes;

	if (fd < 0)
		return false;
	yes = read(fd, head, 2) == 2 && memcmp(head, "#!", 2) == 0;
	close(fd);
	return yes;
}

static int
check_file(const char *path, struct fail *f)
{
	struct stat st;

	if (stat(path, &st) != 0)
		return fail_status(f, EXIT_NOT_FOUND, "%s",
			errno == ENOENT ? "no such file" : strerror(errno));
	if (!S_ISREG(st.st_mode))
		return fail_status(
			f, EXIT_CANNOT_RUN, "not a regular file");
	if (access(path, X_OK) != 0)
		return fail_status(f, EXIT_CANNOT_RUN, "not executable");
	return 0;
}

/* Path, identity and version; the lib folder is another question. */
static int
ask_version(const char *path, int limit_ms, struct zig *out, struct fail *f)
{
	char *argv[] = { (char *)path, (char *)"version", NULL };
	autofree char *text = NULL, *line = NULL, *identity = NULL;

	/* The identity first: a file replaced while it runs is noticed. */
	if (check_file(path, f) != 0)
		return -1;
	identity = os_identity(path);
	if (identity == NULL)
		return fail_status(f, EXIT_NOT_FOUND, "it vanished");
	if (zigprobe_run(NULL, argv, limit_ms, &text, f) != 0)
		return -1;
	line = first_line(text);
	if (!version_parse(line, &out->version) ||
		strlcpy(out->text, line, sizeof out->text) >=
			sizeof out->text)
		return fail_status(f, EXIT_CANNOT_RUN,
			"answered '%.60s' to 'version', which is none", line);
	out->path = xstrdup(path);
	out->identity = identity;
	identity = NULL;
	return 0;
}

/* env is what a script answered to `env`; NULL for a program, which is asked
 * only if its lib folder is not where it belongs. */
static int
find_lib(struct zig *z, const char *env, int limit_ms, struct fail *f)
{
	const char *set = getenv("ZIG_LIB_DIR");
	autofree char *asked = NULL;

	if (set != NULL && *set != '\0')
		z->lib = path_absolute(set);
	/* A script may start a zig that lives anywhere. */
	if (z->lib == NULL && env != NULL)
		z->lib = lib_from_env(env);
	if (z->lib == NULL)
		z->lib = lib_beside(z->path);
	if (z->lib == NULL && env == NULL) {
		asked = run_env(z->path, limit_ms);
		z->lib = lib_from_env(asked);
	}
	if (z->lib != NULL)
		return 0;
	fail_status(f, EXIT_CANNOT_RUN,
		"zig %s without its lib folder (no lib/std/std.zig beside "
		"it, and 'zig env' names none)",
		z->text);
	return fail_hint(f, "unpack zig %s once more, all of it, or run `cargo "
			    "zbuild zig install` and leave this one out",
		z->text);
}

static int
probe_program(const char *path, int limit_ms, struct zig *out, struct fail *f)
{
	struct zig z = { .path = NULL };

	if (ask_version(path, limit_ms, &z, f) != 0 ||
		find_lib(&z, NULL, limit_ms, f) != 0) {
		zig_clear(&z);
		return -1;
	}
	*out = z;
	return 0;
}

/* pip's entry point and other tools' launchers are scripts: slow to start,
 * and they may choose another zig tomorrow. */
static bool
probe_behind(const char *env, int limit_ms, struct zig *out)
{
	autofree char *exe =
		env != NULL ? zigprobe_env_value(env, "zig_exe") : NULL;

	if (exe == NULL || *exe != '/' || is_script(exe))
		return false;
	return probe_program(exe, limit_ms, out, FAIL_IGNORED) == 0;
}

int
zigprobe(const char *path, int limit_ms, struct zig *out, struct fail *f)
{
	struct zig z = { .path = NULL };
	autofree char *env = NULL;
	int rc;

	if (!is_script(path))
		return probe_program(path, limit_ms, out, f);
	if (ask_version(path, limit_ms, &z, f) != 0)
		return -1;
	env = run_env(path, limit_ms);
	if (probe_behind(env, limit_ms, out)) {
		zig_clear(&z);
		return 0;
	}
	rc = find_lib(&z, env != NULL ? env : "", limit_ms, f);
	if (rc == 0)
		*out = z;
	else
		zig_clear(&z);
	return rc;
}
