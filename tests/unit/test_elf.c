/* Facts of ELF files, good, cut off and hostile. */
#include <check.h>
#include <elf.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "common/argvec.h"
#include "common/elf.h"
#include "common/xalloc.h"
#include "tests/lib/seed.h"
#include "tests/unit/elfmake.h"

/* Everything that a reading found, as one text to compare. */
static char *
facts(const struct elf_info *e)
{
	autoargvec a = ARGVEC_INIT;

	argvec_pushf(&a, "type %u machine %u flags %x", e->type, e->machine,
		e->flags);
	argvec_pushf(&a, "interp %s soname %s runpath %s",
		e->interp ? e->interp : "-", e->soname ? e->soname : "-",
		e->runpath ? e->runpath : "-");
	argvec_pushf(&a, "dynamic %d pie %d tls %d textrel %d stack %d",
		e->dynamic, e->pie, e->static_tls, e->textrel, e->execstack);
	for (size_t i = 0; i < e->nneeded; i++)
		argvec_pushf(&a, "needed %s", e->needed[i]);
	for (size_t i = 0; i < e->nneeds; i++)
		argvec_pushf(&a, "need %s %s %d", e->needs[i].lib,
			e->needs[i].version, e->needs[i].weak);
	for (size_t i = 0; i < e->nsymbols; i++) {
		const struct elf_symbol *s = &e->symbols[i];

		argvec_pushf(&a, "%s%s %s@%s %s", s->weak ? "weak " : "",
			s->defined ? "def" : "undef", s->name,
			s->version ? s->version : "-", s->lib ? s->lib : "-");
	}
	return argvec_join(&a, "\n");
}

/* The facts of a file in memory, or "error: …". */
static char *
read_facts(const void *mem, size_t len)
{
	struct fail f = FAIL_INIT;
	struct elf_info e;
	char *text;

	if (elf_parse(mem, len, ELF_SYMBOLS, &e, &f) != 0) {
		ck_assert_ptr_nonnull(f.what);
		ck_assert_msg(f.what[strlen(f.what) - 1] != '.', "%s", f.what);
		text = xasprintf("error: %s", f.what);
		fail_clear(&f);
		return text;
	}
	text = facts(&e);
	elf_clear(&e);
	return text;
}

static const char made_facts[] =
	"interp /lib/ld.so soname libmade.so runpath /run\n"
	"dynamic 1 pie 0 tls 0 textrel 0 stack 0\n"
	"needed libc.so.6\nneeded libx.so\n"
	"need libc.so.6 GLIBC_2.2.5 0\nneed libc.so.6 GLIBC_2.34 0\n"
	"undef old@GLIBC_2.2.5 libc.so.6\n"
	"weak undef new@GLIBC_2.34 libc.so.6\n"
	"undef plain@- -\ndef own@MADE_1 -";

/* Classes and byte orders, and each way to count the symbols. */
static const struct elfmake kinds[] = {
	{ .is64 = true, .machine = EM_X86_64, .count = COUNT_HASH },
	{ .is64 = true, .machine = EM_X86_64, .count = COUNT_GNU_HASH },
	{ .is64 = true, .machine = EM_X86_64, .count = COUNT_GAP },
	{ .is64 = true, .be = true, .machine = EM_S390, .wide_hash = true },
	{ .is64 = true, .be = true, .machine = EM_S390 },
	{ .is64 = true, .machine = EM_ALPHA, .wide_hash = true },
	{ .is64 = true, .machine = EM_ALPHA },
	{ .is64 = true, .be = true, .machine = EM_PPC64,
		.count = COUNT_GNU_HASH },
	{ .machine = EM_386, .count = COUNT_GNU_HASH },
	{ .machine = EM_ARM, .count = COUNT_HASH },
	{ .be = true, .machine = EM_PPC, .count = COUNT_HASH },
	{ .be = true, .machine = EM_PPC, .count = COUNT_GNU_HASH },
	{ .be = true, .machine = EM_PPC, .count = COUNT_GAP },
	{ .be = true, .machine = EM_MIPS, .count = COUNT_MIPS },
	{ .machine = EM_MIPS, .count = COUNT_MIPS },
};
enum { NKINDS = sizeof kinds / sizeof *kinds };

