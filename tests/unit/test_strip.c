/* strip, objcopy and nm of our own: objects of every class and byte order made
 * by hand, and what the host's compiler makes. */
#include <check.h>
#include <elf.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/ar.h"
#include "common/outfile.h"
#include "common/path.h"
#include "common/xalloc.h"
#include "shim/elf/archstrip.h"
#include "shim/elf/edit.h"
#include "shim/elf/flat.h"
#include "shim/elf/strip.h"
#include "shim/tools/own.h"
#include "tests/unit/elfmake.h"

static const struct {
	bool is64, be;
	uint16_t machine;
} kinds[] = {
	{ true, false, EM_X86_64 },
	{ true, true, EM_PPC64 },
	{ false, false, EM_ARM },
	{ false, true, EM_MIPS },
	{ true, false, EM_MIPS },
};
enum { KINDS = sizeof kinds / sizeof *kinds };

/* --- an object by hand --------------------------------------------------------- */

struct object {
	struct image im;
	unsigned char b[4096];
	size_t n, headers;
	char names[256], strings[256];
	size_t nnames, nstrings, nsections;
};

static uint32_t
text_add(char *table, size_t *n, const char *s)
{
	size_t at = *n;

	memcpy(table + at, s, strlen(s) + 1);
	*n += strlen(s) + 1;
	return (uint32_t)at;
}

/* Appends contents and notes the header behind them for later. */
static void
section_add(struct object *o, const char *name, uint32_t type, uint64_t flags,
	const void *data, size_t len, uint32_t link, uint32_t info,
	uint64_t entsize)
{
	const struct image *im = &o->im;
	bool w = im->is64;
	unsigned char *p = o->b + o->headers + o->nsections * (w ? 64 : 40);

	o->n = (o->n + 7) & ~(size_t)7;
	put32(im, p, text_add(o->names, &o->nnames, name));
	put32(im, p + 4, type);
	putword(im, p + 8, flags);
	putword(im, p + (w ? 24 : 16), o->n);
	putword(im, p + (w ? 32 : 20), len);
	put32(im, p + (w ? 40 : 24), link);
	put32(im, p + (w ? 44 : 28), info);
	putword(im, p + (w ? 48 : 32), 8);
	putword(im, p + (w ? 56 : 36), entsize);
	memcpy(o->b + o->n, data, len);
	o->n += len;
	o->nsections++;
}

static void
symbol_put(struct object *o, unsigned char *p, const char *name, int bind,
	int type, uint16_t section, uint64_t value)
{
	const struct image *im = &o->im;
	bool w = im->is64;

	put32(im, p, *name != '\0' ? text_add(o->strings, &o->nstrings, name)
				   : 0);
	p[w ? 4 : 12] = (unsigned char)ELF64_ST_INFO(bind, type);
	put16(im, p + (w ? 6 : 14), section);
	putword(im, p + (w ? 8 : 4), value);
	putword(im, p + (w ? 16 : 8), 4);
}

static void
reloc_put(const struct image *im, unsigned char *p, uint64_t at, uint32_t sym)
{
	putword(im, p, at);
	if (!im->is64)
		put32(im, p + 4, sym << 8 | 2);
	else if (im->be || im->machine == EM_MIPS)
		put32(im, p + 8, sym), put32(im, p + 12, 2);
	else
		put32(im, p + 8, 2), put32(im, p + 12, sym);
}

enum { TEXT = 1, TEXT_RELOCS, DEBUG, DEBUG_RELOCS, COMMENT, SYMTAB, STRTAB,
	SHSTRTAB, SECTIONS };
enum { HELPER = 3, LABEL, LOCALS, MAIN = LOCALS, CALLEE, SYMBOLS };

