#include "common/macho.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <bsd/sys/endian.h>

#include "common/ar.h"
#include "common/str.h"
#include "common/xalloc.h"

enum { HEADER = 32, SEGMENT = 72, SECTION = 80, NLIST = 16 };
enum { MAX_SLICES = 64 };
#define MAGIC_64 0xfeedfacfu
#define MAGIC_32 0xfeedfaceu
#define MAGIC_FAT 0xcafebabeu
#define MAGIC_FAT_64 0xcafebabfu

/* Java's class files have the same magic; their version, 45 and up, stands
 * where the number of slices does. */
bool
macho_is_fat(const void *mem, size_t len)
{
	if (len < 8)
		return false;
	return (be32dec(mem) == MAGIC_FAT ||
		       be32dec(mem) == MAGIC_FAT_64) &&
	       be32dec((const uint8_t *)mem + 4) < 40;
}

static bool
is_thin(const void *mem, size_t len)
{
	uint32_t magic = len >= 4 ? le32dec(mem) : 0;
	uint32_t swapped = len >= 4 ? be32dec(mem) : 0;

	return magic == MAGIC_64 || magic == MAGIC_32 ||
	       swapped == MAGIC_64 || swapped == MAGIC_32;
}

bool
macho_is(const void *mem, size_t len)
{
	return is_thin(mem, len) || macho_is_fat(mem, len);
}

/* --- load commands -------------------------------------------------------- */

bool
macho_name_is(const void *field, const char *name)
{
	size_t n = strnlen(field, 16);

	return n == strlen(name) && memcmp(field, name, n) == 0;
}

bool
macho_next(const struct macho *m, struct macho_cmd *c)
{
	size_t off = c->size == 0 ? HEADER : c->off + c->size;
	uint32_t index = c->size == 0 ? 0 : c->index + 1;

	if (index >= m->ncmds)
		return false;
	*c = (struct macho_cmd){ le32dec(m->p + off),
		le32dec(m->p + off + 4), off, index };
	return true;
}

bool
macho_find(const struct macho *m, uint32_t cmd, struct macho_cmd *c)
{
	*c = (struct macho_cmd){ 0, 0, 0, 0 };
	while (macho_next(m, c))
		if (c->cmd == cmd)
			return true;
	return false;
}

const char *
macho_string(const struct macho *m, const struct macho_cmd *c, unsigned word)
{
	return (const char *)m->p + c->off +
	       le32dec(m->p + c->off + (size_t)word * 4);
}

uint32_t
macho_nsects(const struct macho *m, const struct macho_cmd *c)
{
	return le32dec(m->p + c->off + 64);
}

void
macho_section_read(const uint8_t *p, struct macho_section *out)
{
	*out = (struct macho_section){ .addr = le64dec(p + 32),
		.size = le64dec(p + 40),
		.offset = le32dec(p + 48),
		.align = le32dec(p + 52),
		.reloff = le32dec(p + 56),
		.nreloc = le32dec(p + 60),
		.flags = le32dec(p + 64),
		.reserved1 = le32dec(p + 68),
		.reserved2 = le32dec(p + 72) };
	memcpy(out->sect, p, 16);
	memcpy(out->seg, p + 16, 16);
}

void
macho_section(const struct macho *m, const struct macho_cmd *c, uint32_t i,
	struct macho_section *out)
{
	macho_section_read(m->p + c->off + SEGMENT + (size_t)i * SECTION, out);
}

/* Is [off, off + n * unit) inside the image? */
static bool
inside(const struct macho *m, uint64_t off, uint64_t n, uint64_t unit)
{
	return off <= m->len && n <= (m->len - off) / unit;
}

bool
macho_section_has_bytes(const struct macho_section *s)
{
	unsigned type = s->flags & 0xff;

	/* S_ZEROFILL, S_GB_ZEROFILL, S_THREAD_LOCAL_ZEROFILL */
	return type != 1 && type != 0xc && type != 0x12;
}

