/* Mach-O files: stubs, tries, edits, signatures, several machines in one. */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/macho.h"
#include "common/path.h"
#include "common/xalloc.h"
#include "shim/engine/applestub.h"
#include "shim/macho/edit.h"
#include "shim/macho/file.h"
#include "shim/macho/sign.h"
#include "shim/macho/strip.h"
#include "shim/macho/trie.h"
#include "wrapper/build/universal.h"

Suite *suite_macho(void);

/* Made by zig 0.17.1: see tests/fuzz/corpus. */
#define CORPUS "tests/fuzz/corpus/macho/"

static char *
corpus(const char *name, size_t *len)
{
	autofree char *path = xasprintf(CORPUS "%s", name);
	struct fail f = FAIL_INIT;
	char *data = NULL;

	ck_assert_msg(path_read(path, 1 << 20, &data, len, &f) == 0, "%s",
		f.what);
	return data;
}

START_TEST(owners)
{
	static const struct {
		const char *symbol, *owner;
	} all[] = {
		{ "_CFRelease", "CoreFoundation" },
		{ "_kCFAllocatorDefault", "CoreFoundation" },
		{ "___CFConstantStringClassReference", "CoreFoundation" },
		{ "_CFHTTPMessageCreateEmpty", "CFNetwork" },
		{ "_SecItemCopyMatching", "Security" },
		{ "_kSecClass", "Security" },
		{ "_SCDynamicStoreCreate", "SystemConfiguration" },
		{ "_SCNetworkReachabilitySetCallback", "SystemConfiguration" },
		{ "_SCNSceneSourceURLKey", "SceneKit" },
		{ "_IOServiceMatching", "IOKit" },
		{ "_IOSurfaceCreate", "IOSurface" },
		{ "_NSLog", "Foundation" },
		{ "_NSDefaultRunLoopMode", "Foundation" },
		{ "_NSApp", "AppKit" },
		{ "_NSAppleScriptErrorNumber", "Foundation" },
		{ "_NSFontAttributeName", "AppKit" },
		{ "_OBJC_CLASS_$_NSWindow", "AppKit" },
		{ "_OBJC_CLASS_$_NSString", "Foundation" },
		{ "_OBJC_METACLASS_$_NSObject", "objc" },
		{ "_objc_msgSend", "objc" },
		{ "_iconv_open", "iconv" },
		{ "_locale_charset", "charset" },
		{ "_FSEventStreamCreate", "CoreServices" },
		{ "_AXIsProcessTrusted", "ApplicationServices" },
		{ "_CGImageSourceCreateWithData", "ImageIO" },
		{ "_CGContextFillRect", "CoreGraphics" },
		{ "_deflateInit_", "z" },
		{ "_malloc", NULL },
		{ "_main", NULL },
		{ "", NULL },
	};

	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		const char *got = applestub_owner(all[i].symbol);

		ck_assert_msg((got == NULL) == (all[i].owner == NULL) &&
				      (got == NULL ||
					      strcmp(got, all[i].owner) == 0),
			"%s: %s", all[i].symbol, got != NULL ? got : "none");
	}
}
END_TEST

START_TEST(hints)
{
	autoargvec out = ARGVEC_INIT;

	applestub_hints("error: undefined symbol: _CFRelease\n    note: x\n"
			"error: undefined symbol: _foo\n"
			"error: undefined symbol: _iconv\n"
			"error: undefined symbol: _CFRelease\n", &out);
	ck_assert_uint_eq(out.n, 2);
	ck_assert_str_eq(out.v[0], "_CFRelease belongs to the framework "
				   "CoreFoundation: add -framework "
				   "CoreFoundation");
	ck_assert_str_eq(out.v[1], "_iconv belongs to the library iconv: add "
				   "-liconv");
}
END_TEST

/* Names that share beginnings, and one that is another's beginning. */
START_TEST(trie_and_back)
{
	static const char *const names[] = { "", "_a", "_ab", "_abc", "_b",
		"_foo_bar", "_foo_baz", "_fooz" };
	enum { N = sizeof names / sizeof *names };
	struct machotrie_export in[N], *out;
	struct fail f = FAIL_INIT;
	autofree uint8_t *made = NULL;
	size_t len, n;

	for (size_t i = 0; i < N; i++)
		in[i] = (struct machotrie_export){ (char *)names[i],
			(const uint8_t *)"\0\x90\x20" + i % 2, 1 + i % 2 };
	made = machotrie_make(in, N, &len);
	ck_assert_int_eq(machotrie_read(made, len, &out, &n, &f), 0);
	ck_assert_uint_eq(n, N);
	for (size_t i = 0; i < N; i++) {
		ck_assert_str_eq(out[i].name, names[i]);
		ck_assert_uint_eq(out[i].len, in[i].len);
		ck_assert_mem_eq(out[i].p, in[i].p, in[i].len);
	}
	machotrie_free(out, n);
	/* a node that is its own child */
	ck_assert_int_eq(machotrie_read((const uint8_t *)"\0\1a\0\0", 5, &out,
				 &n, &f), -1);
	fail_clear(&f);
}
END_TEST