static void
object_symbols(struct object *o, unsigned char *y, size_t size)
{
	o->nstrings = 1;
	symbol_put(o, y + size, "t.c", STB_LOCAL, STT_FILE, SHN_ABS, 0);
	symbol_put(o, y + 2 * size, "", STB_LOCAL, STT_SECTION, DEBUG, 0);
	symbol_put(o, y + HELPER * size, "helper", STB_LOCAL, STT_FUNC, TEXT,
		4);
	symbol_put(o, y + LABEL * size, ".Ltmp", STB_LOCAL, STT_NOTYPE, TEXT,
		6);
	symbol_put(o, y + MAIN * size, "main", STB_GLOBAL, STT_FUNC, TEXT, 0);
	symbol_put(o, y + CALLEE * size, "callee", STB_GLOBAL, STT_NOTYPE,
		SHN_UNDEF, 0);
}

static void
object_make(struct object *o, int kind)
{
	unsigned char y[SYMBOLS * 24] = { 0 }, r[24] = { 0 };
	struct image *im = &o->im;
	bool w;
	size_t sym, rel;
	uint32_t type;

	*o = (struct object){ .nnames = 1 };
	im->is64 = w = kinds[kind].is64;
	im->be = kinds[kind].be;
	im->machine = kinds[kind].machine;
	sym = w ? 24 : 16;
	rel = w ? 24 : 8;
	type = w ? SHT_RELA : SHT_REL;
	memcpy(o->b, ELFMAG, SELFMAG);
	o->b[EI_CLASS] = w ? ELFCLASS64 : ELFCLASS32;
	o->b[EI_DATA] = im->be ? ELFDATA2MSB : ELFDATA2LSB;
	o->b[EI_VERSION] = EV_CURRENT;
	put16(im, o->b + 16, ET_REL);
	put16(im, o->b + 18, im->machine);
	put32(im, o->b + 20, EV_CURRENT);
	o->headers = o->n = 64;
	putword(im, o->b + (w ? 40 : 32), o->headers);
	put16(im, o->b + (w ? 52 : 40), w ? 64 : 52);
	put16(im, o->b + (w ? 58 : 46), w ? 64 : 40);
	put16(im, o->b + (w ? 60 : 48), SECTIONS);
	put16(im, o->b + (w ? 62 : 50), SHSTRTAB);
	o->n += SECTIONS * (size_t)(w ? 64 : 40);
	o->nsections = 1;

	object_symbols(o, y, sym);
	section_add(o, ".text", SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR,
		"abcdefgh", 8, 0, 0, 0);
	reloc_put(im, r, 4, CALLEE);
	section_add(o, ".rela.text", type, SHF_INFO_LINK, r, rel, SYMTAB, TEXT,
		rel);
	section_add(o, ".debug_info", SHT_PROGBITS, 0, "0123456789012345", 16,
		0, 0, 0);
	reloc_put(im, r, 8, 2);
	section_add(o, ".rela.debug_info", type, SHF_INFO_LINK, r, rel, SYMTAB,
		DEBUG, rel);
	section_add(o, ".comment", SHT_PROGBITS, 0, "made by hand", 13, 0, 0,
		0);
	section_add(o, ".symtab", SHT_SYMTAB, 0, y, SYMBOLS * sym, STRTAB,
		LOCALS, sym);
	section_add(o, ".strtab", SHT_STRTAB, 0, o->strings, o->nstrings, 0, 0,
		0);
	text_add(o->names, &o->nnames, ".shstrtab");
	o->nnames -= sizeof ".shstrtab";
	section_add(o, ".shstrtab", SHT_STRTAB, 0, o->names,
		o->nnames + sizeof ".shstrtab", 0, 0, 0);
}

/* --- looking at results ---------------------------------------------------------- */

/* Names of sections, or of symbols, with blanks between. */
static char *
section_list(const struct elfedit *e)
{
	autoargvec all = ARGVEC_INIT;

	for (uint32_t i = 1; i < e->nsec; i++)
		argvec_push(&all, e->sec[i].name);
	return argvec_join(&all, " ");
}

