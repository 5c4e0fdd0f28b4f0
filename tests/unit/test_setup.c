/* cargo zbuild setup in projects, with cargos and zigs that are all made up:
 * what it writes, merges with what is there, and takes out again. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/path.h"
#include "common/vars.h"
#include "common/xalloc.h"
#include "targets/host.h"
#include "targets/triple.h"
#include "tests/unit/fixture.h"
#include "wrapper/options/cmd.h"
#include "wrapper/setup/dir.h"
#include "wrapper/setup/lines.h"
#include "wrapper/text/toml.h"

#define ARM "aarch64-unknown-linux-gnu"
#define N(table) ((int)(sizeof(table) / sizeof *(table)))

static const char config[] = "p/.cargo/config.toml";
static const char own[] = "p/.cargo/zbuild.toml";

static void
put_script(const char *name, const char *text)
{
	put_bytes(name, text, strlen(text), 0755);
}

static void
put_cargo(const char *version)
{
	autofree char *text = xasprintf(
		"#!/bin/sh\n"
		"case $1 in\n"
		"--version) echo 'cargo %s (x 2026-01-01)' ;;\n"
		"*) echo '{\"root\":\"%s/p/Cargo.toml\"}' ;;\n"
		"esac\n",
		version, top);

	put_script("bin/cargo", text);
}

static void
put_zig(void)
{
	autofree char *lists = path_absolute("tests/unit/data/abilists-0.17.1");
	autofree char *text = NULL;

	put_dir("zig/lib/libc/glibc");
	ck_assert_int_eq(
		symlink(lists, at("zig/lib/libc/glibc/abilists")), 0);
	put_text("zig/lib/std/std.zig", "");
	text = xasprintf("#!/bin/sh\n"
			 "case $1 in\n"
			 "version) echo 0.17.1 ;;\n"
			 "env) echo '.{ .lib_dir = \"%s/zig/lib\" }' ;;\n"
			 "*) exit 9 ;;\n"
			 "esac\n",
		top);
	put_script("zig/zig", text);
	setenv("ZBUILD_ZIG", at("zig/zig"), 1);
}

/* In project p, whose std is all there; what setup says is nobody's output. */
static void
set_up(void)
{
	static const char *const gone[] = { "CARGO", "RUSTC", "RUSTDOC",
		"RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "XDG_CONFIG_HOME",
		"ZBUILD_CONFIG", "ZBUILD_WORKSPACE_CONFIG" };
	autofree char *path = NULL, *rustc = NULL;

	fixture_setup();
	for (size_t i = 0; i < sizeof gone / sizeof *gone; i++)
		unsetenv(gone[i]);
	put_zig();
	put_cargo("1.95.0");
	put_script("bin/zshim", "");
	rustc = xasprintf("#!/bin/sh\n"
			  "[ \"$*\" != '--print sysroot' ] || echo %s\n"
			  "[ \"$1\" != -vV ] || echo release: 1.95.0\n",
		put_dir("rust"));
	put_script("bin/rustc", rustc);
	put_dir("rust/lib/rustlib/" ARM "/lib");
	put_dir("rust/lib/rustlib/wasm32-wasip1/lib");
	path = xasprintf("%s:/usr/bin:/bin", at("bin"));
	setenv("PATH", path, 1);
	setenv("HOME", put_dir("home"), 1);
	setenv("CARGO_HOME", at("home/.cargo"), 1);
	setenv("ZBUILD_CACHE_DIR", at("cache"), 1);
	put_text("p/Cargo.toml", "[package]\nname = 'p'\n");
	ck_assert_int_eq(chdir(at("p")), 0);
	ck_assert_ptr_nonnull(freopen(at("said"), "w", stderr));
}

static void
tear_down(void)
{
	ck_assert_int_eq(chdir("/"), 0);
	fixture_teardown();
}

static int
setup(const char *line)
{
	autoargvec words = ARGVEC_INIT;

	argvec_split(&words, line, " ");
	return subcommand_run(&cmd_setup, argvec_exec(&words), &f);
}

