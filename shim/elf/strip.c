#include "shim/elf/strip.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "common/str.h"
#include "common/xalloc.h"
#include "shim/elf/edit.h"

/* Sections with these names, if they are not loaded, are for debuggers. */
static const char *const debug_names[] = { ".debug", ".zdebug",
	".gnu.debuglto_.debug_", ".gnu.linkonce.wi.", ".line", ".stab" };

static bool
is_debug(const struct edit_section *s)
{
	if (s->flags & SHF_ALLOC)
		return false;
	for (size_t i = 0; i < COUNT(debug_names); i++)
		if (starts_with(s->name, debug_names[i]))
			return true;
	return strcmp(s->name, ".gdb_index") == 0;
}

/* The tables that the file itself is read by. */
static bool
own_table(const struct elfedit *e, uint32_t i)
{
	return i == e->names || (e->symtab != 0 &&
		(i == e->symtab || i == e->sec[e->symtab].link));
}

static bool
strips_debug(const struct strip_options *o)
{
	return o->mode != STRIP_NOTHING || o->locals == LOCALS_DISCARD;
}

/* Of the relocations, -j means those of the sections that it names. */
static bool
only_listed(
	const struct elfedit *e, const struct strip_options *o, uint32_t i)
{
	const struct edit_section *s = &e->sec[i];

	if (elfedit_is_reloc(e, s) && change_listed(&o->only,
					      e->sec[s->info].name != NULL
						      ? e->sec[s->info].name
						      : ""))
		return true;
	return own_table(e, i) || change_listed(&o->only, s->name);
}

void
elfstrip_choose(struct elfedit *e, const struct strip_options *o)
{
	for (uint32_t i = 1; i < e->nsec; i++) {
		struct edit_section *s = &e->sec[i];

		s->drop = (strips_debug(o) && is_debug(s) &&
				  !own_table(e, i)) ||
			  (o->only.n > 0 && !only_listed(e, o, i)) ||
			  (i != e->names &&
				  change_listed(&o->remove, s->name));
		/* linked with --emit-relocs: only its symbols explain them */
		if (o->mode == STRIP_ALL && e->im.phnum > 0 &&
			elfedit_is_reloc(e, s))
			s->drop = true;
	}
}

static bool
compiler_label(const struct edit_symbol *y)
{
	return starts_with(y->name, ".L") || starts_with(y->name, "..") ||
	       starts_with(y->name, "_.L_");
}

/* By its kind alone, does y stay? */
static bool
wanted(const struct elfedit *e, const struct edit_symbol *y,
	const struct strip_options *o)
{
	bool relocatable = e->im.type == ET_REL;
	bool strips = o->mode == STRIP_UNNEEDED || o->mode == STRIP_ALL;
	unsigned type = ELF64_ST_TYPE(y->info);

	if (o->mode == STRIP_ALL && !relocatable)
		return false;
	if (y->used)
		return true;
	if (ELF64_ST_BIND(y->info) != STB_LOCAL) {
		bool undefined = y->reserved && y->section == SHN_UNDEF &&
				 ELF64_ST_BIND(y->info) == STB_GLOBAL;

		return !strips || (relocatable && !undefined);
	}
	if (type == STT_FILE)
		return o->mode == STRIP_NOTHING;
	if (type == STT_SECTION)
		return o->mode == STRIP_NOTHING && o->locals != LOCALS_DISCARD;
	return !strips && o->locals != LOCALS_DISCARD &&
	       (o->locals != LOCALS_COMPILER || !compiler_label(y));
}

static int
choose_symbols(
	struct elfedit *e, const struct strip_options *o, struct fail *f)
{
	const struct strip_options unneeded = { .mode = STRIP_UNNEEDED };

	for (uint32_t i = 1; i < e->nsym; i++) {
		struct edit_symbol *y = &e->sym[i];

		y->drop = !wanted(e, y, o);
		if (!y->drop && o->strip.n > 0 &&
			change_symbol(&o->change, &o->strip, y->name)) {
			if (y->used)
				return fail_set(f, "cannot remove symbol "
						   "'%s': a relocation needs "
						   "it", y->name);
			y->drop = true;
		}
		if (change_symbol(&o->change, &o->unneeded, y->name) &&
			!wanted(e, y, &unneeded))
			y->drop = true;
		if (y->drop && o->keep.n > 0 && *y->name != '\0' &&
			change_symbol(&o->change, &o->keep, y->name))
			y->drop = false;
		if (!y->reserved && e->sec[y->section].drop)
			y->drop = true;
	}
	return 0;
}