static char *
symbol_list(const struct elfedit *e)
{
	autoargvec all = ARGVEC_INIT;

	for (uint32_t i = 1; i < e->nsym; i++)
		argvec_push(&all, ELF64_ST_TYPE(e->sym[i].info) == STT_SECTION
					  ? "SECTION"
					  : e->sym[i].name);
	return argvec_join(&all, " ");
}

static const struct edit_section *
section_named(const struct elfedit *e, const char *name)
{
	for (uint32_t i = 1; i < e->nsec; i++)
		if (strcmp(e->sec[i].name, name) == 0)
			return &e->sec[i];
	ck_abort_msg("no section '%s'", name);
}

/* Strips, opens the result and checks both lists. */
static void
strip_to(const struct object *o, const struct strip_options *opt,
	const char *sections, const char *symbols)
{
	autofree char *got_sections = NULL, *got_symbols = NULL;
	autofree unsigned char *out = NULL;
	struct fail f = FAIL_INIT;
	const struct edit_section *r;
	struct elfedit e;
	size_t len;

	ck_assert_msg(elfstrip(o->b, o->n, opt, &out, &len, &f) == 0, "%s",
		f.what);
	ck_assert_msg(elfedit_open(&e, out, len, &f) == 0, "%s", f.what);
	got_sections = section_list(&e);
	got_symbols = symbol_list(&e);
	ck_assert_str_eq(got_sections, sections);
	ck_assert_str_eq(got_symbols, symbols);
	ck_assert_mem_eq(section_named(&e, ".text")->data, "abcdefgh", 8);
	/* the call still goes to where it went */
	r = section_named(&e, ".rela.text");
	ck_assert_str_eq(e.sec[r->info].name, ".text");
	ck_assert_str_eq(e.sym[elfedit_reloc_symbol(&e, r->data)].name,
		"callee");
	for (uint32_t i = 1; i < e.nsym; i++) {
		const struct edit_symbol *y = &e.sym[i];

		ck_assert_int_eq(ELF64_ST_BIND(y->info) == STB_LOCAL,
			i < e.sec[e.symtab].info);
		if (!y->reserved && *y->name != '\0')
			ck_assert_str_eq(e.sec[y->section].name, ".text");
	}
	elfedit_clear(&e);
}

#define STAY ".text .rela.text .comment .symtab .strtab .shstrtab"
#define WHOLE                                                               \
	".text .rela.text .debug_info .rela.debug_info .comment .symtab "   \
	".strtab .shstrtab"

START_TEST(modes)
{
	struct strip_options o = { .mode = STRIP_DEBUG };
	struct object ob;

	object_make(&ob, _i);
	strip_to(&ob, &o, STAY, "helper .Ltmp main callee");
	o.mode = STRIP_UNNEEDED;
	strip_to(&ob, &o, STAY, "main callee");
	o.mode = STRIP_ALL;
	strip_to(&ob, &o, STAY, "main callee");
	o.mode = STRIP_NOTHING;
	strip_to(&ob, &o, WHOLE, "t.c SECTION helper .Ltmp main callee");
	o.locals = LOCALS_COMPILER;
	strip_to(&ob, &o, WHOLE, "t.c SECTION helper main callee");
	o.locals = LOCALS_DISCARD;
	strip_to(&ob, &o, STAY, "t.c main callee");
}
END_TEST

START_TEST(named)
{
	struct strip_options o = { .mode = STRIP_UNNEEDED };
	struct object ob;

	object_make(&ob, _i);
	argvec_push(&o.keep, "helper");
	strip_to(&ob, &o, STAY, "helper main callee");
	argvec_push(&o.remove, ".comm*");
	strip_to(&ob, &o, ".text .rela.text .symtab .strtab .shstrtab",
		"helper main callee");
	argvec_push(&o.strip, "main");
	strip_to(&ob, &o, ".text .rela.text .symtab .strtab .shstrtab",
		"helper callee");
	argvec_clear(&o.keep);
	argvec_push(&o.keep, "h?l*");
	o.change.wildcard = true;
	strip_to(&ob, &o, ".text .rela.text .symtab .strtab .shstrtab",
		"helper callee");
	argvec_clear(&o.keep);
	argvec_clear(&o.remove);
	argvec_clear(&o.strip);
}
END_TEST

