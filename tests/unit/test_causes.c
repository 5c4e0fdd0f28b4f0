/* explain: each row of known symptoms with its own example. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "targets/triple.h"
#include "wrapper/explain/causes.h"

Suite *suite_causes(void);

static struct target
musl(void)
{
	struct fail f = FAIL_INIT;
	struct target t;

	ck_assert_int_eq(
		triple_parse("aarch64-unknown-linux-musl", NULL, &t, &f), 0);
	return t;
}

/* Every row is found by its own example, and fills in what it names. */
START_TEST(test_every_row)
{
	size_t n;
	const struct symptom *s = &symptoms(&n)[_i];
	autofree char *log = xasprintf(
		"   Compiling x v1.0.0\n  |  %s\nwarning: done\n", s->example);
	struct causes c = CAUSES_INIT;
	struct target t = musl();

	symptom_find(s, log, &t, &c);
	ck_assert_msg(c.n == 1, "not found: %s", s->example);
	ck_assert_msg(strstr(s->example, c.v[0].line) != NULL,
		"'%s' is no part of '%s'", c.v[0].line, s->example);
	ck_assert_ptr_null(strstr(c.v[0].cause, "`?`"));
	ck_assert_ptr_null(strchr(c.v[0].cause, '%'));
	ck_assert_ptr_nonnull(c.v[0].fix);
	ck_assert_ptr_null(strchr(c.v[0].fix, '%'));
	symptom_find(s, log, &t, &c);
	ck_assert_uint_eq(c.n, 1);
	causes_clear(&c);
}
END_TEST

/* What users met (issues of zig, cargo-zigbuild and others), as it was said
 * there: the first cause is the one that explains it. */
