#include "shim/sysroot/support.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "common/ar.h"
#include "common/lock.h"
#include "common/path.h"
#include "common/pool.h"
#include "common/seal.h"
#include "common/system.h"
#include "common/xalloc.h"
#include "shim/elf/edit.h"
#include "shim/sysroot/coff.h"
#include "texts.h"

/* A C file and whom it is for. */
struct part {
	const char *name, *text;
	bool (*wanted)(const struct target_def *);
	enum support which;
	const char *words;
	const char *aliases;    /* an object for each of these, or NULL */
};

static bool
is_x86(const struct target_def *d)
{
	return arch_is_x86(d->arch);
}

static bool
is_aarch64(const struct target_def *d)
{
	return d->arch == ARCH_AARCH64;
}

/* Where clang calls the ABI's functions (__aeabi_…). */
static bool
is_arm(const struct target_def *d)
{
	return d->arch == ARCH_ARM && (d->libc == LIBC_GLIBC ||
		d->libc == LIBC_MUSL || d->libc == LIBC_NONE);
}

/* Where Linux does what the machine has no instruction for. */
static bool
is_old_arm(const struct target_def *d)
{
	return is_arm(d) && d->libc != LIBC_NONE &&
	       (strstr(d->cpu, "+v5te") != NULL || strstr(d->cpu, "+v4t") != NULL);
}

/* A bare machine may have no atomic instruction, and no threads; there zig's
 * are enough. */
static bool
has_threads(const struct target_def *d)
{
	return d->libc != LIBC_NONE && d->libc != LIBC_WASI;
}

static bool
has_ucrt_x86(const struct target_def *d)
{
	return d->libc == LIBC_MINGW && is_x86(d);
}

/* Whose musl has no other names for what has a 64-bit time. */
static bool
is_hexagon(const struct target_def *d)
{
	return d->arch == ARCH_HEXAGON && d->libc == LIBC_MUSL;
}

/* The names after __REDIR in musl's headers, less their "__". */
static const char time64[] =
	"adjtime64 adjtimex_time64 aio_suspend_time64 clock_adjtime64 clock_getres_time64 "
	"clock_gettime64 clock_nanosleep_time64 clock_settime64 cnd_timedwait_time64 ctime64 "
	"ctime64_r difftime64 dlsym_time64 fstat_time64 fstatat_time64 ftime64 futimens_time64 "
	"futimes_time64 futimesat_time64 getitimer_time64 getrusage_time64 gettimeofday_time64 "
	"gmtime64 gmtime64_r localtime64 localtime64_r lstat_time64 lutimes_time64 mktime64 "
	"mq_timedreceive_time64 mq_timedsend_time64 mtx_timedlock_time64 nanosleep_time64 "
	"ppoll_time64 pselect_time64 pthread_cond_timedwait_time64 "
	"pthread_mutex_timedlock_time64 pthread_rwlock_timedrdlock_time64 "
	"pthread_rwlock_timedwrlock_time64 pthread_timedjoin_np_time64 recvmmsg_time64 "
	"sched_rr_get_interval_time64 select_time64 sem_timedwait_time64 semtimedop_time64 "
	"setitimer_time64 settimeofday_time64 sigtimedwait_time64 stat_time64 stime64 "
	"thrd_sleep_time64 time64 timegm_time64 timer_gettime64 timer_settime64 "
	"timerfd_gettime64 timerfd_settime64 timespec_get_time64 utime64 utimensat_time64 "
	"utimes_time64 wait3_time64 wait4_time64";

static const struct part parts[] = {
	{ "cpu_x86", text_cpu_x86_c, is_x86, SUPPORT_RUNTIME, "", NULL },
	{ "cpu_aarch64", text_cpu_aarch64_c, is_aarch64, SUPPORT_RUNTIME, "", NULL },
	{ "arm", text_arm_c, is_arm, SUPPORT_RUNTIME, "", NULL },
	{ "sync", text_sync_c, is_old_arm, SUPPORT_RUNTIME, "", NULL },
	{ "outline", text_outline_c, is_aarch64, SUPPORT_RUNTIME, "", NULL },
	{ "atomic", text_atomic_c, has_threads, SUPPORT_RUNTIME, "", NULL },
	{ "tls", text_hexagon_tls_c, is_hexagon, SUPPORT_RUNTIME, "", NULL },
	{ "time64", text_time64_c, is_hexagon, SUPPORT_RUNTIME, "", time64 },
	{ "print", text_long_double_c, has_ucrt_x86, SUPPORT_CRT, "", NULL },
	{ "wprint", text_long_double_c, has_ucrt_x86, SUPPORT_CRT, "-DWIDE", NULL },
	{ "scan", text_long_double_c, has_ucrt_x86, SUPPORT_CRT, "-DSCAN", NULL },
	{ "wscan", text_long_double_c, has_ucrt_x86, SUPPORT_CRT, "-DSCAN -DWIDE", NULL },
};

