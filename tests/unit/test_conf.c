/* zbuild.ini: what it may say, and what is an error. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/path.h"
#include "common/xalloc.h"
#include "targets/conf.h"
#include "targets/triple.h"
#include "tests/unit/fixture.h"

static struct conf conf;

static void
setup(void)
{
	fixture_setup();
	conf = (struct conf)CONF_INIT;
	unsetenv("ZBUILD_CONFIG");
	unsetenv("ZBUILD_WORKSPACE_CONFIG");
	unsetenv("XDG_CONFIG_HOME");
	ck_assert_int_eq(setenv("HOME", top, 1), 0);
}

static void
teardown(void)
{
	conf_clear(&conf);
	fixture_teardown();
}

static int
read_text(const char *text)
{
	char *path = put_text("t.ini", text);

	return conf_read(&conf, path, &f);
}

static void
must_read(const char *text)
{
	ck_assert_msg(read_text(text) == 0, "%s", f.what);
}

START_TEST(all_of_zbuild)
{
	must_read("; a comment\n"
		  "[zbuild]\n"
		  "zig = /opt/zig/zig\n"
		  "\tengine=zig-cc\n"
		  "gate: warn ; softer\n"
		  "strict = yes\n");
	ck_assert_str_eq(conf.zig, "/opt/zig/zig");
	ck_assert_str_eq(conf.engine, "zig-cc");
	ck_assert_str_eq(conf.gate, "warn");
	ck_assert_int_eq(conf.strict, 1);
	ck_assert_uint_eq(conf.files.n, 1);
}
END_TEST

START_TEST(empty_files)
{
	must_read("");
	must_read("\n\n# nothing\n");
	must_read("[zbuild]\n");
	must_read("\xef\xbb\xbf[zbuild]\r\nstrict = no\r\n");
	ck_assert_int_eq(conf.strict, 0);
	ck_assert_ptr_null(conf.zig);
}
END_TEST

START_TEST(changed_target)
{
	struct target t;
	const struct conf_target *ct;

	must_read("[target x86_64-unknown-linux-gnu]\n"
		  "glibc = 2.28\n"
		  "cpu = x86_64_v2\n"
		  "cflags = -DA='x y' -O2\n"
		  "cflags = -g\n"
		  "cxxflags = -fno-exceptions\n"
		  "cppflags = -I/opt/inc\n"
		  "ldflags = -Wl,-z,now\n");
	ck_assert_uint_eq(conf.ntargets, 1);
	ck_assert_int_eq(triple_parse("x86_64-linux-gnu", &conf, &t, &f), 0);
	ck_assert_str_eq(t.zig, "x86_64-linux-gnu.2.28");
	ck_assert_str_eq(t.name, "x86_64-unknown-linux-gnu");
	ck_assert_str_eq(t.def->cpu, "x86_64_v2");
	ck_assert_ptr_nonnull(strstr(t.def->cpu_source, "/t.ini:1"));
	ck_assert_str_eq(t.def->loader, "/lib64/ld-linux-x86-64.so.2");
	ct = conf_target(&conf, t.def);
	ck_assert_ptr_eq(&ct->def, t.def);
	ck_assert_uint_eq(ct->cflags.n, 3);
	ck_assert_str_eq(ct->cflags.v[0], "-DA=x y");
	ck_assert_str_eq(ct->cflags.v[2], "-g");
	ck_assert_uint_eq(ct->cxxflags.n, 1);
	ck_assert_uint_eq(ct->cppflags.n, 1);
	ck_assert_str_eq(ct->ldflags.v[0], "-Wl,-z,now");
	/* The built-in row asks for the same section. */
	ck_assert_ptr_eq(conf_target(&conf,
		triple_find("x86_64-unknown-linux-gnu", NULL)), ct);
	ck_assert_ptr_null(conf_target(&conf,
		triple_find("aarch64-unknown-linux-gnu", NULL)));
}
END_TEST