static void
refused(const struct object *ob, const struct strip_options *o,
	const char *what)
{
	struct fail f = FAIL_INIT;
	unsigned char *out = NULL;
	size_t len;

	ck_assert_int_eq(elfstrip(ob->b, ob->n, o, &out, &len, &f), -1);
	ck_assert_ptr_null(out);
	ck_assert_str_eq(f.what, what);
	fail_clear(&f);
}

START_TEST(what_others_need)
{
	struct strip_options o = { .mode = STRIP_DEBUG };
	struct object ob;

	object_make(&ob, _i);
	argvec_push(&o.strip, "callee");
	refused(&ob, &o, "cannot remove symbol 'callee': a relocation needs "
			 "it");
	argvec_clear(&o.strip);
	argvec_push(&o.remove, ".strtab");
	refused(&ob, &o, "cannot remove section '.strtab': section '.symtab' "
			 "needs it");
	argvec_clear(&o.remove);
}
END_TEST

/* Twice is once, and a result is never larger. */
START_TEST(again)
{
	struct strip_options o = { .mode = STRIP_UNNEEDED };
	autofree unsigned char *once = NULL, *twice = NULL;
	struct fail f = FAIL_INIT;
	struct object ob;
	size_t n, m;

	object_make(&ob, _i);
	ck_assert_int_eq(elfstrip(ob.b, ob.n, &o, &once, &n, &f), 0);
	ck_assert_int_eq(elfstrip(once, n, &o, &twice, &m, &f), 0);
	ck_assert_uint_lt(n, ob.n);
	ck_assert_uint_eq(n, m);
	ck_assert_mem_eq(once, twice, n);
}
END_TEST

START_TEST(cut_off)
{
	struct strip_options o = { .mode = STRIP_DEBUG };
	struct object ob;

	object_make(&ob, _i);
	for (size_t n = 0; n < ob.n; n++) {
		unsigned char *cut = guarded(ob.b, n), *out = NULL;
		struct fail f = FAIL_INIT;
		size_t len;

		ck_assert_msg(elfstrip(cut, n, &o, &out, &len, &f) == -1,
			"cut at %zu", n);
		ck_assert_ptr_nonnull(f.what);
		fail_clear(&f);
		guarded_free(cut, n);
	}
}
END_TEST

/* Whatever a byte is changed to: no crash, and a result that reads again. */
START_TEST(bent)
{
	static const unsigned char values[] = { 0, 1, 0x7f, 0x80, 0xff };
	struct strip_options o = { .mode = STRIP_UNNEEDED };
	struct object ob;
	size_t good = 0;

	object_make(&ob, _i);
	for (size_t at = 0; at < ob.n * sizeof values; at++) {
		unsigned char *b = guarded(ob.b, ob.n), *out = NULL;
		struct fail f = FAIL_INIT;
		struct elfedit e;
		size_t len;

		b[at / sizeof values] = values[at % sizeof values];
		if (elfstrip(b, ob.n, &o, &out, &len, &f) == 0) {
			ck_assert_msg(elfedit_open(&e, out, len, &f) == 0,
				"byte %zu: %s", at / sizeof values, f.what);
			elfedit_clear(&e);
			good++;
		} else {
			ck_assert_ptr_nonnull(f.what);
		}
		free(out);
		fail_clear(&f);
		guarded_free(b, ob.n);
	}
	ck_assert_uint_gt(good, 0);
}
END_TEST