static int
check_segment(const struct macho *m, const struct macho_cmd *c,
	struct fail *f)
{
	const uint8_t *p = m->p + c->off;
	struct macho_section s;

	if (c->size < SEGMENT ||
		macho_nsects(m, c) > (c->size - SEGMENT) / SECTION)
		return fail_set(f, "load command %u: too small for its "
				   "sections", c->index);
	if (!inside(m, le64dec(p + 40), le64dec(p + 48), 1))
		return fail_set(f, "load command %u: the segment ends behind "
				   "the file", c->index);
	for (uint32_t i = 0; i < macho_nsects(m, c); i++) {
		macho_section(m, c, i, &s);
		if ((macho_section_has_bytes(&s) &&
			    !inside(m, s.offset, s.size, 1)) ||
			!inside(m, s.reloff, s.nreloc, 8))
			return fail_set(f, "section %s,%s ends behind the "
					   "file", s.seg, s.sect);
	}
	return 0;
}

/* Ranges in the file that a command names: offset of the two fields in the
 * command, and the size of what is counted. */
struct range {
	uint32_t cmd;
	unsigned at, count, unit;
};

static const struct range ranges[] = {
	{ LC_SYMTAB, 8, 12, NLIST },
	{ LC_SYMTAB, 16, 20, 1 },
	{ LC_DYSYMTAB, 32, 36, 8 },
	{ LC_DYSYMTAB, 40, 44, 56 },
	{ LC_DYSYMTAB, 48, 52, 4 },
	{ LC_DYSYMTAB, 56, 60, 4 },
	{ LC_DYSYMTAB, 64, 68, 8 },
	{ LC_DYSYMTAB, 72, 76, 8 },
	{ LC_DYLD_INFO, 8, 12, 1 },
	{ LC_DYLD_INFO, 16, 20, 1 },
	{ LC_DYLD_INFO, 24, 28, 1 },
	{ LC_DYLD_INFO, 32, 36, 1 },
	{ LC_DYLD_INFO, 40, 44, 1 },
	{ LC_DYLD_INFO_ONLY, 8, 12, 1 },
	{ LC_DYLD_INFO_ONLY, 16, 20, 1 },
	{ LC_DYLD_INFO_ONLY, 24, 28, 1 },
	{ LC_DYLD_INFO_ONLY, 32, 36, 1 },
	{ LC_DYLD_INFO_ONLY, 40, 44, 1 },
	{ LC_CODE_SIGNATURE, 8, 12, 1 },
	{ LC_SEGMENT_SPLIT_INFO, 8, 12, 1 },
	{ LC_FUNCTION_STARTS, 8, 12, 1 },
	{ LC_DATA_IN_CODE, 8, 12, 1 },
	{ LC_DYLIB_CODE_SIGN_DRS, 8, 12, 1 },
	{ LC_LINKER_OPTIMIZATION_HINT, 8, 12, 1 },
	{ LC_ATOM_INFO, 8, 12, 1 },
	{ LC_DYLD_EXPORTS_TRIE, 8, 12, 1 },
	{ LC_DYLD_CHAINED_FIXUPS, 8, 12, 1 },
};

static int
check_ranges(const struct macho *m, const struct macho_cmd *c, struct fail *f)
{
	for (size_t i = 0; i < COUNT(ranges); i++) {
		const struct range *r = &ranges[i];

		if (r->cmd != c->cmd)
			continue;
		if (c->size < r->count + 4)
			return fail_set(f, "load command %u: too small",
				c->index);
		if (!inside(m, le32dec(m->p + c->off + r->at),
			    le32dec(m->p + c->off + r->count), r->unit))
			return fail_set(f, "load command %u: its table ends "
					   "behind the file", c->index);
	}
	return 0;
}

/* The smallest size of a command with fixed fields that tools read. */
static uint32_t
least_size(uint32_t cmd)
{
	switch (cmd) {
	case LC_DYSYMTAB:
		return 80;
	case LC_UUID:
	case LC_MAIN:
	case LC_BUILD_VERSION:
		return 24;
	case LC_VERSION_MIN_MACOSX:
	case LC_SOURCE_VERSION:
		return 16;
	default:
		return 8;
	}
}

