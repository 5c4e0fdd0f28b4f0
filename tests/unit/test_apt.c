/* What apt prints, and roots made of what it gives. */
#include <check.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/path.h"
#include "common/xalloc.h"
#include "targets/triple.h"
#include "tests/unit/fixture.h"
#include "wrapper/deps/apt.h"
#include "wrapper/deps/aptrun.h"
#include "wrapper/deps/aptsources.h"
#include "wrapper/deps/alternatives.h"
#include "wrapper/deps/debroot.h"

#define HASH "afb60f0bae432f2f0edfe2d674e99c1a13a147c9aa2b52f2f23e3df19ece76f5"
#define N(table) ((int)(sizeof(table) / sizeof *(table)))

static const struct {
	const char *name;
	bool ok;
} names[] = {
	{ "libssl-dev", true },
	{ "g++", true },
	{ "libstdc++-12-dev", true },
	{ "libgtk2.0-dev", true },
	{ "0ad", true },
	{ "", false },
	{ "a", false },
	{ "-o", false },
	{ "--purge", false },
	{ "libfoo-", false },
	{ "libfoo:arm64", false },
	{ "lib*", false },
	{ "Libfoo", false },
	{ "a/b", false },
	{ "a b", false },
};

START_TEST(name_ok)
{
	ck_assert_int_eq(apt_name_ok(names[_i].name), names[_i].ok);
}
END_TEST

START_TEST(uri)
{
	struct apt_set set = { NULL, 0 };
	struct apt_package p;

	ck_assert(apt_parse_uri("'http://deb.debian.org/x/zlib1g-dev_1.2.13."
				"dfsg-1_arm64.deb' "
				"zlib1g-dev_1%3a1.2.13.dfsg-1_arm64.deb "
				"912840 SHA256:" HASH,
		&p));
	ck_assert_str_eq(p.name, "zlib1g-dev");
	ck_assert_str_eq(p.version, "1:1.2.13.dfsg-1");
	ck_assert_str_eq(p.arch, "arm64");
	ck_assert_str_eq(p.sha256, HASH);
	ck_assert_uint_eq(p.size, 912840);
	ck_assert_str_eq(p.uri, "http://deb.debian.org/x/zlib1g-dev_1.2.13."
				"dfsg-1_arm64.deb");
	apt_set_add(&set, &p);
	ck_assert_uint_eq(apt_set_size(&set), 912840);
	ck_assert_ptr_nonnull(apt_set_find(&set, "zlib1g-dev"));
	ck_assert_ptr_null(apt_set_find(&set, "zlib1g"));
	apt_set_clear(&set);
}
END_TEST

static const char *const bad_uris[] = {
	"",
	"Reading package lists...",
	"'http://x/a.deb",
	"'http://x/a.deb' a_1_arm64.deb 12",
	"'http://x/a.deb' a_1_arm64.deb 12 MD5Sum:00",
	"'http://x/a.deb' a_1_arm64.deb 12 SHA256:00",
	"'http://x/a.deb' a_1_arm64.deb x SHA256:" HASH,
	"'http://x/a.deb' a_1.deb 12 SHA256:" HASH,
	"'http://x/a.deb' a_1_.deb 12 SHA256:" HASH,
	"'http://x/a.deb' a_1_arm64.udeb_ 12 SHA256:" HASH,
};

START_TEST(bad_uri)
{
	struct apt_set set = { NULL, 0 };
	struct apt_package p;

	ck_assert(!apt_parse_uri(bad_uris[_i], &p));
	apt_set_add(&set, &p);
	apt_set_clear(&set);
}
END_TEST

static const struct {
	const char *line;
	bool kept;
} settings[] = {
	{ "Dir::Etc::sourcelist \"sources.list\";", true },
	{ "Dir::Etc::parts \"apt.conf.d\";", false },
	{ "Dir::State \"var/lib/apt\";", false },
	{ "Acquire::http::Proxy \"http://p:3128\";", true },
	{ "Acquire::Check-Valid-Until \"false\";", true },
	{ "Acquire::AllowInsecureRepositories \"true\";", false },
	{ "APT::Update::Post-Invoke:: \"rm -f /x\";", false },
	{ "DPkg::Pre-Install-Pkgs:: \"x\";", false },
	{ "APT::Architecture \"amd64\";", false },
};

START_TEST(setting)
{
	ck_assert_int_eq(
		apt_keeps_setting(settings[_i].line), settings[_i].kept);
}
END_TEST

