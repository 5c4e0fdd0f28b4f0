/* wrapper/cache/pack: sysroots in one archive, for another machine. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/child.h"
#include "common/path.h"
#include "common/xalloc.h"
#include "shim/sysroot/open.h"
#include "tests/unit/fixture.h"
#include "wrapper/cache/cachedir.h"
#include "wrapper/cache/pack.h"

#define TARGET "x86_64-unknown-linux-musl"
#define LAYER "layer-" TARGET "-x86_64-linux-musl-1"

static char *pack_file;
static struct target target;
static struct zig here, away;

/* `sh -c SCRIPT sh ARG`, which must end well. */
static void
shell(const char *script, const char *arg)
{
	autoargvec argv = ARGVEC_INIT;
	int status = -1;

	argvec_pushl(&argv, "sh", "-c", script, "sh", arg, NULL);
	ck_assert_int_eq(child_run("/bin/sh", &argv, NULL, NULL, NULL, &status,
		&f), 0);
	ck_assert_int_eq(status, 0);
}

/* The same version of zig, in two places of two machines. */
static struct zig
fake_zig(const char *name)
{
	autofree char *path = path_join(name, "zig");
	autofree char *lib = path_join(name, "lib");

	return (struct zig){ .path = xstrdup(at(path)),
		.lib = xstrdup(at(lib)), .identity = xstrdup(name),
		.text = "0.15.1" };
}

static char *
base_of(const struct zig *z)
{
	char *base = NULL;

	ck_assert_int_eq(cachedir_base(z, &base, &f), 0);
	return base;
}

static void
put_in(const char *dir, const char *name, const char *text)
{
	char *path = below(dir, name);
	autofree char *up = path_dir(path);

	ck_assert_int_eq(path_mkdirs(up, &f), 0);
	ck_assert_int_eq(path_write(path, text, strlen(text), 0600, &f), 0);
}

static void
make_sysroot(const struct zig *z)
{
	autofree char *base = base_of(z);
	autofree char *recipe = xasprintf(SYSROOT_MAGIC "\n"
		"c %s/libc/include/generic-musl\nc -DX=%s/y\n"
		"c++ %s/libcxx/include\nloader /lib/ld-musl-x86_64.so.1\n"
		"emulation elf_x86_64\nfile 5 lib/libc.a\nend\n", z->lib,
		z->lib, z->lib);

	put_in(base, TARGET "/recipe", recipe);
	put_in(base, TARGET "/lib/libc.a", "12345");
	put_in(base, TARGET "/lib/libc.a.4711", "half");
	put_in(base, TARGET "/" TARGET "/ld.lld", "");
	put_in(base, LAYER "/files", "3 lib/libgcc.a\n");
	put_in(base, LAYER "/lib/libgcc.a", "abc");
	put_in(base, "tmp.other.abcdef/recipe", "work of another");
}

static void
setup(void)
{
	fixture_setup();
	setenv("ZBUILD_CACHE_DIR", put_dir("cache"), 1);
	here = fake_zig("here");
	away = fake_zig("away");
	target = fixture_target(TARGET);
	pack_file = at("pack.tar");
	make_sysroot(&here);
	ck_assert_int_eq(freopen("/dev/null", "w", stdout) != NULL, 1);
}

static void
teardown(void)
{
	zig_clear(&here);
	zig_clear(&away);
	fixture_teardown();
}

static void
pack(void)
{
	ck_assert_int_eq(cachepack(&here, &target, 1, pack_file, &f), 0);
}

static int
unpack(void)
{
	return cacheunpack(&away, "/usr/bin/zshim", pack_file, &f);
}

static void
holds(const char *dir, const char *name, const char *text)
{
	autofree char *got = NULL;

	ck_assert_int_eq(path_read(below(dir, name), 4096, &got, NULL, &f), 0);
	ck_assert_str_eq(got, text);
}

/* No sysroot, no layer, no work in progress. */
static void
nothing_came(void)
{
	autofree char *base = base_of(&away);
	autoargvec names = ARGVEC_INIT;

	path_list(base, &names);
	for (size_t i = 0; i < names.n; i++)
		ck_assert_msg(strncmp(names.v[i], "lock-", 5) == 0,
			"'%s' was left", names.v[i]);
}

static void
refused(const char *why)
{
	ck_assert_int_eq(unpack(), -1);
	ck_assert_msg(strstr(f.what, why) != NULL, "'%s' lacks '%s'", f.what,
		why);
	nothing_came();
	fail_clear(&f);
}