START_TEST(debug_link)
{
	struct strip_options o = { .debuglink = "p.debug",
		.debuglink_crc = 0x12345678 };
	autofree unsigned char *out = NULL;
	struct fail f = FAIL_INIT;
	const struct edit_section *s;
	struct object ob;
	struct elfedit e;
	size_t len;

	object_make(&ob, _i);
	ck_assert_int_eq(elfstrip(ob.b, ob.n, &o, &out, &len, &f), 0);
	ck_assert_int_eq(elfedit_open(&e, out, len, &f), 0);
	s = section_named(&e, ".gnu_debuglink");
	ck_assert_uint_eq(s->size, 12);
	ck_assert_str_eq((const char *)s->data, "p.debug");
	ck_assert_uint_eq(get32(&e.im, s->data + 8), 0x12345678);
	elfedit_clear(&e);
}
END_TEST

START_TEST(flat_image)
{
	struct strip_options o = { .mode = STRIP_NOTHING };
	struct flat_options flat = { .format = FLAT_BINARY };
	autofree unsigned char *out = NULL;
	struct fail f = FAIL_INIT;
	struct object ob;
	size_t len;

	object_make(&ob, _i);
	ck_assert_int_eq(elfflat(ob.b, ob.n, &o, &flat, &out, &len, &f), 0);
	ck_assert_uint_eq(len, 8);
	ck_assert_mem_eq(out, "abcdefgh", 8);
}
END_TEST

/* --- files of the host's compiler ---------------------------------------------- */

static const char program[] =
	"#include <stdio.h>\n"
	"static int three(int x) { return x + 3; }\n"
	"int data = 4; int zero; const char *text = \"text\";\n"
	"int main(int c, char **v) { (void)v;\n"
	"\treturn snprintf(0, 0, \"%s\", text) + three(c) + data + zero != 12; }\n";

static int
call_tool(const struct tool *tool, const char *words,
	char **what)
{
	struct call c = { .name = "tool" };
	struct fail f = FAIL_INIT;
	int r;

	argvec_split(&c.words, words, " ");
	ck_assert_int_eq(chdir(build_dir), 0);
	r = tool_run(tool, &c, &f);
	if (what != NULL)
		*what = f.what != NULL ? xstrdup(f.what) : NULL;
	argvec_clear(&c.words);
	fail_clear(&f);
	return r;
}

/* Every segment's bytes but the ELF header's, which counts sections. */
static void
same_segments(const unsigned char *a, size_t na, const unsigned char *b,
	size_t nb)
{
	struct fail f = FAIL_INIT;
	struct image x, y;

	ck_assert_int_eq(image_open(&x, a, na, &f), 0);
	ck_assert_int_eq(image_open(&y, b, nb, &f), 0);
	ck_assert_uint_eq(x.phnum, y.phnum);
	ck_assert_uint_gt(x.phnum, 2);
	ck_assert_mem_eq(a + x.phoff, b + y.phoff, (size_t)x.phnum * x.phsize);
	for (uint32_t i = 0; i < x.phnum; i++) {
		struct segment s = image_segment(&x, i);
		uint64_t skip = s.offset < 64 ? 64 - s.offset : 0;

		if (s.filesz <= skip)
			continue;
		ck_assert_uint_le(s.offset + s.filesz, nb);
		ck_assert_mem_eq(a + s.offset + skip, b + s.offset + skip,
			s.filesz - skip);
	}
}

static const char *const options[] = { "", "-s", "-g", "--strip-unneeded",
	"-x", "-X", "-K main", "-N three", "-R .comment", "-d -R .comment" };
enum { OPTIONS = sizeof options / sizeof *options };

START_TEST(programs_run)
{
	autofree char *words = xasprintf("%s p", options[_i]);
	autofree unsigned char *before = NULL, *after = NULL;
	size_t n, m;

	build_object("p", program, "-g");
	build_run("cc", "-o p p.o");
	before = build_read("p", &n);
	ck_assert_int_eq(call_tool(&own_strip, words, NULL), 0);
	after = build_read("p", &m);
	same_segments(before, n, after, m);
	build_run("./p", "");
}
END_TEST

