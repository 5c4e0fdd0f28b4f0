/* Finding zig, with fake ones: shell scripts in a folder of their own. */
#include <bsd/string.h>
#include <check.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "common/os.h"
#include "common/path.h"
#include "common/xalloc.h"
#include "shim/zig/find.h"
#include "shim/zig/places.h"
#include "shim/zig/probe.h"
#include "tests/unit/fixture.h"

/* Sets PATH to these folders below top ("." stays what it is). */
static void
set_path(const char *names)
{
	autoargvec list = ARGVEC_INIT, path = ARGVEC_INIT;
	autofree char *all = NULL;

	argvec_split(&list, names, " ");
	for (size_t i = 0; i < list.n; i++)
		argvec_push(&path, strcmp(list.v[i], ".") == 0 ? "."
							: at(list.v[i]));
	all = argvec_join(&path, ":");
	setenv("PATH", all, 1);
}

static void
put(const char *path, const char *text, mode_t mode)
{
	autofree char *dir = path_dir(path);

	ck_assert_int_eq(path_mkdirs(dir, &f), 0);
	ck_assert_int_eq(path_write(path, text, strlen(text), mode, &f), 0);
}

static void
put_lib(const char *dir)
{
	autofree char *std = path_join(dir, "lib/std/std.zig");

	put(std, "// std\n", 0600);
}

/* A zig in dir that notes each `version` in top/runs. */
static char *
put_zig(const char *dir, const char *version)
{
	char *path = below(dir, "zig");
	autofree char *text = xasprintf(
		"#!/bin/sh\n"
		"case $1 in\n"
		"version) echo ran >>'%s/runs'; echo %s ;;\n"
		"clang) test ! -f \"${0%%/*}/bare\" ;;\n"
		"*) exit 1 ;;\n"
		"esac\n",
		top, version);

	put(path, text, 0700);
	put_lib(dir);
	return path;
}

static int
runs(void)
{
	struct stat st;
	char *path = at("runs");

	return stat(path, &st) == 0 ? (int)(st.st_size / 4) : 0;
}

static void
setup(void)
{
	static const char *const unset[] = { "ZBUILD_ZIG", "VIRTUAL_ENV",
		"PYENV_ROOT", "PYENV_VERSION", "PIPX_HOME", "PYTHONPATH",
		"ZIG_LIB_DIR", "ZIG_GLOBAL_CACHE_DIR", "ZIG_LOCAL_CACHE_DIR",
		"XDG_CACHE_HOME", "ZBUILD_CLANG", "ZBUILD_LLD", ZIGPROBE_MARK };

	fixture_setup();
	for (size_t i = 0; i < sizeof unset / sizeof *unset; i++)
		unsetenv(unset[i]);
	setenv("HOME", at("home"), 1);
	setenv("PATH", at("bin"), 1);
	setenv("ZBUILD_CACHE_DIR", at("cache"), 1);
}

static void
expect(const struct conf *conf, const char *origin, const char *version)
{
	struct zig z = { .path = NULL };

	if (zig_find(conf, &z, &f) != 0)
		ck_abort_msg("expected zig %s from %s, got: %s", version,
			origin, f.what);
	ck_assert_str_eq(z.origin, origin);
	ck_assert_str_eq(z.text, version);
	zig_clear(&z);
}

static void
expect_fail(const struct conf *conf, int status, const char *part)
{
	struct zig z = { .path = NULL };

	ck_assert_int_eq(zig_find(conf, &z, &f), -1);
	ck_assert_int_eq(f.status, status);
	if (strstr(f.what, part) == NULL)
		ck_abort_msg("no '%s' in: %s", part, f.what);
	ck_assert_ptr_nonnull(f.hint);
	fail_clear(&f);
}

START_TEST(order_of_places)
{
	struct conf conf = CONF_INIT;

	conf.zig = put_zig(at("two"), "0.12.0");
	setenv("ZBUILD_ZIG", put_zig(at("one"), "0.11.0"), 1);
	put_zig(at("bin"), "0.13.0");
	put_zig(at("venv/lib/python3.11/site-packages/ziglang"), "0.14.0");
	put_zig(at("cache/zigs/0.9.9"), "0.15.1");
	put_zig(at("cache/zigs/0.10.0"), "0.15.2");
	setenv("VIRTUAL_ENV", at("venv"), 1);

	expect(&conf, "ZBUILD_ZIG", "0.11.0");
	unsetenv("ZBUILD_ZIG");
	expect(&conf, "config", "0.12.0");
	expect(NULL, "PATH", "0.13.0");
	ck_assert_int_eq(unlink(at("bin/zig")), 0);
	expect(NULL, "Python package", "0.14.0");
	unsetenv("VIRTUAL_ENV");
	expect(NULL, "own install", "0.15.2");
}
END_TEST

static const char *const pythons[][2] = {
	/* PATH entry, where the package is */
	{ "py/bin/python3", "py/lib/python3.12/site-packages" },
	{ "py/bin/python", "py/lib64/python3.9/site-packages" },
	{ "usr/bin/python3", "usr/lib/python3/dist-packages" },
	{ "usr/bin/python3", "usr/local/lib/python3.11/dist-packages" },
	{ "pyenv/shims/python3",
		"pyenv/versions/3.9.1/lib/python3.9/site-packages" },
	{ "none/python3", "home/.local/lib/python3.10/site-packages" },
	{ "none/python3", "home/.local/share/pipx/venvs/zig/lib/python3.10/"
			  "site-packages" },
	{ "none/python3", "home/.pyenv/versions/3.13.0/lib/python3.13/"
			  "site-packages" },
};