START_TEST(root_keys)
{
	autofree char *beside = NULL, *at = NULL;
	const struct conf_target *ct;

	must_read("[target aarch64-linux-gnu]\n"
		  "sysroot = roots/arm\n"
		  "cxx = libstdc++\n"
		  "[target x86_64-unknown-linux-musl]\n"
		  "sysroot = /opt/root\n");
	ct = conf_target(&conf, triple_find("aarch64-linux-gnu", NULL));
	at = path_dir(conf.files.v[0]);
	beside = path_join(at, "roots/arm");
	ck_assert_str_eq(ct->sysroot, beside);
	ck_assert_str_eq(ct->cxx, "libstdc++");
	ct = conf_target(
		&conf, triple_find("x86_64-unknown-linux-musl", NULL));
	ck_assert_str_eq(ct->sysroot, "/opt/root");
	ck_assert_ptr_null(ct->cxx);
}
END_TEST

START_TEST(deps)
{
	const struct conf_deps *d;

	must_read("[deps]\n"
		  "aarch64-unknown-linux-gnu = libssl-dev\n"
		  "armv7-unknown-linux-gnueabihf = zlib1g-dev\n"
		  "aarch64-linux-gnu = zlib1g-dev libbz2-dev ; three\n");
	ck_assert_uint_eq(conf.ndeps, 2);
	d = conf_deps(&conf, triple_find("aarch64-linux-gnu", NULL));
	ck_assert_uint_eq(d->names.n, 3);
	ck_assert_str_eq(d->names.v[2], "libbz2-dev");
	ck_assert_str_eq(d->file, conf.files.v[0]);
	ck_assert_ptr_null(conf_deps(
		&conf, triple_find("riscv64gc-unknown-linux-gnu", NULL)));
}
END_TEST

START_TEST(deps_of_a_target)
{
	const struct conf_deps *d;
	autofree char *dir = NULL, *key = NULL;

	must_read("[deps arm-unknown-linux-gnueabihf]\n"
		  "arch = armhf\n"
		  "source = deb http://a.example/x one main\n"
		  "source = deb file:/y two main more\n"
		  "signed-by = key.gpg\n"
		  "[deps]\n"
		  "armv6-linux-gnueabihf = libssl-dev\n"
		  "[target arm-unknown-linux-gnueabihf]\n"
		  "glibc = 2.28\n"
		  "[deps riscv64-linux-gnu]\n"
		  "suite = trixie trixie-updates\n");
	d = conf_deps(&conf,
		triple_find("arm-unknown-linux-gnueabihf", NULL));
	ck_assert_uint_eq(d->names.n, 1);
	ck_assert_uint_eq(d->sources.n, 2);
	ck_assert_str_eq(d->sources.v[1], "deb file:/y two main more");
	dir = path_dir(conf.files.v[0]);
	key = path_join(dir, "key.gpg");
	ck_assert_str_eq(d->signed_by, key);
	ck_assert_str_eq(triple_find("armv6-linux-gnueabihf", &conf)->debian,
		"armhf");
	ck_assert_ptr_null(
		triple_find("armv6-linux-gnueabihf", NULL)->debian);
	d = conf_deps(&conf, triple_find("riscv64-linux-gnu", NULL));
	ck_assert_str_eq(d->suite, "trixie trixie-updates");
	ck_assert_uint_eq(d->names.n, 0);
}
END_TEST

START_TEST(spelling_as_section)
{
	struct target t;

	must_read("[target aarch64-linux-gnu]\nglibc = 2.28\n");
	ck_assert_str_eq(conf.targets[0].def.rust,
		"aarch64-unknown-linux-gnu");
	ck_assert_int_eq(triple_parse("aarch64-unknown-linux-gnu", &conf, &t,
		&f), 0);
	ck_assert_str_eq(t.zig, "aarch64-linux-gnu.2.28");
}
END_TEST

START_TEST(new_target_by_inherit)
{
	struct target t;

	must_read("[target x86_64-acme-linux-gnu]\n"
		  "inherit = x86_64-unknown-linux-gnu\n"
		  "glibc = 2.31\n"
		  "aliases = acme-linux-gnu\n");
	ck_assert_int_eq(triple_parse("x86_64-acme-linux-gnu.2.34", &conf, &t,
		&f), 0);
	ck_assert_str_eq(t.name, "x86_64-acme-linux-gnu.2.34");
	ck_assert_int_eq(triple_parse("acme-linux-gnu", &conf, &t, &f), 0);
	ck_assert_str_eq(t.zig, "x86_64-linux-gnu.2.31");
	/* It does not take its model's names. */
	ck_assert_int_eq(triple_parse("x86_64-linux-gnu", &conf, &t, &f), 0);
	ck_assert_str_eq(t.name, "x86_64-unknown-linux-gnu");
	ck_assert_str_eq(t.zig, "x86_64-linux-gnu.2.17");
}
END_TEST

