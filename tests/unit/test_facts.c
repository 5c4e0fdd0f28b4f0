/* What a build's environment is made from, gathered from a user's environment,
 * cargo, rustc, files and targets that are all made up. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/path.h"
#include "common/vars.h"
#include "common/xalloc.h"
#include "targets/host.h"
#include "targets/triple.h"
#include "tests/unit/fixture.h"
#include "wrapper/build/facts.h"
#include "wrapper/build/runs.h"
#include "wrapper/build/rustfacts.h"
#include "wrapper/build/workspace.h"
#include "wrapper/cargo/cargobin.h"

#define ARM "aarch64-unknown-linux-gnu"
#define ARM_T "CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU"
#define RISCV "riscv64gc-unknown-linux-musl"

static struct buildfacts b;

static void
put_script(const char *name, const char *text)
{
	put_bytes(name, text, strlen(text), 0755);
}

/* In a folder w of its own, with nothing on PATH but a shell's tools. */
static void
set_up(void)
{
	static const char *const gone[] = { "CARGO", "RUSTC", "RUSTDOC",
		"RUSTFLAGS", "CARGO_BUILD_RUSTC", "CARGO_ENCODED_RUSTFLAGS",
		"RUSTUP_TOOLCHAIN", "XDG_CONFIG_HOME", "ZBUILD_CONFIG",
		"ZBUILD_WORKSPACE_CONFIG", "ZBUILD_STD", "QEMU_LD_PREFIX" };
	autofree char *path = NULL;

	fixture_setup();
	b = (struct buildfacts)BUILDFACTS_INIT;
	for (size_t i = 0; i < sizeof gone / sizeof *gone; i++)
		unsetenv(gone[i]);
	path = xasprintf("%s:/usr/bin:/bin", put_dir("bin"));
	setenv("PATH", path, 1);
	setenv("HOME", put_dir("home"), 1);
	setenv("CARGO_HOME", at("home/.cargo"), 1);
	setenv("ZBUILD_CACHE_DIR", at("cache"), 1);
	ck_assert_int_eq(chdir(put_dir("w/member")), 0);
}

static void
tear_down(void)
{
	ck_assert_int_eq(chdir("/"), 0);
	buildfacts_clear(&b);
	fixture_teardown();
}

static int
open_here(void)
{
	return buildfacts_open(&b, "", NULL, NULL, &f);
}

/* A cargo whose workspace's root is w. */
static void
put_cargo(void)
{
	autofree char *text = xasprintf("#!/bin/sh\n"
					"echo called >>%s\n"
					"echo '{\"root\":\"%s/Cargo.toml\"}'\n",
		at("cargo.log"), at("w"));

	put_script("bin/cargo", text);
}

/* Says what it was asked and by which toolchain; it lists two CPUs and takes a
 * third; riscv's musl is no static one of its. */
static void
put_rustc(void)
{
	autofree char *text = xasprintf(
		"#!/bin/sh\n"
		"echo \"[$RUSTUP_TOOLCHAIN] $*\" >>%s\n"
		"case \"$*\" in\n"
		"'--print sysroot') echo %s ;;\n"
		"'--print=cfg --target=" RISCV "') echo unix ;;\n"
		"*-Ctarget-cpu=cobalt-100) echo unix ;;\n"
		"*-Ctarget-cpu=*) echo \"'${*##*=}' is not a recognized "
		"processor for this target (ignoring processor)\" >&2 ;;\n"
		"--print=cfg*) echo 'target_feature=\"crt-static\"' ;;\n"
		"'--print cfg '*) echo unix ;;\n"
		"--print=target-cpus*) echo CPUs:; echo '    neoverse-n1';"
		" echo '    neoverse-v1' ;;\n"
		"-vV) echo 'release: 1.95.0' ;;\n"
		"*) exit 9 ;;\n"
		"esac\n",
		at("rustc.log"), put_dir("rust"));

	put_script("bin/rustc", text);
}

/* How often the log of a fake has this text. */
static int
logged(const char *log, const char *what)
{
	autofree char *text = NULL;
	int n = 0;

	if (path_read(at(log), 1 << 16, &text, NULL, &f) != 0) {
		fail_clear(&f);
		return 0;
	}
	for (const char *p = text; (p = strstr(p, what)) != NULL; p++)
		n++;
	return n;
}