START_TEST(python_is_not_run)
{
	char *python = at(pythons[_i][0]);
	autofree char *bin = path_dir(python);
	char *site = at(pythons[_i][1]);
	autofree char *package = path_join(site, "ziglang");
	struct stat st;

	put(python, "#!/bin/sh\n: >\"$HOME-asked\"\n", 0700);
	put_zig(package, "0.15.1");
	setenv("PATH", bin, 1);
	expect(NULL, "Python package", "0.15.1");
	ck_assert_int_eq(stat(at("home-asked"), &st), -1);
}
END_TEST

START_TEST(python_is_asked_last)
{
	autofree char *text = xasprintf(
		"#!/bin/sh\necho '%s'\n", at("odd/ziglang"));

	put_zig(at("odd/ziglang"), "0.15.1");
	put(at("bin/python3"), text, 0700);
	expect(NULL, "python3", "0.15.1");
	/* Our own is not a question of what Python says here. */
	put_zig(at("cache/zigs/0.14.0"), "0.14.0");
	ck_assert_int_eq(path_remove(at("cache/found"), &f), 0);
	expect(NULL, "own install", "0.14.0");
}
END_TEST

static size_t
remembered(void)
{
	autoargvec names = ARGVEC_INIT;

	path_list(at("cache/found"), &names);
	return names.n;
}

/* What a Python says in one folder holds for no other. */
START_TEST(asked_here_is_not_kept)
{
	struct conf conf = CONF_INIT;
	autofree char *text = xasprintf(
		"#!/bin/sh\necho '%s'\n", at("odd/ziglang"));

	put_zig(at("odd/ziglang"), "0.15.1");
	put(at("bin/python3"), text, 0700);
	ck_assert_int_eq(chdir(at("odd")), 0);
	expect(NULL, "python3", "0.15.1");
	ck_assert_int_eq((int)remembered(), 0);
	ck_assert_int_eq(chdir("/"), 0);
	conf.workspace = at("odd/zbuild.ini");
	expect(&conf, "python3", "0.15.1");
	ck_assert_int_eq((int)remembered(), 0);
	expect(NULL, "python3", "0.15.1");
	ck_assert_int_eq((int)remembered(), 1);
}
END_TEST

/* A package that somebody else may change is looked at each time. */
START_TEST(writable_package_is_not_kept)
{
	char *site = at("venv/lib/python3.11/site-packages/ziglang");

	put_zig(site, "0.15.1");
	setenv("VIRTUAL_ENV", at("venv"), 1);
	ck_assert_int_eq(chmod(site, 0777), 0);
	expect(NULL, "Python package", "0.15.1");
	ck_assert_int_eq((int)remembered(), 0);
	ck_assert_int_eq(chmod(site, 0755), 0);
	expect(NULL, "Python package", "0.15.1");
	ck_assert_int_eq((int)remembered(), 1);
}
END_TEST

START_TEST(pyenv_version_first)
{
	put(at("pyenv/shims/python3"), "#!/bin/sh\nexit 1\n", 0700);
	put_zig(at("pyenv/versions/3.9.1/lib/python3.9/site-packages/ziglang"),
		"0.13.0");
	put_zig(at("pyenv/versions/3.13.0/lib/python3.13/site-packages/"
		   "ziglang"), "0.14.0");
	setenv("PATH", at("pyenv/shims"), 1);
	expect(NULL, "Python package", "0.14.0");
	setenv("PYENV_VERSION", "3.9.1", 1);
	expect(NULL, "Python package", "0.13.0");
	unsetenv("PYENV_VERSION");
	put(at("pyenv/version"), "3.9.1\n", 0600);
	ck_assert_int_eq(path_remove(at("cache/found"), &f), 0);
	expect(NULL, "Python package", "0.13.0");
}
END_TEST

START_TEST(broken_ones_are_passed_over)
{
	autoargvec tried = ARGVEC_INIT;
	autofree char *all = NULL;
	struct zig z = { .path = NULL };

	put(at("a/zig"), "#!/bin/sh\necho boom >&2\nexit 3\n", 0700);
	put(at("b/zig"), "\177ELF of another world", 0700);
	put(at("c/zig"), "#!/bin/sh\necho hello\n", 0700);
	put(at("d/zig"), "#!/no/such/interpreter\n", 0700);
	put(at("e/zig"), "#!/bin/sh\nkill -SEGV $$\n", 0700);
	put_zig(at("g"), "0.9.1");
	put(at("h/zig"), "#!/bin/sh\necho 0.14.0\n", 0700);
	put_zig(at("i"), "0.15.1");
	set_path("a b c d e g h i");
	ck_assert_int_eq(zig_search(NULL, &tried, &z, &f), 0);
	ck_assert_str_eq(z.path, at("i/zig"));
	ck_assert_str_eq(z.lib, at("i/lib"));
	all = argvec_join(&tried, "\n");
	ck_assert_ptr_nonnull(strstr(all, "a/zig: exit status 3: boom"));
	ck_assert_ptr_nonnull(strstr(all, "b/zig: Exec format error"));
	ck_assert_ptr_nonnull(strstr(all, "c/zig: answered 'hello'"));
	ck_assert_ptr_nonnull(strstr(all, "d/zig: its interpreter '/no/such/interpreter' is missing"));
	ck_assert_ptr_nonnull(strstr(all, "e/zig: killed by signal 11"));
	ck_assert_ptr_nonnull(strstr(all, "g/zig: zig 0.9.1 is too old"));
	ck_assert_ptr_nonnull(strstr(all, "h/zig: zig 0.14.0 without its lib"));
	ck_assert_ptr_nonnull(strstr(all, "i/zig: zig 0.15.1"));
	zig_clear(&z);
}
END_TEST