/* The text of a file, or NULL; the caller frees it. */
static char *
text_of(const char *name)
{
	char *text = NULL;

	if (path_read(at(name), 1 << 20, &text, NULL, &f) != 0)
		fail_clear(&f);
	return text;
}

static void
is_text(const char *name, const char *want)
{
	autofree char *text = text_of(name);

	if (want == NULL)
		ck_assert_msg(text == NULL, "%s: %s", name, text);
	else
		ck_assert_msg(text != NULL && strcmp(text, want) == 0,
			"%s: %s", name, text);
}

static void
has_text(const char *name, const char *want)
{
	autofree char *text = text_of(name);

	ck_assert_msg(text != NULL && strstr(text, want) != NULL,
		"%s has no '%s': %s", name, want, text);
}

static int
count(const char *name, const char *what)
{
	autofree char *text = text_of(name);
	int n = 0;

	for (const char *p = text; (p = strstr(p, what)) != NULL; p++)
		n++;
	return n;
}

static void
said(const char *what)
{
	fflush(stderr);
	has_text("said", what);
}

/* ---- there and back ---- */

/* What somebody's config.toml is before and after. */
static const struct {
	const char *before, *has;
} files[] = {
	{ NULL, "include = [{ path = \"zbuild.toml\", optional = true }]" },
	{ "", "include = [{ path = \"zbuild.toml\", optional = true }]" },
	{ "# mine\n[build]\njobs = 2 # two\n", "# mine\n[build]\njobs = 2" },
	{ "[build]\njobs = 2", "[build]\njobs = 2" },
	{ "[build]\r\njobs = 2\r\n", "[build]\r\njobs = 2\r\n" },
	{ "include = 'a.toml'\n[net]\noffline = true\n",
		"optional = true }, 'a.toml'" },
	{ "include = ['a.toml', { path = 'b.toml' }]\n", "'a.toml', {" },
	{ "[target." ARM "]\nrunner = 'mine'\n[env]\nX = '1'\n",
		"runner = 'mine'" },
};

START_TEST(there_and_back)
{
	const char *before = files[_i].before;
	autofree char *first = NULL, *made = NULL;

	put_text("p/.cargo/a.toml", "");
	put_text("p/.cargo/b.toml", "");
	if (before != NULL)
		put_text(config, before);
	ck_assert_msg(setup("--target " ARM ".2.17") == 0, "%s", f.what);
	has_text(config, files[_i].has);
	has_text(config, "zbuild.toml");
	has_text(own, "# zbuild targets: " ARM ".2.17\n");
	has_text(own, "\n[target." ARM "]\nlinker = \"");
	has_text(own, "/" ARM ".2.17-cc\"\n");
	has_text(own, "\n[env]\n");
	/* By its path: PATH is not ours then. */
	has_text(own, "CC_aarch64_unknown_linux_gnu = \"/");
	/* Again it is what it is. */
	first = text_of(config);
	made = text_of(own);
	ck_assert_msg(setup("--target " ARM ".2.17") == 0, "%s", f.what);
	is_text(config, first);
	is_text(own, made);
	said("set up already, nothing to do");
	ck_assert_msg(setup("--remove") == 0, "%s", f.what);
	is_text(config, before);
	is_text(own, NULL);
}
END_TEST

/* An empty .cargo that was there before is nobody's to remove. */
START_TEST(a_folder_that_was_there_stays)
{
	put_dir("p/.cargo");
	ck_assert_msg(setup("--target " ARM) == 0, "%s", f.what);
	ck_assert_msg(setup("--remove") == 0, "%s", f.what);
	is_text(config, NULL);
	ck_assert(path_is_dir(at("p/.cargo")));
}
END_TEST

START_TEST(nothing_is_left_of_a_fresh_one)
{
	ck_assert_msg(setup("--target " ARM) == 0, "%s", f.what);
	ck_assert_msg(setup("--remove") == 0, "%s", f.what);
	ck_assert(!path_is_dir(at("p/.cargo")));
	ck_assert_msg(setup("--remove") == 0, "%s", f.what);
	said("nothing is set up here");
}
END_TEST