static void
make(struct elfmake *m, int kind)
{
	*m = kinds[kind];
	m->type = ET_DYN;
	elfmake(m, false);
}

START_TEST(every_class_and_byte_order)
{
	struct elfmake m;
	autofree char *want = NULL, *got = NULL;

	make(&m, _i);
	want = xasprintf("type 3 machine %u flags 5000400\n%s", m.machine,
		made_facts);
	got = read_facts(m.b, m.n);
	ck_assert_str_eq(got, want);
}
END_TEST

START_TEST(flags_of_a_library)
{
	struct elfmake m = kinds[_i];
	struct fail f = FAIL_INIT;
	struct elf_info e;

	m.type = ET_DYN;
	m.execstack = m.textrel = m.static_tls = true;
	elfmake(&m, true);
	ck_assert_int_eq(elf_parse(m.b, m.n, 0, &e, &f), 0);
	ck_assert(e.execstack && e.textrel && e.static_tls);
	ck_assert(e.needs[1].weak && !e.needs[0].weak);
	ck_assert_ptr_null(e.symbols);
	elf_clear(&e);
}
END_TEST

/* A program without DF_1_PIE is one by its loader, a library by its soname. */
START_TEST(loader_and_soname_decide)
{
	struct fail f = FAIL_INIT;
	struct elfmake m;
	struct elf_info e;

	make(&m, 0);
	elfmake_putword(&m, elfmake_dyn(&m, 1), DT_DEBUG);
	ck_assert_int_eq(elf_parse(m.b, m.n, 0, &e, &f), 0);
	ck_assert_ptr_null(e.soname);
	ck_assert(e.pie);
	elf_clear(&e);
	make(&m, 0);
	elfmake_putword(&m, elfmake_dyn(&m, 15), DT_FLAGS_1);
	elfmake_putword(&m, elfmake_dyn_value(&m, 15), DF_1_PIE);
	ck_assert_int_eq(elf_parse(m.b, m.n, 0, &e, &f), 0);
	ck_assert(e.pie);
	elf_clear(&e);
}
END_TEST

/* With no RUNPATH the older RPATH counts. */
START_TEST(rpath_without_runpath)
{
	struct fail f = FAIL_INIT;
	struct elfmake m;
	struct elf_info e;

	make(&m, 0);
	elfmake_putword(&m, elfmake_dyn(&m, 4), DT_DEBUG);
	ck_assert_int_eq(elf_parse(m.b, m.n, 0, &e, &f), 0);
	ck_assert_str_eq(e.runpath, "own");
	elf_clear(&e);
}
END_TEST

/* Every beginning of a file is an error that names no file, nothing worse. */
START_TEST(made_images_cut_anywhere)
{
	autofree char *whole = NULL;
	struct elfmake m;
	size_t same = 0;

	make(&m, _i);
	whole = read_facts(m.b, m.n);
	for (size_t n = 0; n < m.n; n++) {
		unsigned char *p = guarded(m.b, n);
		autofree char *cut = read_facts(p, n);

		if (strcmp(cut, whole) == 0)
			same++;
		else
			ck_assert_msg(strncmp(cut, "error: ", 7) == 0,
				"cut at %zu:\n%s", n, cut);
		if (n < 4)
			ck_assert_str_eq(cut, "error: not an ELF file");
		guarded_free(p, n);
	}
	ck_assert_uint_lt(same, 64);
}
END_TEST

/* Any bytes in any field: an answer or an error, and the end is never read. */
START_TEST(made_images_with_wrong_bytes)
{
	static const unsigned char odd[] = { 0, 1, 2, 4, 8, 0x10, 0x7f, 0x80,
		0xfe, 0xff };
	struct elfmake m;

	make(&m, _i);
	seed_init();
	for (int round = 0; round < 4000; round++) {
		unsigned char *p = guarded(m.b, m.n);
		uint64_t changes = 1 + rnd(4);

		while (changes-- > 0)
			p[16 + rnd(m.n - 16)] =
				rnd(2) ? odd[rnd(sizeof odd)]
				       : (unsigned char)rnd(256);
		xfree_at(&(char *){ read_facts(p, m.n) });
		guarded_free(p, m.n);
	}
}
END_TEST