START_TEST(new_target_in_full)
{
	struct target t;

	must_read("[target m68k-unknown-linux-gnu]\n"
		  "zig = m68k-linux-gnu\n"
		  "gnu = m68k-linux-gnu\n"
		  "llvm = m68k-unknown-linux-gnu\n"
		  "arch = powerpc64\n"
		  "bits = 64\nendian = big\nmachine = 43\n"
		  "libc = gnu\nglibc_min = 2.2.5\nglibc = 2.23\n"
		  "loader = /lib64/ld-linux.so.2\n");
	ck_assert_int_eq(triple_parse("m68k-linux-gnu.2.28", &conf, &t, &f),
		0);
	ck_assert_str_eq(t.name, "m68k-unknown-linux-gnu.2.28");
	ck_assert_uint_eq(t.def->elf_machine, 43);
	ck_assert(t.def->big_endian && t.def->is64);
}
END_TEST

START_TEST(refusal_lifted)
{
	struct target t;

	ck_assert_int_eq(triple_parse("powerpc64-unknown-linux-gnu", NULL, &t,
		&f), -1);
	fail_clear(&f);
	must_read("[target powerpc64-unknown-linux-gnu]\nrefuse =\n");
	ck_assert_int_eq(triple_parse("powerpc64-unknown-linux-gnu", &conf, &t,
		&f), 0);
	ck_assert_str_eq(t.zig, "powerpc64-linux-gnu.2.17");
}
END_TEST

START_TEST(rules)
{
	must_read("[rule my-drop]\n"
		  "match = -Wl,--foo=*\n"
		  "scope = linker\n"
		  "when = gnu\n"
		  "action = drop\n"
		  "why = not needed\n"
		  "[rule two]\nmatch = -bar\naction = replace\n"
		  "with = -baz -qux\n");
	ck_assert_uint_eq(conf.nrules, 2);
	ck_assert_str_eq(conf.rules[0].id, "my-drop");
	ck_assert_str_eq(conf.rules[0].match, "-Wl,--foo=*");
	ck_assert_str_eq(conf.rules[0].scope, "linker");
	ck_assert_str_eq(conf.rules[0].when, "gnu");
	ck_assert_str_eq(conf.rules[0].action, "drop");
	ck_assert_ptr_null(conf.rules[0].with);
	ck_assert_str_eq(conf.rules[0].why, "not needed");
	ck_assert_ptr_nonnull(strstr(conf.rules[0].where, "/t.ini:1"));
	ck_assert_str_eq(conf.rules[1].with, "-baz -qux");
	ck_assert_ptr_nonnull(strstr(conf.rules[1].where, "/t.ini:7"));
}
END_TEST

#define FIFTY "0123456789abcdefghijklmnopqrstuvwxyz0123456789abcd"