START_TEST(objects_link)
{
	autofree char *words = xasprintf("%s p.o libt.a", options[_i]);

	build_object("p", program, "-g");
	build_object("t", "static int k = 1; int three_(void) { return k; }",
		"-g");
	build_object("u", "int three_(void); int main(void)"
			  "{ return three_() - 1; }", "-g");
	unlink(build_path("libt.a"));
	build_run("ar", "rcs libt.a t.o");
	ck_assert_int_eq(call_tool(&own_strip, words, NULL), 0);
	build_run("cc", "-o p p.o");
	build_run("./p", "");
	/* the member is found by the archive's index */
	build_run("cc", "-o u u.o libt.a");
	build_run("./u", "");
}
END_TEST

START_TEST(archives)
{
	struct strip_options o = { .mode = STRIP_DEBUG };
	autofree unsigned char *in = NULL, *out = NULL;
	static const char *const names[] = { "t.o",
		"a-member-with-a-long-name.o", "notes.txt" };
	struct fail f = FAIL_INIT;
	struct ar_member m;
	struct ar a;
	size_t n, len;

	build_object("t", "int t(void) { return 1; }", "-g");
	build_object("a-member-with-a-long-name", "int l(void) { return 1; }",
		"-g");
	build_write("notes.txt", "odd", 3);
	unlink(build_path("l.a"));
	build_run("ar", "rcs l.a t.o a-member-with-a-long-name.o notes.txt");
	in = build_read("l.a", &n);
	ck_assert_int_eq(archstrip(in, n, &o, true, NULL, NULL, &out, &len, &f), 0);
	ck_assert_int_eq(ar_open(&a, out, len, &f), 0);
	for (int i = 0; i < 3; i++) {
		ck_assert_int_eq(ar_next(&a, &m, &f), 1);
		ck_assert_str_eq(m.name, names[i]);
		if (i == 2)
			ck_assert_mem_eq(m.mem, "odd", 3);
		free(m.name);
	}
	ck_assert_int_eq(ar_next(&a, &m, &f), 0);
	for (size_t cut = 0; cut < n; cut += cut < 300 ? 1 : 37) {
		unsigned char *g = guarded(in, cut), *none = NULL;
		size_t l;

		if (archstrip(g, cut, &o, true, NULL, NULL, &none, &l, &f) == 0)
			free(none);
		fail_clear(&f);
		guarded_free(g, cut);
	}
}
END_TEST

/* A symlink stays one; mode and, with -p, times stay. */
START_TEST(in_place)
{
	struct timespec old[2] = { { 1000000000, 5 }, { 1000000001, 7 } };
	const char *link, *file;
	struct stat before, st;

	build_object("p", program, "-g");
	build_run("cc", "-o p p.o");
	link = build_path("link");
	file = build_path("p");
	unlink(link);
	ck_assert_int_eq(symlink("p", link), 0);
	ck_assert_int_eq(chmod(file, 04751), 0);
	ck_assert_int_eq(utimensat(AT_FDCWD, file, old, 0), 0);
	ck_assert_int_eq(stat(file, &before), 0);
	ck_assert_int_eq(call_tool(&own_strip, "-p link", NULL), 0);
	ck_assert_int_eq(lstat(link, &st), 0);
	ck_assert(S_ISLNK(st.st_mode));
	ck_assert_int_eq(stat(file, &st), 0);
	ck_assert_int_eq(st.st_mode & 07777, 04751);
	ck_assert_int_eq(st.st_mtim.tv_sec, old[1].tv_sec);
	ck_assert_int_eq(st.st_mtim.tv_nsec, old[1].tv_nsec);
	ck_assert_int_lt(st.st_size, before.st_size);
	ck_assert_int_eq(call_tool(&own_strip, "p -o q", NULL), 0);
	ck_assert_int_eq(stat(build_path("q"), &st), 0);
	ck_assert_int_eq(st.st_mode & 04100, 0100);
}
END_TEST