static void
expect_error(const struct elfmake *m, const char *want)
{
	autofree char *got = read_facts(m->b, m->n);

	ck_assert_msg(strncmp(got, "error: damaged or cut-off ELF file: ",
			      36) == 0 && strstr(got, want) != NULL,
		"wanted '%s', got '%s'", want, got);
}

START_TEST(hostile_fields)
{
	struct elfmake m;

	make(&m, 0);
	elfmake_put32(&m, m.verneed_at + 8, 0xffffffff);
	expect_error(&m, "version needs are cut off");
	make(&m, 0);
	elfmake_put16(&m, m.verneed_at + 2, 0xffff);
	elfmake_put32(&m, m.verneed_at + 16 + 28, 0xfffffff0);
	expect_error(&m, "version needs are cut off");
	make(&m, 0);
	elfmake_put32(&m, m.verneed_at + 16 + 8, 0xffff);
	expect_error(&m, "bad name in the version needs");
	make(&m, 0);
	elfmake_putword(&m, elfmake_dyn_value(&m, 0), 0xffffffffffff);
	expect_error(&m, "bad name of a needed library");
	make(&m, 0);
	elfmake_putword(&m, elfmake_dyn_value(&m, 6), 0x7fffffff);
	expect_error(&m, "dynamic strings are cut off");
	make(&m, 0);
	elfmake_putword(&m, elfmake_dyn_value(&m, 5), 0xffffffffffffffff);
	expect_error(&m, "no dynamic strings");
	make(&m, 0);
	elfmake_putword(&m, 32, 0xfffffffffffffff0);
	expect_error(&m, "no program headers");
	make(&m, 0);
	elfmake_putword(&m, 64 + 56 + 56 + 8, 0xfffffffffffffff0);
	expect_error(&m, "no dynamic section");
	make(&m, 0);
	m.b[EI_CLASS] = 9;
	expect_error(&m, "unknown class");
}
END_TEST

/* Entries that overlap by a byte each: a bounded number, not n squared. */
START_TEST(overlapping_needs_end)
{
	size_t len = 1 << 20;
	unsigned char *big = xcalloc(len, 1);
	autofree char *got = NULL;
	struct elfmake m;

	make(&m, 0);
	elfmake_putword(&m, 64 + 32, len);
	elfmake_putword(&m, elfmake_dyn_value(&m, 10), 0x10000 + 4096);
	elfmake_putword(&m, elfmake_dyn_value(&m, 11), 30000);
	memcpy(big, m.b, m.n);
	for (size_t at = 4096; at + 4 < len; at++)
		big[at] = at % 4 == 0;
	got = read_facts(big, len);
	ck_assert_msg(strncmp(got, "error: ", 7) == 0, "%.200s", got);
	free(big);
}
END_TEST

/* --- real files -------------------------------------------------------- */

static const char lib_text[] =
	"int fix_one(void){return 1;} int fix_two(void){return 2;}\n"
	"static __thread int t; int *fix_tls(void){return &t;}\n";
static const char app_text[] =
	"#include <stdio.h>\nint fix_one(void), fix_two(void);\n"
	"int main(void){return printf(\"%d\", fix_one()+fix_two());}\n";
static const char map_text[] =
	"FIX_1 { global: fix_one; fix_tls; local: *; };\n"
	"FIX_2 { global: fix_two; } FIX_1;\n";

static void
build_all(void)
{
	build_init();
	build_write("lib.map", map_text, strlen(map_text));
	build_object("lib", lib_text, "-fPIC -ftls-model=initial-exec");
	build_object("app", app_text, "-fPIE");
	build_object("bare", "int main(void){return 0;}", "-fPIE");
	build_run("cc", "-shared -nostdlib -o libfix.so lib.o "
			"-Wl,-soname,libfix.so.1 "
			"-Wl,--version-script=lib.map -Wl,-rpath,/opt/x "
			"-Wl,--enable-new-dtags");
	build_run("cc", "-pie -o app app.o libfix.so");
	build_run("cc", "-pie -o app-gnu app.o libfix.so "
			"-Wl,--hash-style=gnu");
	build_run("cc", "-pie -o app-sysv app.o libfix.so "
			"-Wl,--hash-style=sysv");
	build_run("cc", "-no-pie -o app-exec app.o libfix.so -z execstack");
	build_run("cc", "-static -o static bare.o");
	build_run("cc", "-static-pie -o static-pie bare.o");
	build_run("ar", "rcs libapp.a bare.o app.o");
	build_run("ar", "rcsT libthin.a bare.o app.o");
}

