/* The glibc floor after a link, and hints after one that failed. */
#include <check.h>
#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "common/argvec.h"
#include "common/xalloc.h"
#include "shim/gate/crate.h"
#include "shim/gate/gate.h"
#include "shim/gate/hints.h"
#include "tests/unit/elfmake.h"

static const struct target_def glibc_def = {
	.rust = "x86_64-unknown-linux-gnu",
	.zig = "x86_64-linux-gnu",
	.libc = LIBC_GLIBC,
};
static const struct target_def musl_def = {
	.rust = "x86_64-unknown-linux-musl",
	.zig = "x86_64-linux-musl",
	.libc = LIBC_MUSL,
};

static struct target
floor_of(unsigned short minor)
{
	return (struct target){ .def = &glibc_def,
		.glibc = { 2, minor, 0 },
		.name = "x86_64-unknown-linux-gnu.2.x" };
}

static const struct target musl = { .def = &musl_def,
	.name = "x86_64-unknown-linux-musl" };

/* --- the mode ---------------------------------------------------------- */

START_TEST(mode_by_environment_then_config)
{
	struct fail f = FAIL_INIT;
	enum gate_mode m = GATE_OFF;

	unsetenv("ZBUILD_GLIBC_GATE");
	ck_assert_int_eq(gate_mode(NULL, &m, &f), 0);
	ck_assert_int_eq(m, GATE_ERROR);
	ck_assert_int_eq(gate_mode("warn", &m, &f), 0);
	ck_assert_int_eq(m, GATE_WARN);
	setenv("ZBUILD_GLIBC_GATE", "off", 1);
	ck_assert_int_eq(gate_mode("warn", &m, &f), 0);
	ck_assert_int_eq(m, GATE_OFF);
	setenv("ZBUILD_GLIBC_GATE", "", 1);
	ck_assert_int_eq(gate_mode("error", &m, &f), 0);
	ck_assert_int_eq(m, GATE_ERROR);
	setenv("ZBUILD_GLIBC_GATE", "of", 1);
	ck_assert_int_eq(gate_mode("warn", &m, &f), -1);
	ck_assert_str_eq(f.what, "unknown ZBUILD_GLIBC_GATE value 'of'");
	ck_assert_str_eq(f.hint, "use error, warn or off");
	unsetenv("ZBUILD_GLIBC_GATE");
	ck_assert_int_eq(gate_mode("Error", &m, &f), -1);
	ck_assert_str_eq(f.what, "unknown gate 'Error'");
	ck_assert_int_eq(m, GATE_ERROR);
	fail_clear(&f);
}
END_TEST

/* --- the gate, on programs linked with a libc.so.6 of our own ---------- */

static void
add_text(const char *name, const char *text)
{
	build_write(name, text, strlen(text));
}

/* Every program has start files that call old_fn. */
static void
build_all(void)
{
	build_init();
	build_run("mkdir", "fake libs");
	add_text("fake.map",
		"GLIBC_2.2.5 { global: old_fn; local: *; };\n"
		"GLIBC_2.17 { global: floor_fn; };\n"
		"GLIBC_2.30 { global: mid_fn; };\n"
		"GLIBC_2.34 { global: new_fn; new_data; many_*; "
		"__libc_start_main; };\n"
		"GLIBC_PRIVATE { global: priv_fn; };\n");
	build_object("fake",
		"int new_data = 1; void old_fn(void){} void floor_fn(void){}"
		"void mid_fn(void){} void new_fn(void){} void priv_fn(void){}"
		"void many_1(void){} void many_2(void){} void many_3(void){}"
		"void many_4(void){} void many_5(void){}"
		"void __libc_start_main(void){}",
		"-fPIC");
	build_run("cc", "-shared -nostdlib -o fake/libc.so.6 fake.o "
			"-Wl,-soname,libc.so.6 "
			"-Wl,--version-script=fake.map");
	build_object("old", "void old_fn(void), floor_fn(void);"
			    "void old(void){old_fn(); floor_fn();}", "-fPIE");
	build_object("new", "void new_fn(void); void new(void){new_fn();}",
		"-fPIC");
	build_object("priv", "void priv_fn(void); void priv(void){priv_fn();}",
		"-fPIE");
	build_object("data", "extern int new_data;"
			     "int data(void){return new_data;}",
		"-fno-pie -fno-pic -mcmodel=small");
	build_object("many", "void many_1(void), many_2(void), many_3(void),"
			     "many_4(void), many_5(void), mid_fn(void);"
			     "void many(void){mid_fn(); many_5(); many_4();"
			     "many_3(); many_2(); many_1();}", "-fPIE");
	build_object("start", "void old(void); void __libc_start_main(void);"
			      "void _start(void){old();__libc_start_main();}",
		"-fPIE");
	build_object("main", "void old(void); void _start(void){old();}",
		"-fPIE");
	build_object("callnew", "void old(void), new(void);"
				"void _start(void){old();new();}", "-fPIE");
	build_object("callmany", "void many(void);"
				 "void _start(void){many();}", "-fPIE");
	build_object("callpriv", "void old(void), priv(void);"
				 "void _start(void){old();priv();}", "-fPIE");
	build_object("calldata", "void old(void); int data(void);"
				 "void _start(void){old();data();}",
		"-fno-pie");
	build_run("ar", "rcs libs/libfoo.a old.o new.o");
}

