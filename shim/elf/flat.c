#include "shim/elf/flat.h"

#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "shim/elf/edit.h"

/* Of the bytes; as text they are three times as many. */
enum { FLAT_LIMIT = 1 << 30, TEXT_LIMIT = 1 << 28, LINE = 16 };

/* A run of bytes at an address. */
struct piece {
	uint64_t at;
	const unsigned char *data;       /* NULL: the gap's */
	uint64_t n;
};

struct pieces {
	struct piece *v;
	size_t n;
	uint64_t low, high, start;       /* start: of the program */
	unsigned char gap;
	bool fill;                       /* gaps are pieces, too */
};

/* The load address of what is `at` in the file, or in memory. */
static bool
segment_address(const struct image *im, bool in_file, uint64_t at,
	uint64_t *to)
{
	bool w = im->is64;

	for (uint32_t i = 0; i < im->phnum; i++) {
		struct segment g = image_segment(im, i);
		const unsigned char *p = im->p + im->phoff +
					 (uint64_t)i * im->phsize;
		uint64_t from = in_file ? g.offset : g.vaddr;
		uint64_t n = in_file ? g.filesz
				     : getword(im, p + (w ? 40 : 20));

		if (g.type != PT_LOAD || at < from || at - from >= n)
			continue;
		*to = getword(im, p + (w ? 24 : 12)) + (at - from);
		return true;
	}
	return false;
}

/* Where a section is loaded to: a segment may say that this is elsewhere than
 * where it runs. What has no bytes in the file is in it by its address. */
static uint64_t
load_address(const struct image *im, const struct edit_section *s)
{
	uint64_t at;

	return segment_address(im, true, s->offset, &at) ||
			       segment_address(im, false, s->addr, &at)
		       ? at
		       : s->addr;
}

static int
compare_at(const void *a, const void *b)
{
	const struct piece *x = a, *y = b;

	return x->at < y->at ? -1 : x->at > y->at;
}

static void
add_piece(struct pieces *k, uint64_t at, const unsigned char *data, uint64_t n)
{
	k->v = xreallocarray(k->v, k->n + 1, sizeof *k->v);
	k->v[k->n++] = (struct piece){ at, data, n };
}

static int
collect(struct elfedit *e, const struct strip_options *o, struct pieces *k,
	struct fail *f)
{
	for (uint32_t i = 1; i < e->nsec; i++) {
		struct edit_section *s = &e->sec[i];
		uint64_t at = load_address(&e->im, s);

		if (!(s->flags & SHF_ALLOC) || s->data == NULL ||
			s->size == 0 || s->drop)
			continue;
		if (change_address(&o->change, s->name, true, &at, f) != 0)
			return -1;
		if (at + s->size < at)
			return image_damaged(f, "bad address of a section");
		add_piece(k, at, s->data, s->size);
	}
	if (k->n > 1)
		qsort(k->v, k->n, sizeof *k->v, compare_at);
	for (size_t i = 0; i < k->n; i++) {
		const struct piece *p = &k->v[i];

		k->low = i == 0 ? p->at : k->low;
		k->high = p->at + p->n > k->high ? p->at + p->n : k->high;
	}
	k->start = getword(&e->im, e->im.p + 24);
	return 0;
}

/* What --gap-fill and --pad-to put between the sections and behind them. */
static int
fill_gaps(struct pieces *k, const struct flat_options *o, struct fail *f)
{
	size_t n = k->n;
	uint64_t v;

	if (o->gap_fill != NULL) {
		if (change_number(o->gap_fill, &v) != 0 || v > 255)
			return fail_set(f, "'%s' is no byte to fill with",
				o->gap_fill);
		k->gap = (unsigned char)v;
		k->fill = true;
	}
	for (size_t i = 1; k->fill && i < n; i++) {
		uint64_t end = k->v[i - 1].at + k->v[i - 1].n;

		if (end < k->v[i].at)
			add_piece(k, end, NULL, k->v[i].at - end);
	}
	if (o->pad_to == NULL)
		return 0;
	if (change_number(o->pad_to, &v) != 0)
		return fail_set(f, "'%s' is no address to pad to", o->pad_to);
	if (n > 0 && v > k->high) {
		add_piece(k, k->high, NULL, v - k->high);
		k->high = v;
	}
	return 0;
}

