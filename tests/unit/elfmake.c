#include "tests/unit/elfmake.h"

#include <check.h>
#include <elf.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "common/argvec.h"
#include "common/child.h"
#include "common/os.h"
#include "common/path.h"
#include "common/xalloc.h"

enum { BASE = 0x10000 };  /* the image is mapped there as a whole */

static void
put(struct elfmake *m, size_t at, uint64_t v, size_t size)
{
	ck_assert_uint_le(at + size, sizeof m->b);
	for (size_t i = 0; i < size; i++)
		m->b[at + (m->be ? size - 1 - i : i)] =
			(unsigned char)(v >> (8 * i));
	if (m->n < at + size)
		m->n = at + size;
}

void
elfmake_put16(struct elfmake *m, size_t at, uint16_t v)
{
	put(m, at, v, 2);
}

void
elfmake_put32(struct elfmake *m, size_t at, uint32_t v)
{
	put(m, at, v, 4);
}

void
elfmake_putword(struct elfmake *m, size_t at, uint64_t v)
{
	put(m, at, v, m->is64 ? 8 : 4);
}

static void
add16(struct elfmake *m, uint16_t v)
{
	put(m, m->n, v, 2);
}

static void
add32(struct elfmake *m, uint32_t v)
{
	put(m, m->n, v, 4);
}

static void
addword(struct elfmake *m, uint64_t v)
{
	elfmake_putword(m, m->n, v);
}

static void
align(struct elfmake *m)
{
	m->n = (m->n + 7) & ~(size_t)7;
}

/* Every string that the image needs, and where it is. */
static const char strings[] =
	"\0libc.so.6\0libx.so\0libmade.so\0/run\0own\0old\0new\0plain\0"
	"MADE_1\0GLIBC_2.2.5\0GLIBC_2.34";

static uint32_t
str(const char *s)
{
	for (size_t i = 0; i < sizeof strings; i += strlen(strings + i) + 1)
		if (strcmp(strings + i, s) == 0)
			return (uint32_t)i;
	ck_abort_msg("no string '%s'", s);
}

static void
add_header(struct elfmake *m)
{
	memcpy(m->b, ELFMAG, SELFMAG);
	m->b[EI_CLASS] = m->is64 ? ELFCLASS64 : ELFCLASS32;
	m->b[EI_DATA] = m->be ? ELFDATA2MSB : ELFDATA2LSB;
	m->b[EI_VERSION] = EV_CURRENT;
	m->n = EI_NIDENT;
	add16(m, m->type);
	add16(m, m->machine);
	add32(m, EV_CURRENT);
	addword(m, 0);
	addword(m, m->is64 ? 64 : 52);
	addword(m, 0);
	add32(m, 0x5000400);
	add16(m, m->is64 ? 64 : 52);
	add16(m, m->is64 ? 56 : 32);
	add16(m, 4);
	add16(m, 0);
	add16(m, 0);
	add16(m, 0);
}

static void
set_segment(struct elfmake *m, size_t i, uint32_t type, uint32_t flags,
	size_t at, size_t size)
{
	size_t p = m->is64 ? 64 + i * 56 : 52 + i * 32;
	size_t w = m->is64 ? 8 : 4;

	put(m, p, type, 4);
	put(m, m->is64 ? p + 4 : p + 24, flags, 4);
	put(m, p + w, at, w);
	put(m, p + 2 * w, at + BASE, w);
	put(m, p + 3 * w, at + BASE, w);
	put(m, p + 4 * w, size, w);
	put(m, p + 5 * w, size, w);
}

static void
add_symbol(struct elfmake *m, const char *name, unsigned bind, unsigned shndx)
{
	unsigned info = bind << 4 | STT_FUNC;

	add32(m, str(name));
	if (m->is64) {
		put(m, m->n, info, 1);
		put(m, m->n, 0, 1);
		add16(m, (uint16_t)shndx);
		addword(m, 0);
		addword(m, 0);
	} else {
		addword(m, 0);
		addword(m, 0);
		put(m, m->n, info, 1);
		put(m, m->n, 0, 1);
		add16(m, (uint16_t)shndx);
	}
}

