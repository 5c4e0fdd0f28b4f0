/* execstop.h: ptrace(2) and the registers of this machine. */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <unistd.h>

#include "common/xalloc.h"
#include "wrapper/run/binary.h"
#include "wrapper/run/execstop.h"

/* More words than this are nobody's test. */
enum { MAX_WORDS = 16384, MAX_BYTES = 1 << 20 };

#if defined(__x86_64__)

bool
execstop_works(void)
{
	return true;
}

bool
execstop_filter(void)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			offsetof(struct seccomp_data, arch)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_X86_64, 0, 4),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_execve, 1, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_execveat, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog prog = { COUNT(code), code };

	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &prog) == 0)
		return true;
	/* An ordinary user has to give up set-user-ID programs for it. */
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	       prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &prog) == 0;
}

/* ---- the memory of the process ---- */

static ssize_t
peek(pid_t pid, uint64_t at, void *to, size_t n)
{
	struct iovec here = { to, n }, there = { (void *)(uintptr_t)at, n };

	return process_vm_readv(pid, &here, 1, &there, 1, 0);
}

static bool
poke(pid_t pid, uint64_t at, const void *from, size_t n)
{
	struct iovec here = { (void *)(uintptr_t)from, n };
	struct iovec there = { (void *)(uintptr_t)at, n };

	return process_vm_writev(pid, &here, 1, &there, 1, 0) == (ssize_t)n;
}

/* A string, page by page: what lies behind it may not be mapped. */
static char *
peek_string(pid_t pid, uint64_t at)
{
	size_t len = 0;
	char *s = NULL;

	while (at != 0 && len < MAX_BYTES) {
		size_t room = 4096 - (size_t)((at + len) & 4095);
		ssize_t n;

		s = xreallocarray(s, len + room + 1, 1);
		n = peek(pid, at + len, s + len, room);
		if (n <= 0)
			break;
		if (memchr(s + len, '\0', (size_t)n) != NULL)
			return s;
		len += (size_t)n;
	}
	free(s);
	return NULL;
}

static bool
peek_words(pid_t pid, uint64_t at, struct argvec *out)
{
	for (size_t i = 0; at != 0 && i < MAX_WORDS; i++) {
		uint64_t p;

		if (peek(pid, at + i * sizeof p, &p, sizeof p) !=
			(ssize_t)sizeof p)
			return false;
		if (p == 0)
			return true;
		char *s = peek_string(pid, p);
		if (s == NULL)
			return false;
		argvec_take(out, s);
	}
	return at == 0;
}

/* ---- the call ---- */

/* execve and execveat, told apart by their number. */
struct call {
	bool at;
	int dirfd;
	uint64_t path, argv;
	unsigned flags;
};

static bool
read_call(const struct user_regs_struct *regs, struct call *c)
{
	if (regs->orig_rax == SYS_execve) {
		*c = (struct call){ false, AT_FDCWD, regs->rdi, regs->rsi, 0 };
		return true;
	}
	*c = (struct call){
		true, (int)regs->rdi, regs->rsi, regs->rdx, (unsigned)regs->r8 };
	return regs->orig_rax == SYS_execveat;
}

/* The emulated program of this process: our own words put it there. */
static char *
own_program(const struct execstop *x, pid_t pid)
{
	autofree char *file = xasprintf("/proc/%d/cmdline", (int)pid);
	size_t want = x->words->n + 2, len = 0;
	char buf[65536];
	int fd = open(file, O_RDONLY | O_CLOEXEC);
	const char *p = buf;

	if (fd < 0)
		return NULL;
	for (ssize_t n; len < sizeof buf - 1 &&
			(n = read(fd, buf + len, sizeof buf - 1 - len)) > 0;)
		len += (size_t)n;
	close(fd);
	buf[len] = '\0';
	for (size_t i = 0; i < want && p < buf + len; i++)
		p += strlen(p) + 1;
	return p < buf + len && *p == '/' ? xstrdup(p) : NULL;
}

/* "/proc/self/exe" would be the emulator itself. */
static bool
is_proc_exe(const char *path, pid_t pid)
{
	autofree char *by_number = xasprintf("/proc/%d/exe", (int)pid);

	return strcmp(path, "/proc/self/exe") == 0 ||
	       strcmp(path, "/proc/thread-self/exe") == 0 ||
	       strcmp(path, by_number) == 0;
}