static int
check_size(uint64_t n, uint64_t limit, struct fail *f)
{
	if (n <= limit)
		return 0;
	fail_set(f, "a flat image would have %llu bytes",
		(unsigned long long)n);
	return fail_hint(f, "its addresses lie far apart: leave out the outer "
			    "sections with -R, or take some with -j");
}

static int
write_binary(const struct pieces *k, unsigned char **out, size_t *len,
	struct fail *f)
{
	*len = k->high - k->low;
	if (check_size(*len, FLAT_LIMIT, f) != 0)
		return -1;
	*out = xmalloc(*len > 0 ? *len : 1);
	memset(*out, k->gap, *len);
	for (size_t i = 0; i < k->n; i++)
		if (k->v[i].data != NULL)
			memcpy(*out + (k->v[i].at - k->low), k->v[i].data,
				k->v[i].n);
	return 0;
}

/* --- lines --------------------------------------------------------------------- */

/* The bytes in hexadecimal with a sum behind them, whose last byte is `all`
 * together with theirs. */
static void
put_line(FILE *out, const char *head, const unsigned char *p, size_t n,
	unsigned all)
{
	unsigned sum = 0;

	fputs(head, out);
	for (size_t i = 0; i < n; i++) {
		fprintf(out, "%02X", p[i]);
		sum += p[i];
	}
	fprintf(out, "%02X\r\n", (all - sum) & 0xff);
}

/* n bytes of data, an address of `width` bytes before them. */
static size_t
line_address(unsigned char *line, uint64_t at, size_t width)
{
	for (size_t i = 0; i < width; i++)
		line[i] = (unsigned char)(at >> (8 * (width - 1 - i)));
	return width;
}

static void
copy_data(unsigned char *to, const struct piece *p, uint64_t from, size_t n,
	unsigned char gap)
{
	if (p->data != NULL)
		memcpy(to, p->data + from, n);
	else
		memset(to, gap, n);
}

/* --- Intel's ------------------------------------------------------------------- */

static void
ihex_record(FILE *out, unsigned type, uint64_t at, const unsigned char *data,
	size_t n)
{
	unsigned char line[4 + LINE] = { (unsigned char)n,
		(unsigned char)(at >> 8), (unsigned char)at,
		(unsigned char)type };

	if (n > 0)
		memcpy(line + 4, data, n);
	put_line(out, ":", line, 4 + n, 0);
}

static void
ihex_word(FILE *out, unsigned type, uint64_t v, size_t width)
{
	unsigned char b[4];

	line_address(b, v, width);
	ihex_record(out, type, 0, b, width);
}

/* 64 KiB have an address in common; below 1 MiB it is a segment's. */
struct ihex_base {
	uint64_t segment, high;
};

static void
ihex_move(FILE *out, struct ihex_base *b, uint64_t at)
{
	if (at <= b->segment + b->high + 0xffff)
		return;
	if (at <= 0xfffff) {
		b->segment = at & 0xf0000;
		ihex_word(out, 2, b->segment >> 4, 2);
		return;
	}
	if (b->segment != 0)
		ihex_word(out, 2, 0, 2);
	b->segment = 0;
	b->high = at & 0xffff0000;
	ihex_word(out, 4, b->high >> 16, 2);
}