static struct elf_info
must_read(const char *name)
{
	struct fail f = FAIL_INIT;
	struct elf_info e;

	ck_assert_msg(elf_read(build_path(name), ELF_SYMBOLS, &e, &f) == 0,
		"%s", f.what);
	return e;
}

static const struct elf_symbol *
symbol(const struct elf_info *e, const char *name)
{
	for (size_t i = 0; i < e->nsymbols; i++)
		if (strcmp(e->symbols[i].name, name) == 0)
			return &e->symbols[i];
	ck_abort_msg("no symbol '%s'", name);
}

START_TEST(real_library)
{
	struct elf_info e = must_read("libfix.so");
	const struct elf_symbol *two = symbol(&e, "fix_two");

	ck_assert_uint_eq(e.type, ET_DYN);
	ck_assert(e.dynamic && !e.pie && e.static_tls && !e.textrel);
	ck_assert_str_eq(e.soname, "libfix.so.1");
	ck_assert_str_eq(e.runpath, "/opt/x");
	ck_assert_ptr_null(e.interp);
	ck_assert(two->defined);
	ck_assert_str_eq(two->version, "FIX_2");
	ck_assert_ptr_null(two->lib);
	ck_assert_str_eq(symbol(&e, "fix_one")->version, "FIX_1");
	elf_clear(&e);
	ck_assert_ptr_null(e.symbols);
}
END_TEST

static const char *const apps[] = { "app", "app-gnu", "app-sysv" };

START_TEST(real_program)
{
	struct elf_info e = must_read(apps[_i]);
	const struct elf_symbol *one = symbol(&e, "fix_one");

	ck_assert(e.pie && e.dynamic && !e.execstack);
	ck_assert_ptr_nonnull(e.interp);
	ck_assert_uint_ge(e.nneeded, 2);
	ck_assert_str_eq(e.needed[0], "libfix.so.1");
	ck_assert(!one->defined);
	ck_assert_str_eq(one->version, "FIX_1");
	ck_assert_str_eq(one->lib, "libfix.so.1");
	ck_assert_ptr_nonnull(symbol(&e, "printf"));
	elf_clear(&e);
}
END_TEST

START_TEST(real_kinds_of_program)
{
	struct elf_info e = must_read("app-exec");

	ck_assert_uint_eq(e.type, ET_EXEC);
	ck_assert(!e.pie && e.execstack);
	elf_clear(&e);
	e = must_read("static");
	ck_assert(!e.dynamic && !e.pie && e.interp == NULL);
	ck_assert_uint_eq(e.nneeded, 0);
	elf_clear(&e);
	e = must_read("static-pie");
	ck_assert(e.dynamic && e.pie && e.interp == NULL);
	elf_clear(&e);
	e = must_read("app.o");
	ck_assert_uint_eq(e.type, ET_REL);
	ck_assert(!e.dynamic);
	elf_clear(&e);
}
END_TEST

/* Tools like sstrip remove the section table; the loader does not mind. */
START_TEST(without_section_table)
{
	autofree char *before = NULL, *after = NULL;
	unsigned char *b;
	size_t n;

	b = build_read(apps[_i], &n);
	before = read_facts(b, n);
	memset(b + offsetof(Elf64_Ehdr, e_shoff), 0, 8);
	memset(b + offsetof(Elf64_Ehdr, e_shentsize), 0, 6);
	after = read_facts(b, n);
	ck_assert_str_eq(after, before);
	free(b);
}
END_TEST

