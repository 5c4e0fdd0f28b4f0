/* What runs programs of a target, on machines that are made up: PATH is all
 * that decides what is there. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/path.h"
#include "common/xalloc.h"
#include "targets/host.h"
#include "targets/triple.h"
#include "tests/unit/fixture.h"
#include "wrapper/run/runner.h"

#define ARM "aarch64-unknown-linux-gnu"
#define N(table) ((int)(sizeof(table) / sizeof *(table)))

static struct runner r;

static void
set_up(void)
{
	fixture_setup();
	r = (struct runner)RUNNER_INIT;
	setenv("PATH", put_dir("bin"), 1);
	setenv("ZBUILD_CACHE_DIR", at("cache"), 1);
	/* No C library of this machine's is found. */
	setenv("ZBUILD_RUNTIME", "fetched", 1);
	unsetenv("QEMU_LD_PREFIX");
	unsetenv("ZBUILD_WASI");
	unsetenv("ZBUILD_SYSROOT_aarch64_unknown_linux_gnu");
}

static void
tear_down(void)
{
	runner_clear(&r);
	fixture_teardown();
}

static void
put_programs(const char *names)
{
	autoargvec all = ARGVEC_INIT;

	argvec_split(&all, names, " ");
	for (size_t i = 0; i < all.n; i++) {
		autofree char *name = xasprintf("bin/%s", all.v[i]);

		put_bytes(name, "", 0, 0755);
	}
}

static void
find(const char *target, const char *root)
{
	runner_clear(&r);
	runner_find(fixture_target(target).def, root, &r);
}

static void
is_words(const char *want)
{
	autofree char *got = argvec_join(&r.words, " ");

	ck_assert_str_eq(got, want);
}

/* Where the kernel itself starts qemu, nothing needs to be on PATH. */
static bool
kernel_knows(const char *qemu)
{
	autofree char *file =
		xasprintf("/proc/sys/fs/binfmt_misc/qemu-%s", qemu);

	return path_is_file(file);
}

/* What is there, and what it means; fix NULL: nobody can mend it. */
static const struct {
	const char *target, *programs;
	enum runner_kind kind;
	const char *words, *why, *fix;
} finds[] = {
	{ "s390x-unknown-linux-musl", "", RUNNER_NONE, NULL,
		"'qemu-s390x' is not on PATH", "apt-get install qemu-user" },
	{ "s390x-unknown-linux-musl", "qemu-s390x", RUNNER_EMULATOR,
		"qemu-s390x", NULL, NULL },
	{ "s390x-unknown-linux-musl", "qemu-s390x-static", RUNNER_EMULATOR,
		"qemu-s390x-static", NULL, NULL },
	{ "s390x-unknown-linux-musl", "qemu-s390x-static qemu-s390x",
		RUNNER_EMULATOR, "qemu-s390x", NULL, NULL },
	{ "s390x-unknown-linux-gnu", "qemu-s390x", RUNNER_EMULATOR,
		"qemu-s390x", "no C library of s390x-unknown-linux-gnu is here",
		"cargo zbuild runtime s390x-unknown-linux-gnu" },
	{ "x86_64-pc-windows-gnu", "", RUNNER_NONE, NULL,
		"'wine' is not on PATH", "apt-get install wine64 wine" },
	{ "aarch64-pc-windows-gnullvm", "wine wine64", RUNNER_NONE, NULL,
		"nothing on this machine runs Windows programs for aarch64",
		NULL },
	{ "wasm32-wasip1", "", RUNNER_NONE, NULL,
		"neither 'wasmtime' nor 'node' is on PATH",
		"apt-get install nodejs" },
	{ "wasm32-wasip1", "node wasmtime", RUNNER_EMULATOR,
		"wasmtime run -Sinherit-env=y --dir=.", NULL, NULL },
	{ "wasm32-wasip2", "node", RUNNER_NONE, NULL,
		"neither 'wasmtime' nor 'jco' is on PATH",
		"npm install -g @bytecodealliance/jco" },
	{ "wasm32-wasip2", "node jco", RUNNER_EMULATOR, "jco run", NULL, NULL },
	{ "wasm32-wasip3", "wasmtime jco", RUNNER_EMULATOR,
		"wasmtime run -Sinherit-env=y --dir=.", NULL, NULL },
	{ "thumbv7m-none-eabi", "", RUNNER_NONE, NULL,
		"'qemu-system-arm' is not on PATH",
		"apt-get install qemu-system-arm" },
	{ "riscv32imac-unknown-none-elf", "qemu-system-arm", RUNNER_NONE, NULL,
		"'qemu-system-riscv32' is not on PATH",
		"apt-get install qemu-system-misc" },
	{ "thumbv7m-none-eabi", "qemu-system-arm", RUNNER_EMULATOR,
		"qemu-system-arm -M mps2-an385 -display none -monitor none",
		NULL, NULL },
	{ "wasm32-unknown-unknown", "wasmtime node", RUNNER_NONE, NULL,
		"such a module has no start",
		"for tests: CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER=" },
	{ "aarch64-apple-darwin", "wine", RUNNER_NONE, NULL,
		"darwin programs do not run on Linux", NULL },
	{ "x86_64-unknown-freebsd", "qemu-x86_64", RUNNER_NONE, NULL,
		"freebsd programs do not run on Linux", NULL },
};