START_TEST(ourselves_are_passed_over)
{
	autofree char *self = os_self();
	autoargvec tried = ARGVEC_INIT;
	autofree char *all = NULL;
	struct zig z = { .path = NULL };

	put_zig(at("good"), "0.15.1");
	ck_assert_int_eq(path_mkdirs(at("bin"), &f), 0);
	ck_assert_int_eq(symlink(self, at("bin/zig")), 0);
	set_path("bin good");
	ck_assert_int_eq(zig_search(NULL, &tried, &z, &f), 0);
	ck_assert_str_eq(z.path, at("good/zig"));
	all = argvec_join(&tried, "\n");
	ck_assert_ptr_nonnull(strstr(all, "that is zbuild itself"));
	zig_clear(&z);
}
END_TEST

START_TEST(loop_ends)
{
	struct zig z;

	put_zig(at("bin"), "0.15.1");
	setenv(ZIGPROBE_MARK, "1", 1);
	ck_assert_int_eq(zig_find(NULL, &z, &f), -1);
	ck_assert_ptr_nonnull(strstr(f.what, "by zbuild itself"));
}
END_TEST

START_TEST(relative_path_entries_do_not_count)
{
	put_zig(at("here"), "0.13.0");
	put_zig(at("good"), "0.15.1");
	ck_assert_int_eq(chdir(at("here")), 0);
	set_path(". good");
	expect(NULL, "PATH", "0.15.1");
	ck_assert_int_eq(chdir("/"), 0);
}
END_TEST

START_TEST(wishes)
{
	struct conf conf = CONF_INIT;

	put_zig(at("bin"), "0.13.0");
	put_zig(at("wish"), "0.15.1");
	put(at("bin/myzig"), "#!/bin/sh\nexit 7\n", 0700);
	put(at("plain"), "no program", 0600);

	setenv("ZBUILD_ZIG", at("wish"), 1);
	expect(NULL, "ZBUILD_ZIG", "0.15.1");
	ck_assert_int_eq(chdir(top), 0);
	setenv("ZBUILD_ZIG", "wish/zig", 1);
	expect(NULL, "ZBUILD_ZIG", "0.15.1");
	ck_assert_int_eq(chdir("/"), 0);
	expect_fail(NULL, EXIT_NOT_FOUND, "wish/zig");
	setenv("ZBUILD_ZIG", "zig", 1);
	expect(NULL, "ZBUILD_ZIG", "0.13.0");
	setenv("ZBUILD_ZIG", "myzig", 1);
	expect_fail(NULL, EXIT_CANNOT_RUN, "exit status 7");
	setenv("ZBUILD_ZIG", "nozig", 1);
	expect_fail(NULL, EXIT_NOT_FOUND, "no such program on PATH");
	setenv("ZBUILD_ZIG", at("none/zig"), 1);
	expect_fail(NULL, EXIT_NOT_FOUND, "no such file");
	setenv("ZBUILD_ZIG", at("plain"), 1);
	expect_fail(NULL, EXIT_CANNOT_RUN, "not executable");
	setenv("ZBUILD_ZIG", "", 1);
	expect(NULL, "PATH", "0.13.0");
	conf.zig = at("none/zig");
	expect_fail(&conf, EXIT_NOT_FOUND, "(config)");
	conf.zig = at("wish");
	expect(&conf, "config", "0.15.1");
}
END_TEST

START_TEST(answer_is_remembered)
{
	put_zig(at("bin"), "0.15.1");
	expect(NULL, "PATH", "0.15.1");
	ck_assert_int_eq(runs(), 1);
	for (int i = 0; i < 5; i++)
		expect(NULL, "PATH", "0.15.1");
	ck_assert_int_eq(runs(), 1);
	zig_forget();
	expect(NULL, "PATH", "0.15.1");
	ck_assert_int_eq(runs(), 2);
}
END_TEST

START_TEST(replaced_in_place)
{
	put_zig(at("bin"), "0.15.1");
	expect(NULL, "PATH", "0.15.1");
	put_zig(at("bin"), "0.15.2");
	expect(NULL, "PATH", "0.15.2");
	ck_assert_int_eq(unlink(at("bin/zig")), 0);
	put_zig(at("cache/zigs/0.14.0"), "0.14.0");
	expect(NULL, "own install", "0.14.0");
}
END_TEST