/* Links in the build folder with -nostdlib and the fake glibc. */
static void
link_app(const char *words)
{
	autofree char *all = xasprintf(
		"-nostdlib -o app %s fake/libc.so.6 -Wl,-rpath,/none", words);

	build_run("cc", all);
}

/* Checks `app` against a floor of 2.<minor>, with the words of its link; "@x"
 * is x in the build folder. The message is NULL if it passes. */
static struct fail
check_app(unsigned short minor, const char *words)
{
	struct target t = floor_of(minor);
	autoargvec inputs = ARGVEC_INIT, raw = ARGVEC_INIT;
	struct fail f = FAIL_INIT;
	int r;

	argvec_split(&raw, words, " ");
	for (size_t i = 0; i < raw.n; i++) {
		const char *w = raw.v[i];

		if (w[0] == '@')
			argvec_push(&inputs, build_path(w + 1));
		else if (strncmp(w, "-L@", 3) == 0)
			argvec_pushf(&inputs, "-L%s", build_path(w + 3));
		else
			argvec_push(&inputs, w);
	}
	r = gate_check(build_path("app"), &t, &inputs, &f);
	ck_assert_int_eq(r, f.what != NULL ? -1 : 0);
	return f;
}

static void
fails_with(unsigned short minor, const char *words, const char *message)
{
	struct fail f = check_app(minor, words);
	autofree char *want = xasprintf("'%s' %s", build_path("app"), message);

	ck_assert_ptr_nonnull(f.what);
	ck_assert_str_eq(f.what, want);
	ck_assert_ptr_nonnull(f.hint);
	fail_clear(&f);
}

START_TEST(floor_holds)
{
	link_app("-pie main.o old.o");
	ck_assert_ptr_null(check_app(17, "@main.o @old.o").what);
	ck_assert_ptr_null(check_app(34, "@main.o @old.o").what);
	fails_with(16, "",
		"needs glibc 2.17, the floor is 2.16: 'floor_fn@GLIBC_2.17'");
}
END_TEST

static const char new_by_archive[] =
	"needs glibc 2.34, the floor is 2.17: 'new_fn@GLIBC_2.34' wanted by "
	"libfoo.a(new.o)";

START_TEST(names_the_archive_member)
{
	link_app("-pie callnew.o libs/libfoo.a");
	ck_assert_ptr_null(check_app(34, "").what);
	fails_with(17, "@callnew.o @libs/libfoo.a", new_by_archive);
	fails_with(33, "@libs/libfoo.a",
		"needs glibc 2.34, the floor is 2.33: 'new_fn@GLIBC_2.34' "
		"wanted by libfoo.a(new.o)");
}
END_TEST

/* -L and -l in their spellings, the -L behind the -l too. */
START_TEST(finds_libraries)
{
	autofree char *apart = NULL;

	link_app("-pie callnew.o libs/libfoo.a");
	fails_with(17, "-L@fake -L@libs @callnew.o -lfoo", new_by_archive);
	fails_with(17, "@callnew.o -lfoo -L@libs", new_by_archive);
	fails_with(17, "-l foo -L@libs", new_by_archive);
	fails_with(17, "-l:libfoo.a -L@libs", new_by_archive);
	apart = xasprintf("-L %s --library=foo", build_path("libs"));
	fails_with(17, apart, new_by_archive);
	fails_with(17, "-lfoo", "needs glibc 2.34, the floor is 2.17: "
				"'new_fn@GLIBC_2.34'");
}
END_TEST

