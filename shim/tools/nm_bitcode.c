/* The symbols of LLVM's bitcode, which is what -flto's objects are: out of the
 * table that LLVM itself writes there for linkers. */
#include <bsd/sys/endian.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "shim/tools/nmline.h"

/* Of LLVM's BitCodeFormat: ids of blocks and of what may stand in one. */
enum {
	END_BLOCK = 0,
	ENTER_SUBBLOCK = 1,
	DEFINE_ABBREV = 2,
	FIRST_ABBREV = 4,
	STRTAB_BLOCK = 23,
	SYMTAB_BLOCK = 25
};

/* Of LLVM's Object/IRSymtab.h. */
enum {
	SYMBOLS_AT = 28,  /* where they begin, and how many there are */
	SYMBOL_SIZE = 24,
	UNDEFINED = 1 << 3,
	WEAK = 1 << 4,
	COMMON = 1 << 5,
	GLOBAL = 1 << 10,
	FORMAT_SPECIFIC = 1 << 11,
	EXECUTABLE = 1 << 13
};

struct bits {
	const unsigned char *p;
	uint64_t at, end;  /* in bits */
};

static uint64_t
take(struct bits *b, unsigned n)
{
	uint64_t v = 0;

	for (unsigned i = 0; i < n && b->at < b->end; i++, b->at++)
		v |= (uint64_t)(b->p[b->at / 8] >> (b->at % 8) & 1) << i;
	return v;
}

static uint64_t
take_vbr(struct bits *b, unsigned n)
{
	uint64_t v = 0, piece;
	unsigned shift = 0;

	do {
		piece = take(b, n);
		v |= (piece & ((UINT64_C(1) << (n - 1)) - 1)) << shift;
		shift += n - 1;
	} while (piece >> (n - 1) != 0 && shift < 60 && b->at < b->end);
	return v;
}

static void
align32(struct bits *b)
{
	b->at = (b->at + 31) / 32 * 32;
}

/* A block with one blob in it: the abbreviation that says so, and the blob. */
static struct span
take_blob(struct bits b, unsigned width)
{
	struct span none = { NULL, 0 };
	uint64_t n;

	while (b.at < b.end && take(&b, width) == DEFINE_ABBREV)
		for (uint64_t left = take_vbr(&b, 5); left > 0 && b.at < b.end;
			left--) {
			if (take(&b, 1) != 0)
				take_vbr(&b, 8);
			else if (take(&b, 3) <= 2)
				take_vbr(&b, 5);
		}
	n = take_vbr(&b, 6);
	align32(&b);
	return b.at > b.end || n > (b.end - b.at) / 8
		       ? none
		       : (struct span){ b.p + b.at / 8, n };
}

/* Looks through the blocks of the file itself. */
static void
find_tables(struct bits b, struct span *symbols, struct span *strings)
{
	while (b.at < b.end && take(&b, 2) == ENTER_SUBBLOCK) {
		uint64_t id = take_vbr(&b, 8), width = take_vbr(&b, 4), words;
		struct bits block;

		align32(&b);
		words = take(&b, 32);
		if (words > (b.end - b.at) / 32 || width > 32)
			return;
		block = (struct bits){ b.p, b.at, b.at + words * 32 };
		if (id == SYMTAB_BLOCK)
			*symbols = take_blob(block, (unsigned)width);
		else if (id == STRTAB_BLOCK)
			*strings = take_blob(block, (unsigned)width);
		b.at = block.end;
	}
}

static char
letter_of(uint32_t flags)
{
	if (flags & COMMON)
		return 'C';
	if (flags & UNDEFINED)
		return flags & WEAK ? 'w' : 'U';
	if (flags & WEAK)
		return 'W';
	if (flags & EXECUTABLE)
		return flags & GLOBAL ? 'T' : 't';
	return flags & GLOBAL ? 'D' : 'd';
}

static bool
add_symbol(const unsigned char *p, const struct span *strings,
	struct nmlist *list)
{
	uint32_t at = le32dec(p), n = le32dec(p + 4), flags = le32dec(p + 20);
	struct nmline l = { .letter = letter_of(flags) };

	if (at > strings->n || n > strings->n - at)
		return false;
	if (flags & FORMAT_SPECIFIC)
		return true;
	l.undefined = (flags & UNDEFINED) && !(flags & COMMON);
	l.external = (flags & (GLOBAL | UNDEFINED)) != 0;
	l.versioned = xstrndup((const char *)strings->p + at, n);
	nmlist_add(list, &l);
	return true;
}

bool
nm_is_bitcode(const void *mem, size_t len)
{
	return len >= 4 && memcmp(mem, "BC\xc0\xde", 4) == 0;
}

int
nm_bitcode(const void *mem, size_t len, struct nmlist *list, struct fail *f)
{
	struct span symbols = { NULL, 0 }, strings = { NULL, 0 };
	uint32_t first, n;

	find_tables((struct bits){ mem, 32, (uint64_t)len * 8 }, &symbols,
		&strings);
	if (symbols.n < SYMBOLS_AT + 8)
		return fail_set(f, "this bitcode has no table of symbols");
	first = le32dec(symbols.p + SYMBOLS_AT);
	n = le32dec(symbols.p + SYMBOLS_AT + 4);
	if (first > symbols.n || n > (symbols.n - first) / SYMBOL_SIZE)
		return fail_set(f, "damaged bitcode: bad table of symbols");
	for (size_t i = 0; i < n; i++)
		if (!add_symbol(symbols.p + first + i * SYMBOL_SIZE, &strings,
			    list))
			return fail_set(f, "damaged bitcode: bad symbol");
	return 0;
}