static const struct {
	const char *text, *said;
} troubles[] = {
	{ "", NULL },
	{ "Reading package lists...\n", NULL },
	{ "W: Some index files failed to download. They have been ignored\n",
		NULL },
	{ "W: one\nE: Unable to locate package x\nE: two\n",
		"Unable to locate package x" },
	{ "W: Failed to fetch http://x/InRelease  Could not resolve 'x'\n",
		"Failed to fetch http://x/InRelease Could not resolve 'x'" },
	{ "E: Download Failed\n", NULL },
	{ "W: GPG error: file:/x s InRelease: The following signatures were "
	  "invalid: EXPKEYSIG 12\nE: The repository 'file:/x' is not signed.\n",
		"GPG error: file:/x s InRelease: The following signatures were "
		"invalid: EXPKEYSIG 12" },
};

START_TEST(trouble)
{
	char *said = aptrun_trouble(troubles[_i].text);

	ck_assert_pstr_eq(said, troubles[_i].said);
	free(said);
}
END_TEST

static void
make_link(const char *target, const char *name)
{
	char *path = at(name);

	ck_assert_int_eq(symlink(target, path), 0);
}

static void
expect_link(const char *name, const char *target)
{
	char *path = at(name);
	char text[PATH_MAX];
	ssize_t n = readlink(path, text, sizeof text - 1);

	ck_assert_msg(n >= 0, "%s is no link", name);
	text[n] = '\0';
	ck_assert_str_eq(text, target);
}

static void
expect_file(const char *name, const char *want)
{
	char *path = at(name);
	autofree char *text = NULL;

	ck_assert_int_eq(path_read(path, 100, &text, NULL, &f), 0);
	ck_assert_str_eq(text, want);
}

START_TEST(links)
{
	put_dir("usr/lib/x");
	put_text("usr/lib/x/libz.so.1", "z");
	make_link("/usr/lib/x/libz.so.1", "usr/lib/x/libz.so");
	make_link("libz.so.1", "usr/lib/x/libz2.so");
	make_link("//etc/passwd", "top");
	make_link("/", "usr/slash");
	ck_assert_int_eq(debroot_relink(top, &f), 0);
	expect_link("usr/lib/x/libz.so", "../../../usr/lib/x/libz.so.1");
	expect_file("usr/lib/x/libz.so", "z");
	expect_link("usr/lib/x/libz2.so", "libz.so.1");
	expect_link("top", "etc/passwd");
	expect_link("usr/slash", "..");
}
END_TEST

START_TEST(alternatives)
{
	put_dir("usr/lib/x/fast/pkgconfig");
	put_text("usr/lib/x/fast/libz.so", "fast");
	put_text("usr/lib/x/fast/pkgconfig/z-fast.pc", "pc");
	put_text("usr/lib/x/fast/liby.so", "fast");
	put_text("usr/lib/x/liby.so", "own");
	put_dir("usr/lib/x/fast/cmake");
	put_text("usr/lib/x/fast/cmake/z.cmake", "z");
	/* what is there of the folder lies elsewhere */
	make_link("/tmp", "usr/elsewhere");
	ck_assert_int_eq(alternatives_link("#!/bin/sh\nset -e\n"
		"update-alternatives --install /usr/lib/x/libz.so \\\n"
		"\tlibz.so-x /usr/lib/x/fast/libz.so 100 \\\n"
		"  --slave /usr/lib/x/pkgconfig/z.pc z.pc "
		"/usr/lib/x/fast/pkgconfig/z-fast.pc --slave "
		"/usr/lib/x/cmake/z/z.cmake z "
		"/usr/lib/x/fast/cmake/z.cmake\n"
		"update-alternatives --install /usr/lib/x/liby.so y "
		"/usr/lib/x/fast/liby.so 1\n"
		"update-alternatives --install /usr/lib/x/gone.so y "
		"/usr/lib/x/fast/gone.so 1\n"
		"update-alternatives --install /usr/lib/$x.so y "
		"/usr/lib/x/fast/liby.so 1\n"
		"update-alternatives --install /usr/../bad y "
		"/usr/lib/x/fast/liby.so 1\n"
		"update-alternatives --install /usr/elsewhere/zbuild-bad y "
		"/usr/lib/x/fast/liby.so 1\n"
		"update-alternatives --install", top, &f), 0);
	ck_assert_int_eq(debroot_relink(top, &f), 0);
	expect_file("usr/lib/x/libz.so", "fast");
	expect_file("usr/lib/x/pkgconfig/z.pc", "pc");
	expect_file("usr/lib/x/liby.so", "own");
	expect_file("usr/lib/x/cmake/z/z.cmake", "z");
	ck_assert_int_eq(readlink(at("usr/lib/x/cmake/z/z.cmake"), (char[9]){ 0 }, 9), -1);
	ck_assert_int_ne(access(at("usr/lib/x/gone.so"), F_OK), 0);
	ck_assert_int_ne(access(at("bad"), F_OK), 0);
	ck_assert_int_ne(access("/tmp/zbuild-bad", F_OK), 0);
}
END_TEST