/* What setup made and somebody wrote into stays. */
START_TEST(a_file_with_something_in_it_stays)
{
	autofree char *text = NULL, *more = NULL;

	ck_assert_msg(setup("--target " ARM) == 0, "%s", f.what);
	text = text_of(config);
	more = xasprintf("%s[build]\njobs = 2\n", text);
	put_text(config, more);
	ck_assert_msg(setup("--remove") == 0, "%s", f.what);
	is_text(config, "[build]\njobs = 2\n");
}
END_TEST

START_TEST(targets_are_added_and_taken_out)
{
	ck_assert_msg(setup("--target " ARM ".2.17") == 0, "%s", f.what);
	ck_assert_msg(setup("--target wasm32-wasip1") == 0, "%s", f.what);
	has_text(own, "# zbuild targets: " ARM ".2.17 wasm32-wasip1\n");
	has_text(own, "\n[target.wasm32-wasip1]\n");
	/* The floor that was said last counts. */
	ck_assert_msg(setup("--target " ARM ".2.28") == 0, "%s", f.what);
	has_text(own, "# zbuild targets: " ARM ".2.28 wasm32-wasip1\n");
	ck_assert_msg(
		setup("--remove --target " ARM) == 0, "%s", f.what);
	has_text(own, "# zbuild targets: wasm32-wasip1\n");
	ck_assert_msg(
		setup("--remove --target " ARM) == 0, "%s", f.what);
	said("'" ARM "' is not set up");
	ck_assert_msg(setup("--remove --target wasm32-wasip1") == 0, "%s",
		f.what);
	ck_assert(!path_is_dir(at("p/.cargo")));
}
END_TEST

/* Before 1.94 cargo cannot include: marked blocks, taken out byte by byte. */
START_TEST(blocks_for_an_old_cargo)
{
	static const char before[] = "[env]\nX = '1' # mine\n\n[build]\n"
				     "jobs = 2\n";

	put_cargo("1.93.1");
	put_text(config, before);
	ck_assert_msg(setup("--target " ARM ".2.17") == 0, "%s", f.what);
	is_text(own, NULL);
	has_text(config, "X = '1' # mine\n");
	has_text(config, "CC_aarch64_unknown_linux_gnu = ");
	has_text(config, "# zbuild targets: " ARM ".2.17\n");
	ck_assert_msg(setup("--remove") == 0, "%s", f.what);
	is_text(config, before);
}
END_TEST

/* With a newer cargo the blocks become a line. */
START_TEST(a_newer_cargo_takes_over)
{
	static const char before[] = "[build]\njobs = 2\n";

	put_cargo("1.93.1");
	put_text(config, before);
	ck_assert_msg(setup("--target " ARM) == 0, "%s", f.what);
	put_cargo("1.95.0");
	ck_assert_msg(setup("--target " ARM) == 0, "%s", f.what);
	has_text(own, "[target." ARM "]");
	has_text(config, "include = ");
	ck_assert_msg(setup("--remove") == 0, "%s", f.what);
	is_text(config, before);
}
END_TEST

/* Cargo prefers the old name when both are there. */
START_TEST(the_old_name)
{
	put_text("p/.cargo/config", "[build]\njobs = 2\n");
	ck_assert_msg(setup("--target " ARM) == 0, "%s", f.what);
	has_text("p/.cargo/config", "zbuild.toml");
	is_text(config, NULL);
	ck_assert_msg(setup("--remove") == 0, "%s", f.what);
	is_text("p/.cargo/config", "[build]\njobs = 2\n");
}
END_TEST