/* Per folder the linker takes the .so, after -Bstatic the .a. */
START_TEST(shared_before_static)
{
	struct fail f;

	link_app("-pie callnew.o libs/libfoo.a");
	build_run("cc", "-shared -nostdlib -o libs/libfoo.so new.o");
	f = check_app(17, "-L@libs -lfoo");
	ck_assert_ptr_nonnull(strstr(f.what, "wanted by "));
	ck_assert_ptr_nonnull(strstr(f.what, "/libs/libfoo.so"));
	fail_clear(&f);
	fails_with(17, "-L@libs -Bstatic -lfoo", new_by_archive);
	fails_with(17, "-L@libs -Wl,-Bstatic -lfoo", new_by_archive);
	/* an object is to blame before a library that wants the same */
	f = check_app(17, "-L@libs -lfoo @new.o");
	ck_assert_str_eq(f.what + strlen(f.what) - 6, "/new.o");
	fail_clear(&f);
	build_run("rm", "libs/libfoo.so");
}
END_TEST

START_TEST(names_the_object)
{
	autofree char *want = NULL;

	link_app("-pie callnew.o old.o new.o");
	want = xasprintf("needs glibc 2.34, the floor is 2.17: "
			 "'new_fn@GLIBC_2.34' wanted by %s",
		build_path("new.o"));
	fails_with(17, "@callnew.o @old.o @new.o", want);
}
END_TEST

START_TEST(names_the_start_files)
{
	link_app("-pie start.o old.o");
	fails_with(17, "@old.o",
		"needs glibc 2.34, the floor is 2.17: "
		"'__libc_start_main@GLIBC_2.34' wanted by the start files of "
		"that glibc");
}
END_TEST

/* Newest first, then by name; three are named. */
START_TEST(names_a_few_of_many)
{
	link_app("-pie callmany.o many.o");
	fails_with(17, "",
		"needs glibc 2.34, the floor is 2.17: 'many_1@GLIBC_2.34', "
		"'many_2@GLIBC_2.34', 'many_3@GLIBC_2.34', and 3 more");
}
END_TEST

START_TEST(private_symbols)
{
	struct fail f;

	link_app("-pie callpriv.o priv.o old.o");
	f = check_app(38, "");
	ck_assert_ptr_nonnull(f.what);
	ck_assert_ptr_nonnull(strstr(f.what,
		"runs with one build of glibc only: "
		"'priv_fn@GLIBC_PRIVATE'"));
	ck_assert_ptr_null(strstr(f.hint, "raise"));
	fail_clear(&f);
}
END_TEST

/* A copied variable looks defined in the program but is glibc's. */
START_TEST(copied_variables)
{
	autofree char *want = NULL;

	link_app("-no-pie calldata.o data.o old.o");
	want = xasprintf("needs glibc 2.34, the floor is 2.17: "
			 "'new_data@GLIBC_2.34' wanted by %s",
		build_path("data.o"));
	fails_with(17, "@old.o @data.o", want);
}
END_TEST

START_TEST(hints_at_the_cure)
{
	struct fail f;

	link_app("-pie callnew.o old.o new.o");
	f = check_app(17, "@new.o");
	ck_assert_str_eq(f.hint,
		"rebuild that input for x86_64-unknown-linux-gnu.2.17, or "
		"raise the floor to x86_64-unknown-linux-gnu.2.34 "
		"(ZBUILD_GLIBC_GATE=warn lets it pass)");
	fail_clear(&f);
	f = check_app(17, "@new.o -L@libs -L@fake");
	ck_assert_ptr_nonnull(strstr(f.hint, "/fake has a glibc of its own "
					     "(libc.so.6)"));
	fail_clear(&f);
}
END_TEST

static struct fail
check_image(const struct elfmake *m)
{
	build_write("app", m->b, m->n);
	return check_app(17, "");
}