static const struct {
	const char *text, *what, *hint;
} bad[] = {
	{ "[zbulid]\n", "1: unknown section [zbulid]",
		"there are [zbuild], [target TRIPLE], [rule ID], [deps] and "
		"[deps TRIPLE]" },
	{ "[target]\n", "1: unknown section [target]",
		"there are [zbuild], [target TRIPLE], [rule ID], [deps] and "
		"[deps TRIPLE]" },
	{ "[deps mars-linux-gnu]\nsuite = x\n",
		"1: unknown target 'mars-linux-gnu'",
		"`cargo zbuild targets` lists them; a glibc "
		"floor has no place here" },
	{ "[deps aarch64-linux-gnu]\nsuit = x\n",
		"2: unknown key 'suit'", "did you mean 'suite'?" },
	{ "[deps aarch64-linux-gnu]\nsuite = x [trusted=yes]\n",
		"2: suite: 'x [trusted=yes]' is no release", NULL },
	{ "[deps aarch64-linux-gnu]\narch = Arm 64\n",
		"2: arch: 'Arm 64' is no architecture of Debian's", NULL },
	{ "[deps aarch64-linux-gnu]\nsource = deb [trusted=yes] file:/x s m\n",
		"2: source: 'deb [trusted=yes] file:/x s m' is not: deb URL "
		"SUITE COMPONENT ...",
		"URL begins with http://, https:// or file:; the key comes by "
		"`signed-by = KEYRING`" },
	{ "[deps aarch64-linux-gnu]\nsource = deb ssh://u@h/x s m\n",
		"2: source: 'deb ssh://u@h/x s m' is not: deb URL SUITE "
		"COMPONENT ...",
		"URL begins with http://, https:// or file:; the key comes by "
		"`signed-by = KEYRING`" },
	{ "[deps]\nmars-linux-gnu = x\n",
		"2: unknown target 'mars-linux-gnu'",
		"`cargo zbuild targets` lists them; a glibc "
		"floor has no place here" },
	{ "[deps]\naarch64-linux-gnu.2.17 = x\n",
		"2: unknown target 'aarch64-linux-gnu.2.17'",
		"`cargo zbuild targets` lists them; a glibc "
		"floor has no place here" },
	{ "[target aarch64-linux-gnu]\ncxx = c++\n",
		"2: cxx: 'c++' is none of: libc++ libc++-shared libstdc++", NULL },
	{ "[target aarch64-linux-gnu]\nsysroot =\n",
		"2: sysroot: no folder is said", NULL },
	{ "[target aarch64-linux-gnu]\nsysrot = /\n",
		"2: unknown key 'sysrot'", "did you mean 'sysroot'?" },
	{ "\n[zbuild]\nzgi = /z\n", "3: unknown key 'zgi'",
		"did you mean 'zig'?" },
	{ "[zbuild]\nfrobnicate = 1\n", "2: unknown key 'frobnicate'", NULL },
	{ "[zbuild]\nzig = zig\n", "2: zig: 'zig' is neither an absolute path "
		"nor a version", NULL },
	{ "[zbuild]\nzig = 0.x\n", "2: zig: '0.x' is no version", NULL },
	{ "[zbuild]\nzig = 0.17.1 sha256:12\n",
		"2: zig: 'sha256:12' is not sha256: and 64 hexadecimal digits", NULL },
	{ "[zbuild]\nengine = fast\n",
		"2: engine: 'fast' is none of: auto direct zig-cc", NULL },
	{ "[zbuild]\ngate = warn off\n",
		"2: gate: 'warn off' is none of: error warn off", NULL },
	{ "[zbuild]\ngate =\n", "2: gate: '' is none of: error warn off",
		NULL },
	{ "[zbuild]\nstrict = maybe\n",
		"2: strict: 'maybe' is neither yes nor no", NULL },
	{ "[zbuild]\nstrict = no\nstrict = yes\n",
		"3: the key 'strict' comes twice", NULL },
	{ "[zbuild]\nstrict = no\n[zbuild]\n",
		"3: section [zbuild] comes twice", NULL },
	{ "zig = /z\n", "1: the key 'zig' is in no section", NULL },
	{ "[zbuild]\nzig\n", "2: neither [section] nor key = value", NULL },
	{ "[zbuild\nzig = /z\n", "1: a section without ']'", NULL },
	{ "[zbuild] x\n", "1: text behind the section name", NULL },
	{ "[rule " FIFTY "]\n", "1: a section name over 49 bytes", NULL },
	{ "[target x86_64-unknown-linux-gnu]\ncup = x\n",
		"2: unknown key 'cup'", "did you mean 'cpu'?" },
	{ "[target x86_64-unknown-linux-gnu]\ncpu = a\ncpu = b\n",
		"3: the key 'cpu' comes twice", NULL },
	{ "[target x86_64-unknown-linux-gnu]\ncpu = a b\n",
		"2: cpu: 'a b' has a blank or a byte that is no printable "
		"ASCII", NULL },
	{ "[target x86_64-unknown-linux-gnu]\n"
	  "debian = a\";APT::Update::Pre-Invoke{\"x\";};//\n",
		"2: debian: 'a\";APT::Update::Pre-Invoke{\"x\";};//' has more "
		"than letters, digits and ._+-", NULL },
	{ "[target x86_64-unknown-linux-gnu]\nmultiarch = ../../x\n",
		"2: multiarch: '../../x' has more than letters, digits and "
		"._+-", NULL },
	{ "[target ../../x]\nzig = x86_64-linux-gnu\n",
		"1: '../../x' is no target's name", NULL },
	{ "[target x86_64-unknown-linux-gnu]\nglibc = new\n",
		"2: glibc: 'new' is no version like 2.17", NULL },
	{ "[target x86_64-unknown-linux-gnu]\nglibc = 2.17-dev\n",
		"2: glibc: '2.17-dev' is no version like 2.17", NULL },
	{ "\n[target aarch64-unknown-linux-gnu]\nglibc = 2.5\n[zbuild]\n",
		"2: target 'aarch64-unknown-linux-gnu': glibc 2.5 is below "
		"the architecture's first, 2.17", NULL },
	{ "[target x86_64-unknown-linux-musl]\nglibc = 2.17\n",
		"1: target 'x86_64-unknown-linux-musl': a glibc version, but "
		"libc is musl", NULL },
	{ "[target x86_64-unknown-linux-gnu]\nbits = 48\n",
		"2: bits: '48' is neither 32 nor 64", NULL },
	{ "[target x86_64-unknown-linux-gnu]\nlibc = glibc\n",
		"2: libc: unknown C library 'glibc'", NULL },
	{ "[target x86_64-unknown-linux-gnu]\narch = amd64\n",
		"2: arch: unknown architecture 'amd64'", NULL },
	{ "[target x86_64-unknown-linux-gnu]\nmachine = -1\n",
		"2: machine: '-1' is no ELF machine number", NULL },
	{ "[target x86_64-unknown-linux-gnu]\nzig =\n",
		"1: target 'x86_64-unknown-linux-gnu': the key zig is missing",
		NULL },
	{ "[target x86_64-unknown-linux-gnu]\ncflags = 'a\n",
		"2: cflags: unclosed ' in ''a'", NULL },
	{ "[target x86_64-unknown-linux-gnu]\n[target x86_64-linux-gnu]\n",
		"2: target 'x86_64-unknown-linux-gnu' stands in FILE:1 "
		"already", NULL },
	{ "[target x86_64-unknown-linux-gnu]\n"
	  "cpu = a\ninherit = aarch64-unknown-linux-gnu\n",
		"3: inherit must be the section's first key", NULL },
	{ "[target new-unknown-linux-gnu]\ninherit = nothing\n",
		"2: inherit: unknown target 'nothing'", NULL },
	{ "[target x86_64-unknown-linux-gun]\nglibc = 2.17\n",
		"1: unknown target 'x86_64-unknown-linux-gun'",
		"the nearest known: x86_64-unknown-linux-gnu "
		"(`cargo zbuild targets` lists all)" },
	{ "[target x86_64-unknown-linux-gnu.2.17]\ncflags = -g\n",
		"1: a section's target takes no glibc version",
		"write [target x86_64-unknown-linux-gnu] and `glibc = ...` "
		"below it" },
	{ "[target new-unknown-linux-gnu]\nzig = x86_64-linux-gnu\n",
		"1: target 'new-unknown-linux-gnu': the key gnu is missing",
		"a new target can start as a copy: `inherit = <known target>` "
		"as its first key" },
	{ "[rule a b]\n", "1: 'a b' is no rule's id (letters, digits, '-', "
		"'_', '.')", NULL },
	{ "[rule a]\nmatch = x\n[rule b]\n",
		"1: rule 'a': the key action is missing", NULL },
	{ "[rule a]\naction = drop\n", "1: rule 'a': the key match is missing",
		NULL },
	{ "[rule a]\nmtach = x\n", "2: unknown key 'mtach'",
		"did you mean 'match'?" },
	{ "[rule a]\nmatch = x\naction = drop\n[rule  a]\n",
		"4: rule 'a' stands in FILE:1 already", NULL },
};