static const struct {
	const char *target, *said, *cause, *fix;
} wants[] = {
	/* 1. linker arguments */
	{ "aarch64-unknown-linux-gnu",
	  "  = note: error: unsupported linker arg: --fix-cortex-a53-843419\n",
	  "`--fix-cortex-a53-843419`", "[rule NAME]" },
	{ "x86_64-unknown-linux-gnu",
	  "ld.lld: error: undefined symbol: __llvm_profile_runtime\n"
	  ">>> referenced by lib.o\n",
	  "the runtime of profiling", NULL },
	{ "aarch64-unknown-linux-gnu",
	  "error: unsupported linker arg: -exported_symbols_list\n",
	  "`-exported_symbols_list`", NULL },
	{ "thumbv7em-none-eabihf", "ld.lld: error: cannot find linker script link.x\n",
	  "`link.x`", "-L with its folder" },
	{ "x86_64-pc-windows-gnu",
	  "error: unable to find dynamic system library 'foo' using strategy "
	  "'no_fallback'. searched paths:\n  none\n",
	  "no library `foo`", NULL },
	/* 2. command lines */
	{ "x86_64-pc-windows-gnu",
	  "error: could not execute process `ar cq libx.a ...` (never "
	  "executed)\n\nCaused by:\n  Argument list too long (os error 7)\n",
	  "longer than the kernel takes", "@FILE" },
	{ "x86_64-unknown-linux-gnu", "error: FileNotFound\n",
	  "zig gave up with FileNotFound", "ZBUILD_TRACE=1" },
	{ "x86_64-unknown-linux-gnu",
	  "error[E0786]: found invalid metadata files for crate `core`\n",
	  "is damaged", "cargo zbuild doctor" },
	/* 3. glibc */
	{ "x86_64-unknown-linux-gnu.2.17",
	  "./app: /lib64/libc.so.6: version `GLIBC_2.28' not found (required "
	  "by ./app)\n",
	  "wants GLIBC_2.28", "lower floor" },
	{ "x86_64-unknown-linux-gnu.2.17",
	  "/w/target/release/build/x-1/build-script-build: /lib/libc.so.6: "
	  "version `GLIBC_2.33' not found (required by "
	  "/w/target/release/build/x-1/build-script-build)\n",
	  "a program of the build itself", NULL },
	{ "x86_64-unknown-linux-gnu.2.17",
	  "error: Error loading target specification: Could not find "
	  "specification for target \"x86_64-unknown-linux-gnu.2.17\". Run "
	  "`rustc --print target-list` for a list of built-in targets\n",
	  "`x86_64-unknown-linux-gnu.2.17` reached rustc",
	  "x86_64-unknown-linux-gnu;" },
	{ "x86_64-unknown-linux-gnu.2.17",
	  "x86_64-unknown-linux-gnu.2.99-cc: unknown glibc version '2.99'\n"
	  "hint: the nearest is 2.43\n",
	  "unknown glibc version '2.99'", "the nearest is 2.43" },
	{ "x86_64-unknown-linux-gnu.2.17",
	  "ld.lld: error: undefined symbol: __isoc23_strtoul\n",
	  "headers of glibc 2.38", NULL },
	{ "aarch64-unknown-linux-gnu.2.17",
	  "OSError: /w/libx.so: cannot allocate memory in static TLS block\n",
	  "static TLS", "global-dynamic" },
	{ "x86_64-unknown-linux-gnu",
	  "error: libc of the specified target requires dynamic linking\n",
	  "shared library only", "musl" },
	{ "x86_64-unknown-linux-gnu",
	  "error: unable to find Static system library 'gcc_eh' using strategy "
	  "'no_fallback'. searched paths: none\n",
	  "shared library only", "musl" },
	/* 4. musl and runtimes */
	{ "x86_64-unknown-linux-musl",
	  "ld.lld: error: duplicate symbol: __init_tp\n", "`__init_tp`", NULL },
	{ "i686-pc-windows-gnu",
	  "/usr/bin/ld: x.o: multiple definition of `___chkstk_ms'; y.o: first "
	  "defined here\n",
	  "`___chkstk_ms`", NULL },
	{ "x86_64-unknown-linux-musl",
	  "/usr/bin/ld: x.o: undefined reference to `readdir64'\n",
	  "musl 1.2.4", NULL },
	{ "x86_64-unknown-linux-gnu",
	  "ld.lld: error: undefined symbol: __udivti3\n", "compiler-rt", NULL },
	{ "x86_64-unknown-linux-gnu",
	  "ld.lld: error: unable to find library -lgomp\n", "OpenMP", "libomp-dev" },
	{ "arm-unknown-linux-gnueabi",
	  "ld.lld: error: undefined symbol: __sync_val_compare_and_swap_4\n",
	  "atomic", NULL },
	{ "arm-unknown-linux-gnueabi",
	  "process didn't exit successfully: `app` (signal: 4, SIGILL: illegal "
	  "instruction)\n",
	  "an instruction that this CPU", NULL },
	{ "arm-unknown-linux-musleabi",
	  "memcpy.S:54:10: fatal error: 'arm-features.h' file not found\n",
	  "zig before 0.12", "zig install" },
	/* 5. compiler arguments */
	{ "i686-unknown-linux-gnu", "error: unknown CPU: 'x86'\n", "`x86`", "-mcpu=" },
	{ "aarch64-unknown-linux-gnu",
	  "error: unsupported argument 'armv8.4-a+sha3x' to option '-march='\n",
	  "`armv8.4-a+sha3x`", "cargo zbuild info" },
	{ "aarch64-unknown-linux-gnu",
	  "sha3.S:12:2: error: instruction requires: sha3\n eor3 v0.16b\n",
	  "(sha3)", "-march=" },
	{ "x86_64-unknown-linux-gnu",
	  "error: always_inline function '_mm256_add_epi8' requires target "
	  "feature 'avx2', but would be inlined into function 'f'\n",
	  "`avx2`", "-mavx2" },
	{ "x86_64-unknown-linux-gnu", "Illegal instruction (core dumped)\n",
	  "-fsanitize=undefined", NULL },
	{ "x86_64-unknown-linux-gnu",
	  "ld.lld: error: undefined symbol: __ubsan_handle_add_overflow\n",
	  "-fsanitize=undefined", NULL },
	{ "x86_64-unknown-linux-gnu",
	  "ld.lld: error: undefined symbol: __asan_init\n", "sanitizer", NULL },
	{ "x86_64-unknown-linux-gnu",
	  "ld.lld: error: undefined symbol: std::__cxx11::basic_string<char>::"
	  "~basic_string()\n",
	  "libstdc++", NULL },
	/* 6. being recognised */
	{ "aarch64-unknown-linux-gnu",
	  "error: unsupported linker arg: --dependency-file=link.d\n",
	  "`--dependency-file=link.d`", NULL },
	{ "aarch64-unknown-linux-gnu",
	  "/usr/include/x86_64-linux-gnu/sys/cdefs.h:1:2: error: __COLD\n",
	  "headers of this machine", "-I/usr/include" },
	{ "aarch64-unknown-linux-gnu",
	  "meson.build:1:0: ERROR: Unable to detect linker for compiler `zig cc "
	  "-Wl,--version`\n",
	  "Meson", "--format meson" },
	{ "riscv64gc-unknown-linux-gnu",
	  "Invalid configuration `riscv64gc-unknown-linux-gnu': machine "
	  "`riscv64gc-unknown' not recognized\n",
	  "`riscv64gc-unknown`", "--host=riscv64-linux-gnu" },
	{ "aarch64-unknown-linux-gnu",
	  "/usr/include/stdlib.h:26:10: fatal error: "
	  "'bits/libc-header-start.h' file not found\n",
	  "this target's headers", "--target aarch64-unknown-linux-gnu" },
	/* 7. libraries */
	{ "aarch64-unknown-linux-gnu",
	  "  Could not find directory of OpenSSL installation, and this `-sys` "
	  "crate cannot\n",
	  "no OpenSSL", "libssl-dev" },
	{ "aarch64-unknown-linux-gnu",
	  "ld.lld: error: /usr/lib/x86_64-linux-gnu/libusb-1.0.so is incompatible "
	  "with aarch64linux\n",
	  "for another machine", NULL },
	{ "x86_64-unknown-linux-gnu",
	  "Error: Failed to find zig\n\nCaused by:\n    cannot find binary "
	  "path\n",
	  "there is no zig", "zig install" },
	{ "x86_64-unknown-linux-gnu",
	  "error: unable to find zig installation directory '/usr/bin/zig': "
	  "FileNotFound\n",
	  "the lib folder", NULL },
	/* 8. caches */
	{ "x86_64-unknown-linux-gnu",
	  "error: unable to rename: PathAlreadyExists\n", "zig's own cache",
	  "run the build again" },
	{ "x86_64-unknown-linux-gnu", "error: AccessDenied\n", "AccessDenied",
	  "doctor" },
	{ "x86_64-unknown-linux-gnu",
	  "could not execute process `cc` (never executed): Text file busy (os "
	  "error 26)\n",
	  "replaced while it ran", NULL },
	{ "x86_64-unknown-linux-gnu",
	  "error: failed to write: No space left on device (os error 28)\n",
	  "a disk is full", "cache gc" },
	/* 9. Windows */
	{ "x86_64-pc-windows-gnu",
	  "error: Error calling dlltool 'x86_64-w64-mingw32-dlltool': No such "
	  "file or directory (os error 2)\n",
	  "`x86_64-w64-mingw32-dlltool`", NULL },
	{ "x86_64-pc-windows-gnu",
	  "error: unable to find dynamic system library 'msvcrt' using strategy "
	  "'paths_first'\n",
	  "no library `msvcrt`", NULL },
	{ "x86_64-pc-windows-gnu",
	  "error: unrecognized file extension of parameter '/NOLOGO'\n",
	  "Microsoft's linker", "cargo-xwin" },
	/* 10. Apple */
	{ "aarch64-apple-darwin",
	  "a.c:1:10: fatal error: 'CoreWLAN/CoreWLAN.h' file not found\n",
	  "`CoreWLAN/CoreWLAN.h` is a header of a framework", "SDKROOT=" },
	{ "x86_64-apple-darwin", "a.c:1:10: fatal error: 'histedit.h' file not found\n",
	  "`histedit.h` is a header", "SDKROOT=" },
	{ "x86_64-apple-darwin",
	  "a.c:2:1: error: unknown type name 'FSEventStreamRef'\n",
	  "`FSEventStreamRef` is declared by a framework's header", "SDKROOT=" },
	{ "aarch64-unknown-linux-gnu",
	  "error: unable to find framework 'CoreFoundation'. searched paths: "
	  "none\n",
	  "`CoreFoundation`", "SDKROOT" },
	{ "aarch64-unknown-linux-gnu",
	  "strip: target/release/app: file format not recognized\n",
	  "`target/release/app`", "zbuild link" },
	{ "aarch64-unknown-linux-gnu",
	  "fatal runtime error: failed to initiate panic, error 5, aborting\n",
	  "unwind", "panic = \"abort\"" },
	{ "aarch64-unknown-linux-gnu", "/bin/sh: 1: install_name_tool: not found\n",
	  "`install_name_tool`", NULL },
	/* 12. running */
	{ "aarch64-unknown-linux-gnu",
	  "error: could not execute process `qemu-aarch64 -L /usr/aarch64 "
	  "/w/app` (never executed)\n",
	  "qemu-aarch64", "doctor" },
	{ "aarch64-unknown-linux-gnu",
	  "qemu-aarch64: Could not open '/lib/ld-linux-aarch64.so.1': No such "
	  "file or directory\n",
	  "no C library", "cargo zbuild runtime" },
};