static void
begins(const char *text, const char *with)
{
	if (with == NULL)
		ck_assert_msg(text == NULL, "%s", text);
	else
		ck_assert_msg(text != NULL &&
				      strncmp(text, with, strlen(with)) == 0,
			"'%s' is not '%s'", text, with);
}

START_TEST(what_is_there)
{
	const char *target = finds[_i].target;
	const struct target_def *d = fixture_target(target).def;

	if (finds[_i].kind == RUNNER_NONE && d->qemu != NULL &&
		kernel_knows(d->qemu))
		return;
	put_programs(finds[_i].programs);
	find(target, NULL);
	ck_assert_int_eq(r.kind, finds[_i].kind);
	if (finds[_i].words != NULL)
		is_words(finds[_i].words);
	else
		ck_assert_uint_eq(r.words.n, 0);
	begins(r.why, finds[_i].why);
	begins(r.fix, finds[_i].fix);
	/* Only what is an emulator can lack no more than a library. */
	ck_assert_int_eq(r.no_libc,
		finds[_i].kind == RUNNER_EMULATOR && finds[_i].why != NULL);
}
END_TEST

START_TEST(this_machines_own_run_by_themselves)
{
	autofree char *musl = xasprintf(
		"%s-unknown-linux-musl", arch_name(fixture_target(
						     host_triple())
							   .def->arch));
	autoargvec out = ARGVEC_INIT;

	find(host_triple(), NULL);
	ck_assert_str_eq(r.id, "native");
	ck_assert_int_eq(r.kind, RUNNER_DIRECT);
	runner_command(&r, fixture_target(host_triple()).def, "/z", &out);
	ck_assert_uint_eq(out.n, 0);
	find(musl, NULL);
	ck_assert_int_eq(r.kind, RUNNER_DIRECT);
}
END_TEST

/* ---- the target's C library ---- */

static char *
put_root(const char *name)
{
	autofree char *loader = xasprintf(
		"%s%s", name, fixture_target(ARM).def->loader);

	put_text(loader, "");
	return at(name);
}

static void
is_libc(const char *want)
{
	if (want == NULL)
		ck_assert_ptr_null(runner_libc(&r));
	else
		ck_assert_str_eq(runner_libc(&r), want);
}

START_TEST(takes_the_roots_c_library)
{
	const char *given, *set;

	put_programs("qemu-aarch64");
	given = put_root("given");
	set = put_root("set");
	find(ARM, given);
	is_libc(given);
	ck_assert(!r.no_libc);
	setenv("ZBUILD_SYSROOT_aarch64_unknown_linux_gnu", set, 1);
	find(ARM, given);
	is_libc(given);
	find(ARM, NULL);
	is_libc(set);
	/* None that has no loader, and none for another target. */
	setenv("ZBUILD_SYSROOT_aarch64_unknown_linux_gnu", "", 1);
	find(ARM, NULL);
	is_libc(NULL);
	find(ARM, put_dir("empty"));
	is_libc(NULL);
	ck_assert(r.no_libc);
	setenv("ZBUILD_SYSROOT_aarch64_unknown_linux_gnu", set, 1);
	put_programs("qemu-s390x");
	find("s390x-unknown-linux-gnu", NULL);
	is_libc(NULL);
}
END_TEST

/* qemu reads that one itself. */
START_TEST(leaves_the_users_prefix)
{
	put_programs("qemu-aarch64");
	setenv("QEMU_LD_PREFIX", "/mine", 1);
	find(ARM, put_root("given"));
	is_libc(NULL);
	ck_assert(!r.no_libc);
	ck_assert_ptr_null(r.why);
}
END_TEST

/* Static programs need no C library at all (cross#153: musl first). */
START_TEST(musl_needs_none)
{
	put_programs("qemu-aarch64");
	find("aarch64-unknown-linux-musl", put_root("given"));
	is_words("qemu-aarch64");
	ck_assert(!r.no_libc);
}
END_TEST

/* With another C library than this machine's its own programs are qemu's. */
START_TEST(qemu_for_this_machine)
{
	const struct target_def *d = fixture_target(host_triple()).def;
	autofree char *qemu = xasprintf("qemu-%s", d->qemu);

	put_programs(qemu);
	runner_find_qemu(d, &r);
	ck_assert_str_eq(r.id, "qemu-user");
	ck_assert_int_eq(r.kind, RUNNER_EMULATOR);
	ck_assert_str_eq(r.words.v[0], qemu);
}
END_TEST

