#include "shim/sysroot/coff.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"

/* Microsoft's "PE Format": COFF file header, symbol table, string table. */
enum {
	HEADER = 20,
	SYMBOL = 18,
	SHORT_NAME = 8,
	EXTERNAL = 2,
	WEAK_EXTERNAL = 105,
};

struct table {
	unsigned char *symbols;
	uint32_t n;
	const char *strings;    /* with its size in front */
	size_t strings_len;
};

static uint32_t
get(const unsigned char *p, int bytes)
{
	uint32_t v = 0;

	while (bytes-- > 0)
		v = v << 8 | p[bytes];
	return v;
}

static bool
known_machine(uint32_t machine)
{
	return machine == 0x14c || machine == 0x8664 || machine == 0xaa64;
}

static bool
open_table(void *mem, size_t len, struct table *t)
{
	unsigned char *p = mem;
	uint64_t at, size;

	if (len < HEADER || !known_machine(get(p, 2)))
		return false;
	at = get(p + 8, 4);
	size = (uint64_t)get(p + 12, 4) * SYMBOL;
	if (at < HEADER || at + size + 4 > len)
		return false;
	t->symbols = p + at;
	t->n = get(p + 12, 4);
	t->strings = (const char *)p + at + size;
	t->strings_len = get(p + at + size, 4);
	return t->strings_len >= 4 && t->strings_len <= len - at - size;
}

bool
coff_is_object(const void *mem, size_t len)
{
	struct table t;

	return open_table((void *)mem, len, &t);
}

/* A copy of the symbol's name, or NULL where the table is broken. */
static char *
name_of(const struct table *t, const unsigned char *symbol)
{
	size_t at = get(symbol + 4, 4);

	if (get(symbol, 4) != 0)
		return xstrndup((const char *)symbol,
			strnlen((const char *)symbol, SHORT_NAME));
	if (at < 4 || at >= t->strings_len)
		return NULL;
	return xstrndup(t->strings + at,
		strnlen(t->strings + at, t->strings_len - at));
}

/* Something of the object's own: a weak one has the number of what it stands
 * for in the place of a section. */
static bool
is_defined(const unsigned char *symbol)
{
	return symbol[16] == WEAK_EXTERNAL ||
	       (symbol[16] == EXTERNAL && get(symbol + 12, 2) != 0);
}

/* Behind this symbol and what is said about it. */
static uint32_t
after(const struct table *t, uint32_t i)
{
	return i + 1 + t->symbols[(size_t)i * SYMBOL + 17];
}

void
coff_names(const void *mem, size_t len, struct argvec *names)
{
	struct table t;

	if (!open_table((void *)mem, len, &t))
		return;
	for (uint32_t i = 0; i < t.n; i = after(&t, i)) {
		const unsigned char *s = t.symbols + (size_t)i * SYMBOL;
		autofree char *name = is_defined(s) ? name_of(&t, s) : NULL;

		if (name != NULL)
			argvec_push(names, name);
	}
}

void
coff_hide(void *mem, size_t len, const struct argvec *names)
{
	struct table t;

	if (!open_table(mem, len, &t))
		return;
	for (uint32_t i = 0; i < t.n; i = after(&t, i)) {
		unsigned char *s = t.symbols + (size_t)i * SYMBOL;
		autofree char *name = is_defined(s) ? name_of(&t, s) : NULL;
		char number[SHORT_NAME + 1];

		if (name == NULL || !argvec_has(names, name))
			continue;
		/* strings may share their ends, so none is changed; a name of
		 * eight bytes has no end */
		snprintf(number, sizeof number, "zig%05x", i & 0xfffff);
		memcpy(s, number, SHORT_NAME);
	}
}