START_TEST(test_wants)
{
	struct causes c = CAUSES_INIT;
	struct fail f = FAIL_INIT;
	struct target t;

	ck_assert_int_eq(triple_parse(wants[_i].target, NULL, &t, &f), 0);
	causes_find(wants[_i].said, &t, NULL, &c);
	ck_assert_msg(c.n > 0, "no cause: %s", wants[_i].said);
	ck_assert_msg(strstr(c.v[0].cause, wants[_i].cause) != NULL,
		"'%s' is not in '%s' (%s)", wants[_i].cause, c.v[0].cause,
		wants[_i].said);
	if (wants[_i].fix != NULL) {
		ck_assert_ptr_nonnull(c.v[0].fix);
		ck_assert_msg(strstr(c.v[0].fix, wants[_i].fix) != NULL,
			"'%s' is not in '%s'", wants[_i].fix, c.v[0].fix);
	}
	causes_clear(&c);
}
END_TEST

START_TEST(test_nothing_known)
{
	struct causes c = CAUSES_INIT;
	struct target t = musl();

	causes_find("   Compiling serde v1.0.0\nerror[E0308]: mismatched types\n"
		    "warning: unused variable\n",
		&t, NULL, &c);
	ck_assert_uint_eq(c.n, 0);
	causes_find("", &t, NULL, &c);
	ck_assert_uint_eq(c.n, 0);
	causes_clear(&c);
}
END_TEST