static void
write_ihex(FILE *out, const struct pieces *k)
{
	struct ihex_base base = { 0, 0 };
	unsigned char data[LINE];

	for (size_t i = 0; i < k->n; i++) {
		const struct piece *p = &k->v[i];

		for (uint64_t done = 0, n; done < p->n; done += n) {
			uint64_t at = p->at + done, low;

			ihex_move(out, &base, at);
			low = at - base.segment - base.high;
			n = p->n - done < LINE ? p->n - done : LINE;
			n = low + n > 0xffff ? 0x10000 - low : n;
			copy_data(data, p, done, n, k->gap);
			ihex_record(out, 0, low, data, n);
		}
	}
	if (k->start > 0xfffff)
		ihex_word(out, 5, k->start, 4);
	else if (k->start != 0)
		ihex_word(out, 3, (k->start & 0xf0000) << 12 |
					  (k->start & 0xffff), 4);
	ihex_record(out, 1, 0, NULL, 0);
}

/* --- Motorola's ---------------------------------------------------------------- */

static void
srec_record(FILE *out, int type, size_t width, uint64_t at,
	const void *data, size_t n)
{
	unsigned char line[1 + 4 + 40] = {
		(unsigned char)(width + n + 1) };
	char head[3] = { 'S', (char)('0' + type), '\0' };

	line_address(line + 1, at, width);
	if (n > 0)
		memcpy(line + 1 + width, data, n);
	put_line(out, head, line, 1 + width + n, 0xff);
}

static void
write_srec(FILE *out, const struct pieces *k, const char *name)
{
	size_t width = k->high <= 0x10000 ? 2 : k->high <= 0x1000000 ? 3 : 4;
	size_t named = strlen(name) < 40 ? strlen(name) : 40;
	unsigned char data[LINE];

	srec_record(out, 0, 2, 0, name, named);
	for (size_t i = 0; i < k->n; i++) {
		const struct piece *p = &k->v[i];

		for (uint64_t done = 0, n; done < p->n; done += n) {
			n = p->n - done < LINE ? p->n - done : LINE;
			copy_data(data, p, done, n, k->gap);
			srec_record(out, (int)width - 1, width, p->at + done,
				data, n);
		}
	}
	srec_record(out, 11 - (int)width, width, k->start, NULL, 0);
}

/* ------------------------------------------------------------------------------- */

static int
write_pieces(struct pieces *k, const struct flat_options *o,
	unsigned char **out, size_t *len, struct fail *f)
{
	uint64_t n = 0;
	FILE *text;

	if (o->format == FLAT_BINARY)
		return write_binary(k, out, len, f);
	if (k->high > UINT64_C(1) << 32)
		return fail_set(f, "its addresses have more than 32 bits");
	for (size_t i = 0; i < k->n; i++)
		n += k->v[i].n;
	if (check_size(n, TEXT_LIMIT, f) != 0)
		return -1;
	if (k->n > 1)
		qsort(k->v, k->n, sizeof *k->v, compare_at);
	text = xmemstream((char **)out, len);
	if (o->format == FLAT_IHEX)
		write_ihex(text, k);
	else
		write_srec(text, k, o->output);
	fclose(text);
	return 0;
}

static int
edit_flat(struct elfedit *e, const struct strip_options *o, struct fail *f)
{
	elfstrip_choose(e, o);
	return change_sections(e, &o->change, true, f);
}

int
elfflat(const void *mem, size_t len, const struct strip_options *o,
	const struct flat_options *flat, unsigned char **out, size_t *out_len,
	struct fail *f)
{
	struct pieces k = { .n = 0 };
	struct elfedit e;
	int r = -1;

	if (elfedit_open(&e, mem, len, f) != 0)
		return -1;
	if (e.nsec == 0)
		fail_set(f, "it has no sections");
	else if (edit_flat(&e, o, f) == 0 && collect(&e, o, &k, f) == 0 &&
		 fill_gaps(&k, flat, f) == 0)
		r = write_pieces(&k, flat, out, out_len, f);
	free(k.v);
	elfedit_clear(&e);
	return r;
}