/* The loader goes on without a version that is needed weakly. */
START_TEST(weak_needs_pass)
{
	struct elfmake m = { .is64 = true, .type = ET_DYN,
		.machine = EM_X86_64 };
	struct fail f;

	elfmake(&m, true);
	ck_assert_ptr_null(check_image(&m).what);
	m = (struct elfmake){ .is64 = true, .type = ET_DYN,
		.machine = EM_X86_64 };
	elfmake(&m, false);
	f = check_image(&m);
	ck_assert_ptr_nonnull(strstr(f.what, ": 'new@GLIBC_2.34'"));
	fail_clear(&f);
	/* no symbol has the version: it stands for itself, as markers do */
	elfmake_put32(&m, m.symbols_at + 24 + 24, 0);
	elfmake_put16(&m, m.verneed_at + 16 + 16 + 6, 9);
	f = check_image(&m);
	ck_assert_ptr_nonnull(strstr(f.what, ": 'GLIBC_2.34' of libc.so.6"));
	fail_clear(&f);
}
END_TEST

START_TEST(what_is_not_checked)
{
	autoargvec none = ARGVEC_INIT;
	struct target t = floor_of(17);
	struct fail f = FAIL_INIT;

	add_text("script", "hello");
	ck_assert_int_eq(gate_check(build_path("script"), &t, &none, &f), 0);
	ck_assert_int_eq(gate_check("/dev/null", &t, &none, &f), 0);
	ck_assert_int_eq(gate_check(build_path("gone"), &t, &none, &f), 0);
	link_app("-pie callnew.o old.o new.o");
	ck_assert_int_eq(gate_check(build_path("app"), &musl, &none, &f), 0);
	ck_assert_int_eq(gate_check(build_path("new.o"), &t, &none, &f), 0);
	ck_assert_ptr_null(f.what);
	build_write("half", "\177ELF\2\1\1", 7);
	ck_assert_int_eq(gate_check(build_path("half"), &t, &none, &f), -1);
	ck_assert_ptr_nonnull(strstr(f.what, "cannot be checked"));
	fail_clear(&f);
}
END_TEST

/* --- hints ------------------------------------------------------------- */

/* zig's list of glibc symbols in its own format, with a few in it. */
static void
write_lists(void)
{
	static const char lists[] =
		"\3c\0m\0pthread\0"                          /* libraries */
		"\5\2\2\5\2\21\0\2\31\0\2\42\0\2\46\0"       /* versions */
		"\1x86_64-linux-gnu\0"                       /* targets */
		"\7\0"                                       /* functions */
		"getentropy\0\1\200\202"
		"sqrt\0\1\201\200"
		"puts\0\1\200\200"
		"__isoc23_strtol\0\1\200\204"
		"__isoc23_sscanf\0\1\200\204"
		"__cxa_thread_atexit_impl\0\1\200\202"
		"pthread_create\0\1\202\200"
		"\0\0";                                      /* objects */

	build_run("mkdir", "-p lib/libc/glibc");
	build_write("lib/libc/glibc/abilists", lists, sizeof lists - 1);
}

static char *
hints_for(const char *text, const struct target *t, const char *zig_lib)
{
	autoargvec hints = ARGVEC_INIT;

	hints_find(text, t, zig_lib, &hints);
	ck_assert_uint_le(hints.n, 5);
	return argvec_join(&hints, "\n");
}

/* A hint for one symbol as lld names it. */
static char *
hint_of(const char *symbol, const struct target *t)
{
	autofree char *text = xasprintf(
		"ld.lld: error: undefined symbol: %s\n>>> referenced by a.c\n",
		symbol);

	return hints_for(text, t, build_path("lib"));
}

static const char *const wordings[] = {
	"ld.lld: error: undefined symbol: getentropy\n>>> referenced by "
		"rand.c:3\n>>>     /tmp/x.o:(main)\n",
	"error: undefined symbol: getentropy\n    note: referenced by x.o",
	"ld.lld: \033[0;31merror: \033[0mundefined symbol: getentropy\033[0m"
		"\n",
	"ld.lld: error: undefined symbol: getentropy@GLIBC_2.17\n",
	"ld.lld: error: undefined hidden symbol: getentropy\r\n",
	"ld.lld: error: undefined reference due to --no-allow-shlib-"
		"undefined: getentropy\n",
	"x.o: in function `main':\nx.c:3: undefined reference to "
		"`getentropy'\ncollect2: error",
	"x.c:3: undefined reference to 'getentropy'",
};
enum { NWORDINGS = sizeof wordings / sizeof *wordings };