START_TEST(test_names_are_filled_in)
{
	struct causes c = CAUSES_INIT;
	struct target t = musl();

	causes_find("  |  ssl.c:1:10: fatal error: 'openssl/ssl.h' file not "
		    "found\nld.lld: error: undefined symbol: open64\n",
		&t, NULL, &c);
	ck_assert_uint_eq(c.n, 2);
	ck_assert_ptr_nonnull(strstr(c.v[0].cause, "musl 1.2.4"));
	ck_assert_str_eq(c.v[1].line,
		"ssl.c:1:10: fatal error: 'openssl/ssl.h' file not found");
	ck_assert_ptr_nonnull(strstr(c.v[1].cause, "`openssl/ssl.h`"));
	ck_assert_ptr_nonnull(
		strstr(c.v[1].fix, "--target aarch64-unknown-linux-musl"));
	causes_clear(&c);
}
END_TEST

START_TEST(test_error_lines)
{
	autoargvec lines = ARGVEC_INIT;

	error_lines("   Compiling a\nerror: one\n  | error: two\nerror: one\n"
		    "make: *** [all] Error 2\nfine",
		3, &lines);
	ck_assert_uint_eq(lines.n, 3);
	ck_assert_str_eq(lines.v[0], "error: one");
	ck_assert_str_eq(lines.v[1], "error: two");
	ck_assert_str_eq(lines.v[2], "make: *** [all] Error 2");
}
END_TEST

Suite *
suite_causes(void)
{
	Suite *s = suite_create("causes");
	TCase *c = tcase_create("symptoms");
	size_t n;

	symptoms(&n);
	tcase_add_loop_test(c, test_every_row, 0, (int)n);
	tcase_add_loop_test(c, test_wants, 0,
		(int)(sizeof wants / sizeof *wants));
	tcase_add_test(c, test_nothing_known);
	tcase_add_test(c, test_names_are_filled_in);
	tcase_add_test(c, test_error_lines);
	suite_add_tcase(s, c);
	return s;
}