static bool
only_foo(void *ctx, const char *name)
{
	(void)ctx;
	return strcmp(name, "_foo") == 0;
}

START_TEST(edits_hold)
{
	struct machoedit_sign sign = { .sign = true, .name = "lib" };
	struct machotrie_export *out;
	struct fail f = FAIL_INIT;
	struct machoedit e;
	struct macho m;
	uint8_t *made = NULL;
	size_t len, made_len, n, before;
	autofree char *data = corpus("dylib", &len);

	ck_assert_int_eq(macho_open(&m, data, len, &f), 0);
	before = macho_nsyms(&m);
	ck_assert_int_eq(machoedit_open(&e, data, len, &f), 0);
	ck_assert_int_eq(machostrip_image(&e, MACHOSTRIP_LOCAL, &f), 0);
	ck_assert_int_eq(machoedit_exports(&e, only_foo, NULL, &f), 0);
	ck_assert_int_eq(machoedit_write(&e, &sign, &made, &made_len, &f), 0);
	machoedit_clear(&e);
	ck_assert_int_eq(macho_open(&m, made, made_len, &f), 0);
	ck_assert_uint_lt(macho_nsyms(&m), before);
	ck_assert_int_eq(machosign_verify(made, made_len, &f), 0);
	/* each byte of a page counts */
	made[made_len / 2] ^= 1;
	ck_assert_int_eq(machosign_verify(made, made_len, &f), -1);
	fail_clear(&f);
	made[made_len / 2] ^= 1;
	ck_assert_int_eq(machoedit_open(&e, made, made_len, &f), 0);
	{
		struct machoedit_blob *b =
			machoedit_blob(&e, LC_DYLD_INFO_ONLY, 40);

		ck_assert_ptr_nonnull(b);
		ck_assert_int_eq(machotrie_read(b->p, b->len, &out, &n, &f), 0);
		ck_assert_uint_eq(n, 1);
		ck_assert_str_eq(out[0].name, "_foo");
		machotrie_free(out, n);
	}
	machoedit_clear(&e);
	free(made);
}
END_TEST

/* Nothing but a message comes of any beginning of a file. */
START_TEST(cut_off)
{
	size_t len;
	autofree char *data = corpus("program", &len);

	for (size_t n = 0; n < len; n += n < 2000 ? 1 : 257) {
		autofree char *part = xmalloc(n + 1);
		struct fail f = FAIL_INIT;
		struct macho m;

		memcpy(part, data, n);
		ck_assert_int_eq(macho_open(&m, part, n, &f), -1);
		ck_assert_ptr_nonnull(f.what);
		fail_clear(&f);
	}
}
END_TEST

START_TEST(fat_files)
{
	struct fail f = FAIL_INIT;
	struct macho_slice *v;
	size_t len, n;
	autofree char *fat = corpus("fat", &len);

	ck_assert_int_eq(macho_slices(fat, len, &v, &n, &f), 0);
	ck_assert_uint_eq(n, 2);
	ck_assert_uint_eq(v[0].cputype, MACHO_X86_64);
	ck_assert_uint_eq(v[1].cputype, MACHO_ARM64);
	free(v);
	/* Java's class files begin alike */
	ck_assert(!macho_is("\xca\xfe\xba\xbe\0\0\0\x41", 8));
	ck_assert_int_eq(macho_slices(fat, 40, &v, &n, &f), -1);
	fail_clear(&f);
}
END_TEST

static void
copy_to(const char *from, const char *path)
{
	struct fail f = FAIL_INIT;
	autofree char *dir = path_dir(path), *data = NULL;
	size_t len;

	data = corpus(from, &len);
	ck_assert_int_eq(path_mkdirs(dir, &f), 0);
	ck_assert_int_eq(path_write(path, data, len, 0755, &f), 0);
}