START_TEST(bad_text)
{
	char *path = at("t.ini");
	autofree char *want = NULL;
	const char *at = strstr(bad[_i].what, "FILE");

	if (at != NULL)
		want = xasprintf("%s:%.*s%s%s", path, (int)(at - bad[_i].what),
			bad[_i].what, path, at + 4);
	else
		want = xasprintf("%s:%s", path, bad[_i].what);
	ck_assert_msg(read_text(bad[_i].text) == -1, "%s", bad[_i].text);
	ck_assert_str_eq(f.what, want);
	ck_assert_pstr_eq(f.hint, bad[_i].hint);
}
END_TEST

/* 198 bytes are read whole, 199 are refused; inih alone would cut 200, or (58 and
 * later) refuse 199. */
START_TEST(long_lines)
{
	char pad[191];
	autofree char *text = NULL, *longer = NULL;

	memset(pad, 'x', sizeof pad - 1);
	pad[sizeof pad - 1] = '\0';
	text = xasprintf("[rule a]\naction = drop\nmatch = %s\nwhy = w\n",
		pad);
	must_read(text);
	ck_assert_str_eq(conf.rules[0].match, pad);
	ck_assert_str_eq(conf.rules[0].why, "w");
	conf_clear(&conf);
	longer = xasprintf("[rule a]\naction = drop\nmatch = %sx\nwhy = w\n",
		pad);
	ck_assert_int_eq(read_text(longer), -1);
	ck_assert_ptr_nonnull(
		strstr(f.what, "t.ini:3: a line of 199 bytes (at most 198)"));
}
END_TEST