/* The archive taken apart, changed by a script in its folder, made anew. */
static void
change(const char *script)
{
	autofree char *all = xasprintf("d=$1.d && rm -rf $d && mkdir $d && "
		"cd $d && tar xf $1 && { %s; } && tar cf $1 zbuild-pack "
		"$(ls | grep -v zbuild-pack)", script);

	shell(all, pack_file);
}

/* ---- round trip ---- */

START_TEST(round_trip)
{
	autofree char *base = NULL, *recipe = NULL, *link = NULL;
	char to[100] = "";

	pack();
	ck_assert_int_eq(unpack(), 0);
	base = base_of(&away);
	holds(base, TARGET "/lib/libc.a", "12345");
	holds(base, LAYER "/lib/libgcc.a", "abc");
	recipe = xasprintf(SYSROOT_MAGIC "\n"
		"c %s/libc/include/generic-musl\nc -DX=%s/y\n"
		"c++ %s/libcxx/include\nloader /lib/ld-musl-x86_64.so.1\n"
		"emulation elf_x86_64\nfile 5 lib/libc.a\nend\n", away.lib,
		here.lib, away.lib);
	holds(base, TARGET "/recipe", recipe);
	link = xasprintf("%s/" TARGET "/" TARGET "/ld.lld", base);
	ck_assert_int_gt(readlink(link, to, sizeof to - 1), 0);
	ck_assert_str_eq(to, "/usr/bin/zshim");
	ck_assert_int_ne(access(below(base, TARGET "/lib/libc.a.4711"), F_OK),
		0);
	ck_assert_int_ne(access(below(base, "tmp.other.abcdef"), F_OK), 0);
}
END_TEST

/* What is there already stays. */
START_TEST(kept)
{
	autofree char *base = base_of(&away);

	pack();
	put_in(base, TARGET "/recipe", "mine");
	ck_assert_int_eq(unpack(), 0);
	holds(base, TARGET "/recipe", "mine");
	ck_assert(!path_is_file(below(base, TARGET "/lib/libc.a")));
	holds(base, LAYER "/lib/libgcc.a", "abc");
}
END_TEST

START_TEST(same_bytes)
{
	autofree char *first = NULL, *second = NULL;
	autoargvec names = ARGVEC_INIT;
	size_t n, m;

	pack();
	ck_assert_int_eq(path_read(pack_file, 1 << 20, &first, &n, &f), 0);
	shell("touch -d 2001-01-01 $1/*/*/lib/*", below(top, "cache/sysroots"));
	pack();
	ck_assert_int_eq(path_read(pack_file, 1 << 20, &second, &m, &f), 0);
	ck_assert_uint_eq(n, m);
	ck_assert_int_eq(memcmp(first, second, n), 0);
	/* nothing beside it */
	path_list(top, &names);
	for (size_t i = 0; i < names.n; i++)
		ck_assert_msg(names.v[i][0] != '.', "'%s' left", names.v[i]);
}
END_TEST

START_TEST(compressed)
{
	autofree char *bytes = NULL;
	size_t n;

	pack_file = at("pack.tgz");
	pack();
	ck_assert_int_eq(path_read(pack_file, 1 << 20, &bytes, &n, &f), 0);
	ck_assert_int_eq(memcmp(bytes, "\x1f\x8b", 2), 0);
	ck_assert_int_eq(unpack(), 0);
}
END_TEST

/* A link that somebody planted in the archive's place is replaced, and what it
 * names is not written to. */
START_TEST(planted_link)
{
	char *victim = put_text("victim", "theirs");
	struct stat st;

	ck_assert_int_eq(symlink(victim, pack_file), 0);
	pack();
	ck_assert_int_eq(lstat(pack_file, &st), 0);
	ck_assert(S_ISREG(st.st_mode));
	holds(top, "victim", "theirs");
}
END_TEST

START_TEST(nothing_to_pack)
{
	ck_assert_int_eq(cachepack(&away, &target, 1, pack_file, &f), -1);
	ck_assert_ptr_nonnull(strstr(f.what, "there is no sysroot for"));
	ck_assert(!path_is_file(pack_file));
	fail_clear(&f);
	ck_assert_int_eq(cachepack(&away, NULL, 0, pack_file, &f), -1);
	ck_assert_ptr_nonnull(strstr(f.what, "there is nothing to pack"));
}
END_TEST

/* ---- what does not suit, or is damaged ---- */

START_TEST(other_zig)
{
	pack();
	strcpy(away.text, "0.16.0");
	refused("it was made with zig 0.15.1, and the zig in use is 0.16.0");
}
END_TEST