/* ---- of the whole build ---- */

START_TEST(reads_the_environment_and_cargos_files)
{
	put_text("w/.cargo/config.toml", "build.rustc = 'r'\n");
	setenv("ZBUILD_TEST_VARIABLE", "v", 1);
	ck_assert_msg(open_here() == 0, "%s", f.what);
	ck_assert_str_eq(vars_get(&b.vars, "ZBUILD_TEST_VARIABLE"), "v");
	ck_assert_str_eq(
		cargoconfig_get(&b.config, "build", "rustc", NULL)->text, "r");
	ck_assert_ptr_null(b.workspace);
}
END_TEST

/* Where a zbuild.ini is, what cargo and the variable say, what is found. */
static const struct {
	const char *ini, *variable, *found;
	bool cargo;
	int asked;
} workspaces[] = {
	{ "w/zbuild.ini", NULL, "w/zbuild.ini", true, 1 },
	/* cargo says which is the root: not the nearest one. */
	{ "w/member/zbuild.ini", NULL, NULL, true, 1 },
	{ "zbuild.ini", NULL, NULL, true, 1 },
	/* C projects are no workspace of cargo's. */
	{ "w/zbuild.ini", NULL, "w/zbuild.ini", false, 0 },
	{ "w/member/zbuild.ini", NULL, "w/member/zbuild.ini", false, 0 },
	/* Cargo is asked only when there is such a file. */
	{ "elsewhere/zbuild.ini", NULL, NULL, true, 0 },
	{ "w/zbuild.ini", "elsewhere.ini", "elsewhere.ini", true, 0 },
	{ "w/zbuild.ini", "", "", true, 0 },
};

START_TEST(finds_the_workspace)
{
	const char *want = workspaces[_i].found;

	put_text(workspaces[_i].ini, "[zbuild]\nengine = zig-cc\n");
	if (workspaces[_i].cargo)
		put_cargo();
	else
		setenv("PATH", at("bin"), 1);
	if (workspaces[_i].variable != NULL)
		setenv(CONF_WORKSPACE,
			*workspaces[_i].variable != '\0'
				? at(workspaces[_i].variable)
				: "",
			1);
	ck_assert_msg(open_here() == 0, "%s", f.what);
	if (want == NULL)
		ck_assert_ptr_null(b.workspace);
	else
		ck_assert_str_eq(
			b.workspace, *want != '\0' ? at(want) : "");
	ck_assert_int_eq(logged("cargo.log", "called"), workspaces[_i].asked);
	/* It is a value: what we start is told, we are not. */
	if (workspaces[_i].variable == NULL)
		ck_assert_ptr_null(getenv(CONF_WORKSPACE));
	if (want != NULL && path_is_file(b.workspace))
		ck_assert_str_eq(b.conf.engine, "zig-cc");
}
END_TEST

/* `cargo install` looks at no workspace. */
START_TEST(without_a_folder)
{
	put_cargo();
	put_text("w/zbuild.ini", "[zbuild]\nengine = zig-cc\n");
	ck_assert_msg(
		buildfacts_open(&b, NULL, NULL, NULL, &f) == 0, "%s", f.what);
	ck_assert_ptr_null(b.workspace);
	buildfacts_clear(&b);
	setenv(CONF_WORKSPACE, at("w/zbuild.ini"), 1);
	ck_assert_msg(
		buildfacts_open(&b, NULL, NULL, NULL, &f) == 0, "%s", f.what);
	ck_assert_str_eq(b.conf.engine, "zig-cc");
	ck_assert_str_eq(b.workspace, at("w/zbuild.ini"));
}
END_TEST

static const struct {
	const char *name, *text, *what;
} broken[] = {
	{ "w/zbuild.ini", "[zbuild]\nfoo = 1\n", "zbuild.ini:2" },
	{ "w/.cargo/config.toml", "[build\n", "config.toml" },
	{ "home/.cargo/config.toml", "include = 'missing.toml'\n",
		"missing.toml" },
	{ "home/.config/zbuild/config.ini", "x\n", "config.ini:1" },
};