START_TEST(real_files_cut_anywhere)
{
	autofree char *whole = NULL;
	unsigned char *b;
	size_t n, step;

	b = build_read(apps[_i], &n);
	whole = read_facts(b, n);
	/* Under valgrind a reading takes a millisecond. */
	step = getenv("CK_TIMEOUT_MULTIPLIER") != NULL ? 7 : 1;
	for (size_t cut = 0; cut < n; cut += step) {
		unsigned char *p = guarded(b, cut);
		autofree char *got = read_facts(p, cut);

		ck_assert_msg(strncmp(got, "error: ", 7) == 0 ||
				      strcmp(got, whole) == 0,
			"cut at %zu:\n%s", cut, got);
		guarded_free(p, cut);
	}
	free(b);
}
END_TEST

static void
refused(const char *path, const char *want)
{
	struct fail f = FAIL_INIT;
	struct elf_info e;

	ck_assert_int_eq(elf_read(path, 0, &e, &f), -1);
	ck_assert_msg(strstr(f.what, want) != NULL &&
			      strstr(f.what, path) != NULL,
		"%s", f.what);
	fail_clear(&f);
}

/* What stands in a fifo is the compiler's: looking takes nothing out. */
START_TEST(a_fifo_is_left_alone)
{
	static const char text[] = "\177ELF and more";
	char got[sizeof text];
	int fd;

	ck_assert_int_eq(mkfifo(build_path("fifo"), 0600), 0);
	fd = open(build_path("fifo"), O_RDWR | O_NONBLOCK | O_CLOEXEC);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, text, sizeof text), sizeof text);
	ck_assert_int_eq(elf_kind(build_path("fifo")), ELF_KIND_NONE);
	refused(build_path("fifo"), "not a regular file");
	ck_assert_int_eq(read(fd, got, sizeof got), sizeof got);
	ck_assert_mem_eq(got, text, sizeof text);
	close(fd);
}
END_TEST

START_TEST(no_elf_files)
{
	build_write("text", "hello", 5);
	build_write("empty", "", 0);
	build_write("magic", "\177ELF", 4);
	refused(build_path("text"), "not an ELF file");
	refused(build_path("empty"), "not an ELF file");
	refused(build_path("libapp.a"), "not an ELF file");
	refused(build_path("magic"), "damaged or cut-off ELF file");
	refused(build_path("gone"), "No such file");
	refused(build_dir, "not a regular file");
	ck_assert_int_eq(elf_kind(build_path("text")), ELF_KIND_NONE);
	ck_assert_int_eq(elf_kind(build_path("empty")), ELF_KIND_NONE);
	ck_assert_int_eq(elf_kind(build_path("gone")), ELF_KIND_NONE);
	ck_assert_int_eq(elf_kind(build_dir), ELF_KIND_NONE);
	ck_assert_int_eq(elf_kind(build_path("magic")), ELF_KIND_ELF);
	ck_assert_int_eq(elf_kind(build_path("libthin.a")), ELF_KIND_ARCHIVE);
	ck_assert_int_eq(elf_kind(build_path("libapp.a")), ELF_KIND_ARCHIVE);
}
END_TEST

/* --- versions ---------------------------------------------------------- */

static struct version
highest(const char *const (*needs)[3], bool *private_need)
{
	struct elf_need list[8];
	struct elf_info e = { .needs = list };

	for (; (*needs)[0] != NULL; needs++)
		list[e.nneeds++] = (struct elf_need){
			.lib = (char *)(uintptr_t)(*needs)[0],
			.version = (char *)(uintptr_t)(*needs)[1],
			.weak = (*needs)[2] != NULL };
	return elf_glibc(&e, private_need);
}

static void
expect_version(struct version v, unsigned major, unsigned minor,
	unsigned patch)
{
	ck_assert_uint_eq(v.major, major);
	ck_assert_uint_eq(v.minor, minor);
	ck_assert_uint_eq(v.patch, patch);
}

