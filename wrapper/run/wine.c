#include "wrapper/run/wine.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "common/child.h"
#include "common/lock.h"
#include "common/os.h"
#include "common/path.h"
#include "common/progress.h"
#include "common/trace.h"
#include "common/xalloc.h"
#include "shim/sysroot/maker.h"
#include "shim/sysroot/mingw.h"
#include "shim/zig/find.h"
#include "shim/zig/verbose.h"
#include "targets/conf.h"
#include "targets/triple.h"
#include "wrapper/run/wine32.h"
#include "wrapper/run/winedll.h"

/* ---- bcryptprimitives.dll ---- */

/* The one function of it that Rust's std wants; advapi32's has the same bytes
 * to give (RtlGenRandom's real name is this). */
static const char source[] =
	"unsigned char __stdcall __declspec(dllimport)\n"
	"SystemFunction036(void *, unsigned);\n"
	"int __stdcall __declspec(dllexport)\n"
	"ProcessPrng(unsigned char *p, __SIZE_TYPE__ n)\n"
	"{\n"
	"	while (n > 0) {\n"
	"		unsigned k = n > 65536 ? 65536 : (unsigned)n;\n"
	"		if (!SystemFunction036(p, k))\n"
	"			return 0;\n"
	"		p += k;\n"
	"		n -= k;\n"
	"	}\n"
	"	return 1;\n"
	"}\n";

/* Everything in tmp; the DLL is tmp/dll. */
static int
make_dll(const struct zig *z, const struct target *t, const char *tmp,
	struct fail *f)
{
	autofree char *src = path_join(tmp, "prng.c");
	autofree char *lib = path_join(tmp, "lib");
	bool x86 = t->def->arch == ARCH_X86;
	autoargvec cc = ARGVEC_INIT, ld = ARGVEC_INIT;

	zig_tool(z, "clang", &cc);
	argvec_pushl(&cc, "--no-default-config", "-target", t->def->llvm, "-O2", "-nostdinc", "-c", src, "-o", NULL);
	argvec_pushf(&cc, "%s/prng.o", tmp);
	zig_tool(z, "lld-link", &ld);
	argvec_pushl(&ld, "-lldmingw", "-dll", "-noentry",
		"-timestamp:0", "-kill-at", NULL);
	argvec_pushf(&ld, "-machine:%s", x86 ? "x86" : "x64");
	argvec_pushf(&ld, "-out:%s/dll", tmp);
	argvec_pushf(&ld, "%s/prng.o", tmp);
	argvec_pushf(&ld, "%s/libadvapi32.a", lib);
	if (path_mkdirs(lib, f) != 0 ||
		path_write(src, source, strlen(source), 0600, f) != 0 ||
		mingw_import_library(z, t, tmp, "advapi32", f) != 0 ||
		verbose_step(z, NULL, &cc, f) != 0)
		return -1;
	return verbose_step(z, NULL, &ld, f);
}

static int
make_into(const struct target_def *d, const char *workspace, const char *file,
	struct fail *f)
{
	scoped(conf) conf = CONF_INIT;
	scoped(zig) z = { 0 };
	struct target t;
	autofree char *tmp = NULL;
	autofree char *made = NULL;
	autofree char *next = xasprintf("%s.%ld", file, (long)getpid());
	int r = conf_load(&conf, workspace, f);

	if (r == 0 && (r = triple_parse(d->rust, &conf, &t, f)) == 0 &&
		(r = zig_find(&conf, &z, f)) == 0 &&
		(r = os_temp_dir(&tmp, f)) == 0 &&
		(r = make_dll(&z, &t, tmp, f)) == 0) {
		made = path_join(tmp, "dll");
		r = maker_copy_file(made, next, f);
	}
	if (r == 0 && rename(next, file) != 0)
		r = fail_errno(f, "cannot put '%s' in place", file);
	if (tmp != NULL)
		path_remove(tmp, f);
	return r;
}

/* *dir: the folder for WINEPATH, or NULL where wine has the DLL or none can be
 * made: most programs do without, and wine names it to the others. */
static int
prng_dir(const char *loader, const struct target_def *d, const char *workspace,
	char **dir, struct fail *f)
{
	const char *machine = wine_machine(d);
	autofree char *have =
		wine_dll(loader, machine, "bcryptprimitives.dll");
	autofree char *sub = xasprintf("runners/wine-%s", machine);
	autofree char *file = NULL;
	autofail why = FAIL_INIT;

	if (have != NULL)
		return 0;
	if (os_cache_sub(sub, dir, f) != 0)
		return -1;
	file = path_join(*dir, "bcryptprimitives.dll");
	if (path_is_file(file) || make_into(d, workspace, file, &why) == 0)
		return 0;
	trace_line("wine: no bcryptprimitives.dll: %s", why.what);
	free(*dir);
	*dir = NULL;
	return 0;
}

/* ---- the environment ---- */

static void
add(struct argvec *env, const char *key, const char *value)
{
	if (getenv(key) == NULL)
		argvec_pushf(env, "%s=%s", key, value);
}

/* A folder of this machine as wine names it: drive Z is the root. */
static char *
windows_path(const char *unix_path)
{
	char *path = xasprintf("Z:%s", unix_path);

	for (char *p = path; *p != '\0'; p++)
		if (*p == '/')
			*p = '\\';
	return path;
}

/* wine writes this file when its folder is whole. */
static bool
is_set_up(const char *prefix)
{
	autofree char *done = path_join(prefix, ".update-timestamp");

	return path_is_file(done);
}

/* A new folder takes wine seconds and says so on stderr, which is the
 * program's. What goes wrong here the program's own start will say. */