START_TEST(names_the_file_that_is_broken)
{
	setenv("PATH", at("bin"), 1);
	put_text(broken[_i].name, broken[_i].text);
	ck_assert_int_eq(open_here(), -1);
	ck_assert_msg(strstr(f.what, broken[_i].what) != NULL, "%s", f.what);
}
END_TEST

START_TEST(which_cargo)
{
	autofree char *none = NULL, *set = NULL, *path = NULL;

	setenv("PATH", at("bin"), 1);
	ck_assert_int_eq(cargobin_find(NULL, &none, &f), -1);
	ck_assert_int_eq(f.status, EXIT_NOT_FOUND);
	fail_clear(&f);
	ck_assert_int_eq(cargobin_find("/my/cargo", &set, &f), 0);
	ck_assert_str_eq(set, "/my/cargo");
	put_cargo();
	ck_assert_int_eq(cargobin_find("", &path, &f), 0);
	ck_assert_str_eq(path, at("bin/cargo"));
}
END_TEST

/* ---- floors ---- */

/* What cargo's configuration or the environment say of the linker, the floor
 * that the target gets and who is named for it; NULL: its own. */
static const struct {
	const char *config, *variable, *spelling, *floor, *where;
} floors[] = {
	{ "", NULL, ARM, NULL, NULL },
	{ "target." ARM ".linker = '" ARM ".2.28-cc'", NULL, ARM, ".2.28",
		"config.toml" },
	{ "target." ARM ".linker = 'aarch64-linux-gnu.2.28-gcc'", NULL, ARM,
		".2.28", "config.toml" },
	{ "target.'cfg(unix)'.linker = '" ARM ".2.28-cc'", NULL, ARM, ".2.28",
		"config.toml" },
	{ "build.rustflags = ['-C', 'linker=" ARM ".2.30-cc']", NULL, ARM,
		".2.30", "the rustflags in force" },
	{ "", ARM ".2.31-cc", ARM, ".2.31", ARM_T "_LINKER" },
	/* What is given is what counts. */
	{ "", ARM ".2.31-cc", ARM ".2.17", NULL, NULL },
	/* Somebody else's linker and another target's say nothing. */
	{ "", "mold", ARM, NULL, NULL },
	{ "", "x86_64-unknown-linux-gnu.2.31-cc", ARM, NULL, NULL },
	{ "", "/nonexistent/" ARM ".2.31-cc", ARM, NULL, NULL },
	{ "", ARM ".2.31-cc", "aarch64-unknown-linux-musl", NULL, NULL },
};

START_TEST(takes_the_floor_of_the_linker)
{
	struct target t = fixture_target(floors[_i].spelling);
	struct target was = t;
	autofree char *where = NULL;

	put_rustc();
	put_text("w/.cargo/config.toml", floors[_i].config);
	if (floors[_i].variable != NULL)
		setenv(ARM_T "_LINKER", floors[_i].variable, 1);
	ck_assert_msg(open_here() == 0, "%s", f.what);
	ck_assert_msg(buildfacts_floor(&b, &t, &where, &f) == 0, "%s", f.what);
	if (floors[_i].floor == NULL) {
		ck_assert_str_eq(t.name, was.name);
		ck_assert_ptr_null(where);
	} else {
		autofree char *name = xasprintf(
			"%s%s", ARM, floors[_i].floor);

		ck_assert_str_eq(t.name, name);
		ck_assert_msg(strstr(where, floors[_i].where) != NULL, "%s",
			where);
	}
	unsetenv(ARM_T "_LINKER");
}
END_TEST

/* By its path a link is the shim's if it leads there. */
START_TEST(takes_the_floor_of_a_link_to_the_shim)
{
	struct target t = fixture_target(ARM);
	autofree char *where = NULL;
	const char *link = at("bin/" ARM ".2.29-cc");

	put_script("bin/zshim", "");
	ck_assert_int_eq(symlink(at("bin/zshim"), link), 0);
	setenv(ARM_T "_LINKER", link, 1);
	ck_assert_msg(open_here() == 0, "%s", f.what);
	ck_assert_msg(buildfacts_floor(&b, &t, &where, &f) == 0, "%s", f.what);
	ck_assert_str_eq(t.name, ARM ".2.29");
	unsetenv(ARM_T "_LINKER");
}
END_TEST

