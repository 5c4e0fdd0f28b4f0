#include "common/os.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/path.h"
#include "common/xalloc.h"

const char *
os_exec_name(char *const *argv)
{
	const char *fn = (const char *)getauxval(AT_EXECFN);
	const char *arg0 = argv[0] != NULL ? argv[0] : "";

	if (fn == NULL || *fn == '\0' || strncmp(fn, "/dev/fd/", 8) == 0 ||
		strncmp(fn, "/proc/", 6) == 0)
		return arg0;
	return fn;
}

char *
os_self(void)
{
	char buf[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", buf, sizeof buf - 1);

	if (n < 0)
		return xstrdup("");
	buf[n] = '\0';
	return xstrdup(buf);
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

/* A folder that others can write to would let them plant files that we run. */
static int
check_owner(const char *dir, struct fail *f)
{
	struct stat st;

	if (lstat(dir, &st) != 0)
		return fail_errno(f, "cannot use cache folder '%s'", dir);
	if (S_ISLNK(st.st_mode) && stat(dir, &st) != 0)
		return fail_errno(f, "cannot use cache folder '%s'", dir);
	if (st.st_uid != geteuid() && st.st_uid != 0) {
		fail_set(f,
			"refusing cache folder '%s': it belongs to user "
			"%lu, we are user %lu",
			dir, (unsigned long)st.st_uid,
			(unsigned long)geteuid());
		return fail_hint(
			f, "set ZBUILD_CACHE_DIR to a folder of your own");
	}
	if ((st.st_mode & (S_IWOTH | S_ISVTX)) == S_IWOTH) {
		fail_set(f,
			"refusing cache folder '%s': everybody may "
			"write to it",
			dir);
		return fail_hint(f, "chmod o-w '%s'", dir);
	}
	return 0;
}

static int
make_cache(const char *root, const char *sub, char **out, struct fail *f)
{
	autofree char *dir = path_join(root, sub);

	if (path_mkdirs(root, f) != 0 || check_owner(root, f) != 0 ||
		path_mkdirs(dir, f) != 0)
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

/* May folders be made there: in it, or in the nearest one above it? Of /proc
 * root is told so, and then it is not true. */
static bool
can_grow(const char *dir)
{
	autofree char *at = xstrdup(dir);
	struct statfs fs;
	struct stat st;

	while (lstat(at, &st) != 0 && errno == ENOENT) {
		char *up = path_dir(at);

		free(at);
		at = up;
	}
	return faccessat(AT_FDCWD, at, W_OK | X_OK, AT_EACCESS) == 0 &&
	       statfs(at, &fs) == 0 && fs.f_type != PROC_SUPER_MAGIC;
}

int
os_cache_find(const char *sub, char **out, struct fail *f)
{
	const char *set = getenv("ZBUILD_CACHE_DIR");
	autofree char *root = os_cache_dir();
	struct stat st;
	bool there = lstat(root, &st) == 0;

	if (!there && (set == NULL || *set == '\0') && !can_grow(root)) {
		free(root);
		root = temp_cache();
		there = lstat(root, &st) == 0;
	}
	if (there && check_owner(root, f) != 0)
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

static int
exec_failed(const char *program, struct fail *f)
{
	int err = errno;

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
	return exec_failed(program, f);
}

/* A signal that ends us must end the tool as well; its pid for the handler. */
static volatile sig_atomic_t child_pid;

static void
forward(int sig)
{
	if (child_pid > 0)
		kill(child_pid, sig);
}

static const int forwarded[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };
enum { NFORWARDED = sizeof forwarded / sizeof *forwarded };

/* How signals were handled before a child ran. */
struct signals {
	struct sigaction old[NFORWARDED];
	sigset_t mask;
};

/* Forwards from now on. Until signals_open they wait: one that came between
 * fork and the moment when we know the child would be lost. */
static void
signals_take(struct signals *s)
{
	struct sigaction sa = { .sa_handler = forward,
		.sa_flags = SA_RESTART };
	sigset_t set;

	child_pid = 0;
	sigemptyset(&sa.sa_mask);
	sigemptyset(&set);
	for (int i = 0; i < NFORWARDED; i++)
		sigaddset(&set, forwarded[i]);
	sigprocmask(SIG_BLOCK, &set, &s->mask);
	for (int i = 0; i < NFORWARDED; i++)
		sigaction(forwarded[i], &sa, &s->old[i]);
}

static void
signals_open(const struct signals *s)
{
	sigprocmask(SIG_SETMASK, &s->mask, NULL);
}

static void
signals_give_back(const struct signals *s)
{
	for (int i = 0; i < NFORWARDED; i++)
		sigaction(forwarded[i], &s->old[i], NULL);
	signals_open(s);
}

struct pump {
	int fd;
	int to;
	struct os_capture *c;
};

static void
tell_lines(struct os_capture *c)
{
	char *end;

	while (c->each != NULL &&
		(end = memchr(c->text + c->told, '\n', c->len - c->told)) !=
			NULL) {
		*end = '\0';
		c->each(c->data, c->text + c->told);
		*end = '\n';
		c->told = (size_t)(end - c->text) + 1;
	}
}

static void
pump_read(struct pump *p)
{
	char buf[16384];
	ssize_t n = read(p->fd, buf, sizeof buf);

	if (n < 0 && errno == EINTR)
		return;
	if (n <= 0) {
		close(p->fd);
		p->fd = -1;
		return;
	}
	p->c->text = xreallocarray(p->c->text, p->c->len + (size_t)n + 1, 1);
	memcpy(p->c->text + p->c->len, buf, (size_t)n);
	p->c->len += (size_t)n;
	p->c->text[p->c->len] = '\0';
	tell_lines(p->c);
	for (ssize_t done = 0, w; p->c->also_ours && done < n; done += w) {
		w = write(p->to, buf + done, (size_t)(n - done));
		if (w < 0 && errno == EINTR)
			w = 0;
		else if (w < 0)
			break;
	}
}

static void
pump_all(struct pump *p, size_t n)
{
	for (;;) {
		struct pollfd fds[2];
		size_t used = 0;

		for (size_t i = 0; i < n; i++)
			if (p[i].fd >= 0)
				fds[used++] = (struct pollfd){ p[i].fd,
					POLLIN, 0 };
		if (used == 0)
			return;
		if (poll(fds, used, -1) < 0 && errno != EINTR)
			return;
		for (size_t i = 0; i < n; i++)
			for (size_t k = 0; k < used; k++)
				if (p[i].fd == fds[k].fd && fds[k].revents)
					pump_read(&p[i]);
	}
}

static void
child_start(const char *program, struct argvec *argv,
	const struct argvec *env, int out, int err, int report)
{
	if (out >= 0)
		dup2(out, STDOUT_FILENO);
	if (err >= 0)
		dup2(err, STDERR_FILENO);
	os_putenv(env);
	execv(program, argv->v);
	if (write(report, &errno, sizeof errno) < 0)
		_exit(EXIT_FAILED);
	_exit(EXIT_CANNOT_RUN);
}

static void
close_pair(int fd[2])
{
	for (int i = 0; i < 2; i++)
		if (fd[i] >= 0)
			close(fd[i]);
}

/* Passes on what the child says and waits for it; its wait status. A report
 * is the errno of a failed exec. */
static int
child_wait(pid_t pid, int report, struct pump *pumps, size_t npumps,
	int *exec_errno)
{
	int ws = 0;

	if (read(report, exec_errno, sizeof *exec_errno) !=
		sizeof *exec_errno)
		*exec_errno = 0;
	pump_all(pumps, npumps);
	while (waitpid(pid, &ws, 0) < 0 && errno == EINTR)
		;
	child_pid = 0;
	return ws;
}

int
os_run(const char *program, struct argvec *argv, const struct argvec *env,
	struct os_capture *out, struct os_capture *err, int *status,
	struct fail *f)
{
	int po[2] = { -1, -1 }, pe[2] = { -1, -1 }, pr[2] = { -1, -1 };
	struct signals signals;
	struct pump pumps[2];
	size_t npumps = 0;
	int code, ws;
	pid_t pid;

	argvec_exec(argv);
	fflush(NULL);
	if ((out != NULL && pipe2(po, O_CLOEXEC) != 0) ||
		(err != NULL && pipe2(pe, O_CLOEXEC) != 0) ||
		pipe2(pr, O_CLOEXEC) != 0) {
		fail_errno(f, "cannot run '%s'", program);
		close_pair(po);
		close_pair(pe);
		return -1;
	}
	signals_take(&signals);
	pid = fork();
	if (pid == 0) {
		signals_give_back(&signals);
		child_start(program, argv, env, po[1], pe[1], pr[1]);
	}
	if (pid < 0) {
		fail_errno(f, "cannot run '%s'", program);
		signals_give_back(&signals);
		close_pair(po);
		close_pair(pe);
		close_pair(pr);
		return -1;
	}
	child_pid = pid;
	signals_open(&signals);
	close(pr[1]);
	if (out != NULL) {
		close(po[1]);
		pumps[npumps++] = (struct pump){ po[0], STDOUT_FILENO, out };
	}
	if (err != NULL) {
		close(pe[1]);
		pumps[npumps++] = (struct pump){ pe[0], STDERR_FILENO, err };
	}
	ws = child_wait(pid, pr[0], pumps, npumps, &code);
	close(pr[0]);
	signals_give_back(&signals);
	if (code != 0) {
		errno = code;
		return exec_failed(program, f);
	}
	*status = WIFSIGNALED(ws) ? 128 + WTERMSIG(ws) : WEXITSTATUS(ws);
	return 0;
}