/* Commands with a string: its offset is the third word. */
static bool
has_string(uint32_t cmd)
{
	return cmd == LC_LOAD_DYLIB || cmd == LC_ID_DYLIB ||
	       cmd == LC_LOAD_WEAK_DYLIB || cmd == LC_REEXPORT_DYLIB ||
	       cmd == LC_LAZY_LOAD_DYLIB || cmd == LC_LOAD_UPWARD_DYLIB ||
	       cmd == LC_RPATH || cmd == LC_LOAD_DYLINKER ||
	       cmd == LC_ID_DYLINKER || cmd == LC_DYLD_ENVIRONMENT ||
	       cmd == LC_SUB_FRAMEWORK;
}

static int
check_string(const struct macho *m, const struct macho_cmd *c, struct fail *f)
{
	bool dylib = c->cmd != LC_RPATH && c->cmd != LC_LOAD_DYLINKER &&
		     c->cmd != LC_ID_DYLINKER &&
		     c->cmd != LC_DYLD_ENVIRONMENT &&
		     c->cmd != LC_SUB_FRAMEWORK;
	uint32_t least = dylib ? 24 : 12, at;

	if (c->size < least + 1)
		return fail_set(f, "load command %u: too small", c->index);
	at = le32dec(m->p + c->off + 8);
	if (at < least || at >= c->size ||
		memchr(m->p + c->off + at, '\0', c->size - at) == NULL)
		return fail_set(f, "load command %u: its name is malformed",
			c->index);
	return 0;
}

static int
check_command(const struct macho *m, const struct macho_cmd *c,
	struct fail *f)
{
	if (c->size < least_size(c->cmd))
		return fail_set(f, "load command %u: too small", c->index);
	if (c->cmd == LC_SEGMENT_64)
		return check_segment(m, c, f);
	if (has_string(c->cmd))
		return check_string(m, c, f);
	return check_ranges(m, c, f);
}

/* Every name of the symbol table ends inside the string table. */
static int
check_symbols(const struct macho *m, const struct macho_cmd *c,
	struct fail *f)
{
	const uint8_t *p = m->p + c->off;
	const uint8_t *syms = m->p + le32dec(p + 8);
	uint32_t n = le32dec(p + 12), size = le32dec(p + 20);
	const uint8_t *names = m->p + le32dec(p + 16);

	if (n > 0 && (size == 0 || names[size - 1] != '\0'))
		return fail_set(f, "the string table has no end");
	for (uint32_t i = 0; i < n; i++)
		if (le32dec(syms + (size_t)i * NLIST) >= size)
			return fail_set(f, "symbol %u: its name lies outside "
					   "the string table", i);
	return 0;
}

static int
check_header(const void *mem, size_t len, struct fail *f)
{
	if (!is_thin(mem, len))
		return fail_set(f, "it is no Mach-O file");
	if (le32dec(mem) == MAGIC_32 || be32dec(mem) == MAGIC_32)
		return fail_set(f, "it is a 32-bit Mach-O file, which only "
				   "macOS before 10.15 runs");
	if (le32dec(mem) != MAGIC_64)
		return fail_set(f, "it is a big-endian Mach-O file");
	if (len < HEADER)
		return fail_set(f, "its Mach-O header is cut off");
	return 0;
}