START_TEST(takes_the_floor_of_setup)
{
	struct target t = fixture_target(ARM);
	autofree char *where = NULL;

	ck_assert_msg(open_here() == 0, "%s", f.what);
	argvec_pushl(&b.config.setup, "nonsense", ARM ".2.20", "wasm32-wasip1",
		NULL);
	ck_assert_int_eq(buildfacts_floor(&b, &t, &where, &f), 0);
	ck_assert_str_eq(t.name, ARM ".2.20");
	ck_assert_str_eq(where, "by cargo zbuild setup");
}
END_TEST

/* ---- of a target ---- */

/* A zig that does not answer: bindgen goes without. */
static int
look_at(const char *a, const char *second)
{
	struct target ts[2] = { fixture_target(a),
		second != NULL ? fixture_target(second) : fixture_target(a) };

	b.zig.path = xstrdup(at("no-zig"));
	b.zig.lib = xstrdup(at("no-lib"));
	b.zig.identity = xstrdup("0");
	b.shim = xstrdup(at("zshim"));
	return buildfacts_targets(&b, ts, second != NULL ? 2 : 1, &f);
}

START_TEST(makes_the_links_and_files)
{
	struct targetfacts *of;

	ck_assert_msg(open_here() == 0, "%s", f.what);
	ck_assert_msg(look_at(ARM ".2.17", RISCV) == 0, "%s", f.what);
	ck_assert_uint_eq(b.n, 2);
	of = &b.of[0];
	ck_assert_str_eq(of->dir, at("cache/bin/" ARM ".2.17"));
	ck_assert_str_eq(of->prefix, "aarch64-linux-gnu.2.17");
	ck_assert(path_is_file(of->toolchain));
	ck_assert_int_eq(
		access(at("cache/bin/" ARM ".2.17/" ARM ".2.17-cc"), F_OK),
		-1);
	put_script("zshim", "");
	ck_assert_int_eq(
		access(at("cache/bin/" ARM ".2.17/" ARM ".2.17-cc"), X_OK),
		0);
	ck_assert_ptr_null(of->linker.word);
	ck_assert(!of->has_runner);
	ck_assert_ptr_null(of->root.dir);
	ck_assert_ptr_null(of->in_root.dir);
	ck_assert_ptr_null(of->clang);
	ck_assert_ptr_nonnull(of->no_clang);
	ck_assert_str_eq(b.of[1].dir, at("cache/bin/" RISCV));
}
END_TEST

START_TEST(this_machine_needs_no_wrapper)
{
	ck_assert_msg(open_here() == 0, "%s", f.what);
	ck_assert_msg(look_at(host_triple(), NULL) == 0, "%s", f.what);
	ck_assert(b.of->native);
	ck_assert(!b.of->needs_wrapper);
	ck_assert_uint_eq(b.of->command.n, 0);
	/* A toolchain file makes it another machine to CMake. */
	ck_assert_uint_eq(b.of->emulator.n, 1);
	ck_assert_str_eq(b.of->emulator.v[0], "/usr/bin/env");
}
END_TEST

START_TEST(the_users_linker_and_runner)
{
	put_text("w/.cargo/config.toml", "[target." ARM "]\nrunner = ['r']\n"
					 "linker = 'l'\n");
	ck_assert_msg(open_here() == 0, "%s", f.what);
	ck_assert_msg(look_at(ARM, RISCV) == 0, "%s", f.what);
	ck_assert(b.of[0].has_runner);
	ck_assert_str_eq(b.of[0].linker.word, "l");
	ck_assert_ptr_nonnull(strstr(b.of[0].linker.where, "config.toml:"));
	ck_assert(!b.of[0].linker.ours);
	ck_assert(!b.of[1].has_runner);
	ck_assert_ptr_null(b.of[1].linker.word);
	/* Nothing is got ready for a runner of the user's. */
	ck_assert_int_eq(runs_prepare(&b.of[0], &f), 0);
}
END_TEST