START_TEST(lib_is_lost)
{
	put_zig(at("bin"), "0.15.1");
	expect(NULL, "PATH", "0.15.1");
	ck_assert_int_eq(rename(at("bin/lib"), at("bin/gone")), 0);
	expect_fail(NULL, EXIT_NOT_FOUND, "zig 0.15.1 without its lib folder");
	ck_assert_int_eq(rename(at("bin/gone"), at("bin/lib")), 0);
	expect(NULL, "PATH", "0.15.1");
}
END_TEST

START_TEST(two_environments_do_not_thrash)
{
	put_zig(at("bin"), "0.15.1");
	put_zig(at("other"), "0.14.0");
	for (int i = 0; i < 4; i++) {
		setenv("PATH", at("bin"), 1);
		expect(NULL, "PATH", "0.15.1");
		setenv("PATH", at("other"), 1);
		expect(NULL, "PATH", "0.14.0");
	}
	ck_assert_int_eq(runs(), 2);
}
END_TEST

/* The one file in <cache>/found. */
static char *
found_file(void)
{
	char *dir = at("cache/found"), *file = NULL;
	DIR *d = opendir(dir);
	struct dirent *e;

	ck_assert_ptr_nonnull(d);
	while ((e = readdir(d)) != NULL)
		if (e->d_name[0] != '.') {
			ck_assert_ptr_null(file);
			file = below(dir, e->d_name);
		}
	closedir(d);
	ck_assert_ptr_nonnull(file);
	return file;
}

/* Whatever a cache file holds, the answer is right, and the file is again. */
START_TEST(damaged_cache_is_rebuilt)
{
	autofree char *good = NULL, *now = NULL;
	char *file;
	size_t len, n;
	int before;

	put_zig(at("bin"), "0.15.1");
	expect(NULL, "PATH", "0.15.1");
	file = found_file();
	ck_assert_int_eq(path_read(file, 1 << 16, &good, &len, &f), 0);
	for (n = 0; n < len; n++) {
		before = runs();
		ck_assert_int_eq(path_write(file, good, n, 0600, &f), 0);
		expect(NULL, "PATH", "0.15.1");
		if (runs() != before + 1)
			ck_abort_msg("cut to %zu bytes it was believed", n);
		free(now);
		ck_assert_int_eq(path_read(file, 1 << 16, &now, NULL, &f), 0);
		ck_assert_str_eq(now, good);
		n += n % 7; /* not every length: each one runs a script */
	}
}
END_TEST

START_TEST(foreign_cache_is_not_believed)
{
	autofree char *good = NULL;
	char *file, *elsewhere = at("planted");
	size_t len;

	put_zig(at("bin"), "0.15.1");
	expect(NULL, "PATH", "0.15.1");
	file = found_file();
	ck_assert_int_eq(path_read(file, 1 << 16, &good, &len, &f), 0);
	/* Others may write to it. */
	ck_assert_int_eq(chmod(file, 0666), 0);
	expect(NULL, "PATH", "0.15.1");
	ck_assert_int_eq(runs(), 2);
	/* A symlink, even to a good answer. */
	put(elsewhere, good, 0600);
	ck_assert_int_eq(unlink(file), 0);
	ck_assert_int_eq(symlink(elsewhere, file), 0);
	expect(NULL, "PATH", "0.15.1");
	ck_assert_int_eq(runs(), 3);
	/* Another format. */
	good[11] = '9';
	put(file, good, 0600);
	expect(NULL, "PATH", "0.15.1");
	ck_assert_int_eq(runs(), 4);
	/* Bytes. */
	ck_assert_int_eq(path_write(file, "\0\xff\n\n\n", 5, 0600, &f), 0);
	expect(NULL, "PATH", "0.15.1");
	expect(NULL, "PATH", "0.15.1");
	ck_assert_int_eq(runs(), 5);
	/* A folder in its place: nothing can be kept, everything works. */
	ck_assert_int_eq(unlink(file), 0);
	ck_assert_int_eq(mkdir(file, 0700), 0);
	expect(NULL, "PATH", "0.15.1");
}
END_TEST

START_TEST(cache_cannot_be_written)
{
	put_zig(at("bin"), "0.15.1");
	put(at("file"), "", 0600);
	setenv("ZBUILD_CACHE_DIR", at("file/cache"), 1);
	expect(NULL, "PATH", "0.15.1");
	expect(NULL, "PATH", "0.15.1");
	ck_assert_int_eq(runs(), 2);
}
END_TEST

/* A read-only home: the cache moves to the temp folder, and is read there. */
START_TEST(home_cannot_be_written)
{
	put_zig(at("bin"), "0.15.1");
	unsetenv("ZBUILD_CACHE_DIR");
	setenv("HOME", "/proc/self", 1);
	setenv("TMPDIR", top, 1);
	expect(NULL, "PATH", "0.15.1");
	expect(NULL, "PATH", "0.15.1");
	ck_assert_int_eq(runs(), 1);
	unsetenv("TMPDIR");
}
END_TEST