int
macho_open(struct macho *m, const void *mem, size_t len, struct fail *f)
{
	const uint8_t *p = mem;
	struct macho_cmd symtab = { 0, 0, 0, 0 };
	size_t off = HEADER;

	if (check_header(mem, len, f) != 0)
		return -1;
	*m = (struct macho){ p, len, le32dec(p + 4), le32dec(p + 8),
		le32dec(p + 12), le32dec(p + 16),
		le32dec(p + 20), le32dec(p + 24) };
	if (m->sizeofcmds > len - HEADER)
		return fail_set(f, "its load commands are cut off");
	for (uint32_t i = 0; i < m->ncmds; i++) {
		size_t left = HEADER + m->sizeofcmds - off;
		struct macho_cmd c = { 0, 0, off, i };

		if (left < 8)
			return fail_set(f, "load command %u is cut off", i);
		c.cmd = le32dec(p + off);
		c.size = le32dec(p + off + 4);
		if (c.size < 8 || c.size > left || c.size % 4 != 0)
			return fail_set(f, "load command %u has a wrong size",
				i);
		if (check_command(m, &c, f) != 0)
			return -1;
		if (c.cmd == LC_SYMTAB) {
			if (symtab.size != 0)
				return fail_set(f, "two symbol tables");
			symtab = c;
		}
		off += c.size;
	}
	return symtab.size != 0 ? check_symbols(m, &symtab, f) : 0;
}

/* --- symbols -------------------------------------------------------------- */

uint32_t
macho_nsyms(const struct macho *m)
{
	struct macho_cmd c;

	return macho_find(m, LC_SYMTAB, &c) ? le32dec(m->p + c.off + 12)
					    : 0;
}

void
macho_symbol(const struct macho *m, uint32_t i, struct macho_symbol *out)
{
	struct macho_cmd c;
	const uint8_t *p, *s;

	*out = (struct macho_symbol){ "", 0, 0, 0, 0 };
	if (!macho_find(m, LC_SYMTAB, &c))
		return;
	p = m->p + c.off;
	s = m->p + le32dec(p + 8) + (size_t)i * NLIST;
	*out = (struct macho_symbol){
		(const char *)m->p + le32dec(p + 16) + le32dec(s), s[4],
		s[5], le16dec(s + 6), le64dec(s + 8) };
}

static int
object_symbols(const void *mem, size_t len, macho_symbol_fn *fn, void *ctx,
	struct fail *f)
{
	struct macho_symbol s;
	struct macho m;

	if (!is_thin(mem, len))
		return 0;
	if (macho_open(&m, mem, len, f) != 0)
		return -1;
	for (uint32_t i = 0, n = macho_nsyms(&m); i < n; i++) {
		macho_symbol(&m, i, &s);
		if ((s.type & N_STAB) != 0 || (s.type & N_EXT) == 0)
			continue;
		/* a common symbol is undefined with a size as its value */
		fn(ctx, s.name, (s.type & N_TYPE) != N_UNDF || s.value != 0);
	}
	return 0;
}

int
macho_each_symbol(const void *mem, size_t len, macho_symbol_fn *fn, void *ctx,
	struct fail *f)
{
	struct ar_member m;
	struct ar a;
	int r;

	if (!ar_is(mem, len))
		return object_symbols(mem, len, fn, ctx, f);
	if (ar_open(&a, mem, len, f) != 0)
		return -1;
	while ((r = ar_next(&a, &m, f)) == 1) {
		/* what is no object (rustc's lib.rmeta) is left alone */
		if (!m.external &&
			object_symbols(m.mem, m.len, fn, ctx, f) != 0)
			r = fail_context(f, "%s", m.name);
		free(m.name);
		if (r < 0)
			break;
	}
	return r;
}

/* --- fat files ------------------------------------------------------------ */

static const struct {
	const char *name;
	uint32_t cputype, cpusubtype;
} archs[] = {
	{ "x86_64", MACHO_X86_64, 3 },
	{ "x86_64h", MACHO_X86_64, 8 },
	{ "arm64", MACHO_ARM64, 0 },
	{ "arm64e", MACHO_ARM64, 2 },
	{ "arm64v8", MACHO_ARM64, 1 },
	{ "i386", 7, 3 },
	{ "armv7", 12, 9 },
	{ "armv7s", 12, 11 },
	{ "armv7k", 12, 12 },
	{ "arm64_32", 0x0200000c, 1 },
	{ "ppc", 18, 0 },
	{ "ppc64", 0x01000012, 0 },
};