START_TEST(a_link_and_a_mode_stay)
{
	struct stat st;

	put_text("shared.toml", "[build]\njobs = 2\n");
	put_dir("p/.cargo");
	ck_assert_int_eq(chmod(at("shared.toml"), 0640), 0);
	ck_assert_int_eq(symlink("../../shared.toml", at(config)), 0);
	ck_assert_msg(setup("--target " ARM) == 0, "%s", f.what);
	ck_assert_int_eq(lstat(at(config), &st), 0);
	ck_assert(S_ISLNK(st.st_mode));
	ck_assert_int_eq(stat(at(config), &st), 0);
	ck_assert_uint_eq(st.st_mode & 0777, 0640);
	has_text("shared.toml", "zbuild.toml");
}
END_TEST

/* ---- what is refused ---- */

static const struct {
	const char *file, *text, *line, *what;
	int status;
} wrong[] = {
	{ NULL, NULL, "", "no target given", EXIT_USAGE },
	{ NULL, NULL, "--target nonsense", "unknown target", EXIT_USAGE },
	{ NULL, NULL, "--target " ARM ".2.99", "unknown glibc version",
		EXIT_USAGE },
	{ NULL, NULL, "--nonsense", "--nonsense", EXIT_USAGE },
	{ NULL, NULL, "--target", "--target", EXIT_USAGE },
	{ NULL, NULL, "word", "'word'", EXIT_USAGE },
	{ "p/.cargo/config.toml", "[build\n", "--target " ARM,
		"cannot change a file with an error", EXIT_FAILED },
	{ "p/.cargo/zbuild.toml", "[env]\n", "--target " ARM,
		"was not made by setup", EXIT_FAILED },
	/* Cargo cannot join a string and a list (its own flags are one). */
	{ "home/.cargo/config.toml", "include = 3\n", "--target " ARM,
		"config.toml", EXIT_FAILED },
	{ "p/.cargo/config.toml", "include = 3\n", "--target " ARM,
		"config.toml", EXIT_FAILED },
};

/* Nothing is written then, and what is there stays. */
START_TEST(refuses)
{
	autofree char *before = NULL;

	if (wrong[_i].file != NULL)
		put_text(wrong[_i].file, wrong[_i].text);
	ck_assert_int_eq(setup(wrong[_i].line), -1);
	ck_assert_msg(strstr(f.what, wrong[_i].what) != NULL, "%s", f.what);
	if (wrong[_i].status == EXIT_USAGE)
		ck_assert_int_eq(f.status, EXIT_USAGE);
	fail_clear(&f);
	if (wrong[_i].file != NULL)
		is_text(wrong[_i].file, wrong[_i].text);
	if (wrong[_i].file == NULL)
		ck_assert(!path_is_dir(at("p/.cargo")));
}
END_TEST

/* The linker of this machine's triple is a flag, which a string would hide. */
START_TEST(refuses_a_string_beside_its_list)
{
	autofree char *text = xasprintf(
		"[target.%s]\nrustflags = '-Ca'\n", host_triple());
	autofree char *line = xasprintf("--target %s", host_triple());

	put_text(config, text);
	ck_assert_int_eq(setup(line), -1);
	ck_assert_msg(strstr(f.what, "is a string") != NULL, "%s", f.what);
	ck_assert_ptr_nonnull(strstr(f.hint, "rustflags = [\"FLAG\", ...]"));
	fail_clear(&f);
	is_text(config, text);
	is_text(own, NULL);
}
END_TEST

START_TEST(a_protected_file_stays)
{
	put_text(config, "[build]\njobs = 2\n");
	ck_assert_int_eq(chmod(at(config), 0444), 0);
	ck_assert_int_eq(setup("--target " ARM), -1);
	ck_assert_ptr_nonnull(strstr(f.what, "cannot change"));
	ck_assert_ptr_nonnull(strstr(f.hint, "by hand, at its top"));
	fail_clear(&f);
	is_text(config, "[build]\njobs = 2\n");
	/* All but the line is done. */
	has_text(own, "[target." ARM "]");
}
END_TEST

/* ---- the shell that it is run from ---- */