START_TEST(highest_version)
{
	static const char *const numbers[][3] = {
		{ "libc.so.6", "GLIBC_2.2.5", NULL },
		{ "libm.so.6", "GLIBC_2.29", NULL },
		{ "libc.so.6", "GLIBC_2.4", NULL },
		{ "libc.so.6", "GLIBC_2.38", "weak" },
		{ "libstdc++.so.6", "GLIBCXX_3.4.30", NULL },
		{ "libother.so", "GLIBC_9.9", NULL },
		{ NULL }
	};
	static const char *const others[][3] = {
		{ "ld-linux-x86-64.so.2", "GLIBC_PRIVATE", NULL },
		{ "libc.so.6", "GLIBC_ABI_DT_RELR", NULL },
		{ NULL }
	};
	static const char *const none[][3] = { { NULL } };
	bool private_need = true;

	expect_version(highest(numbers, &private_need), 2, 29, 0);
	ck_assert(!private_need);
	expect_version(highest(others, &private_need), 2, 36, 0);
	ck_assert(private_need);
	expect_version(highest(none, &private_need), 0, 0, 0);
	ck_assert(!private_need);
	expect_version(highest(numbers, NULL), 2, 29, 0);
}
END_TEST

START_TEST(versions_by_name)
{
	expect_version(elf_glibc_version("GLIBC_2.2.5"), 2, 2, 5);
	expect_version(elf_glibc_version("GLIBC_2.34"), 2, 34, 0);
	expect_version(elf_glibc_version("GLIBC_ABI_GNU2_TLS"), 2, 42, 0);
	expect_version(elf_glibc_version("GLIBC_PRIVATE"), 0, 0, 0);
	expect_version(elf_glibc_version("GLIBCXX_3.4"), 0, 0, 0);
	expect_version(elf_glibc_version("GLIBC_2"), 0, 0, 0);
	expect_version(elf_glibc_version(""), 0, 0, 0);
}
END_TEST

START_TEST(above_a_floor)
{
	struct version floor = { 2, 17, 0 };

	ck_assert(elf_above("libc.so.6", "GLIBC_2.18", floor));
	ck_assert(elf_above("ld-linux-aarch64.so.1", "GLIBC_2.34", floor));
	ck_assert(elf_above("libc.so.6", "GLIBC_PRIVATE", floor));
	ck_assert(elf_above("libc.so.6", "GLIBC_ABI_DT_RELR", floor));
	ck_assert(!elf_above("libc.so.6", "GLIBC_2.17", floor));
	ck_assert(!elf_above("libc.so.6", "GLIBC_2.2.5", floor));
	ck_assert(!elf_above("libgcc_s.so.1", "GLIBC_2.18", floor));
	ck_assert(!elf_above("libstdc++.so.6", "GLIBCXX_3.4.30", floor));
	ck_assert(!elf_above("libcustom.so", "GLIBC_2.99", floor));
}
END_TEST

START_TEST(machine_names)
{
	ck_assert_str_eq(elf_machine_name(EM_X86_64, true, false), "x86_64");
	ck_assert_str_eq(elf_machine_name(EM_X86_64, false, false), "x32");
	ck_assert_str_eq(elf_machine_name(EM_AARCH64, true, false),
		"aarch64");
	ck_assert_str_eq(elf_machine_name(EM_PPC64, true, false),
		"powerpc64le");
	ck_assert_str_eq(elf_machine_name(EM_PPC64, true, true), "powerpc64");
	ck_assert_str_eq(elf_machine_name(EM_RISCV, false, false), "riscv32");
	ck_assert_str_eq(elf_machine_name(EM_S390, true, true), "s390x");
	ck_assert_str_eq(elf_machine_name(EM_MIPS, false, false), "mipsel");
	ck_assert_str_eq(elf_machine_name(4242, true, false), "machine 4242");
	ck_assert_str_eq(elf_machine_name(EM_S390, true, false),
		"machine 22");
}
END_TEST

/* --- who wants a symbol ------------------------------------------------ */

static void
wants(const char *file, const char *name, const char *member)
{
	char *got = NULL;

	ck_assert_msg(elf_file_wants(build_path(file), name, &got),
		"%s does not want %s", file, name);
	if (member == NULL)
		ck_assert_ptr_null(got);
	else
		ck_assert_str_eq(got, member);
	free(got);
}

static void
wants_not(const char *file, const char *name)
{
	char *got = NULL;

	ck_assert_msg(!elf_file_wants(build_path(file), name, &got),
		"%s wants %s", file, name);
	ck_assert_ptr_null(got);
}

