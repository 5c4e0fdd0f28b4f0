#include "common/os.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/elsewhere.h"
#include "common/path.h"
#include "common/str.h"
#include "common/system.h"
#include "common/trust.h"
#include "common/xalloc.h"

/* For systems that do not say which file we are. */
static const char *called;

const char *
os_exec_name(char *const *argv)
{
	const char *said = system_exec_name();

	called = argv[0] != NULL ? argv[0] : "";
	return said != NULL ? said : called;
}

void
os_open_streams(void)
{
	struct pollfd fds[3] = { { 0, 0, 0 }, { 1, 0, 0 }, { 2, 0, 0 } };

	if (poll(fds, 3, 0) <= 0)
		return;
	/* From the lowest on: that is the one which open(2) gives. */
	for (int i = 0; i < 3; i++)
		if (fds[i].revents & POLLNVAL &&
			open("/dev/null", i == STDERR_FILENO ? O_WRONLY
							     : O_RDONLY) < 0)
			return;
}

char *
os_self(void)
{
	autofree char *found = NULL;
	char *self = system_self();

	if (self == NULL && called != NULL && *called != '\0') {
		found = path_find(called);
		self = realpath(found != NULL ? found : called, NULL);
	}
	return self != NULL ? self : xstrdup("");
}

char *
os_identity(const char *path)
{
	struct timespec when;
	struct stat st;

	if (stat(path, &st) != 0)
		return NULL;
	when = system_mtime(&st);
	return xasprintf("%lld-%lld.%09ld-%llu", (long long)st.st_size,
		(long long)when.tv_sec, (long)when.tv_nsec,
		(unsigned long long)st.st_ino);
}

static char *
temp_cache(void)
{
	const char *tmp = getenv("TMPDIR");

	return xasprintf("%s/zbuild-%lu",
		tmp != NULL && *tmp == '/' ? tmp : "/tmp",
		(unsigned long)getuid());
}

char *
os_cache_dir(void)
{
	const char *v;

	if ((v = getenv("ZBUILD_CACHE_DIR")) != NULL && *v != '\0')
		return path_absolute(v);
	/* The XDG base directory specification ignores relative values. */
	if ((v = getenv("XDG_CACHE_HOME")) != NULL && *v == '/')
		return path_join(v, "zbuild");
	if ((v = getenv("HOME")) != NULL && *v == '/')
		return path_join(v, ".cache/zbuild");
	return temp_cache();
}

/* A symlink counts as what it leads to, if we or root made it; st then tells of
 * that. In the temp folder anybody may make one. */
static int
check_link(const char *dir, struct stat *st, struct fail *f)
{
	autofree char *temp = temp_cache();

	if (strcmp(dir, temp) == 0) {
		fail_set(f, "refusing cache folder '%s': it is a symlink of "
			    "user %lu", dir, (unsigned long)st->st_uid);
		return fail_hint(f, "remove it, or set ZBUILD_CACHE_DIR to a "
				    "folder of your own");
	}
	if (trust_owner(st) && stat(dir, st) != 0)
		return fail_errno(f, "cannot use cache folder '%s'", dir);
	return 0;
}

/* A folder that others can write to would let them plant files that we run. */
static int
check_folder(const char *dir, const struct stat *link, struct fail *f)
{
	struct stat st = *link;

	if (S_ISLNK(st.st_mode) && check_link(dir, &st, f) != 0)
		return -1;
	if (!trust_owner(&st)) {
		fail_set(f, "refusing cache folder '%s': it belongs to user "
			    "%lu, we are user %lu (mode %04o)", dir,
			(unsigned long)st.st_uid, (unsigned long)geteuid(),
			(unsigned)(st.st_mode & 07777));
		return fail_hint(
			f, "set ZBUILD_CACHE_DIR to a folder of your own");
	}
	if (!trust_others_write(&st))
		return 0;
	fail_set(f, "refusing cache folder '%s': %s may write to it (user "
		    "%lu, mode %04o)", dir,
		st.st_mode & S_IWOTH ? "everybody" : "its group",
		(unsigned long)st.st_uid, (unsigned)(st.st_mode & 07777));
	return fail_hint(f, "remove it if somebody may have, else chmod go-w "
			    "'%s'", dir);
}

/* root, and each folder of sub below it as far as there are any. */
static int
check_cache(const char *root, const char *sub, struct fail *f)
{
	autofree char *way = path_join(root, sub);
	char *end = way + strlen(root);

	/* PATH cannot have the first, zig's reader of .d files none */
	if (strpbrk(root, starts_with(sub, "sysroots") ? ":\\\n" : ":") !=
		NULL) {
		fail_set(f, "refusing cache folder '%s': it has a ':', a '\\' "
			    "or a new line in its name", root);
		return fail_hint(f, "set ZBUILD_CACHE_DIR to a folder without");
	}
	for (;; end++) {
		struct stat st;
		char c = *end;
		int r;

		if (c != '/' && c != '\0')
			continue;
		*end = '\0';
		if (lstat(way, &st) != 0)
			return 0;
		r = check_folder(way, &st, f);
		*end = c;
		if (r != 0 || c == '\0')
			return r;
	}
}