START_TEST(merge)
{
	put_dir("usr/lib/x");
	put_dir("lib/x/deep");
	put_dir("usr/lib64");
	put_text("usr/lib/x/both", "usr");
	put_text("lib/x/both", "top");
	put_text("lib/x/deep/one", "1");
	make_link("x/both", "lib/ld.so");
	ck_assert_int_eq(debroot_merge(top, &f), 0);
	expect_link("lib", "usr/lib");
	expect_link("lib64", "usr/lib64");
	expect_file("lib/x/both", "usr");
	expect_file("usr/lib/x/deep/one", "1");
	expect_file("lib/ld.so", "usr");
	/* A second time there is nothing to do. */
	ck_assert_int_eq(debroot_merge(top, &f), 0);
	expect_link("lib", "usr/lib");
}
END_TEST

static const char *const leaving[] = { "../../..", "../x/../../y",
	"./..//../../.." };

START_TEST(link_leaves)
{
	put_dir("p/q/l");
	make_link("../..", "p/q/in");
	ck_assert_int_eq(debroot_relink(top, &f), 0);
	make_link(leaving[_i], "p/q/out");
	if (_i == 1)
		ck_assert_int_eq(rename(at("p/q/out"), at("p/out")), 0);
	ck_assert_int_eq(debroot_relink(top, &f), -1);
	ck_assert_ptr_nonnull(strstr(f.what, "out' leaves the package"));
}
END_TEST

/* Before anything is moved below it. */
START_TEST(merge_through_link)
{
	put_dir("p/lib");
	put_text("p/lib/x", "");
	put_dir("victim/lib");
	if (_i == 0)
		make_link(at("victim"), "p/usr");
	else {
		put_dir("p/usr");
		make_link(at("victim/lib"), "p/usr/lib");
	}
	ck_assert_int_eq(debroot_merge(at("p"), &f), -1);
	ck_assert_int_ne(access(at("victim/lib/x"), F_OK), 0);
}
END_TEST

static const struct {
	const char *text, *want;
	bool fields;
} sources[] = {
	{ "deb http://a/b c main\n", "deb http://a/b c main\n", false },
	{ "# [trusted=yes]\ndeb [trusted=yes] http://a b c\n",
		"# [trusted=yes]\ndeb [           ] http://a b c\n", false },
	{ "deb [ arch=arm64 Trusted=yes signed-by=/k allow-weak=yes] u",
		"deb [ arch=arm64             signed-by=/k               ] u",
		false },
	{ "deb [check-valid-until=no] http://x/trusted=yes b",
		"deb [check-valid-until=no] http://x/trusted=yes b", false },
	{ "Types: deb\nTrusted:\n yes\nURIs: u\n",
		"Types: deb\n#       \n#   \nURIs: u\n", true },
	{ "allow-insecure : yes\nTrusted-By: x", "#                   \n"
		"Trusted-By: x", true },
};

START_TEST(strict_sources)
{
	char *text = xstrdup(sources[_i].text);

	ck_assert_int_eq(aptsources_strict(text, sources[_i].fields),
		strcmp(sources[_i].text, sources[_i].want) != 0);
	ck_assert_str_eq(text, sources[_i].want);
	free(text);
}
END_TEST

static const char *const foreign[] = { "x86_64-unknown-linux-musl",
	"aarch64-unknown-linux-musl" };

START_TEST(not_for)
{
	struct apt a;

	ck_assert_int_eq(
		apt_open(triple_find(foreign[_i], NULL), &a, &f), -1);
	ck_assert_ptr_nonnull(strstr(f.what, "built for glibc"));
	ck_assert_ptr_nonnull(strstr(f.what, foreign[_i]));
}
END_TEST

Suite *suite_apt(void);

Suite *
suite_apt(void)
{
	Suite *s = suite_create("apt");
	TCase *t = tcase_create("apt");

	tcase_add_checked_fixture(t, fixture_setup,
		fixture_teardown);
	tcase_add_loop_test(t, name_ok, 0, N(names));
	tcase_add_test(t, uri);
	tcase_add_loop_test(t, bad_uri, 0, N(bad_uris));
	tcase_add_loop_test(t, setting, 0, N(settings));
	tcase_add_loop_test(t, trouble, 0, N(troubles));
	tcase_add_test(t, links);
	tcase_add_test(t, alternatives);
	tcase_add_test(t, merge);
	tcase_add_loop_test(t, link_leaves, 0, N(leaving));
	tcase_add_loop_test(t, merge_through_link, 0, 2);
	tcase_add_loop_test(t, strict_sources, 0, N(sources));
	tcase_add_loop_test(t, not_for, 0, N(foreign));
	suite_add_tcase(s, t);
	return s;
}