/* For "gmtime64_r": gmtime_r under that name. */
static void
push_alias(const char *alias, struct argvec *argv)
{
	const char *end = strstr(alias, "_time64");
	size_t n = end != NULL ? strlen("_time64") : strlen("64");

	if (end == NULL)
		end = strstr(alias, "64");
	argvec_pushf(argv, "-DALIAS=__%s", alias);
	argvec_pushf(argv, "-DNAME=%.*s%s", (int)(end - alias), alias, end + n);
}

/* alias: may be NULL. */
static int
start_compiler(const struct maker *m, const struct part *p, const char *source,
	const char *alias, struct pool *pool, struct argvec *objects)
{
	autofree char *object = xasprintf("%s/support-%s.o", m->tmp,
		alias != NULL ? alias : p->name);
	autoargvec argv = ARGVEC_INIT;

	maker_push_compiler(m, source, object, &argv);
	argvec_split(&argv, p->words, " ");
	if (alias != NULL)
		push_alias(alias, &argv);
	/* glibc tells an ifunc's resolver about the CPU */
	if (m->target->def->libc == LIBC_GLIBC)
		argvec_push(&argv, "-DHAS_IFUNC_ARG");
	argvec_push(objects, object);
	return pool_start(pool, &argv, NULL, m->f);
}

static int
start_part(const struct maker *m, const struct part *p, struct pool *pool,
	struct argvec *objects)
{
	autofree char *source = xasprintf("%s/support-%s.c", m->tmp, p->name);
	autoargvec aliases = ARGVEC_INIT;
	int r = path_write(source, p->text, strlen(p->text), 0600, m->f);

	if (p->aliases == NULL)
		return r == 0 ? start_compiler(m, p, source, NULL, pool, objects) : -1;
	argvec_split(&aliases, p->aliases, " ");
	for (size_t i = 0; r == 0 && i < aliases.n; i++)
		r = start_compiler(m, p, source, aliases.v[i], pool, objects);
	return r;
}

int
support_compile(const struct maker *m, enum support which,
	struct argvec *objects)
{
	autofree char *log = path_join(m->tmp, "support-log");
	struct pool pool;
	int r = 0;

	pool_init(&pool, system_cores(), log);
	for (size_t i = 0; r == 0 && i < COUNT(parts); i++)
		if (parts[i].which == which && parts[i].wanted(m->target->def))
			r = start_part(m, &parts[i], &pool, objects);
	if (pool_finish(&pool, m->f) != 0 || r != 0)
		return fail_context(m->f, "cannot compile the runtime");
	return 0;
}

static int
elf_names(const char *data, size_t len, struct argvec *names, struct fail *f)
{
	scoped(elfedit) e = { .nsec = 0 };
	int r = elfedit_open(&e, data, len, f);

	for (uint32_t i = 0; r == 0 && i < e.nsym; i++)
		if (e.sym[i].info >> 4 != STB_LOCAL && !e.sym[i].reserved)
			argvec_push(names, e.sym[i].name);
	return r;
}

int
support_names(const struct argvec *objects, struct argvec *names,
	struct fail *f)
{
	for (size_t i = 0; i < objects->n; i++) {
		autofree char *data = NULL;
		size_t len;

		if (path_read(objects->v[i], 1u << 30, &data, &len, f) != 0)
			return -1;
		if (coff_is_object(data, len))
			coff_names(data, len, names);
		else if (elf_names(data, len, names, f) != 0)
			return -1;
	}
	return 0;
}