START_TEST(other_format)
{
	pack();
	change("sed -i 's/^format .*/format zbuild-sysroot 1/' zbuild-pack");
	refused("'zbuild-sysroot 1'");
	change("sed -i '1s/1$/2/' zbuild-pack");
	refused("it is a 'zbuild-pack 2'");
}
END_TEST

/* Wherever it is cut off: an error, or all of it (the end of a tar file is
 * nothing but zeros), and nothing half-made. */
START_TEST(cut_off)
{
	autofree char *bytes = NULL, *base = base_of(&away);
	char *recipe = below(base, TARGET "/recipe");
	size_t n;

	pack();
	ck_assert_int_eq(path_read(pack_file, 1 << 20, &bytes, &n, &f), 0);
	for (size_t at_byte = 0; at_byte < n; at_byte += 512 + 37) {
		put_bytes("pack.tar", bytes, at_byte, 0600);
		if (unpack() != 0) {
			nothing_came();
			fail_clear(&f);
			continue;
		}
		holds(base, TARGET "/lib/libc.a", "12345");
		ck_assert(path_is_file(recipe));
		shell("rm -r $1", base);
	}
	put_bytes("pack.tar", bytes, n / 2, 0600);
	ck_assert_int_eq(unpack(), -1);
}
END_TEST

START_TEST(files_missing)
{
	pack();
	change("printf 1234 >sysroots/" TARGET "/lib/libc.a");
	refused("'lib/libc.a' is missing or cut off in it");
	change("rm sysroots/" TARGET "/lib/libc.a");
	refused("'lib/libc.a' is missing or cut off in it");
	change("rm sysroots/" TARGET "/recipe");
	refused("is damaged");
	change("rm zbuild-pack; echo hello >zbuild-pack");
	refused("is damaged");
}
END_TEST

/* ---- what would lead elsewhere ---- */

START_TEST(links)
{
	pack();
	change("ln -sf /etc/passwd sysroots/" TARGET "/lib/libc.a");
	refused("");
	change("rm sysroots/" TARGET "/lib/libc.a && "
	       "ln -s ../recipe sysroots/" TARGET "/lib/libc.a");
	refused("neither file nor folder");
	change("rm sysroots/" TARGET "/lib/libc.a && "
	       "mkfifo sysroots/" TARGET "/lib/libc.a");
	refused("");
	/* a folder that is a link, with a file behind it */
	change("rm -r sysroots/" TARGET "/lib && mkdir out && "
	       "ln -s ../../out sysroots/" TARGET "/lib && "
	       "printf 12345 >out/libc.a");
	refused("neither file nor folder");
}
END_TEST

START_TEST(names)
{
	pack();
	shell("mkdir $1.d && cd $1.d && tar xf $1 && echo x >../escaped-source && "
	      "tar cPf $1 zbuild-pack layers sysroots ../escaped-source && "
	      "rm ../escaped-source", pack_file);
	refused("");
	ck_assert(!path_is_file(at("escaped-source")));
	pack();
	change("sed -i 's/^target .*/target ..\\/..\\/evil/' zbuild-pack");
	refused("is damaged");
	/* a name that the target would not have */
	change("sed -i 's/^target .*/target x86_64-linux-musl/' zbuild-pack && "
	       "mv sysroots/* sysroots/x86_64-linux-musl");
	ck_assert_int_eq(unpack(), -1);
	fail_clear(&f);
	pack();
	change("sed -i 's/^file .*/file 5 ..\\/..\\/x/' sysroots/*/recipe");
	refused("is damaged");
	change("sed -i 's/^c .*/c \\/etc\\/include/' sysroots/*/recipe && "
	       "sed -i 's/^file .*/file 5 lib\\/libc.a/' sysroots/*/recipe");
	refused("in a recipe is not in '@ZIG_LIB@'");
}
END_TEST

Suite *suite_cachepack(void);

Suite *
suite_cachepack(void)
{
	Suite *s = suite_create("cachepack");
	TCase *t = tcase_create("cachepack");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 120);
	tcase_add_test(t, round_trip);
	tcase_add_test(t, kept);
	tcase_add_test(t, same_bytes);
	tcase_add_test(t, compressed);
	tcase_add_test(t, planted_link);
	tcase_add_test(t, nothing_to_pack);
	tcase_add_test(t, other_zig);
	tcase_add_test(t, other_format);
	tcase_add_test(t, cut_off);
	tcase_add_test(t, files_missing);
	tcase_add_test(t, links);
	tcase_add_test(t, names);
	suite_add_tcase(s, t);
	return s;
}