const char *
macho_arch_name(uint32_t cputype, uint32_t cpusubtype, char buf[32])
{
	for (size_t i = 0; i < COUNT(archs); i++)
		if (archs[i].cputype == cputype &&
			archs[i].cpusubtype == (cpusubtype & 0xffffff))
			return archs[i].name;
	snprintf(buf, 32, "0x%x/%u", cputype, cpusubtype & 0xffffff);
	return buf;
}

uint32_t
macho_arch_find(const char *name, uint32_t *cpusubtype)
{
	if (strcmp(name, "aarch64") == 0)
		name = "arm64";
	for (size_t i = 0; i < COUNT(archs); i++)
		if (strcmp(archs[i].name, name) == 0) {
			*cpusubtype = archs[i].cpusubtype;
			return archs[i].cputype;
		}
	return 0;
}

/* What kind of code is in a thin file or in an archive's first object. */
static int
thin_slice(const uint8_t *p, size_t len, struct macho_slice *out,
	struct fail *f)
{
	struct ar_member m;
	struct ar a;
	int r = 0;

	*out = (struct macho_slice){ 0, len, 0, 0, 0 };
	if (is_thin(p, len) && len >= 12) {
		bool little = le32dec(p) == MAGIC_64 ||
			      le32dec(p) == MAGIC_32;

		out->cputype = little ? le32dec(p + 4)
				      : be32dec(p + 4);
		out->cpusubtype = little ? le32dec(p + 8)
					 : be32dec(p + 8);
		return 0;
	}
	if (!ar_is(p, len))
		return fail_set(f, "it is neither a Mach-O file nor an archive "
				   "of such files");
	if (ar_open(&a, p, len, f) != 0)
		return -1;
	while (out->cputype == 0 && (r = ar_next(&a, &m, f)) == 1) {
		if (!m.external && is_thin(m.mem, m.len) && m.len >= 12) {
			out->cputype = le32dec(m.mem + 4);
			out->cpusubtype = le32dec(m.mem + 8);
		}
		free(m.name);
	}
	if (r >= 0 && out->cputype == 0)
		return fail_set(f, "the archive has no Mach-O object");
	return r < 0 ? -1 : 0;
}

static int
fat_slice(const uint8_t *p, size_t len, uint32_t i, struct macho_slice *s,
	struct fail *f)
{
	bool big = be32dec(p) == MAGIC_FAT_64;
	const uint8_t *a = p + 8 + (size_t)i * (big ? 32 : 20);
	uint64_t off = big ? be64dec(a + 8) : be32dec(a + 8);
	uint64_t size = big ? be64dec(a + 16) : be32dec(a + 12);

	if (off > len || size > len - off)
		return fail_set(f, "slice %u ends behind the file", i);
	*s = (struct macho_slice){ (size_t)off, (size_t)size, be32dec(a),
		be32dec(a + 4), be32dec(a + (big ? 24 : 16)) };
	if (s->align > 31)
		return fail_set(f, "slice %u has a wrong alignment", i);
	return 0;
}

int
macho_slices(const void *mem, size_t len, struct macho_slice **out, size_t *n,
	struct fail *f)
{
	const uint8_t *p = mem;
	struct macho_slice *all;
	size_t unit, count;

	if (!macho_is_fat(mem, len)) {
		all = xcalloc(1, sizeof *all);
		if (thin_slice(p, len, all, f) != 0) {
			free(all);
			return -1;
		}
		*out = all;
		*n = 1;
		return 0;
	}
	unit = be32dec(p) == MAGIC_FAT_64 ? 32 : 20;
	count = be32dec(p + 4);
	if (count == 0 || count > MAX_SLICES || (len - 8) / unit < count)
		return fail_set(f, "its fat header is malformed");
	all = xcalloc(count, sizeof *all);
	for (size_t i = 0; i < count; i++)
		if (fat_slice(p, len, (uint32_t)i, &all[i], f) != 0) {
			free(all);
			return -1;
		}
	*out = all;
	*n = count;
	return 0;
}