START_TEST(every_wording)
{
	struct target t = floor_of(17);
	autofree char *got = hints_for(wordings[_i], &t, build_path("lib"));

	ck_assert_str_eq(got, "`getentropy` came with glibc 2.25; the floor "
			      "is 2.17");
}
END_TEST

START_TEST(versioned_symbols)
{
	struct target t = floor_of(17);
	autofree char *got = hints_for(
		"ld.lld: error: undefined reference: pow@GLIBC_2.29\n"
		">>> referenced by libx.so (disallowed by "
		"--no-allow-shlib-undefined)\n"
		"ld.lld: error: undefined reference: log@GLIBC_2.29\n",
		&t, build_path("lib"));
	autofree char *private = hints_for(
		"undefined reference: errno@GLIBC_PRIVATE\n", &t, NULL);

	ck_assert_str_eq(got, "`pow@GLIBC_2.29` is asked for by a library or "
			      "object that was built for glibc 2.29; the floor "
			      "is 2.17");
	ck_assert_str_eq(private, "`errno@GLIBC_PRIVATE` belongs to another "
				  "glibc, of which a library is in the link: "
				  "leave its folder out of -L");
}
END_TEST

START_TEST(no_hint_when_nothing_is_known)
{
	struct target t = floor_of(17), high = floor_of(25);
	autofree char *a = hint_of("frobnicate", &t);
	autofree char *b = hint_of("puts", &t);
	autofree char *c = hint_of("getentropy", &high);
	autofree char *d = hints_for("all is well\nundefined \nundefined "
				     "symbol: \nundefined reference to `'\n",
		&t, build_path("lib"));
	autofree char *e = hints_for(NULL, &t, NULL);

	ck_assert_str_eq(a, "");
	ck_assert_str_eq(b, "");
	ck_assert_str_eq(c, "");
	ck_assert_str_eq(d, "");
	ck_assert_str_eq(e, "");
}
END_TEST

START_TEST(other_libraries)
{
	struct target t = floor_of(17);
	autofree char *got = hint_of("sqrt", &t);

	ck_assert_str_eq(got, "`sqrt` is in libm: add -lm");
}
END_TEST

/* A list that is not there costs its hints only. */
START_TEST(without_lists)
{
	struct target t = floor_of(17);
	autofree char *a = hints_for("undefined symbol: getentropy", &t,
		"/nonexistent");
	autofree char *b = hints_for("undefined symbol: __asan_init", &t,
		NULL);

	ck_assert_str_eq(a, "");
	ck_assert_ptr_nonnull(strstr(b, "sanitizer"));
}
END_TEST

START_TEST(headers_too_new)
{
	struct target t = floor_of(17);
	autofree char *got = hints_for(
		"undefined symbol: __isoc23_strtol\n"
		"undefined symbol: __isoc23_sscanf\n"
		"undefined symbol: __isoc23_strtol\n", &t, build_path("lib"));
	const char *second = strchr(got, '\n');

	ck_assert_ptr_nonnull(strstr(got, "`__isoc23_strtol` came with glibc "
		"2.38; the floor is 2.17: that object was compiled with "
		"headers of glibc 2.38"));
	ck_assert_ptr_nonnull(second);
	ck_assert_str_eq(second, "\n`__isoc23_sscanf` came with glibc 2.38; "
				 "the floor is 2.17");
}
END_TEST

/* lld says who refers to a symbol. */
START_TEST(names_the_referrer)
{
	struct target t = floor_of(17);
	autofree char *plain = hints_for(
		"ld.lld: error: undefined symbol: __isoc23_strtol\n"
		">>> referenced by x.c:7\n"
		">>>               dir/x.o:(main)\n", &t, build_path("lib"));
	autofree char *member = hints_for(
		"ld.lld: error: undefined symbol: __isoc23_strtol\n"
		">>> referenced by x.c\n"
		">>>               x.o:(f) in archive /l/libx.a\n\n",
		&t, build_path("lib"));
	autofree char *nobody = hints_for(
		"undefined symbol: __isoc23_strtol\n>>> referenced by x.c\n",
		&t, build_path("lib"));

	ck_assert_ptr_nonnull(
		strstr(plain, "that object (dir/x.o) was compiled"));
	ck_assert_ptr_nonnull(
		strstr(member, "that object (/l/libx.a(x.o)) was compiled"));
	ck_assert_ptr_nonnull(strstr(nobody, "that object was compiled"));
}
END_TEST