START_TEST(universal_messages)
{
	char dir[] = "/tmp/zbuild-universal-XXXXXX";
	struct fail f = FAIL_INIT;
	autofree char *a = NULL, *b = NULL, *u = NULL, *in = NULL, *out = NULL;
	autofree char *want = NULL;
	struct machofile mf;
	size_t joined;

	ck_assert_ptr_nonnull(mkdtemp(dir));
	a = xasprintf("%s/build/deps/aarch64-apple-darwin/debug/app", dir);
	b = xasprintf("%s/build/deps/x86_64-apple-darwin/debug/app", dir);
	u = xasprintf("%s/build/deps/universal2-apple-darwin/debug/app",
		dir);
	copy_to("object", a);
	copy_to("dylib", b);
	in = xasprintf(
		"{\"reason\":\"compiler-artifact\",\"target\":{\"name\":\"a,}\\\"\"},"
		"\"filenames\":[\"%s\"],\"executable\":\"%s\"}\n"
		"{\"reason\":\"compiler-message\",\"filenames\":[\"%s\"]}\n"
		"{\"reason\":\"compiler-artifact\",\"filenames\":[\"%s\"],"
		"\"executable\":\"%s\"}\n"
		"{\"reason\":\"compiler-artifact\",\"filenames\":"
		"[\"%s/aarch64-apple-darwin/debug/deps/libx.rlib\"]}\n"
		"{\"reason\":\"build-finished\",\"success\":true}\n",
		a, a, a, b, b, dir);
	want = xasprintf(
		"{\"reason\":\"compiler-artifact\",\"target\":{\"name\":\"a,}\\\"\"},"
		"\"filenames\":[\"%s\"],\"executable\":\"%s\"}\n"
		"{\"reason\":\"compiler-message\",\"filenames\":[\"%s\"]}\n"
		"{\"reason\":\"compiler-artifact\",\"filenames\":"
		"[\"%s/aarch64-apple-darwin/debug/deps/libx.rlib\"]}\n"
		"{\"reason\":\"build-finished\",\"success\":true}",
		u, u, a, dir);
	ck_assert_msg(universal_join(in, &out, &joined, &f) == 0, "%s", f.what);
	ck_assert_uint_eq(joined, 1);
	ck_assert_str_eq(out, want);
	ck_assert_int_eq(machofile_open(&mf, u, &f), 0);
	ck_assert_uint_eq(mf.n, 2);
	ck_assert_uint_eq(mf.slices[1].cputype, MACHO_ARM64);
	ck_assert_uint_eq(mf.st.st_mode & 0777, 0755);
	machofile_clear(&mf);
	ck_assert_int_eq(path_remove(dir, &f), 0);
}
END_TEST

START_TEST(universal_words)
{
	static const struct {
		const char *in, *out;
		int r;
		const char *config, *variable;
	} all[] = {
		{ "build --target universal2-apple-darwin --release",
		  "build --target aarch64-apple-darwin "
		  "--target=x86_64-apple-darwin --release", 1, NULL, NULL },
		{ "--target=universal2-apple-darwin",
		  "build --target=aarch64-apple-darwin "
		  "--target=x86_64-apple-darwin", 1, NULL, NULL },
		{ "build --target x86_64-apple-darwin",
		  "build --target x86_64-apple-darwin", 0, NULL, NULL },
		{ "build -- --target universal2-apple-darwin",
		  "build -- --target universal2-apple-darwin", 0, NULL, NULL },
		{ "run --target universal2-apple-darwin", NULL, -1, NULL, NULL },
		{ "run", NULL, -1, "build.target='universal2-apple-darwin'",
		  NULL },
		{ "build -r", "build --target=aarch64-apple-darwin "
		  "--target=x86_64-apple-darwin -r", 1,
		  "build.target='universal2-apple-darwin'", NULL },
		{ "build", "build --target=x86_64-unknown-linux-gnu "
		  "--target=aarch64-apple-darwin "
		  "--target=x86_64-apple-darwin", 1,
		  "build.target=['x86_64-unknown-linux-gnu', "
		  "'universal2-apple-darwin']", NULL },
		{ "build", "build --target=aarch64-apple-darwin "
		  "--target=x86_64-apple-darwin", 1, NULL,
		  "universal2-apple-darwin" },
		{ "build", "build", 0,
		  "build.target='x86_64-unknown-linux-gnu'",
		  "universal2-apple-darwin" },
		{ "build --target x86_64-apple-darwin",
		  "build --target x86_64-apple-darwin", 0,
		  "build.target='universal2-apple-darwin'",
		  "universal2-apple-darwin" },
		{ "fmt", "fmt", 0, "build.target='universal2-apple-darwin'",
		  NULL },
	};

	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		struct cargocall c = CARGOCALL_INIT;
		struct cargoconfig config = CARGOCONFIG_INIT;
		autoargvec words = ARGVEC_INIT, cli = ARGVEC_INIT;
		struct fail f = FAIL_INIT;
		autofree char *got = NULL;

		if (all[i].config != NULL)
			argvec_push(&cli, all[i].config);
		ck_assert_int_eq(
			cargoconfig_load(&config, "/", &cli, &f), 0);
		argvec_split(&words, all[i].in, " ");
		cargocall_parse(&c, (int)words.n, argvec_exec(&words));
		ck_assert_int_eq(universal_take(&c, &config, all[i].variable,
					 &f),
			all[i].r);
		got = argvec_join(&c.words, " ");
		if (all[i].out != NULL)
			ck_assert_str_eq(got, all[i].out);
		else
			ck_assert_int_eq(f.status, EXIT_USAGE);
		fail_clear(&f);
		cargocall_clear(&c);
		cargoconfig_clear(&config);
	}
}
END_TEST

Suite *
suite_macho(void)
{
	Suite *s = suite_create("macho");
	TCase *c = tcase_create("macho");

	tcase_add_test(c, owners);
	tcase_add_test(c, hints);
	tcase_add_test(c, trie_and_back);
	tcase_add_test(c, edits_hold);
	tcase_add_test(c, cut_off);
	tcase_add_test(c, fat_files);
	tcase_add_test(c, universal_messages);
	tcase_add_test(c, universal_words);
	suite_add_tcase(s, c);
	return s;
}