START_TEST(wanted_by_objects)
{
	wants("app.o", "fix_one", NULL);
	wants_not("app.o", "fix_on");
	wants_not("app.o", "fix_one_more");
	wants_not("app.o", "main");
	wants_not("lib.o", "fix_one");
	wants("libapp.a", "fix_one", "app.o");
	wants_not("libapp.a", "main");
	wants("libthin.a", "fix_two", "app.o");
	wants("app", "fix_two", NULL);
	wants_not("libfix.so", "fix_two");
	wants_not("gone", "fix_two");
	build_write("text", "fix_two", 7);
	wants_not("text", "fix_two");
}
END_TEST

/* The assembler writes "name@VERSION" for .symver. */
START_TEST(wanted_by_symver)
{
	build_object("ver",
		"__asm__(\".symver memcpy,memcpy@GLIBC_2.2.5\");\n"
		"void *memcpy(void *, const void *, unsigned long);\n"
		"void *f(void *a, void *b, unsigned long n)"
		"{return memcpy(a, b, n);}", "-O0 -fno-builtin");
	wants("ver.o", "memcpy", NULL);
	wants_not("ver.o", "memcp");
}
END_TEST

/* A member's name over 15 bytes goes to the table of long names. */
START_TEST(wanted_by_long_names)
{
	build_run("cp", "app.o a-name-of-more-than-fifteen-bytes.o");
	build_run("ar", "rc liblong.a bare.o "
			"a-name-of-more-than-fifteen-bytes.o");
	wants("liblong.a", "fix_one", "a-name-of-more-than-fifteen-bytes.o");
	build_run("mkdir", "-p sub");
	build_run("cp", "app.o sub/deep.o");
	build_run("ar", "rcT libsub.a bare.o sub/deep.o");
	wants("libsub.a", "fix_one", "sub/deep.o");
	build_run("rm", "sub/deep.o");
	wants_not("libsub.a", "fix_one");
}
END_TEST

static void
add_header(FILE *out, const char *name, size_t size)
{
	fprintf(out, "%-16s%-12d%-6d%-6d%-8o%-10zu`\n", name, 0, 0, 0, 0644,
		size);
}

/* BSD keeps long names in front of the data and its table in __.SYMDEF. */
static void
write_bsd(const char *name, const unsigned char *object, size_t n)
{
	FILE *out = fopen(build_path(name), "w");

	ck_assert_ptr_nonnull(out);
	fputs("!<arch>\n", out);
	add_header(out, "__.SYMDEF", 3);
	fputs("abc\n", out);
	add_header(out, "#1/20", 20 + 4);
	fwrite("__.SYMDEF SORTED\0\0\0\0data", 1, 24, out);
	add_header(out, "short", 1);
	fputs("x\n", out);
	add_header(out, "#1/20", 20 + n);
	fwrite("bsd_long_name_1.o\0\0\0", 1, 20, out);
	fwrite(object, 1, n, out);
	ck_assert_int_eq(fclose(out), 0);
}

START_TEST(wanted_by_bsd_archives)
{
	struct elf_archive a;
	struct fail f = FAIL_INIT;
	unsigned char *b;
	size_t n;

	b = build_read("app.o", &n);
	write_bsd("bsd.a", b, n);
	free(b);
	wants("bsd.a", "fix_one", "bsd_long_name_1.o");
	ck_assert_int_eq(elf_archive(build_path("bsd.a"), &a, &f), 0);
	ck_assert_uint_eq(a.members, 2);
	ck_assert_uint_eq(a.objects, 1);
}
END_TEST

START_TEST(archives_counted)
{
	struct elf_archive a;
	struct fail f = FAIL_INIT;
	struct elfmake m;

	ck_assert_int_eq(elf_archive(build_path("libapp.a"), &a, &f), 0);
	ck_assert(a.members == 2 && a.objects == 2 && !a.thin && !a.mixed);
	ck_assert_int_eq(elf_archive(build_path("libthin.a"), &a, &f), 0);
	ck_assert(a.members == 2 && a.objects == 2 && a.thin && !a.mixed);
	make(&m, 7);
	build_write("ppc.o", m.b, m.n);
	build_write("note.txt", "text", 4);
	build_run("ar", "rcS libmixed.a bare.o ppc.o note.txt");
	ck_assert_int_eq(elf_archive(build_path("libmixed.a"), &a, &f), 0);
	ck_assert(a.members == 3 && a.objects == 2 && a.mixed);
	ck_assert_int_eq(elf_archive(build_path("app.o"), &a, &f), -1);
	ck_assert_ptr_nonnull(strstr(f.what, "not an archive"));
	fail_clear(&f);
}
END_TEST