/* Symptom, target (g or m), and a word of the sentence; NULL: no hint. */
static const struct {
	const char *symbol;
	char libc;
	const char *want;
} causes[] = {
	{ "std::__cxx11::basic_string<char, std::char_traits<char>>::size()",
	  'g', "libstdc++" },
	{ "std::__throw_length_error(char const*)", 'g', "libstdc++" },
	{ "_ZNSt7__cxx1112basic_stringIcE6appendEPKc", 'm', "libstdc++" },
	{ "_ZSt20__throw_length_errorPKc", 'g', "libstdc++" },
	{ "__cxa_thread_atexit_impl", 'm', "only glibc has it" },
	{ "std::__1::cout", 'g', "add -lc++" },
	{ "typeinfo for std::__1::bad_function_call", 'g', "add -lc++" },
	{ "_ZNKSt3__15mutex4lockEv", 'g', "add -lc++" },
	{ "Json::f(std::__1::basic_string<char> const&)", 'g',
		"`cxx = libstdc++`" },
	{ "_ZN4Json1fERKNSt3__112basic_stringIcEE", 'g', "`cxx = libstdc++`" },
	{ "operator new(unsigned long)", 'g', "C++" },
	{ "__gxx_personality_v0", 'm', "C++" },
	{ "__cxa_thread_atexit_impl", 'g', "came with glibc 2.25" },
	{ "__isoc23_strtoul", 'm', "glibc 2.38" },
	{ "fstat64", 'm', "musl 1.2.4" },
	{ "open64", 'm', "musl 1.2.4" },
	{ "open64", 'g', NULL },
	{ "fstat642", 'm', NULL },
	{ "__memcpy_chk", 'm', "_FORTIFY_SOURCE" },
	{ "__memcpy_chk", 'g', NULL },
	{ "gnu_get_libc_version", 'm', "musl has not" },
	{ "backtrace", 'm', "libexecinfo" },
	{ "__asan_report_load4", 'g', "sanitizer" },
	{ "__ubsan_handle_type_mismatch_v1", 'g', "-fsanitize=undefined" },
	{ "__llvm_profile_runtime", 'g', "profiling" },
	{ "GOMP_parallel", 'g', "OpenMP" },
	{ "_Unwind_Resume", 'm', "-lunwind" },
	{ "__aeabi_unwind_cpp_pr0", 'g', "-lunwind" },
	{ "__atomic_is_lock_free", 'g', "-latomic" },
	{ "__cpu_model", 'g', "-lgcc" },
	{ "__aeabi_memcpy", 'g', "compiler-rt" },
	{ "__sync_val_compare_and_swap_8", 'g', "atomic" },
	{ "__udivti3", 'm', "compiler-rt" },
	{ "my_asan_init", 'g', NULL },
	{ "mystd::__cxx1", 'g', NULL },
};
enum { NCAUSES = sizeof causes / sizeof *causes };

START_TEST(known_causes)
{
	struct target t = causes[_i].libc == 'm' ? musl : floor_of(17);
	autofree char *got = hint_of(causes[_i].symbol, &t);

	if (causes[_i].want == NULL)
		ck_assert_str_eq(got, "");
	else
		ck_assert_msg(strstr(got, causes[_i].want) != NULL &&
				      strstr(got, causes[_i].symbol) != NULL,
			"%s: %s", causes[_i].symbol, got);
}
END_TEST

START_TEST(a_cause_is_said_once)
{
	struct target t = floor_of(17);
	autofree char *got = hints_for(
		"undefined symbol: __asan_init\n"
		"undefined symbol: __asan_report_load4\n"
		"undefined symbol: sqrt\n", &t, build_path("lib"));

	ck_assert_ptr_nonnull(strstr(got, "`__asan_init`: "));
	ck_assert_ptr_null(strstr(got, "__asan_report"));
	ck_assert_ptr_nonnull(strstr(got, "-lm"));
}
END_TEST