static void
add_symbols(struct elfmake *m)
{
	align(m);
	m->symbols_at = m->n;
	add_symbol(m, "", 0, SHN_UNDEF);
	add_symbol(m, "old", STB_GLOBAL, SHN_UNDEF);
	add_symbol(m, "new", STB_WEAK, SHN_UNDEF);
	add_symbol(m, "plain", STB_GLOBAL, SHN_UNDEF);
	add_symbol(m, "own", STB_GLOBAL, 7);
}

/* Five symbols, the last one hashed. */
static size_t
add_count(struct elfmake *m)
{
	size_t at, w = m->wide_hash ? 8 : 4;

	align(m);
	at = m->n;
	if (m->count == COUNT_HASH) {
		put(m, m->n, 1, w);
		put(m, m->n, 5, w);
		for (unsigned i = 0; i < 6; i++)
			put(m, m->n, 0, w);
	} else if (m->count == COUNT_GNU_HASH) {
		add32(m, 2);
		add32(m, 4);
		add32(m, 1);
		add32(m, 0);
		addword(m, ~UINT64_C(0));
		add32(m, 0);
		add32(m, 4);
		add32(m, 0x12345679);
	}
	return at;
}

static size_t
add_versions(struct elfmake *m)
{
	size_t at;

	align(m);
	at = m->n;
	add16(m, 0);
	add16(m, 3);
	add16(m, 4 | 0x8000);
	add16(m, 1);
	add16(m, 2);
	align(m);
	return at;
}

static void
add_needs(struct elfmake *m, bool weak_new)
{
	align(m);
	m->verneed_at = m->n;
	add16(m, 1);
	add16(m, 2);
	add32(m, str("libc.so.6"));
	add32(m, 16);
	add32(m, 0);
	add32(m, 0);
	add16(m, 0);
	add16(m, 3);
	add32(m, str("GLIBC_2.2.5"));
	add32(m, 16);
	add32(m, 0);
	add16(m, weak_new ? VER_FLG_WEAK : 0);
	add16(m, 4);
	add32(m, str("GLIBC_2.34"));
	add32(m, 0);
}

static size_t
add_definition(struct elfmake *m)
{
	size_t at;

	align(m);
	at = m->n;
	add16(m, 1);
	add16(m, 0);
	add16(m, 2);
	add16(m, 1);
	add32(m, 0);
	add32(m, 20);
	add32(m, 0);
	add32(m, str("MADE_1"));
	add32(m, 0);
	return at;
}

static void
add_dyn(struct elfmake *m, uint64_t tag, uint64_t value)
{
	addword(m, tag);
	addword(m, value);
}

static const uint64_t count_tags[] = {
	[COUNT_HASH] = DT_HASH,
	[COUNT_GNU_HASH] = DT_GNU_HASH,
	[COUNT_MIPS] = DT_MIPS_SYMTABNO,
	[COUNT_GAP] = DT_DEBUG,
};

void
elfmake(struct elfmake *m, bool weak_new)
{
	size_t interp, count, versions, definition;

	add_header(m);
	m->n = m->is64 ? 64 + 4 * 56 : 52 + 4 * 32;
	interp = m->n;
	memcpy(m->b + m->n, "/lib/ld.so", 11);
	m->n += 11;
	add_symbols(m);
	versions = add_versions(m);
	count = add_count(m);
	add_needs(m, weak_new);
	definition = add_definition(m);
	m->strings_at = m->n;
	memcpy(m->b + m->n, strings, sizeof strings);
	m->n += sizeof strings;
	align(m);
	m->dynamic_at = m->n;
	add_dyn(m, DT_NEEDED, str("libc.so.6"));
	add_dyn(m, DT_SONAME, str("libmade.so"));
	add_dyn(m, DT_NEEDED, str("libx.so"));
	add_dyn(m, DT_RPATH, str("own"));
	add_dyn(m, DT_RUNPATH, str("/run"));
	add_dyn(m, DT_STRTAB, m->strings_at + BASE);
	add_dyn(m, DT_STRSZ, sizeof strings);
	add_dyn(m, DT_SYMTAB, m->symbols_at + BASE);
	add_dyn(m, count_tags[m->count],
		m->count == COUNT_MIPS ? 5 : count + BASE);
	add_dyn(m, DT_VERSYM, versions + BASE);
	add_dyn(m, DT_VERNEED, m->verneed_at + BASE);
	add_dyn(m, DT_VERNEEDNUM, 1);
	add_dyn(m, DT_VERDEF, definition + BASE);
	add_dyn(m, DT_VERDEFNUM, 1);
	add_dyn(m, m->textrel ? DT_TEXTREL : DT_DEBUG, 0);
	add_dyn(m, DT_FLAGS, m->static_tls ? DF_STATIC_TLS : 0);
	add_dyn(m, DT_NULL, 0);
	set_segment(m, 0, PT_LOAD, PF_R, 0, m->n);
	set_segment(m, 1, PT_INTERP, PF_R, interp, 11);
	set_segment(m, 2, PT_DYNAMIC, PF_R, m->dynamic_at,
		m->n - m->dynamic_at);
	set_segment(m, 3, PT_GNU_STACK, PF_R | (m->execstack ? PF_X : 0), 0,
		0);
}