static int
make_cache(const char *root, const char *sub, char **out, struct fail *f)
{
	autofree char *dir = path_join(root, sub);

	if (check_cache(root, sub, f) != 0 || path_mkdirs(dir, f) != 0 ||
		check_cache(root, sub, f) != 0)
		return -1;
	*out = dir;
	dir = NULL;
	return 0;
}

int
os_cache_sub(const char *sub, char **out, struct fail *f)
{
	const char *set = getenv("ZBUILD_CACHE_DIR");
	autofree char *root = os_cache_dir();
	autofree char *tmp = NULL;

	if (make_cache(root, sub, out, f) == 0)
		return 0;
	if ((set != NULL && *set != '\0') || path_is_dir(root))
		return -1;
	tmp = temp_cache();
	if (strcmp(tmp, root) == 0)
		return -1;
	fail_clear(f);
	return make_cache(tmp, sub, out, f);
}

/* May folders be made there: in it, or in the nearest one above it? */
static bool
can_grow(const char *dir)
{
	autofree char *at = xstrdup(dir);
	struct stat st;

	while (lstat(at, &st) != 0 && errno == ENOENT) {
		char *up = path_dir(at);

		free(at);
		at = up;
	}
	return faccessat(AT_FDCWD, at, W_OK | X_OK, AT_EACCESS) == 0 &&
	       !system_is_sealed(at);
}

int
os_cache_find(const char *sub, char **out, struct fail *f)
{
	const char *set = getenv("ZBUILD_CACHE_DIR");
	autofree char *root = os_cache_dir();
	struct stat st;

	if ((set == NULL || *set == '\0') && lstat(root, &st) != 0 &&
		!can_grow(root)) {
		free(root);
		root = temp_cache();
	}
	if (check_cache(root, sub, f) != 0)
		return -1;
	*out = path_join(root, sub);
	return 0;
}

int
os_temp_dir(char **out, struct fail *f)
{
	const char *tmp = getenv("TMPDIR");
	char *dir = path_join(
		tmp != NULL && *tmp == '/' ? tmp : "/tmp", "zbuild.XXXXXX");

	if (mkdtemp(dir) == NULL) {
		fail_errno(f, "cannot create a temp folder '%s'", dir);
		free(dir);
		return -1;
	}
	*out = dir;
	return 0;
}

void
os_putenv(const struct argvec *env)
{
	for (size_t i = 0; env != NULL && i < env->n; i++) {
		const char *eq = strchr(env->v[i], '=');

		if (eq == NULL) {
			unsetenv(env->v[i]);
		} else {
			autofree char *key = xstrndup(
				env->v[i], (size_t)(eq - env->v[i]));

			setenv(key, eq + 1, 1);
		}
	}
}

char *
os_missing(const char *program)
{
	char head[256] = "";
	int fd = open(program, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	ssize_t n = fd >= 0 ? read(fd, head, sizeof head - 1) : -1;
	char *name = head + 2;

	if (fd >= 0)
		close(fd);
	if (n < 3 || head[0] != '#' || head[1] != '!')
		return xstrdup("its loader is missing");
	name += strspn(name, " \t");
	name[strcspn(name, " \t\r\n")] = '\0';
	return xasprintf("its interpreter '%s' is missing", name);
}

int
os_cannot_run(const char *program, struct fail *f)
{
	autofree char *missing = NULL;
	int err = errno;

	/* execve(2) says so of what a program needs to start, too */
	if (err == ENOENT && access(program, F_OK) == 0) {
		missing = os_missing(program);
		return fail_status(f, EXIT_CANNOT_RUN, "cannot run '%s': %s",
			program, missing);
	}
	errno = err;
	fail_errno(f, "cannot run '%s'", program);
	f->status = err == ENOENT ? EXIT_NOT_FOUND : EXIT_CANNOT_RUN;
	return -1;
}

int
os_exec(const char *program, struct argvec *argv, const struct argvec *env,
	struct fail *f)
{
	os_putenv(env);
	fflush(NULL);
	execv(program, argvec_exec(argv));
	return os_cannot_run(program, f);
}

#define NOTES "ZBUILD_NOTES"

void
os_notes_share(struct argvec *env)
{
	autofree char *path = system_descriptor(getpid(), STDERR_FILENO);
	struct stat st;
	int fd = -1;

	if (fstat(STDERR_FILENO, &st) != 0)
		return;
	if (S_ISREG(st.st_mode) || (path == NULL && S_ISCHR(st.st_mode)))
		fd = fcntl(STDERR_FILENO, F_DUPFD, 10);
	elsewhere_share(NOTES, (long)getpid(), fd, &st, env);
}

int
os_notes(void)
{
	autofree char *path = NULL;
	struct elsewhere e;
	struct stat st;
	int fd;

	if (!elsewhere_find(NOTES, &e) ||
		(e.fd < 0 && (path = system_descriptor(
				      e.pid, STDERR_FILENO)) == NULL))
		return STDERR_FILENO;
	fd = e.fd;
	if ((path != NULL ? stat(path, &st) : fstat(fd, &st)) != 0 ||
		!elsewhere_is(&e, &st))
		return STDERR_FILENO;
	if (path != NULL)
		fd = open(path, O_WRONLY | O_APPEND | O_NOCTTY | O_CLOEXEC);
	return fd >= 0 ? fd : STDERR_FILENO;
}