/* The file as we can reach it ourselves. */
static char *
reach(const struct execstop *x, pid_t pid, const struct call *c,
	const char *path)
{
	if (is_proc_exe(path, pid)) {
		char *own = own_program(x, pid);

		return own != NULL ? own : xstrdup(path);
	}
	if (*path == '/')
		return xstrdup(path);
	if (c->dirfd == AT_FDCWD)
		return xasprintf("/proc/%d/cwd/%s", (int)pid, path);
	return xasprintf("/proc/%d/fd/%d%s%s", (int)pid, c->dirfd,
		*path != '\0' ? "/" : "", path);
}

/*
 * Writes words and their vector below the stack of the process, out of the way
 * of the 128 bytes that a function may use there.
 */
static bool
write_words(pid_t pid, uint64_t sp, const char *path,
	const struct argvec *words, uint64_t *path_at, uint64_t *argv_at)
{
	size_t total = strlen(path) + 1, n = words->n + 1, at = 0;
	autofree char *text = NULL;
	autofree uint64_t *v = xreallocarray(NULL, n, sizeof *v);
	uint64_t base;

	for (size_t i = 0; i < words->n; i++)
		total += strlen(words->v[i]) + 1;
	if (total > MAX_BYTES)
		return false;
	text = xreallocarray(NULL, total, 1);
	base = (sp - 128 - total - n * sizeof *v) & ~(uint64_t)63;
	*path_at = base + n * sizeof *v;
	*argv_at = base;
	memcpy(text, path, strlen(path) + 1);
	at = strlen(path) + 1;
	for (size_t i = 0; i < words->n; i++) {
		size_t len = strlen(words->v[i]) + 1;

		v[i] = *path_at + at;
		memcpy(text + at, words->v[i], len);
		at += len;
	}
	v[words->n] = 0;
	return poke(pid, *path_at, text, total) &&
	       poke(pid, *argv_at, v, n * sizeof *v);
}

/* The shell of this machine needs this machine's C library. */
static bool
is_system(const char *file)
{
	static const char *const dirs[] = {
		"/usr/", "/bin/", "/sbin/", "/lib", "/opt/" };

	for (size_t i = 0; i < COUNT(dirs); i++)
		if (strncmp(file, dirs[i], strlen(dirs[i])) == 0)
			return true;
	return false;
}

static void
redirect(const struct execstop *x, pid_t pid, const struct call *c,
	const char *file, struct user_regs_struct *regs)
{
	autofree char *full = realpath(file, NULL);
	autoargvec argv = ARGVEC_INIT, words = ARGVEC_INIT;
	uint64_t path_at, argv_at;

	if (full == NULL || (x->same_machine && is_system(full)) ||
		!peek_words(pid, c->argv, &argv))
		return;
	argvec_pushv(&words, x->words->v);
	argvec_pushl(&words, "-0", argv.n > 0 ? argv.v[0] : full, full, NULL);
	if (argv.n > 0)
		argvec_pushv(&words, argv.v + 1);
	if (!write_words(
		    pid, regs->rsp, x->emulator, &words, &path_at, &argv_at))
		return;
	if (c->at) {
		regs->rdi = (unsigned long long)AT_FDCWD;
		regs->rsi = path_at;
		regs->rdx = argv_at;
		regs->r8 = 0;
	} else {
		regs->rdi = path_at;
		regs->rsi = argv_at;
	}
	ptrace(PTRACE_SETREGS, pid, 0, regs);
}

void
execstop_rewrite(const struct execstop *x, pid_t pid)
{
	struct user_regs_struct regs;
	autofree char *path = NULL, *file = NULL;
	struct call c;

	if (ptrace(PTRACE_GETREGS, pid, 0, &regs) != 0 ||
		!read_call(&regs, &c) ||
		(path = peek_string(pid, c.path)) == NULL)
		return;
	file = reach(x, pid, &c, path);
	if (binary_is_elf_of(x->def, file) && access(file, X_OK) == 0)
		redirect(x, pid, &c, file, &regs);
}

#else

bool
execstop_works(void)
{
	return false;
}

bool
execstop_filter(void)
{
	return false;
}

void
execstop_rewrite(const struct execstop *x, pid_t pid)
{
	(void)x;
	(void)pid;
}

#endif