size_t
elfmake_dyn(const struct elfmake *m, size_t i)
{
	return m->dynamic_at + i * (m->is64 ? 16 : 8);
}

size_t
elfmake_dyn_value(const struct elfmake *m, size_t i)
{
	return elfmake_dyn(m, i) + (m->is64 ? 8 : 4);
}

static size_t
guarded_size(size_t len)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);

	return (len + page - 1) / page * page + page;
}

unsigned char *
guarded(const void *mem, size_t len)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE), all = guarded_size(len);
	unsigned char *p = mmap(NULL, all, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	ck_assert(p != MAP_FAILED);
	ck_assert_int_eq(mprotect(p + all - page, page, PROT_NONE), 0);
	p += all - page - len;
	if (len > 0)
		memcpy(p, mem, len);
	return p;
}

void
guarded_free(unsigned char *copy, size_t len)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE), all = guarded_size(len);

	ck_assert_int_eq(munmap(copy + len + page - all, all), 0);
}

char *build_dir;
static struct argvec build_paths = ARGVEC_INIT;

void
build_init(void)
{
	struct fail f = FAIL_INIT;

	ck_assert_msg(os_temp_dir(&build_dir, &f) == 0, "%s", f.what);
}

void
build_clear(void)
{
	struct fail f = FAIL_INIT;

	ck_assert_msg(path_remove(build_dir, &f) == 0, "%s", f.what);
	argvec_clear(&build_paths);
	free(build_dir);
	build_dir = NULL;
}

const char *
build_path(const char *name)
{
	argvec_take(&build_paths, path_join(build_dir, name));
	return build_paths.v[build_paths.n - 1];
}

void
build_write(const char *name, const void *data, size_t len)
{
	struct fail f = FAIL_INIT;

	ck_assert_msg(path_write(build_path(name), data, len, 0600, &f) == 0,
		"%s", f.what);
}

unsigned char *
build_read(const char *name, size_t *len)
{
	struct fail f = FAIL_INIT;
	char *text = NULL;

	ck_assert_msg(path_read(build_path(name), 64 << 20, &text, len, &f) ==
			      0,
		"%s", f.what);
	return (unsigned char *)text;
}

void
build_run(const char *program, const char *words)
{
	autofree char *path = path_find(program);
	autofree char *cwd = path_absolute(".");
	struct fail f = FAIL_INIT;
	autoargvec argv = ARGVEC_INIT;
	int status = 0;

	ck_assert_msg(path != NULL, "no '%s' on PATH", program);
	ck_assert_int_eq(chdir(build_dir), 0);
	argvec_push(&argv, program);
	argvec_split(&argv, words, " ");
	ck_assert_msg(child_run(path, &argv, NULL, NULL, NULL, &status, &f) == 0,
		"%s", f.what);
	ck_assert_int_eq(chdir(cwd), 0);
	ck_assert_msg(status == 0, "%s %s: status %d", program, words, status);
}

void
build_object(const char *name, const char *text, const char *options)
{
	autofree char *c = xasprintf("%s.c", name);
	autofree char *words =
		xasprintf("-c -o %s.o %s %s", name, options, c);

	build_write(c, text, strlen(text));
	build_run("cc", words);
}