/* What cannot be stripped stays as it was, to the byte and the time. */
START_TEST(untouched)
{
	autofree unsigned char *whole = NULL, *after = NULL;
	static const char script[] = "#!/bin/sh\n";
	struct stat before, st;
	size_t n, m;

	build_object("p", program, "-g");
	whole = build_read("p.o", &n);
	build_write("cut", whole, n - 1);
	build_write("script", script, sizeof script);
	build_write("empty", "", 0);
	ck_assert_int_eq(stat(build_path("cut"), &before), 0);
	ck_assert_int_eq(call_tool(&own_strip, "cut script empty gone", NULL),
		1);
	ck_assert_int_eq(stat(build_path("cut"), &st), 0);
	ck_assert_int_eq(st.st_ino, before.st_ino);
	ck_assert_int_eq(st.st_mtim.tv_nsec, before.st_mtim.tv_nsec);
	after = build_read("cut", &m);
	ck_assert_uint_eq(m, n - 1);
	ck_assert_mem_eq(after, whole, m);
}
END_TEST

/* A loaded section that no segment covers, taken out. */
START_TEST(loaded_by_nobody)
{
	autofree unsigned char *b = NULL, *out = NULL;
	struct strip_options o = { .mode = STRIP_ALL };
	struct fail f = FAIL_INIT;
	struct elfedit e;
	size_t n, m;

	build_object("p", program, "-g");
	build_run("cc", "-o p p.o");
	b = build_read("p", &n);
	ck_assert_int_eq(elfedit_open(&e, b, n, &f), 0);
	for (uint32_t i = 1; i < e.nsec; i++)
		if (strcmp(e.sec[i].name, ".debug_info") == 0)
			b[e.im.shoff + (uint64_t)i * e.im.shsize + 8] |=
				SHF_ALLOC;
	elfedit_clear(&e);
	argvec_push(&o.remove, ".debug_info");
	ck_assert_msg(elfstrip(b, n, &o, &out, &m, &f) == 0, "%s", f.what);
	ck_assert_uint_lt(m, n);
	argvec_clear(&o.remove);
}
END_TEST

/* Data that a program carries behind its end is not cut off. */
START_TEST(carried_data)
{
	autofree unsigned char *whole = NULL, *longer = NULL;
	struct strip_options o = { .mode = STRIP_ALL };
	struct fail f = FAIL_INIT;
	unsigned char *out = NULL;
	size_t n, m;

	build_object("p", program, "-g");
	build_run("cc", "-o p p.o");
	whole = build_read("p", &n);
	longer = xmalloc(n + 5);
	memcpy(longer, whole, n);
	for (size_t i = 0; i < 5; i++)
		longer[n + i] = (unsigned char)("data!"[i]);
	ck_assert_int_eq(elfstrip(longer, n + 5, &o, &out, &m, &f), -1);
	ck_assert_str_eq(f.what,
		"5 bytes behind the end of the ELF file would be lost");
	fail_clear(&f);
}
END_TEST

static const struct {
	const char *words, *what;
} wrong[] = {
	{ "--frobnicate p", "unknown option '--frobnicate'" },
	{ "-q p", "unknown option '-q'" },
	{ "-R", "no value for option '-R'" },
	{ "-s", "missing word 'FILE'" },
	{ "-o r a b", "-o takes one file" },
};

START_TEST(wrong_words)
{
	autofree char *what = NULL;

	ck_assert_int_eq(call_tool(&own_strip, wrong[_i].words, &what), -1);
	ck_assert_str_eq(what, wrong[_i].what);
}
END_TEST