static void
set_up(const char *loader, const char *prefix, const struct argvec *env)
{
	scoped(child_output) out = { .text = NULL };
	scoped(child_output) err = { .text = NULL };
	autofree char *lock = path_join(prefix, "lock");
	autoargvec argv = ARGVEC_INIT;
	autofail ignored = FAIL_INIT;
	int status, fd;

	if (is_set_up(prefix))
		return;
	fd = lock_take(lock, &ignored);
	if (!is_set_up(prefix)) {
		progress_start("setting up wine (once, about 10 s)");
		argvec_pushl(&argv, loader, "wineboot", "--init", NULL);
		if (child_run(loader, &argv, env, &out, &err, &status, &ignored) !=
			0)
			trace_line("wine: %s", ignored.what);
		progress_stop();
	}
	if (fd >= 0)
		lock_drop(fd);
}

static bool
has_dll(const char *dir)
{
	autoargvec names = ARGVEC_INIT;

	if (dir[0] == '/')
		path_list(dir, &names);
	for (size_t i = 0; i < names.n; i++) {
		const char *dot = strrchr(names.v[i], '.');

		if (dot != NULL && strcasecmp(dot, ".dll") == 0)
			return true;
	}
	return false;
}

/* Windows looks for DLLs along PATH, which wine does not take from here: Meson
 * and people put a build's folders there. */
static void
dirs_on_path(struct argvec *dirs)
{
	const char *path = getenv("PATH");
	autoargvec all = ARGVEC_INIT;

	argvec_split(&all, path != NULL ? path : "", ":");
	for (size_t i = 0; i < all.n; i++)
		if (has_dll(all.v[i]))
			argvec_push(dirs, all.v[i]);
}

/* Where DLLs are found beside the program's folder: the user's folders, those
 * that cargo names to the loader of Linux programs (dependencies' DLLs), those
 * of PATH, ours. */
static void
add_dll_dirs(const char *ours, struct argvec *env)
{
	const char *users = getenv("WINEPATH");
	const char *cargos = getenv("LD_LIBRARY_PATH");
	autoargvec dirs = ARGVEC_INIT, list = ARGVEC_INIT;

	if (users != NULL && *users != '\0')
		argvec_push(&list, users);
	if (cargos != NULL && getenv("CARGO") != NULL)
		argvec_split(&dirs, cargos, ":");
	dirs_on_path(&dirs);
	if (ours != NULL)
		argvec_push(&dirs, ours);
	for (size_t i = 0; i < dirs.n; i++) {
		autofree char *path = windows_path(dirs.v[i]);

		argvec_push(&list, path);
	}
	if (list.n > 0) {
		autofree char *all = argvec_join(&list, ";");

		argvec_pushf(env, "WINEPATH=%s", all);
	}
}

/* Where wine finds the fetched DLLs; the user's folders come first. */
static void
add_wine32(const char *dir, struct argvec *env)
{
	const char *users = getenv("WINEDLLPATH");

	if (users != NULL && *users != '\0')
		argvec_pushf(env, "WINEDLLPATH=%s:%s", users, dir);
	else
		argvec_pushf(env, "WINEDLLPATH=%s", dir);
}

/* A folder that was set up without the 32-bit part never gets it by itself. */
static int
check_wine32(const char *prefix, struct fail *f)
{
	autofree char *dll =
		path_join(prefix, "drive_c/windows/syswow64/kernel32.dll");

	if (!is_set_up(prefix) || path_is_file(dll))
		return 0;
	fail_status(f, EXIT_CANNOT_RUN,
		"wine's folder '%s' was made for 64-bit programs only", prefix);
	return fail_hint(f, "unset WINEPREFIX, or set it to a new folder");
}

/* Go's runtime asks for the DLL in Windows' own folder, whatever WINEPATH says:
 * in a prefix of ours a link to it lies there, too. */
static void
link_prng(const struct target_def *d, const char *prefix, const char *dir)
{
	autofree char *from = path_join(dir, "bcryptprimitives.dll");
	autofree char *to = xasprintf(
		"%s/drive_c/windows/%s/bcryptprimitives.dll", prefix,
		d->arch == ARCH_X86 ? "syswow64" : "system32");

	if (symlink(from, to) != 0 && errno != EEXIST)
		trace_line("wine: no link '%s': %s", to, strerror(errno));
}

int
wine_env(const struct target_def *d, const char *workspace, struct argvec *env,
	struct fail *f)
{
	autofree char *loader = wine_loader();
	autofree char *prefix = NULL;
	autofree char *dir = NULL;
	autofree char *wine32 = NULL;
	const char *users = getenv("WINEPREFIX");

	if (loader != NULL && !wine_has_machine(loader, d))
		wine32 = wine32_fetched(loader);
	if (wine32 != NULL)
		add_wine32(wine32, env);
	if (users == NULL) {
		if (os_cache_sub(wine32 != NULL ? "wine-i386" : "wine", &prefix,
			    f) != 0)
			return -1;
		argvec_pushf(env, "WINEPREFIX=%s", prefix);
	} else if (wine32 != NULL && check_wine32(users, f) != 0) {
		return -1;
	}
	/* A DLL that is not found is all that wine ever says about it. */
	add(env, "WINEDEBUG", "-all,err+module");
	/* Offers to download Mono and Gecko; the crash dialog. */
	add(env, "WINEDLLOVERRIDES", "mscoree,mshtml,winedbg.exe=");
	if (prefix != NULL && loader != NULL)
		set_up(loader, prefix, env);
	if (prng_dir(loader != NULL ? loader : "wine", d, workspace, &dir, f) !=
		0)
		return -1;
	if (prefix != NULL && dir != NULL)
		link_prng(d, prefix, dir);
	add_dll_dirs(dir, env);
	return 0;
}