/* What is set there is in no file: it wins over the file anyway. */
START_TEST(depends_on_no_shell)
{
	static const char *const shell[] = {
		"CC_aarch64_unknown_linux_gnu", "TARGET_CC", "RUSTFLAGS",
		"CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER",
		"PKG_CONFIG_ALLOW_CROSS", "BINDGEN_EXTRA_CLANG_ARGS",
		("CMAKE_TOOLCHAIN_FILE_" ARM) };
	autofree char *plain = NULL;

	ck_assert_msg(setup("--target " ARM ".2.17") == 0, "%s", f.what);
	plain = text_of(own);
	for (size_t i = 0; i < sizeof shell / sizeof *shell; i++)
		setenv(shell[i], "mine", 1);
	ck_assert_msg(setup("--target " ARM ".2.17") == 0, "%s", f.what);
	is_text(own, plain);
	/* Our own environment is as it was. */
	for (size_t i = 0; i < sizeof shell / sizeof *shell; i++)
		ck_assert_str_eq(getenv(shell[i]), "mine");
	for (size_t i = 0; i < sizeof shell / sizeof *shell; i++)
		unsetenv(shell[i]);
}
END_TEST

START_TEST(forgets_what_decides)
{
	static const struct {
		const char *word;
		bool gone;
	} words[] = {
		{ "RUSTFLAGS=1", true },
		{ "CARGO_BUILD_RUSTDOCFLAGS=1", true },
		{ "HOST_CXX=1", true },
		{ "CC_thumbv8m.main-none-eabihf=1", true },
		{ "CC_thumbv8m.main_none_eabihf=1", true },
		{ "CC_thumbv8m_main_none_eabihf=1", true },
		{ "CARGO_TARGET_THUMBV8M_MAIN_NONE_EABIHF_RUNNER=1", true },
		{ "CC_" ARM "=1", false },
		{ "CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER=1", false },
		{ "PATH=/bin", false },
		{ "ZBUILD_ZIG=/z", false },
		{ "SDKROOT=/s", false },
	};
	struct target t = fixture_target("thumbv8m.main-none-eabihf");
	autoargvec vars = ARGVEC_INIT;

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		argvec_push(&vars, words[i].word);
	setuplines_forget(&t, 1, &vars);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		ck_assert_msg(
			argvec_has(&vars, words[i].word) != words[i].gone,
			"%s", words[i].word);
}
END_TEST

/* Ours are for the build, too: without them another zig would be used. What the
 * user's [env] says is not said twice, which cargo refuses. */
START_TEST(keeps_our_own_settings)
{
	autofree char *line = xasprintf("ZBUILD_ZIG = \"%s\"\n", at("zig/zig"));

	put_text("p/zbuild.ini", "");
	setenv("ZBUILD_WORKSPACE_CONFIG", at("p/zbuild.ini"), 1);
	ck_assert_msg(setup("--target " ARM) == 0, "%s", f.what);
	has_text(own, "\nZBUILD_WORKSPACE_CONFIG = ");
	ck_assert_int_eq(count(own, "ZBUILD_WORKSPACE_CONFIG"), 1);
	has_text(own, line);
	ck_assert_msg(setup("--remove") == 0, "%s", f.what);
	put_text(config, "[env]\nZBUILD_ZIG = 'mine'\n");
	ck_assert_msg(setup("--target " ARM) == 0, "%s", f.what);
	ck_assert_int_eq(count(own, "ZBUILD_ZIG"), 0);
}
END_TEST

START_TEST(says_what_is_missing)
{
	ck_assert_msg(setup("--target x86_64-pc-windows-gnu") == 0, "%s",
		f.what);
	said("Rust's std for x86_64-pc-windows-gnu is missing");
	put_text(config, "[env]\nCC_aarch64_unknown_linux_gnu = 'mine'\n");
	ck_assert_msg(setup("--target " ARM) == 0, "%s", f.what);
	said("CC_aarch64_unknown_linux_gnu stays as you set it");
	ck_assert_int_eq(count(own, "mine"), 0);
}
END_TEST

/* ---- where ---- */