START_TEST(nothing_found)
{
	static const char *const parts[] = { "ZBUILD_ZIG: not set",
		"config: ", "PATH: no program called zig",
		"bin/python3: exit status 1: no such module",
		"own install: nothing in " };
	struct zig z;

	put(at("bin/python3"), "#!/bin/sh\necho no such module >&2\nexit 1\n",
		0700);
	ck_assert_int_eq(path_mkdirs(at("lib/python3.1/site-packages"), &f), 0);
	ck_assert_int_eq(zig_find(NULL, &z, &f), -1);
	ck_assert_int_eq(f.status, EXIT_NOT_FOUND);
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		if (strstr(f.what, parts[i]) == NULL)
			ck_abort_msg("no '%s' in: %s", parts[i], f.what);
	ck_assert_ptr_nonnull(strstr(f.what, at("lib/python3.1/site-packages")));
	ck_assert_ptr_nonnull(strstr(f.hint, "cargo zbuild zig install"));
}
END_TEST

START_TEST(hanging_zig)
{
	autofree char *text = xasprintf("#!/bin/sh\n/bin/sleep 600 & "
					"echo $! >'%s/new' && /bin/mv '%s/new' '%s/pid'\n"
					"wait\n",
		top, top, top);
	autofree char *pid = NULL;
	time_t start = time(NULL);
	struct zig z;
	int limit = 300;

	put(at("bin/zig"), text, 0700);
	ck_assert_int_eq(zigprobe(at("bin/zig"), limit, &z, &f), -1);
	ck_assert_int_eq(f.status, EXIT_CANNOT_RUN);
	ck_assert_ptr_nonnull(strstr(f.what, "no answer within 0.3 seconds"));
	/* On a slow machine it has not come that far yet. */
	while (!path_is_file(at("pid")) && limit < 60000) {
		fail_clear(&f);
		limit *= 3;
		ck_assert_int_eq(zigprobe(at("bin/zig"), limit, &z, &f), -1);
	}
	ck_assert(time(NULL) - start < 300);
	/* What it started is gone, too (perhaps not yet reaped by init). */
	ck_assert_int_eq(path_read(at("pid"), 64, &pid, NULL, &f), 0);
	for (int i = 0; i < 6000; i++) {
		autofree char *stat = NULL;
		autofree char *proc = xasprintf("/proc/%d/cmdline", atoi(pid));
		struct timespec ms = { 0, 10000000 };
		char c;
		int fd = open(proc, O_RDONLY);

		if (fd < 0 || read(fd, &c, 1) <= 0)
			return;
		close(fd);
		nanosleep(&ms, NULL);
	}
	ck_abort_msg("sleep %s is still running", pid);
}
END_TEST

/* An answer comes although something keeps the pipe open. */
START_TEST(daemon_keeps_pipe)
{
	time_t start = time(NULL);
	struct zig z;

	put(at("bin/zig"), "#!/bin/sh\n/bin/sleep 600 &\necho 0.15.1\n", 0700);
	put_lib(at("bin"));
	ck_assert_int_eq(zigprobe(at("bin/zig"), 20000, &z, &f), 0);
	ck_assert_str_eq(z.text, "0.15.1");
	ck_assert(time(NULL) - start < 300);
	zig_clear(&z);
}
END_TEST

static const struct {
	const char *text, *key, *want;
} envs[] = {
	{ "{\n \"zig_exe\": \"/a/zig\",\n \"lib_dir\": \"/a/lib\"\n}\n",
		"lib_dir", "/a/lib" },
	{ ".{\n    .zig_exe = \"/a/zig\",\n    .lib_dir = \"a/lib\",\n}\n",
		"lib_dir", "a/lib" },
	{ ".{ .lib_dir = \"/a \\\"b\\\"\\\\c\" }", "lib_dir", "/a \"b\"\\c" },
	{ ".{ .lib_dir = \"/caf\\xc3\\xa9\" }", "lib_dir", "/caf\xc3\xa9" },
	{ ".{ .lib_dir = \"/caf\\u{e9}\" }", "lib_dir", "/caf\xc3\xa9" },
	{ "{\"lib_dir\":\"/caf\\u00e9\\/x\"}", "lib_dir", "/caf\xc3\xa9/x" },
	{ "{\"my_lib_dir\":\"no\",\"lib_dir\":\"yes\"}", "lib_dir", "yes" },
	{ "{\"lib_dir\":null,\"x\":\"no\"}", "lib_dir", NULL },
	{ "{\"lib_dir\":\"cut off", "lib_dir", NULL },
	{ "{\"lib_dir\":\"cut off\\", "lib_dir", NULL },
	{ ".lib_dir", "lib_dir", NULL },
	{ "", "lib_dir", NULL },
};

START_TEST(env_value)
{
	autofree char *got = zigprobe_env_value(envs[_i].text, envs[_i].key);

	if (envs[_i].want == NULL)
		ck_assert_ptr_null(got);
	else
		ck_assert_pstr_eq(got, envs[_i].want);
}
END_TEST

/* lib_dir of `zig env` is relative to where we are. */
START_TEST(lib_from_env)
{
	struct zig z;

	put(at("bin/zig"), "#!/bin/sh\n[ $1 = version ] && echo 0.16.0 ||\n"
			   "echo '.{ .lib_dir = \"x/lib\" }'\n", 0700);
	put_lib(at("x"));
	ck_assert_int_eq(chdir(top), 0);
	ck_assert_int_eq(zigprobe(at("bin/zig"), 20000, &z, &f), 0);
	ck_assert_int_eq(chdir("/"), 0);
	ck_assert_str_eq(z.lib, at("x/lib"));
	zig_clear(&z);
}
END_TEST