START_TEST(the_root)
{
	autofree char *pc = NULL;

	put_text("root/usr/lib/pkgconfig/x.pc", "");
	put_text("root/usr/include/openssl/ssl.h", "");
	setenv("ZBUILD_SYSROOT_aarch64_unknown_linux_gnu", at("root"), 1);
	ck_assert_msg(open_here() == 0, "%s", f.what);
	ck_assert_msg(look_at(ARM, RISCV) == 0, "%s", f.what);
	ck_assert_str_eq(b.of[0].root.dir, at("root"));
	ck_assert_str_eq(b.of[0].in_root.dir, at("root"));
	ck_assert_str_eq(
		b.of[0].in_root.openssl_include, at("root/usr/include"));
	ck_assert_ptr_null(b.of[0].in_root.openssl_lib);
	pc = path_join(at("root"), "usr/lib/pkgconfig");
	ck_assert_ptr_nonnull(strstr(b.of[0].in_root.pkgconfig, pc));
	/* Each target has its own: none of the first one's is the second's. */
	ck_assert_ptr_null(b.of[1].root.dir);
}
END_TEST

/* An empty variable means none, of packages neither. */
START_TEST(no_root_at_all)
{
	setenv("PATH", at("bin"), 1);
	put_text("w/zbuild.ini", "[deps]\n" ARM " = libssl-dev\n");
	ck_assert_msg(open_here() == 0, "%s", f.what);
	b.locked = true;
	ck_assert_int_eq(look_at(ARM, NULL), -1);
	ck_assert_ptr_nonnull(strstr(f.what, "zbuild.lock"));
	fail_clear(&f);
	buildfacts_clear(&b);
	setenv("ZBUILD_SYSROOT_aarch64_unknown_linux_gnu", "", 1);
	ck_assert_msg(open_here() == 0, "%s", f.what);
	b.locked = true;
	ck_assert_msg(look_at(ARM, NULL) == 0, "%s", f.what);
	ck_assert_ptr_null(b.of->root.dir);
}
END_TEST

START_TEST(a_root_that_is_not_there)
{
	ck_assert_msg(open_here() == 0, "%s", f.what);
	b.sysroot = "/nonexistent";
	ck_assert_int_eq(look_at(ARM, NULL), -1);
	ck_assert_ptr_nonnull(strstr(f.what, "'/nonexistent'"));
	ck_assert_ptr_nonnull(strstr(f.what, "(--sysroot)"));
}
END_TEST

START_TEST(one_sysroot_is_for_one_target)
{
	ck_assert_msg(open_here() == 0, "%s", f.what);
	b.sysroot = "/";
	ck_assert_int_eq(look_at(ARM, RISCV), -1);
	ck_assert_int_eq(f.status, EXIT_USAGE);
	ck_assert_uint_eq(b.n, 0);
}
END_TEST

/* Each answer of rustc's about a target is one process: it is asked once. */
START_TEST(asks_for_cfg_once)
{
	put_rustc();
	put_text("w/.cargo/config.toml",
		"[target.'cfg(unix)']\nrustflags = ['-Ca']\nrunner = 'r'\n");
	ck_assert_msg(open_here() == 0, "%s", f.what);
	ck_assert_msg(look_at(ARM, NULL) == 0, "%s", f.what);
	ck_assert_msg(
		rustfacts_add(&b, RUSTSTD_FIND, &f) == 0, "%s", f.what);
	ck_assert(b.of->has_runner);
	ck_assert_int_eq(logged("rustc.log", "--print cfg"), 1);
}
END_TEST

START_TEST(cfg_without_a_rustc)
{
	setenv("PATH", at("bin"), 1);
	put_text("w/.cargo/config.toml",
		"[target.'cfg(unix)']\nrustflags = ['-Ca']\n");
	ck_assert_msg(open_here() == 0, "%s", f.what);
	ck_assert_int_eq(look_at(ARM, NULL), -1);
	ck_assert_int_eq(f.status, EXIT_NOT_FOUND);
}
END_TEST