/* Cut anywhere: the members before the cut, then an error or the end. */
START_TEST(archives_cut_anywhere)
{
	struct elf_archive a = { 0 };
	unsigned char *b;
	size_t n, whole = 0;

	b = build_read("libapp.a", &n);
	for (size_t cut = 0; cut < n; cut += 1 + cut / 2000) {
		struct fail f = FAIL_INIT;
		char *member = NULL;

		build_write("cut.a", b, cut);
		if (elf_archive(build_path("cut.a"), &a, &f) == 0) {
			whole++;
			ck_assert_uint_le(a.members, 2);
		} else {
			ck_assert_ptr_nonnull(strstr(f.what, "archive"));
		}
		elf_file_wants(build_path("cut.a"), "fix_one", &member);
		free(member);
		fail_clear(&f);
	}
	ck_assert_uint_lt(whole, 16);
	free(b);
}
END_TEST

START_TEST(objects_with_wrong_bytes)
{
	unsigned char *b;
	size_t n;

	b = build_read("app.o", &n);
	seed_init();
	for (int round = 0; round < 4000; round++) {
		unsigned char *p = guarded(b, n);
		size_t table = n - 832;

		p[rnd(2) ? table + rnd(n - table)
			 : 40 + rnd(24)] = (unsigned char)rnd(256);
		elf_object_wants(p, n, "fix_one");
		guarded_free(p, n);
	}
	for (size_t cut = 0; cut < n; cut++) {
		unsigned char *p = guarded(b, cut);

		elf_object_wants(p, cut, "fix_one");
		guarded_free(p, cut);
	}
	free(b);
}
END_TEST

Suite *suite_elf(void);

Suite *
suite_elf(void)
{
	Suite *s = suite_create("elf");
	TCase *made = tcase_create("made"), *real = tcase_create("real");

	tcase_add_loop_test(made, every_class_and_byte_order, 0, NKINDS);
	tcase_add_loop_test(made, flags_of_a_library, 0, NKINDS);
	tcase_add_test(made, loader_and_soname_decide);
	tcase_add_test(made, rpath_without_runpath);
	tcase_add_loop_test(made, made_images_cut_anywhere, 0, NKINDS);
	tcase_add_loop_test(made, made_images_with_wrong_bytes, 0, NKINDS);
	tcase_add_test(made, hostile_fields);
	tcase_add_test(made, overlapping_needs_end);
	tcase_add_test(made, highest_version);
	tcase_add_test(made, versions_by_name);
	tcase_add_test(made, above_a_floor);
	tcase_add_test(made, machine_names);
	tcase_set_timeout(made, 60);
	suite_add_tcase(s, made);

	tcase_add_unchecked_fixture(real, build_all, build_clear);
	tcase_add_test(real, real_library);
	tcase_add_loop_test(real, real_program, 0, 3);
	tcase_add_test(real, real_kinds_of_program);
	tcase_add_loop_test(real, without_section_table, 0, 3);
	tcase_add_loop_test(real, real_files_cut_anywhere, 0, 3);
	tcase_add_test(real, no_elf_files);
	tcase_add_test(real, a_fifo_is_left_alone);
	tcase_add_test(real, wanted_by_objects);
	tcase_add_test(real, wanted_by_symver);
	tcase_add_test(real, wanted_by_long_names);
	tcase_add_test(real, wanted_by_bsd_archives);
	tcase_add_test(real, archives_counted);
	tcase_add_test(real, archives_cut_anywhere);
	tcase_add_test(real, objects_with_wrong_bytes);
	tcase_set_timeout(real, 60);
	suite_add_tcase(s, real);
	return s;
}