int
support_append(const struct maker *m, const char *archive,
	const struct argvec *objects)
{
	autoargvec argv = ARGVEC_INIT;

	if (objects->n == 0)
		return 0;
	argvec_pushl(&argv, m->zig->path, "ar", "qsD", archive, NULL);
	argvec_pushv(&argv, objects->v);
	return maker_run(m, &argv);
}

/* ---- Windows ---- */

/* One member into a file of its own, without the names. */
static int
take_member(const struct maker *m, char *mem, size_t len,
	const struct argvec *names, struct argvec *objects)
{
	autofree char *path = xasprintf("%s/rt-%zu.obj", m->tmp, objects->n);

	coff_hide(mem, len, names);
	if (path_write(path, mem, len, 0644, m->f) != 0)
		return -1;
	argvec_push(objects, path);
	return 0;
}

/* The archive's members behind ours. */
static int
take_members(const struct maker *m, const char *archive,
	const struct argvec *names, struct argvec *objects)
{
	autofree char *data = NULL;
	struct ar_member member;
	struct ar in;
	size_t len;
	int more;

	if (path_read(archive, 1u << 30, &data, &len, m->f) != 0)
		return -1;
	more = ar_open(&in, data, len, m->f) == 0 ? 1 : -1;
	while (more == 1 && (more = ar_next(&in, &member, m->f)) == 1) {
		ptrdiff_t at = member.mem - in.mem;
		int r = member.external
				? fail_set(m->f, "'%s' is a thin archive",
					  archive)
				: take_member(m, data + at, member.len, names,
					  objects);

		free(member.name);
		if (r != 0)
			return -1;
	}
	return more;
}

int
support_replace(const struct maker *m, const char *archive)
{
	autofree char *fresh = xasprintf("%s/support.a", m->tmp);
	autoargvec objects = ARGVEC_INIT, names = ARGVEC_INIT;
	autoargvec argv = ARGVEC_INIT;

	if (support_compile(m, SUPPORT_RUNTIME, &objects) != 0 ||
		support_names(&objects, &names, m->f) != 0 ||
		take_members(m, archive, &names, &objects) != 0)
		return -1;
	argvec_pushl(&argv, m->zig->path, "ar", "qcsD", fresh, NULL);
	argvec_pushv(&argv, objects.v);
	return maker_run(m, &argv) != 0
		       ? -1
		       : maker_copy_file(fresh, archive, m->f);
}

/* ---- for zig's driver ---- */

/* Apple's machines ask their system in another way (Limits). */
static bool
wants_any(const struct target_def *d)
{
	bool any = false;

	for (size_t i = 0; i < COUNT(parts); i++)
		any = any || parts[i].wanted(d);
	return any && d->libc != LIBC_DARWIN;
}

static int
make_archive(const struct zig *z, const struct target *t, const char *base,
	const char *dir, struct fail *f)
{
	scoped(maker) m = { .zig = z, .target = t, .f = f };
	autoargvec objects = ARGVEC_INIT, argv = ARGVEC_INIT;
	int r = maker_start(&m, base, path_base(dir));

	if (r == 0)
		r = support_compile(&m, SUPPORT_RUNTIME, &objects);
	argvec_pushl(&argv, z->path, "ar", "qcsD", NULL);
	if (r == 0)
		argvec_pushf(&argv, "%s/libsupport.a", m.dir);
	argvec_pushv(&argv, argvec_exec(&objects));
	if (r == 0 && maker_run(&m, &argv) == 0)
		r = maker_settle(&m, dir);
	else
		r = -1;
	return r;
}

int
support_archive(const struct zig *z, const struct target *t, char **path,
	struct fail *f)
{
	autofree char *name = xasprintf("support-%s", t->def->rust);
	autofree char *base = NULL, *dir = NULL, *file = NULL;
	int lock, r = 0;

	*path = NULL;
	if (!wants_any(t->def))
		return 0;
	if (maker_base(z, &base, f) != 0)
		return -1;
	dir = path_join(base, name);
	file = path_join(dir, "libsupport.a");
	lock = maker_lock(base, name);
	if (!path_is_file(file) || !seal_holds(dir))
		r = make_archive(z, t, base, dir, f);
	lock_drop(lock);
	if (r != 0)
		return fail_context(f, "cannot prepare a runtime for '%s'",
			t->name);
	*path = file;
	file = NULL;
	return 0;
}
