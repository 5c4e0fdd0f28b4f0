/* The symbols of objects and programs for Windows, under GNU's letters. */
#include <bsd/sys/endian.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "common/str.h"
#include "common/xalloc.h"
#include "shim/coff/file.h"
#include "shim/tools/nmline.h"

/* As BFD's coff_section_type: names say more than flags. */
static const struct {
	const char *name;
	char letter;
} section_letters[] = { { ".bss", 'b' }, { ".data", 'd' }, { ".debug", 'N' },
	{ ".drectve", 'i' }, { ".edata", 'e' }, { ".idata", 'i' },
	{ ".pdata", 'p' }, { ".rdata", 'r' }, { ".rodata", 'r' },
	{ ".text", 't' } };

static char
section_letter(const struct coff *c, uint32_t i)
{
	autofree char *name = coff_section_name(c, i);
	uint32_t flags = le32dec(coff_section(c, i) + 36);

	for (size_t k = 0; k < COUNT(section_letters); k++) {
		size_t n = strlen(section_letters[k].name);

		if (starts_with(name, section_letters[k].name) &&
			strchr(".$_0123456789", name[n]) != NULL)
			return section_letters[k].letter;
	}
	if (flags & COFF_CODE)
		return 't';
	if (flags & COFF_BSS)
		return 'b';
	if (flags & 0x02000000) /* discardable */
		return 'N';
	if (flags & COFF_DATA)
		return flags & 0x80000000 ? 'd' : 'r';
	return 'n';
}

static bool
read_symbol(const struct coff *c, uint32_t i, struct nmline *l)
{
	const unsigned char *s = coff_symbol(c, i);
	int section = (int16_t)le16dec(s + 12);
	bool external = s[16] == COFF_EXTERNAL || s[16] == COFF_WEAK;

	if (section == -2 || s[16] == COFF_FILE ||
		section > (int)c->nsections)
		return false;
	*l = (struct nmline){ .value = le32dec(s + 8), .external = external };
	if (s[16] == COFF_WEAK) {
		l->letter = 'w';
		l->undefined = section <= 0;
	} else if (section == 0) {
		l->letter = l->value != 0 ? 'C' : 'U';
		l->undefined = l->value == 0;
	} else {
		l->letter = section == -1 ? 'a'
					  : section_letter(
						    c, (uint32_t)section - 1);
		if (external)
			l->letter = (char)toupper((unsigned char)l->letter);
	}
	if (c->image && section > 0)
		l->value += c->base + le32dec(coff_section(c,
			(uint32_t)section - 1) + 12);
	l->versioned = coff_symbol_name(c, i);
	return true;
}

/* What an import library has of each name: no object, but this. */
static bool
import_names(const unsigned char *p, size_t len, struct nmlist *list)
{
	struct nmline l = { .letter = 'T', .external = true };
	size_t n;

	if (len < 21 || le16dec(p) != 0 || le16dec(p + 2) != 0xffff)
		return false;
	n = strnlen((const char *)p + 20, len - 20);
	if ((le16dec(p + 18) & 3) == 0) {
		l.versioned = xstrndup((const char *)p + 20, n);
		nmlist_add(list, &l);
	}
	l.letter = 'I';
	l.versioned = xasprintf("__imp_%.*s", (int)n, (const char *)p + 20);
	nmlist_add(list, &l);
	return true;
}

bool
nm_is_coff(const void *mem, size_t len)
{
	const unsigned char *p = mem;

	return coff_is(mem, len) || (len > 20 && le16dec(p) == 0 &&
					    le16dec(p + 2) == 0xffff);
}

int
nm_coff(const void *mem, size_t len, struct nmlist *list, struct fail *f)
{
	struct coff c;

	if (import_names(mem, len, list))
		return 0;
	if (coff_open(&c, mem, len, f) != 0)
		return -1;
	list->width = c.is64 ? 16 : 8;
	for (uint32_t i = 0; i < c.nsymbols; i += 1u + coff_symbol(&c, i)[17]) {
		struct nmline l;

		if (read_symbol(&c, i, &l))
			nmlist_add(list, &l);
	}
	return 0;
}