static const char *const layouts[] = { "p/bin/lib", "p/lib/zig", "p/lib",
	"p/bin/lib/zig" };

START_TEST(lib_layouts)
{
	char *lib = at(layouts[_i]);
	autofree char *std = path_join(lib, "std/std.zig");
	struct zig z;

	put(at("p/bin/zig"), "#!/bin/sh\n[ $1 = version ] && echo 0.16.0\n",
		0700);
	put(std, "", 0600);
	/* A symlink elsewhere finds the same. */
	ck_assert_int_eq(symlink(at("p/bin/zig"), at("link")), 0);
	ck_assert_int_eq(zigprobe(at("link"), 20000, &z, &f), 0);
	ck_assert_str_eq(z.lib, lib);
	ck_assert_str_eq(z.path, at("link"));
	zig_clear(&z);
}
END_TEST

START_TEST(lib_of_the_user)
{
	struct zig z;

	put_zig(at("bin"), "0.15.1");
	put_lib(at("mine"));
	setenv("ZIG_LIB_DIR", at("mine/lib"), 1);
	ck_assert_int_eq(zig_find(NULL, &z, &f), 0);
	ck_assert_str_eq(z.lib, at("mine/lib"));
	zig_clear(&z);
	setenv("ZIG_LIB_DIR", at("bin"), 1);
	ck_assert_int_eq(zig_find(NULL, &z, &f), -1);
	ck_assert_ptr_nonnull(strstr(f.what, "ZIG_LIB_DIR"));
	unsetenv("ZIG_LIB_DIR");
	fail_clear(&f);
	ck_assert_int_eq(zig_find(NULL, &z, &f), 0);
	ck_assert_str_eq(z.lib, at("bin/lib"));
	zig_clear(&z);
}
END_TEST

/* A script whose real zig does not work stays the zig. */
START_TEST(script_without_real_zig)
{
	struct zig z;

	put(at("bin/zig"), "#!/bin/sh\n[ $1 = version ] && echo 0.16.0 ||\n"
			   "echo '{\"zig_exe\": \"/nonexistent/zig\"}'\n",
		0700);
	put_lib(at("bin"));
	ck_assert_int_eq(zigprobe(at("bin/zig"), 20000, &z, &f), 0);
	ck_assert_str_eq(z.path, at("bin/zig"));
	zig_clear(&z);
}
END_TEST

START_TEST(installed_newest_first)
{
	static const char *const names[] = { "0.9.1", "0.16.0-dev.9",
		"0.16.0", "0.10.0", "0.16.0-dev.10" };
	autoargvec got = ARGVEC_INIT;
	autofree char *all = NULL;

	for (size_t i = 0; i < 5; i++)
		put_zig(below(at("zigs"), names[i]), names[i]);
	put_zig(at("zigs/.tmp-half"), "9.9.9");
	ck_assert_int_eq(path_mkdirs(at("zigs/1.0.0"), &f), 0);
	zigplaces_installed(at("zigs"), &got);
	all = argvec_join(&got, " ");
	ck_assert_str_eq(all, "0.16.0 0.16.0-dev.10 0.16.0-dev.9 0.10.0 0.9.1");
}
END_TEST

static const struct {
	struct version zig;
	enum libc_kind libc;
	struct version floor;
	bool ok;
} suits[] = {
	{ { 0, 17, 1 }, LIBC_GLIBC, { 2, 17, 0 }, true },
	{ { 0, 12, 0 }, LIBC_GLIBC, { 2, 17, 0 }, true },
	{ { 0, 11, 0 }, LIBC_GLIBC, { 2, 17, 0 }, false },
	{ { 0, 11, 0 }, LIBC_GLIBC, { 2, 32, 0 }, false },
	{ { 0, 11, 0 }, LIBC_GLIBC, { 2, 33, 0 }, true },
	{ { 0, 11, 0 }, LIBC_MUSL, { 0, 0, 0 }, true },
	{ { 0, 10, 1 }, LIBC_MUSL, { 0, 0, 0 }, false },
	{ { 0, 10, 1 }, LIBC_GLIBC, { 2, 35, 0 }, false },
};

START_TEST(suited)
{
	struct target_def def = { .libc = suits[_i].libc };
	struct target t = { .def = &def, .glibc = suits[_i].floor,
		.name = "some-target" };
	struct zig z = { .path = at("zig"), .version = suits[_i].zig,
		.text = "0.x" };

	ck_assert_int_eq(zig_suits(&z, &t, &f), suits[_i].ok ? 0 : -1);
	if (suits[_i].ok)
		return;
	ck_assert_ptr_nonnull(strstr(f.what, "some-target"));
	ck_assert_ptr_nonnull(strstr(f.what, "0.x"));
	ck_assert_ptr_nonnull(f.hint);
}
END_TEST