START_TEST(nothing_runs_programs_of_a_mac)
{
	ck_assert_msg(open_here() == 0, "%s", f.what);
	ck_assert_msg(look_at("aarch64-apple-darwin", NULL) == 0, "%s", f.what);
	ck_assert(b.of->needs_wrapper);
	ck_assert_uint_eq(b.of->command.n, 0);
	ck_assert_int_eq(runs_prepare(b.of, &f), -1);
	ck_assert_int_eq(f.status, EXIT_CANNOT_RUN);
	ck_assert_ptr_nonnull(strstr(f.what, "aarch64-apple-darwin"));
	ck_assert_ptr_nonnull(f.hint);
}
END_TEST

/* ---- what rustc says ---- */

/* What is in force about crt-static, what is then said of musl, and whether
 * rustc was asked. */
static const struct {
	const char *target, *flags;
	bool dynamic;
	int asked;
} links[] = {
	{ RISCV, NULL, true, 1 },
	{ "x86_64-unknown-linux-musl", NULL, false, 1 },
	{ ARM, NULL, false, 0 },
	{ RISCV, "-Ctarget-feature=-crt-static", false, 0 },
	{ RISCV, "-C target-feature=+crt-static", false, 0 },
	{ RISCV, "-Cdebuginfo=1", true, 1 },
};

START_TEST(how_musl_is_linked)
{
	put_rustc();
	if (links[_i].flags != NULL)
		setenv("RUSTFLAGS", links[_i].flags, 1);
	ck_assert_msg(open_here() == 0, "%s", f.what);
	ck_assert_msg(look_at(links[_i].target, NULL) == 0, "%s", f.what);
	ck_assert_msg(
		rustfacts_add(&b, RUSTSTD_CARGOS, &f) == 0, "%s", f.what);
	ck_assert_int_eq(b.of->dynamic, links[_i].dynamic);
	ck_assert_int_eq(
		logged("rustc.log", "--print=cfg"), links[_i].asked);
	ck_assert_ptr_null(b.of->std);
}
END_TEST

static const struct {
	const char *flags, *near;  /* NULL: it is fine */
} cpus[] = {
	{ "-Ctarget-cpu=neoverse-n1", NULL },
	{ "-C target-cpu=native", NULL },
	/* one that rustc takes and does not list */
	{ "-C target-cpu=cobalt-100", NULL },
	{ "-C target_cpu=z80", "`rustc --print target-cpus" },
	{ "-Cdebuginfo=1", NULL },
	{ "-Ctarget-cpu=neoverse-n9", "the nearest known: neoverse-n1" },
	{ "-Ctarget-cpu=z80", "`rustc --print target-cpus" },
};

START_TEST(checks_the_cpu)
{
	struct target t = fixture_target(ARM);

	put_rustc();
	setenv("RUSTFLAGS", cpus[_i].flags, 1);
	ck_assert_msg(open_here() == 0, "%s", f.what);
	ck_assert_int_eq(
		rustfacts_cpu(&b, &t, &f), cpus[_i].near == NULL ? 0 : -1);
	if (cpus[_i].near != NULL)
		ck_assert_msg(
			strncmp(f.hint, cpus[_i].near,
				strlen(cpus[_i].near)) == 0,
			"%s", f.hint);
}
END_TEST

/* +nightly: the toolchain's own rustc answers, from the first question on. */
START_TEST(asks_the_toolchain_of_the_call)
{
	struct target t = fixture_target(ARM);

	put_rustc();
	setenv("RUSTFLAGS", "-Ctarget-cpu=neoverse-n1", 1);
	put_text("w/.cargo/config.toml",
		"[target.'cfg(unix)']\nrunner = 'r'\n");
	b.config.toolchain = "nightly";
	ck_assert_msg(open_here() == 0, "%s", f.what);
	ck_assert_int_eq(rustfacts_cpu(&b, &t, &f), 0);
	ck_assert_msg(look_at(RISCV, NULL) == 0, "%s", f.what);
	ck_assert_int_eq(rustfacts_add(&b, RUSTSTD_FIND, &f), 0);
	ck_assert_int_gt(logged("rustc.log", "[nightly] --print"), 3);
	ck_assert_int_eq(logged("rustc.log", "[]"), 0);
	ck_assert_ptr_null(getenv("RUSTUP_TOOLCHAIN"));
}
END_TEST

/* A std that rustc has, one that is nowhere, and a rustc that is not there: who
 * only looks leaves it to cargo. */
