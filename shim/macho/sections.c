#include "shim/macho/sections.h"

#include <stdlib.h>
#include <string.h>
#include <bsd/sys/endian.h>

#include "common/xalloc.h"

enum { SEGMENT = 72, SECTION = 80, NLIST = 16, RELOC = 8 };

/* Sections by their number, from 1. */
struct sections {
	size_t cmd;             /* the one segment that an object has */
	uint32_t n;
	uint8_t *now;           /* the number to be, 0: it goes */
};

static const uint8_t *
section_at(const struct machoedit *e, const struct sections *s, uint32_t number)
{
	return e->cmds[s->cmd].p + SEGMENT + (size_t)(number - 1) * SECTION;
}

/* Numbers those that stay; how many go. */
static uint32_t
number_sections(const struct machoedit *e, struct sections *s,
	const char *segment)
{
	uint32_t kept = 0;

	for (uint32_t i = 1; i <= s->n; i++)
		if (!macho_name_is(section_at(e, s, i) + 16, segment))
			s->now[i] = (uint8_t)++kept;
	return s->n - kept;
}

/* Which section of the segment do these fields of a table belong to? */
static uint32_t
blob_section(const struct machoedit_blob *b)
{
	return (b->at - SEGMENT) / SECTION + 1;
}

static bool
is_relocations(const struct machoedit *e, const struct machoedit_blob *b)
{
	return machoedit_cmd(e, b->cmd) == LC_SEGMENT_64;
}

/* The relocations of a section that stays may not name one that goes. */
static int
renumber_relocations(const struct machoedit *e, const struct sections *s,
	struct machoedit_blob *b, struct fail *f)
{
	const struct machoedit_blob *syms = machoedit_blob(e, LC_SYMTAB, 8);
	size_t nsyms = syms != NULL ? syms->len / NLIST : 0;

	for (size_t k = 0; k < b->len / RELOC; k++) {
		uint8_t *p = b->p + RELOC * k + 4;
		uint32_t w = le32dec(p), to = w & 0xffffff;
		bool symbol = (w >> 27 & 1) != 0;
		/* ARM64_RELOC_ADDEND has a number of another kind */
		bool addend = e->cputype == MACHO_ARM64 && w >> 28 == 10;

		if (addend || (symbol && to >= nsyms))
			continue;
		if (symbol) {
			const uint8_t *sym = syms->p + to * (size_t)NLIST;

			to = (sym[4] & N_TYPE) == N_SECT ? sym[5] : 0;
		}
		if (to == 0 || to > s->n)
			continue;
		if (s->now[to] == 0)
			return fail_set(f, "section %u refers to section %u, "
					   "which is debug information",
				blob_section(b), to);
		if (!symbol)
			le32enc(p, (w & 0xff000000) | s->now[to]);
	}
	return 0;
}

static int
move_relocations(struct machoedit *e, const struct sections *s, struct fail *f)
{
	size_t kept = 0, n = e->nblobs;
	int r = 0;

	for (size_t i = 0; i < n; i++) {
		struct machoedit_blob b = e->blobs[i];

		if (is_relocations(e, &b)) {
			uint32_t old = blob_section(&b), now = s->now[old];

			if (now == 0) {
				free(b.p);
				continue;
			}
			if (r == 0)
				r = renumber_relocations(e, s, &b, f);
			b.at -= (old - now) * SECTION;
			b.count -= (old - now) * SECTION;
		}
		e->blobs[kept++] = b;
	}
	e->nblobs = kept;
	return r;
}

/* A symbol of a section that goes gets the number 0, which no other has. */
static void
renumber_symbols(struct machoedit *e, const struct sections *s)
{
	struct machoedit_blob *syms = machoedit_blob(e, LC_SYMTAB, 8);

	for (size_t i = 0; syms != NULL && i < syms->len / NLIST; i++) {
		uint8_t *p = syms->p + i * NLIST;

		if (p[5] <= s->n)
			p[5] = s->now[p[5]];
	}
}

/* What stays moves up; addresses, by which relocations go, stay. */
static int
move_contents(struct machoedit *e, const struct sections *s, uint32_t gone,
	struct fail *f)
{
	uint32_t size = e->cmds[s->cmd].size - gone * SECTION;
	uint8_t *cmd = xcalloc(size, 1), *to = cmd + SEGMENT;
	uint8_t *head = xcalloc(e->head_len + 1, 1);
	size_t at = e->room;
	int r = 0;

	memcpy(cmd, e->cmds[s->cmd].p, SEGMENT);
	for (uint32_t i = 1; i <= s->n; i++) {
		struct macho_section x;

		if (s->now[i] == 0)
			continue;
		memcpy(to, section_at(e, s, i), SECTION);
		macho_section_read(to, &x);
		if (x.size > 0 && macho_section_has_bytes(&x)) {
			/* as far from a multiple of 16 as it was */
			at += (x.offset - at) & 15;
			if (at > x.offset) {
				r = fail_set(f, "section %u does not lie "
						"behind the one before it", i);
				break;
			}
			memcpy(head + at, e->head + x.offset, (size_t)x.size);
			le32enc(to + 48, (uint32_t)at);
			at += (size_t)x.size;
		}
		to += SECTION;
	}
	le32enc(cmd + 4, size);
	le64enc(cmd + 40, e->room);
	le64enc(cmd + 48, at - e->room);
	le32enc(cmd + 64, s->n - gone);
	machoedit_set(e, s->cmd, cmd, size);
	free(cmd);
	free(e->head);
	e->head = head;
	e->head_len = at;
	return r;
}

static int
check_object(const struct machoedit *e, const struct sections *s, struct fail *f)
{
	for (size_t i = s->cmd + 1; i < e->ncmds; i++)
		if (machoedit_cmd(e, i) == LC_SEGMENT_64)
			return fail_set(f, "it has several segments, as no "
					   "object that a compiler makes");
	if (s->n > 255)
		return fail_set(f, "it has %u sections, and symbols can name "
				   "255", s->n);
	return 0;
}

int
machosections_drop(struct machoedit *e, const char *segment, struct fail *f)
{
	struct sections s = { .cmd = machoedit_find(e, LC_SEGMENT_64) };
	uint32_t gone;
	int r = 0;

	if (e->filetype != MH_OBJECT || s.cmd == e->ncmds)
		return 0;
	s.n = le32dec(e->cmds[s.cmd].p + 64);
	if (check_object(e, &s, f) != 0)
		return -1;
	s.now = xcalloc(s.n + 1, 1);
	if ((gone = number_sections(e, &s, segment)) > 0 &&
		(r = move_relocations(e, &s, f)) == 0) {
		renumber_symbols(e, &s);
		r = move_contents(e, &s, gone, f);
	}
	free(s.now);
	return r;
}