static const struct {
	const char *global, *local, *want;
} caches[] = {
	{ NULL, NULL, "ZIG_GLOBAL_CACHE_DIR=@ ZIG_LOCAL_CACHE_DIR=@" },
	{ "", "", "ZIG_GLOBAL_CACHE_DIR=@ ZIG_LOCAL_CACHE_DIR=@" },
	{ "/g", NULL, "ZIG_LOCAL_CACHE_DIR=/g" },
	{ NULL, "/l", "ZIG_GLOBAL_CACHE_DIR=@" },
	{ "/g", "/l", "" },
};

START_TEST(environment)
{
	char *ours = at("cache/zig");
	autoargvec env = ARGVEC_INIT, words = ARGVEC_INIT;

	if (caches[_i].global != NULL)
		setenv("ZIG_GLOBAL_CACHE_DIR", caches[_i].global, 1);
	if (caches[_i].local != NULL)
		setenv("ZIG_LOCAL_CACHE_DIR", caches[_i].local, 1);
	ck_assert_int_eq(zig_env(&env, &f), 0);
	argvec_split(&words, caches[_i].want, " ");
	ck_assert_uint_eq(env.n, words.n);
	for (size_t i = 0; i < env.n; i++) {
		size_t n = strcspn(words.v[i], "@");
		const char *rest = words.v[i][n] == '@' ? ours : "";

		ck_assert_int_eq(strncmp(env.v[i], words.v[i], n), 0);
		ck_assert_str_eq(env.v[i] + n, rest);
	}
	ck_assert(!path_is_dir(ours));
	ck_assert_int_eq(zig_env_make(&env, &f), 0);
	ck_assert(path_is_dir(ours) ==
		  (strstr(caches[_i].want, "GLOBAL_CACHE_DIR=@") != NULL));
}
END_TEST

/* ---- another clang and lld ---- */

/* A program that says this when it is asked for its version, and has headers. */
static char *
put_llvm(const char *name, const char *says)
{
	char *path = at(name);
	autofree char *headers = xasprintf("%s-res/include/stddef.h", path);
	autofree char *text = xasprintf("#!/bin/sh\ncase $1 in\n"
		"-print-resource-dir) echo '%s-res' ;;\n*) echo '%s' ;;\n"
		"esac\n", path, says);

	put(path, text, 0700);
	put(headers, "", 0600);
	return path;
}

static const char debians[] = "Debian clang version 19.1.7 (3)";
static const char lld19[] = "Debian LLD 19.1.7 (compatible with GNU linkers)";

/* How the zig that is found runs clang and wasm-ld. */
static char *
tools(const struct conf *conf, struct zig *z)
{
	autoargvec argv = ARGVEC_INIT;

	zig_clear(z);
	if (zig_find(conf, z, &f) != 0)
		ck_abort_msg("no zig: %s", f.what);
	zig_tool(z, "clang", &argv);
	zig_tool(z, "wasm-ld", &argv);
	return argvec_join(&argv, " ");
}

static void
expect_tools(const struct conf *conf, const char *clang, const char *lld)
{
	struct zig z = { .path = NULL };
	autofree char *want = NULL, *got = NULL;
	char *zig = at("bin/zig");

	want = xasprintf("%s%s %s%s", clang != NULL ? clang : zig,
		clang != NULL ? "" : " clang", lld != NULL ? lld : zig,
		lld != NULL ? " -flavor wasm" : " wasm-ld");
	/* looked for, and remembered */
	for (int i = 0; i < 2; i++) {
		free(got);
		got = tools(conf, &z);
		ck_assert_str_eq(got, want);
		if (clang != NULL)
			ck_assert_str_eq(z.clang, "19.1.7");
		ck_assert_int_eq(z.include != NULL, clang != NULL);
	}
	zig_clear(&z);
}

START_TEST(another_clang)
{
	struct conf conf = CONF_INIT;
	struct zig own = { .path = NULL }, other = { .path = NULL };
	char *clang = put_llvm("x/clang-19", debians);

	put_zig(at("bin"), "0.17.1");
	free(tools(NULL, &own));
	expect_tools(NULL, NULL, NULL);
	conf.clang = clang;
	expect_tools(&conf, clang, NULL);
	conf.lld = put_llvm("x/ld.lld-19", lld19);
	expect_tools(&conf, clang, conf.lld);
	setenv("ZBUILD_CLANG", put_llvm("bin/clang-19", debians), 1);
	expect_tools(&conf, at("bin/clang-19"), conf.lld);
	set_path("bin x");
	setenv("ZBUILD_LLD", "ld.lld-19", 1);
	conf.lld = NULL;
	expect_tools(&conf, at("bin/clang-19"), at("x/ld.lld-19"));
	free(tools(&conf, &other));
	ck_assert_str_ne(own.identity, other.identity);
	ck_assert_int_eq(zig_suits(&other, &(struct target){ 0 }, &f), 0);
	/* one that changes is another one */
	put_llvm("bin/clang-19", "clang version 19.1.70");
	free(tools(&conf, &own));
	ck_assert_str_eq(own.clang, "19.1.70");
	ck_assert_str_ne(own.identity, other.identity);
	zig_clear(&own);
	zig_clear(&other);
}
END_TEST

