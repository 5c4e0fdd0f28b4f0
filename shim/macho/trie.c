#include "shim/macho/trie.h"

#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"

/* --- reading -------------------------------------------------------------- */

struct reader {
	const uint8_t *p;
	size_t len;
	size_t nodes;           /* left, so that a loop ends */
	struct machotrie_export *v;
	size_t n, cap;
};

static int
read_uleb(const struct reader *r, size_t *at, uint64_t *out)
{
	*out = 0;
	for (unsigned shift = 0; *at < r->len && shift < 64; shift += 7) {
		uint8_t b = r->p[(*at)++];

		*out |= (uint64_t)(b & 0x7f) << shift;
		if (b < 0x80)
			return 0;
	}
	return -1;
}

static void
add_export(struct reader *r, const char *name, const uint8_t *p, size_t len)
{
	if (r->n == r->cap) {
		r->cap = r->cap > 0 ? r->cap * 2 : 64;
		r->v = xreallocarray(r->v, r->cap, sizeof *r->v);
	}
	r->v[r->n++] = (struct machotrie_export){ xstrdup(name), p, len };
}

enum { MAX_DEPTH = 512 };

static int
read_node(struct reader *r, size_t at, const char *prefix, int depth)
{
	uint64_t size, child;
	unsigned count;

	if (depth > MAX_DEPTH || r->nodes-- == 0 ||
		read_uleb(r, &at, &size) != 0 || size > r->len - at)
		return -1;
	if (size > 0)
		add_export(r, prefix, r->p + at, (size_t)size);
	at += (size_t)size;
	if (at >= r->len)
		return -1;
	count = r->p[at++];
	for (unsigned i = 0; i < count; i++) {
		const char *edge = (const char *)r->p + at;
		const uint8_t *end = memchr(r->p + at, '\0', r->len - at);
		autofree char *name = NULL;

		if (end == NULL || *edge == '\0')
			return -1;
		at = (size_t)(end - r->p) + 1;
		if (read_uleb(r, &at, &child) != 0 || child >= r->len)
			return -1;
		name = xasprintf("%s%s", prefix, edge);
		if (read_node(r, (size_t)child, name, depth + 1) != 0)
			return -1;
	}
	return 0;
}

static int
compare(const void *a, const void *b)
{
	return strcmp(((const struct machotrie_export *)a)->name,
		((const struct machotrie_export *)b)->name);
}

int
machotrie_read(const uint8_t *p, size_t len, struct machotrie_export **out,
	size_t *n, struct fail *f)
{
	/* a node has two bytes at least */
	struct reader r = { p, len, len / 2 + 1, NULL, 0, 0 };

	*out = NULL;
	*n = 0;
	if (len == 0)
		return 0;
	if (read_node(&r, 0, "", 0) != 0) {
		machotrie_free(r.v, r.n);
		return fail_set(f, "its table of exports is malformed");
	}
	if (r.n > 0)
		qsort(r.v, r.n, sizeof *r.v, compare);
	*out = r.v;
	*n = r.n;
	return 0;
}

void
machotrie_free(struct machotrie_export *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(v[i].name);
	free(v);
}

/* --- making --------------------------------------------------------------- */

struct node {
	const struct machotrie_export *e;    /* ends here, or NULL */
	size_t first, count;            /* its edges */
	size_t off;
};

struct edge {
	const char *text;
	size_t len, node;
};

struct maker {
	struct node *nodes;
	size_t nnodes;
	struct edge *edges;
	size_t nedges;
};

static size_t
uleb_size(uint64_t v)
{
	size_t n = 1;

	while ((v >>= 7) != 0)
		n++;
	return n;
}

static size_t
put_uleb(uint8_t *p, uint64_t v)
{
	size_t n = 0;

	do {
		p[n++] = (uint8_t)((v & 0x7f) | (v > 0x7f ? 0x80 : 0));
	} while ((v >>= 7) != 0);
	return n;
}

/* The bytes that v[0] and v[n - 1] (and so all between) share from `at`. */
static size_t
shared(const struct machotrie_export *v, size_t n, size_t at)
{
	const char *a = v[0].name + at, *b = v[n - 1].name + at;
	size_t k = 0;

	while (a[k] != '\0' && a[k] == b[k])
		k++;
	return k;
}

/* How many of v share v[0]'s byte at `at`. */
static size_t
group(const struct machotrie_export *v, size_t n, size_t at)
{
	size_t k = 1;

	while (k < n && v[k].name[at] == v[0].name[at])
		k++;
	return k;
}

/* The node for v[0..n), whose names share `at` bytes; its number. */
static size_t
make_node(struct maker *m, const struct machotrie_export *v, size_t n,
	size_t at)
{
	size_t id = m->nnodes++, first, count = 0;

	m->nodes[id] = (struct node){ .e = NULL };
	if (n > 0 && v[0].name[at] == '\0') {
		m->nodes[id].e = v;
		v++;
		n--;
	}
	for (size_t i = 0; i < n; i += group(v + i, n - i, at))
		count++;
	first = m->nedges;
	m->nedges += count;
	m->nodes[id].first = first;
	m->nodes[id].count = count;
	for (size_t i = 0; n > 0; i++) {
		size_t k = group(v, n, at), len = shared(v, k, at);

		m->edges[first + i] = (struct edge){ v[0].name + at, len,
			make_node(m, v, k, at + len) };
		v += k;
		n -= k;
	}
	return id;
}

static size_t
node_size(const struct maker *m, const struct node *x)
{
	size_t n = x->e != NULL ? uleb_size(x->e->len) + x->e->len : 1;

	n++;
	for (size_t i = 0; i < x->count; i++) {
		const struct edge *e = &m->edges[x->first + i];

		n += e->len + 1 + uleb_size(m->nodes[e->node].off);
	}
	return n;
}

/* Offsets grow with the size of offsets: until nothing moves. */
static size_t
place(struct maker *m)
{
	size_t at;
	bool moved;

	do {
		moved = false;
		at = 0;
		for (size_t i = 0; i < m->nnodes; i++) {
			moved |= m->nodes[i].off != at;
			m->nodes[i].off = at;
			at += node_size(m, &m->nodes[i]);
		}
	} while (moved);
	return at;
}

uint8_t *
machotrie_make(const struct machotrie_export *v, size_t n, size_t *len)
{
	struct maker m = { xcalloc(2 * n + 1, sizeof(struct node)), 0,
		xcalloc(2 * n + 1, sizeof(struct edge)), 0 };
	uint8_t *out, *p;

	make_node(&m, v, n, 0);
	*len = place(&m);
	p = out = xcalloc(*len + 1, 1);
	for (size_t i = 0; i < m.nnodes; i++) {
		const struct node *x = &m.nodes[i];

		p += put_uleb(p, x->e != NULL ? x->e->len : 0);
		if (x->e != NULL) {
			memcpy(p, x->e->p, x->e->len);
			p += x->e->len;
		}
		*p++ = (uint8_t)x->count;
		for (size_t k = 0; k < x->count; k++) {
			const struct edge *e = &m.edges[x->first + k];

			memcpy(p, e->text, e->len);
			p += e->len + 1;
			p += put_uleb(p, m.nodes[e->node].off);
		}
	}
	free(m.nodes);
	free(m.edges);
	return out;
}