START_TEST(odd_files)
{
	char *path = at("nul.ini");

	ck_assert_int_eq(path_write(path, "[zbuild]\n\0\n", 11, 0600, &f), 0);
	ck_assert_int_eq(conf_read(&conf, path, &f), -1);
	ck_assert_ptr_nonnull(strstr(f.what, "nul.ini:2: a NUL byte"));
	fail_clear(&f);
	ck_assert_int_eq(conf_read(&conf, top, &f), -1);
	ck_assert_ptr_nonnull(strstr(f.what, "not a regular file"));
	fail_clear(&f);
	ck_assert_int_eq(conf_read(&conf, "/nonexistent.ini", &f), -1);
	ck_assert_uint_eq(conf.files.n, 0);
}
END_TEST

/* Every prefix of a good file is read or refused with its place. */
START_TEST(prefixes_are_safe)
{
	static const char text[] =
		"[zbuild]\nzig = /z\nengine = auto\n"
		"[target aarch64-unknown-linux-gnu]\ncflags = -DA='x y'\n"
		"glibc = 2.28\n[rule r]\nmatch = -x*\naction = drop\n";

	for (size_t n = 0; n < sizeof text; n++) {
		autofree char *part = xstrndup(text, n);

		if (read_text(part) != 0)
			ck_assert_ptr_nonnull(strstr(f.what, "/t.ini:"));
		conf_clear(&conf);
		fail_clear(&f);
	}
}
END_TEST

START_TEST(no_file_no_memory)
{
	ck_assert_int_eq(conf_load(&conf, NULL, &f), 0);
	ck_assert_ptr_null(conf.strings.v);
	ck_assert_ptr_null(conf.files.v);
	ck_assert_ptr_null(conf.targets);
	ck_assert_int_eq(conf.strict, -1);
	/* No folder to look into, either. */
	unsetenv("HOME");
	setenv("XDG_CONFIG_HOME", "relative", 1);
	ck_assert_int_eq(conf_load(&conf, NULL, &f), 0);
}
END_TEST

START_TEST(home_folders)
{
	char *home = put_text(".config/zbuild/config.ini",
		"[zbuild]\nengine = auto\n");
	char *xdg = put_text("xdg/zbuild/config.ini",
		"[zbuild]\nengine = direct\n");
	char *folder = at("xdg");

	ck_assert_int_eq(conf_load(&conf, NULL, &f), 0);
	ck_assert_str_eq(conf.engine, "auto");
	ck_assert_str_eq(conf.files.v[0], home);
	conf_clear(&conf);
	setenv("XDG_CONFIG_HOME", folder, 1);
	ck_assert_int_eq(conf_load(&conf, NULL, &f), 0);
	ck_assert_str_eq(conf.engine, "direct");
	ck_assert_str_eq(conf.files.v[0], xdg);
}
END_TEST