static const struct {
	const char *zig, *variable, *says, *error;
} refused[] = {
	{ "0.17.1", "ZBUILD_CLANG", "Debian clang version 14.0.6",
		"it is clang 14.0.6, too old to work with zig 0.17.1, which "
		"needs 19" },
	{ "0.14.1", "ZBUILD_CLANG", "clang version 15.0.0", "which needs 16" },
	{ "0.13.0", "ZBUILD_CLANG", "clang version 16.0.6", NULL },
	{ "0.13.0", "ZBUILD_CLANG", "clang version 15.0.6", "which needs 16" },
	{ "0.13.0", "ZBUILD_LLD", "LLD 14.0.6", "which needs 16" },
	{ "0.17.1", "ZBUILD_CLANG", "Apple clang version 21.0.0",
		"it is no clang that runs here" },
	{ "0.17.1", "ZBUILD_CLANG", "gcc 12.2.0", "it is no clang" },
	{ "0.17.1", "ZBUILD_CLANG", "clang version 22.1.8 (zbuild, zig 0.17.1)",
		"it is no clang" },
	{ "0.17.1", "ZBUILD_CLANG", NULL, "no such program" },
	{ "0.17.1", "ZBUILD_LLD", "LLD 14.0.6", "it is lld 14.0.6, too old" },
	{ "0.17.1", "ZBUILD_LLD", "GNU ld 2.40", "it is no lld" },
};

START_TEST(another_clang_is_refused)
{
	struct zig z = { .path = NULL };

	put_zig(at("bin"), refused[_i].zig);
	if (refused[_i].says != NULL)
		put_llvm("x/tool", refused[_i].says);
	setenv(refused[_i].variable, at("x/tool"), 1);
	ck_assert_int_eq(zig_find(NULL, &z, &f),
		refused[_i].error != NULL ? -1 : 0);
	if (refused[_i].error != NULL && strstr(f.what, refused[_i].error) == NULL)
		ck_abort_msg("no '%s' in: %s", refused[_i].error, f.what);
	zig_clear(&z);
}
END_TEST

START_TEST(zig_without_clang)
{
	struct target t = { 0 };
	struct zig z = { .path = NULL };

	put_zig(at("bin"), "0.17.1");
	put(at("bin/bare"), "", 0600);
	put_llvm("x/clang-18", "clang version 18.1.0");
	put_llvm("x/clang", "clang version 14.0.6");
	put_llvm("x/ld.lld", lld19);
	set_path("bin x");
	free(tools(NULL, &z));
	ck_assert_int_eq(zig_suits(&z, &t, &f), -1);
	ck_assert_str_eq(f.what, "zig 0.17.1 has no clang, and PATH has none "
				 "of 19 or newer with its lld");
	ck_assert_ptr_nonnull(strstr(f.hint, "clang-19 and lld-19"));
	fail_clear(&f);
	/* found as soon as it is there */
	put_llvm("x/clang-19", debians);
	expect_tools(NULL, at("x/clang-19"), at("x/ld.lld"));
	free(tools(NULL, &z));
	ck_assert_int_eq(zig_suits(&z, &t, &f), z.bare ? -1 : 0);
	ck_assert(!z.bare && z.lacks);
	zig_clear(&z);
}
END_TEST

#define N(table) ((int)(sizeof(table) / sizeof *(table)))

Suite *suite_zig(void);

Suite *
suite_zig(void)
{
	Suite *s = suite_create("zig");
	TCase *t = tcase_create("find");

	tcase_add_checked_fixture(t, setup, fixture_teardown);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, order_of_places);
	tcase_add_loop_test(t, python_is_not_run, 0, N(pythons));
	tcase_add_test(t, python_is_asked_last);
	tcase_add_test(t, asked_here_is_not_kept);
	tcase_add_test(t, writable_package_is_not_kept);
	tcase_add_test(t, pyenv_version_first);
	tcase_add_test(t, broken_ones_are_passed_over);
	tcase_add_test(t, ourselves_are_passed_over);
	tcase_add_test(t, loop_ends);
	tcase_add_test(t, relative_path_entries_do_not_count);
	tcase_add_test(t, wishes);
	tcase_add_test(t, answer_is_remembered);
	tcase_add_test(t, replaced_in_place);
	tcase_add_test(t, lib_is_lost);
	tcase_add_test(t, two_environments_do_not_thrash);
	tcase_add_test(t, damaged_cache_is_rebuilt);
	tcase_add_test(t, foreign_cache_is_not_believed);
	tcase_add_test(t, cache_cannot_be_written);
	tcase_add_test(t, home_cannot_be_written);
	tcase_add_test(t, nothing_found);
	tcase_add_test(t, hanging_zig);
	tcase_add_test(t, daemon_keeps_pipe);
	tcase_add_loop_test(t, env_value, 0, N(envs));
	tcase_add_test(t, lib_from_env);
	tcase_add_loop_test(t, lib_layouts, 0, N(layouts));
	tcase_add_test(t, lib_of_the_user);
	tcase_add_test(t, script_without_real_zig);
	tcase_add_test(t, installed_newest_first);
	tcase_add_loop_test(t, suited, 0, N(suits));
	tcase_add_loop_test(t, environment, 0, N(caches));
	tcase_add_test(t, another_clang);
	tcase_add_loop_test(t, another_clang_is_refused, 0, N(refused));
	tcase_add_test(t, zig_without_clang);
	suite_add_tcase(s, t);
	return s;
}