/* A symbol table with nothing in it goes, unless somebody points to it. */
static void
drop_empty_symtab(struct elfedit *e)
{
	uint32_t strings = e->symtab != 0 ? e->sec[e->symtab].link : 0;

	if (e->symtab == 0)
		return;
	for (uint32_t i = 1; i < e->nsym; i++)
		if (!e->sym[i].drop)
			return;
	for (uint32_t i = 1; i < e->nsec; i++) {
		const struct edit_section *s = &e->sec[i];

		if (!s->drop && (elfedit_is_reloc(e, s) ||
					s->type == SHT_GROUP))
			return;
	}
	e->sec[e->symtab].drop = true;
	if (strings == e->names)
		return;
	for (uint32_t i = 1; i < e->nsec; i++)
		if (!e->sec[i].drop && e->sec[i].link == strings)
			return;
	if (!(e->sec[strings].flags & SHF_ALLOC))
		e->sec[strings].drop = true;
}

/* What is loaded stays in the program; notes tell which program it is. */
static void
keep_debug_only(struct elfedit *e)
{
	e->debug_only = true;
	for (uint32_t i = 1; i < e->nsec; i++) {
		struct edit_section *s = &e->sec[i];

		if (!(s->flags & SHF_ALLOC) || s->type == SHT_NOTE ||
			s->type == SHT_NOBITS || own_table(e, i))
			continue;
		s->type = SHT_NOBITS;
		s->data = NULL;
	}
}

/* Name, padded with zeros to a word, and the checksum of that file. */
static int
add_debuglink(
	struct elfedit *e, const struct strip_options *o, struct fail *f)
{
	size_t n = strlen(o->debuglink) + 1;
	size_t padded = (n + 3) / 4 * 4;
	autofree unsigned char *b = NULL;

	if (e->nsec == 0)
		return fail_set(f, "it has no sections to add one to");
	for (uint32_t i = 1; i < e->nsec; i++)
		if (!e->sec[i].drop &&
			strcmp(e->sec[i].name, ".gnu_debuglink") == 0) {
			fail_set(f, "it has a section '.gnu_debuglink' "
				    "already");
			return fail_hint(f, "take it out with "
					    "-R .gnu_debuglink");
		}
	b = xcalloc(padded + 4, 1);
	memcpy(b, o->debuglink, n);
	put32(&e->im, b + padded, o->debuglink_crc);
	elfedit_append(e, ".gnu_debuglink", SHT_PROGBITS, 4, b, padded + 4);
	return 0;
}

static int
edit(struct elfedit *e, const struct strip_options *o, struct fail *f)
{
	if (e->im.type != ET_REL && e->im.type != ET_EXEC &&
		e->im.type != ET_DYN)
		return fail_set(f, "neither a program nor an object (ELF type "
				   "%d)", e->im.type);
	elfstrip_choose(e, o);
	elfedit_settle(e);
	if (change_sections(e, &o->change, false, f) != 0)
		return -1;
	change_names(e, &o->change);
	if (choose_symbols(e, o, f) != 0)
		return -1;
	change_binding(e, &o->change);
	drop_empty_symtab(e);
	elfedit_settle(e);
	if (o->only_debug)
		keep_debug_only(e);
	return o->debuglink != NULL ? add_debuglink(e, o, f) : 0;
}

int
elfstrip(const void *mem, size_t len, const struct strip_options *o,
	unsigned char **out, size_t *out_len, struct fail *f)
{
	struct elfedit e;
	int r = -1;

	if (elfedit_open(&e, mem, len, f) != 0)
		return -1;
	if (edit(&e, o, f) == 0)
		r = elfedit_write(&e, out, out_len, f);
	elfedit_clear(&e);
	return r;
}
