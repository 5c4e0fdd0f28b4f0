#include "shim/coff/file.h"

#include <bsd/sys/endian.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"

static bool
known_machine(const unsigned char *p)
{
	uint16_t m = le16dec(p);

	return m == 0x14c || m == 0x8664 || m == 0xaa64 || m == 0x1c4;
}

/* Where the COFF header is: behind the signature of an image. */
static bool
find_header(const unsigned char *p, size_t len, size_t *at)
{
	*at = 0;
	if (len < COFF_HEADER)
		return false;
	if (memcmp(p, "MZ", 2) != 0)
		return known_machine(p) && le16dec(p + 16) == 0;
	if (len < 64)
		return false;
	*at = le32dec(p + 60);
	if (*at > len - COFF_HEADER - 4 || len < COFF_HEADER + 4 ||
		memcmp(p + *at, "PE\0\0", 4) != 0)
		return false;
	*at += 4;
	return known_machine(p + *at);
}

bool
coff_is(const void *mem, size_t len)
{
	size_t at;

	return find_header(mem, len, &at);
}

static int
damaged(struct fail *f, const char *what)
{
	return fail_set(f, "damaged or cut-off COFF file: %s", what);
}

static int
open_symbols(struct coff *c, const unsigned char *h, struct fail *f)
{
	uint64_t size;

	c->symbols = le32dec(h + 8);
	c->nsymbols = c->symbols != 0 ? le32dec(h + 12) : 0;
	size = (uint64_t)c->nsymbols * COFF_SYMBOL;
	if (c->symbols == 0)
		return 0;
	if (c->symbols > c->n || size > c->n - c->symbols)
		return damaged(f, "no table of symbols");
	size += c->symbols;
	if (c->n - size < 4)
		return 0;
	c->strings = c->p + size;
	c->strings_len = le32dec(c->strings);
	if (c->strings_len > c->n - size)
		return damaged(f, "no table of names");
	return 0;
}

static int
check_sections(const struct coff *c, struct fail *f)
{
	for (uint32_t i = 0; i < c->nsections; i++) {
		const unsigned char *s = coff_section(c, i);
		uint32_t size = le32dec(s + 16), at = le32dec(s + 20);
		uint64_t relocs = (uint64_t)le16dec(s + 32) * 10;

		if (at != 0 && (at > c->n || size > c->n - at))
			return damaged(f, "a section is cut off");
		at = le32dec(s + 24);
		if (!c->image && relocs > 0 &&
			(at > c->n || relocs > c->n - at))
			return damaged(f, "relocations are cut off");
	}
	return 0;
}

int
coff_open(struct coff *c, const void *mem, size_t len, struct fail *f)
{
	const unsigned char *h, *o;
	size_t optional;

	*c = (struct coff){ .p = mem, .n = len };
	if (!find_header(mem, len, &c->header))
		return fail_set(f, "it is no COFF file");
	h = c->p + c->header;
	o = h + COFF_HEADER;
	optional = le16dec(h + 16);
	c->image = c->header != 0;
	c->nsections = le16dec(h + 2);
	c->sections = c->header + COFF_HEADER + optional;
	if (c->sections + (size_t)c->nsections * COFF_SECTION > len ||
		(c->image && optional < 96))
		return damaged(f, "no table of sections");
	c->is64 = c->image ? le16dec(o) == 0x20b
			   : le16dec(h) == 0x8664 || le16dec(h) == 0xaa64;
	if (c->image)
		c->base = c->is64 ? le64dec(o + 24) : le32dec(o + 28);
	return open_symbols(c, h, f) == 0 ? check_sections(c, f) : -1;
}

const unsigned char *
coff_section(const struct coff *c, uint32_t i)
{
	return c->p + c->sections + (size_t)i * COFF_SECTION;
}

const unsigned char *
coff_symbol(const struct coff *c, uint32_t i)
{
	return c->p + c->symbols + (size_t)i * COFF_SYMBOL;
}

static char *
string_at(const struct coff *c, size_t at)
{
	if (c->strings == NULL || at < 4 || at >= c->strings_len)
		return xstrdup("");
	return xstrndup((const char *)c->strings + at,
		strnlen((const char *)c->strings + at, c->strings_len - at));
}

char *
coff_section_name(const struct coff *c, uint32_t i)
{
	const char *s = (const char *)coff_section(c, i);
	autofree char *name = xstrndup(s, strnlen(s, 8));

	return *name == '/' ? string_at(c, strtoul(name + 1, NULL, 10))
			    : xstrdup(name);
}

char *
coff_symbol_name(const struct coff *c, uint32_t i)
{
	const unsigned char *s = coff_symbol(c, i);

	if (le32dec(s) == 0)
		return string_at(c, le32dec(s + 4));
	return xstrndup((const char *)s, strnlen((const char *)s, 8));
}