/* A Mac starts its own programs; what Linux's need is not there. */
START_TEST(on_a_mac)
{
	setenv(HOST_VARIABLE, "aarch64-apple-darwin", 1);
	find("aarch64-apple-darwin", NULL);
	ck_assert_str_eq(r.id, "native");
	ck_assert_int_eq(r.kind, RUNNER_DIRECT);
	put_programs("qemu-aarch64");
	find("aarch64-linux-gnu", NULL);
	ck_assert_int_eq(r.kind, RUNNER_NONE);
	begins(r.why, "a Mac starts no Linux programs");
	begins(r.fix, "run it in a Linux machine");
	find("thumbv7m-none-eabi", NULL);
	ck_assert_str_eq(r.fix, "brew install qemu");
	find("x86_64-pc-windows-gnu", NULL);
	ck_assert_str_eq(r.fix, "brew install --cask wine-stable");
}
END_TEST

/* ---- WASI ---- */

static const struct {
	const char *set, *programs, *words, *why;
} wasis[] = {
	{ "", "node", "node --no-warnings", NULL },
	{ "node", "node wasmtime", "node --no-warnings", NULL },
	{ "wasmtime", "node", NULL, "'wasmtime' (ZBUILD_WASI) is not there" },
	{ "wasmer", "wasmer", NULL,
		"ZBUILD_WASI is 'wasmer', not wasmtime or node" },
	{ "/nonexistent/wasmtime", "wasmtime", NULL,
		"'/nonexistent/wasmtime' (ZBUILD_WASI) is not there" },
};

START_TEST(which_wasi)
{
	setenv("ZBUILD_WASI", wasis[_i].set, 1);
	put_programs(wasis[_i].programs);
	find("wasm32-wasip1", NULL);
	begins(r.why, wasis[_i].why);
	if (wasis[_i].words != NULL) {
		autofree char *got = argvec_join(&r.words, " ");

		begins(got, wasis[_i].words);
		ck_assert(path_is_file(at("cache/runners/wasi.mjs")));
	} else {
		ck_assert_str_eq(r.fix, "unset ZBUILD_WASI");
	}
}
END_TEST

/* A WASI program sees the folders that it is given: this one, its package's and
 * those of its arguments, each once. */
START_TEST(wasi_folders)
{
	char name[] = "-v", file[128], missing[] = "/nonexistent/x";
	char *args[] = { name, file, file, missing, NULL };
	autofree char *text = NULL, *data = NULL, *package = NULL;
	autoargvec out = ARGVEC_INIT;

	put_programs("wasmtime");
	snprintf(file, sizeof file, "%s", put_text("data/in.txt", ""));
	data = xasprintf("--dir=%s", at("data"));
	package = xasprintf("--dir=%s", put_dir("package"));
	setenv("CARGO_MANIFEST_DIR", at("package"), 1);
	find("wasm32-wasip1", NULL);
	runner_words(&r, "x.wasm", args, &out);
	ck_assert(argvec_has(&out, data));
	ck_assert(argvec_has(&out, package));
	text = argvec_join(&out, " ");
	ck_assert_ptr_null(strstr(strstr(text, data) + 1, data));
	ck_assert_ptr_null(strstr(text, "--dir=/nonexistent"));
	ck_assert_ptr_nonnull(strstr(text, " x.wasm -v /"));
	ck_assert_str_eq(out.v[out.n - 1], missing);
}
END_TEST

/* ---- what others are told ---- */

START_TEST(words_of_others_are_their_own)
{
	char arg[] = "/etc/passwd";
	char *args[] = { arg, NULL };
	autoargvec out = ARGVEC_INIT;
	autofree char *got = NULL;

	put_programs("qemu-s390x");
	find("s390x-unknown-linux-musl", NULL);
	runner_words(&r, "./x", args, &out);
	got = argvec_join(&out, " ");
	ck_assert_str_eq(got, "qemu-s390x ./x /etc/passwd");
}
END_TEST

START_TEST(cargo_is_told_ourselves)
{
	const struct target_def *d =
		fixture_target("s390x-unknown-linux-musl").def;
	autoargvec out = ARGVEC_INIT;
	autofree char *got = NULL;

	put_programs("qemu-s390x");
	find("s390x-unknown-linux-musl", NULL);
	runner_command(&r, d, "/z", &out);
	got = argvec_join(&out, " ");
	ck_assert_str_eq(
		got, "/z run-binary --target s390x-unknown-linux-musl");
}
END_TEST

Suite *suite_runner(void);
Suite *
suite_runner(void)
{
	Suite *s = suite_create("runner");
	TCase *t = tcase_create("runner");

	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_loop_test(t, what_is_there, 0, N(finds));
	tcase_add_test(t, this_machines_own_run_by_themselves);
	tcase_add_test(t, takes_the_roots_c_library);
	tcase_add_test(t, leaves_the_users_prefix);
	tcase_add_test(t, musl_needs_none);
	tcase_add_test(t, qemu_for_this_machine);
	tcase_add_test(t, on_a_mac);
	tcase_add_loop_test(t, which_wasi, 0, N(wasis));
	tcase_add_test(t, wasi_folders);
	tcase_add_test(t, words_of_others_are_their_own);
	tcase_add_test(t, cargo_is_told_ourselves);
	suite_add_tcase(s, t);
	return s;
}