START_TEST(workspace_wins_key_by_key)
{
	const struct conf_target *ct;
	const char *work;

	put_text(".config/zbuild/config.ini",
		"[zbuild]\nengine = direct\ngate = off\n"
		"[target aarch64-unknown-linux-gnu]\nglibc = 2.28\n"
		"cflags = -DHOME\ncxxflags = -DHOMEXX\n"
		"[rule r]\nmatch = -x\naction = drop\nwhy = home\n");
	work = put_text("w/zbuild.ini",
		"[zbuild]\nengine = zig-cc\n"
		"[target aarch64-linux-gnu]\ncpu = cortex_a53\n"
		"cflags = -DWORK\ncflags = -DMORE\n"
		"[rule r]\naction = note\n");
	setenv("ZBUILD_WORKSPACE_CONFIG", work, 1);
	ck_assert_msg(conf_load(&conf, NULL, &f) == 0, "%s", f.what);
	ck_assert_str_eq(conf.engine, "zig-cc");
	ck_assert_str_eq(conf.gate, "off");
	ck_assert_uint_eq(conf.ntargets, 1);
	ct = &conf.targets[0];
	ck_assert_uint_eq(ct->def.glibc_default.minor, 28);
	ck_assert_str_eq(ct->def.cpu, "cortex_a53");
	ck_assert_uint_eq(ct->cflags.n, 2);
	ck_assert_str_eq(ct->cflags.v[0], "-DWORK");
	ck_assert_str_eq(ct->cxxflags.v[0], "-DHOMEXX");
	ck_assert_uint_eq(conf.nrules, 1);
	ck_assert_str_eq(conf.rules[0].match, "-x");
	ck_assert_str_eq(conf.rules[0].action, "note");
	ck_assert_str_eq(conf.rules[0].why, "home");
	ck_assert_uint_eq(conf.files.n, 2);
	/* One that the caller has found is as good as the variable. */
	conf_clear(&conf);
	setenv("ZBUILD_WORKSPACE_CONFIG", "/nonexistent/z.ini", 1);
	ck_assert_msg(conf_load(&conf, work, &f) == 0, "%s", f.what);
	ck_assert_str_eq(conf.engine, "zig-cc");
}
END_TEST

START_TEST(named_file)
{
	char *home = put_text(".config/zbuild/config.ini", "[bad]\n");
	char *path = put_text("mine.ini", "[zbuild]\nstrict = on\n");

	setenv("ZBUILD_CONFIG", path, 1);
	/* Naming the workspace's own file is no reason to read it twice. */
	setenv("ZBUILD_WORKSPACE_CONFIG", path, 1);
	ck_assert_msg(conf_load(&conf, NULL, &f) == 0, "%s", f.what);
	ck_assert_int_eq(conf.strict, 1);
	ck_assert_uint_eq(conf.files.n, 1);
	conf_clear(&conf);
	setenv("ZBUILD_CONFIG", "/nonexistent/z.ini", 1);
	ck_assert_int_eq(conf_load(&conf, NULL, &f), -1);
	ck_assert_ptr_nonnull(strstr(f.what, "/nonexistent/z.ini"));
	fail_clear(&f);
	setenv("ZBUILD_CONFIG", "", 1);
	ck_assert_int_eq(conf_load(&conf, NULL, &f), -1);
	ck_assert_ptr_nonnull(strstr(f.what, home));
}
END_TEST

Suite *suite_conf(void);

Suite *
suite_conf(void)
{
	Suite *s = suite_create("conf");
	TCase *tc = tcase_create("conf");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, all_of_zbuild);
	tcase_add_test(tc, empty_files);
	tcase_add_test(tc, changed_target);
	tcase_add_test(tc, root_keys);
	tcase_add_test(tc, deps);
	tcase_add_test(tc, deps_of_a_target);
	tcase_add_test(tc, spelling_as_section);
	tcase_add_test(tc, new_target_by_inherit);
	tcase_add_test(tc, new_target_in_full);
	tcase_add_test(tc, refusal_lifted);
	tcase_add_test(tc, rules);
	tcase_add_loop_test(tc, bad_text, 0, COUNT(bad));
	tcase_add_test(tc, long_lines);
	tcase_add_test(tc, odd_files);
	tcase_add_test(tc, prefixes_are_safe);
	tcase_add_test(tc, no_file_no_memory);
	tcase_add_test(tc, home_folders);
	tcase_add_test(tc, workspace_wins_key_by_key);
	tcase_add_test(tc, named_file);
	suite_add_tcase(s, tc);
	return s;
}