static const struct {
	const char *flags;
	enum rustfacts_std what;
	int r, asked;  /* which rustc it is */
	bool rustc, has;
} stds[] = {
	{ "", RUSTSTD_GET, 0, 0, true, true },
	{ "", RUSTSTD_FIND, 0, 1, true, false },
	{ "", RUSTSTD_CARGOS, 0, 0, true, false },
	{ "--sysroot=/mine", RUSTSTD_GET, 0, 0, true, false },
	{ "", RUSTSTD_GET, 0, 0, false, false },
	{ "", RUSTSTD_FIND, 0, 0, false, false },
	{ "", RUSTSTD_GET, -1, 1, true, false },
};

/* rustup's files say it; no rustc is there to be run. */
START_TEST(which_host)
{
	struct rustc r = { .path = (char *)"/nonexistent/rustc",
		.sysroot = at("sys") };
	autofree char *host = NULL, *none = NULL;

	put_text("sys/lib/rustlib/manifest-rust-std-aarch64-unknown-linux-gnu",
		"");
	put_text("sys/lib/rustlib/manifest-rustc-dev-s390x-unknown-linux-gnu",
		"");
	none = rustc_host(&r);
	ck_assert_ptr_null(none);
	put_text("sys/lib/rustlib/manifest-rustc-x86_64-unknown-linux-musl",
		"");
	host = rustc_host(&r);
	ck_assert_str_eq(host, "x86_64-unknown-linux-musl");
}
END_TEST

START_TEST(where_std_is)
{
	if (stds[_i].rustc)
		put_rustc();
	else
		setenv("PATH", at("bin"), 1);
	put_cargo();
	if (stds[_i].has)
		put_dir("rust/lib/rustlib/" ARM "/lib");
	setenv("ZBUILD_STD", "no", 1);
	setenv("RUSTFLAGS", stds[_i].flags, 1);
	ck_assert_msg(open_here() == 0, "%s", f.what);
	ck_assert_msg(look_at(ARM, NULL) == 0, "%s", f.what);
	ck_assert_int_eq(rustfacts_add(&b, stds[_i].what, &f), stds[_i].r);
	ck_assert_ptr_null(b.of->std);
	ck_assert_int_eq(logged("rustc.log", "-vV"), stds[_i].asked);
	if (stds[_i].r != 0)
		ck_assert_ptr_nonnull(strstr(f.what, "ZBUILD_STD=no"));
}
END_TEST

#define N(table) ((int)(sizeof(table) / sizeof *(table)))

Suite *suite_facts(void);
Suite *
suite_facts(void)
{
	Suite *s = suite_create("facts");
	TCase *t = tcase_create("facts");

	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_test(t, reads_the_environment_and_cargos_files);
	tcase_add_loop_test(t, finds_the_workspace, 0, N(workspaces));
	tcase_add_test(t, without_a_folder);
	tcase_add_loop_test(t, names_the_file_that_is_broken, 0, N(broken));
	tcase_add_test(t, which_cargo);
	tcase_add_test(t, which_host);
	tcase_add_loop_test(t, takes_the_floor_of_the_linker, 0, N(floors));
	tcase_add_test(t, takes_the_floor_of_a_link_to_the_shim);
	tcase_add_test(t, takes_the_floor_of_setup);
	tcase_add_test(t, makes_the_links_and_files);
	tcase_add_test(t, this_machine_needs_no_wrapper);
	tcase_add_test(t, the_users_linker_and_runner);
	tcase_add_test(t, the_root);
	tcase_add_test(t, no_root_at_all);
	tcase_add_test(t, a_root_that_is_not_there);
	tcase_add_test(t, one_sysroot_is_for_one_target);
	tcase_add_test(t, asks_for_cfg_once);
	tcase_add_test(t, cfg_without_a_rustc);
	tcase_add_test(t, nothing_runs_programs_of_a_mac);
	tcase_add_loop_test(t, how_musl_is_linked, 0, N(links));
	tcase_add_loop_test(t, checks_the_cpu, 0, N(cpus));
	tcase_add_test(t, asks_the_toolchain_of_the_call);
	tcase_add_loop_test(t, where_std_is, 0, N(stds));
	suite_add_tcase(s, t);
	return s;
}