START_TEST(where_it_writes)
{
	autofree char *dir = NULL, *made = NULL, *none = NULL, *name = NULL;

	/* The workspace's root, as cargo says. */
	ck_assert_int_eq(chdir(put_dir("p/member/src")), 0);
	ck_assert_msg(setupdir_find(&dir, &f) == 0, "%s", f.what);
	ck_assert_str_eq(dir, at("p"));
	ck_assert_int_eq(setupdir_find_made(&none, &f), 0);
	ck_assert_ptr_null(none);
	ck_assert_msg(setup("--target " ARM) == 0, "%s", f.what);
	has_text(own, "[target." ARM "]");
	ck_assert_int_eq(setupdir_find_made(&made, &f), 0);
	ck_assert_str_eq(made, at("p"));
	name = setupdir_config(at("p/.cargo"));
	ck_assert_str_eq(name, at(config));
	/* Removing asks no cargo. */
	put_script("bin/cargo", "#!/bin/sh\nexit 1\n");
	ck_assert_msg(setup("--remove") == 0, "%s", f.what);
	is_text(own, NULL);
}
END_TEST

START_TEST(outside_of_a_workspace)
{
	autofree char *dir = NULL;

	ck_assert_int_eq(chdir(put_dir("c")), 0);
	ck_assert_msg(setupdir_find(&dir, &f) == 0, "%s", f.what);
	ck_assert_str_eq(dir, at("c"));
}
END_TEST

START_TEST(a_cargo_that_finds_no_workspace)
{
	put_script("bin/cargo", "#!/bin/sh\necho 'error: odd' >&2\nexit 101\n");
	ck_assert_int_eq(setup("--target " ARM), -1);
	ck_assert_msg(strstr(f.what, "error: odd") != NULL, "%s", f.what);
	ck_assert(!path_is_dir(at("p/.cargo")));
}
END_TEST

/* What cargo reads is good TOML, whatever is in a path. */
START_TEST(values_are_quoted)
{
	autofree char *cache = xasprintf("%s/a \"b\"c", top), *text = NULL;
	struct toml *root, *env;

	setenv("ZBUILD_CACHE_DIR", cache, 1);
	ck_assert_msg(setup("--target " ARM) == 0, "%s", f.what);
	text = text_of(own);
	ck_assert_msg(
		toml_parse(text, "zbuild.toml", &root, &f) == 0, "%s", f.what);
	env = toml_get(root, "env");
	ck_assert_ptr_nonnull(env);
	ck_assert_str_eq(
		toml_get(env, "ZBUILD_CACHE_DIR")->text, cache);
	toml_free(root);
}
END_TEST

Suite *suite_setup(void);
Suite *
suite_setup(void)
{
	Suite *s = suite_create("setup");
	TCase *t = tcase_create("setup");

	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_loop_test(t, there_and_back, 0, N(files));
	tcase_add_test(t, a_folder_that_was_there_stays);
	tcase_add_test(t, nothing_is_left_of_a_fresh_one);
	tcase_add_test(t, a_file_with_something_in_it_stays);
	tcase_add_test(t, targets_are_added_and_taken_out);
	tcase_add_test(t, blocks_for_an_old_cargo);
	tcase_add_test(t, a_newer_cargo_takes_over);
	tcase_add_test(t, the_old_name);
	tcase_add_test(t, a_link_and_a_mode_stay);
	tcase_add_loop_test(t, refuses, 0, N(wrong));
	tcase_add_test(t, refuses_a_string_beside_its_list);
	tcase_add_test(t, a_protected_file_stays);
	tcase_add_test(t, depends_on_no_shell);
	tcase_add_test(t, forgets_what_decides);
	tcase_add_test(t, keeps_our_own_settings);
	tcase_add_test(t, says_what_is_missing);
	tcase_add_test(t, where_it_writes);
	tcase_add_test(t, outside_of_a_workspace);
	tcase_add_test(t, a_cargo_that_finds_no_workspace);
	tcase_add_test(t, values_are_quoted);
	suite_add_tcase(s, t);
	return s;
}