START_TEST(debug_only)
{
	autofree unsigned char *b = NULL;
	struct fail f = FAIL_INIT;
	struct elfedit e;
	size_t n;

	build_object("p", program, "-g");
	build_run("cc", "-Wl,--build-id -o p p.o");
	ck_assert_int_eq(call_tool(&own_objcopy, "--only-keep-debug p p.dbg",
				 NULL), 0);
	b = build_read("p.dbg", &n);
	ck_assert_int_eq(elfedit_open(&e, b, n, &f), 0);
	ck_assert_uint_eq(section_named(&e, ".text")->type, SHT_NOBITS);
	ck_assert_uint_eq(section_named(&e, ".note.gnu.build-id")->type,
		SHT_NOTE);
	ck_assert_uint_gt(section_named(&e, ".debug_info")->size, 0);
	ck_assert_uint_gt(e.nsym, 5);
	elfedit_clear(&e);
}
END_TEST

/* --- odd files ------------------------------------------------------------------ */

/* Of the fuzzers' corpus: behind the byte that chooses the options. */
static const struct {
	const char *file;
	struct strip_options how;
} odd[] = {
	/* both string tables loaded, so they once lost their bytes */
	{ "alloc-strtab-10", { .only_debug = true } },
	/* the table of the sections' names is called .stabnam */
	{ "stab-names-01", { .mode = STRIP_DEBUG } },
};

START_TEST(own_tables)
{
	autofree char *path = xasprintf("tests/fuzz/corpus/strip/%s",
		odd[_i].file);
	autofree char *text = NULL;
	autofree unsigned char *out = NULL;
	struct fail f = FAIL_INIT;
	struct elfedit e;
	bool section = false, symbol = false;
	size_t len, n;

	ck_assert_int_eq(path_read(path, 1 << 16, &text, &len, &f), 0);
	ck_assert_int_eq(elfstrip(text + 1, len - 1, &odd[_i].how, &out, &n,
				 &f), 0);
	ck_assert_int_eq(elfedit_open(&e, out, n, &f), 0);
	for (uint32_t i = 1; i < e.nsec; i++)
		section |= strcmp(e.sec[i].name, ".comment") == 0;
	for (uint32_t i = 1; i < e.nsym; i++)
		symbol |= strcmp(e.sym[i].name, "table") == 0;
	ck_assert(section && symbol);
	elfedit_clear(&e);
}
END_TEST

Suite *suite_strip(void);

Suite *
suite_strip(void)
{
	Suite *s = suite_create("strip");
	TCase *made = tcase_create("made"), *built = tcase_create("built");

	tcase_add_loop_test(made, modes, 0, KINDS);
	tcase_add_loop_test(made, named, 0, KINDS);
	tcase_add_loop_test(made, what_others_need, 0, KINDS);
	tcase_add_loop_test(made, again, 0, KINDS);
	tcase_add_loop_test(made, cut_off, 0, KINDS);
	tcase_add_loop_test(made, bent, 0, KINDS);
	tcase_add_loop_test(made, debug_link, 0, KINDS);
	tcase_add_loop_test(made, flat_image, 0, KINDS);
	tcase_add_loop_test(made, own_tables, 0, sizeof odd / sizeof *odd);
	tcase_set_timeout(made, 60);
	suite_add_tcase(s, made);

	tcase_add_unchecked_fixture(built, build_init, build_clear);
	tcase_add_loop_test(built, programs_run, 0, OPTIONS);
	tcase_add_loop_test(built, objects_link, 0, OPTIONS);
	tcase_add_test(built, archives);
	tcase_add_test(built, in_place);
	tcase_add_test(built, untouched);
	tcase_add_test(built, loaded_by_nobody);
	tcase_add_test(built, carried_data);
	tcase_add_test(built, debug_only);
	tcase_add_loop_test(built, wrong_words, 0,
		sizeof wrong / sizeof *wrong);
	tcase_set_timeout(built, 60);
	suite_add_tcase(s, built);
	return s;
}