START_TEST(five_hints_at_most)
{
	struct target t = floor_of(17);
	autofree char *got = hints_for(
		"x.o is incompatible with elf64-x86-64\n"
		"undefined symbol: __asan_init\nundefined symbol: omp_x\n"
		"undefined symbol: sqrt\nundefined symbol: getentropy\n"
		"undefined symbol: __gcov_init\nundefined symbol: __udivti3\n",
		&t, build_path("lib"));
	size_t lines = 1;

	for (const char *p = got; (p = strchr(p, '\n')) != NULL; p++)
		lines++;
	ck_assert_uint_eq(lines, 5);
	ck_assert_ptr_nonnull(strstr(got, "build it for "
		"x86_64-unknown-linux-gnu.2.x or leave"));
}
END_TEST

static const struct {
	const char *path, *crate;
} made_by[] = {
	{ "/w/target/T/debug/build/gmp-mpfr-sys-0123456789abcdef/out/libgmp.a",
	  "gmp-mpfr-sys" },
	{ "/w/build/x/target/release/build/a-00000000000000ff/out/b/c.o", "a" },
	{ "target/debug/deps/librdkafka_sys-0123456789abcdef.rlib",
	  "rdkafka_sys" },
	{ "/tmp/rustcAbC/libmade-0123456789abcdef.rlib", "made" },
	{ "/w/build/x-0123456789abcdef/lib.a", NULL },
	{ "/w/build/-0123456789abcdef/out/lib.a", NULL },
	{ "/w/build/x-0123456789abcdeg/out/lib.a", NULL },
	{ "librt.a", NULL },
	{ "main.o", NULL },
};

START_TEST(crates_by_their_files)
{
	autofree char *got = crate_of(made_by[_i].path);

	if (made_by[_i].crate == NULL)
		ck_assert_ptr_null(got);
	else
		ck_assert_str_eq(got, made_by[_i].crate);
}
END_TEST

START_TEST(names_the_crate)
{
	struct target t = floor_of(17);
	autofree char *got = hints_for(
		"ld.lld: error: /w/build/gmp-0123456789abcdef/out/libgmp.a(a.o)"
		" is incompatible with aarch64linux\n",
		&t, build_path("lib"));

	ck_assert_ptr_nonnull(strstr(got, "build script of crate gmp "));
	ck_assert_ptr_nonnull(strstr(got, "cargo clean -p gmp, "));
	ck_assert_ptr_nonnull(strstr(got, "CC=x86_64-unknown-linux-gnu.2.x-gcc "));
}
END_TEST

Suite *suite_gate(void);

Suite *
suite_gate(void)
{
	Suite *s = suite_create("gate");
	TCase *check = tcase_create("check"), *hints = tcase_create("hints");

	tcase_add_unchecked_fixture(check, build_all, build_clear);
	tcase_add_test(check, mode_by_environment_then_config);
	tcase_add_test(check, floor_holds);
	tcase_add_test(check, names_the_archive_member);
	tcase_add_test(check, finds_libraries);
	tcase_add_test(check, shared_before_static);
	tcase_add_test(check, names_the_object);
	tcase_add_test(check, names_the_start_files);
	tcase_add_test(check, names_a_few_of_many);
	tcase_add_test(check, private_symbols);
	tcase_add_test(check, copied_variables);
	tcase_add_test(check, hints_at_the_cure);
	tcase_add_test(check, weak_needs_pass);
	tcase_add_test(check, what_is_not_checked);
	tcase_add_loop_test(check, crates_by_their_files, 0, COUNT(made_by));
	tcase_set_timeout(check, 60);
	suite_add_tcase(s, check);

	tcase_add_unchecked_fixture(hints, build_init, build_clear);
	tcase_add_checked_fixture(hints, write_lists, NULL);
	tcase_add_loop_test(hints, every_wording, 0, NWORDINGS);
	tcase_add_test(hints, versioned_symbols);
	tcase_add_test(hints, no_hint_when_nothing_is_known);
	tcase_add_test(hints, other_libraries);
	tcase_add_test(hints, without_lists);
	tcase_add_test(hints, headers_too_new);
	tcase_add_test(hints, names_the_referrer);
	tcase_add_loop_test(hints, known_causes, 0, NCAUSES);
	tcase_add_test(hints, a_cause_is_said_once);
	tcase_add_test(hints, five_hints_at_most);
	tcase_add_test(hints, names_the_crate);
	tcase_set_timeout(hints, 60);
	suite_add_tcase(s, hints);
	return s;
}
