#include "shim/macho/sign.h"

#include <sha256.h>
#include <stdlib.h>
#include <string.h>
#include <bsd/sys/endian.h>

#include "common/macho.h"
#include "common/str.h"
#include "common/xalloc.h"

/* From Apple's cs_blobs.h. All of it is big-endian. */
#define SUPERBLOB 0xfade0cc0u
#define DIRECTORY 0xfade0c02u
enum { HASH = 32, HASH_SHA256 = 2, PAGE = 4096, PAGE_BITS = 12 };
enum { DIRECTORY_SIZE = 88, VERSION = 0x20400 };
enum { SLOT_REQUIREMENTS = 2, SLOT_ENTITLEMENTS = 5, SLOT_DER = 7,
	SLOT_CMS = 0x10000 };
enum { FLAG_ADHOC = 0x2, FLAG_LINKER = 0x20000 };
enum { EXEC_MAIN = 1 };

/* Blob number i of a signature: its slot, and its bytes (NULL if it does not
 * fit). */
static const uint8_t *
blob_at(const uint8_t *sig, size_t len, uint32_t i, uint32_t *slot,
	size_t *size)
{
	const uint8_t *entry = sig + 12 + (size_t)i * 8;
	uint32_t off = be32dec(entry + 4);

	*slot = be32dec(entry);
	if (off > len || len - off < 8)
		return NULL;
	*size = be32dec(sig + off + 4);
	return *size >= 8 && *size <= len - off ? sig + off : NULL;
}

static uint32_t
blob_count(const uint8_t *sig, size_t len)
{
	uint32_t n;

	if (sig == NULL || len < 12 || be32dec(sig) != SUPERBLOB)
		return 0;
	n = be32dec(sig + 8);
	return n <= (len - 12) / 8 ? n : 0;
}

static const uint8_t *
find_blob(const uint8_t *sig, size_t len, uint32_t wanted, size_t *size)
{
	uint32_t n = blob_count(sig, len), slot;

	for (uint32_t i = 0; i < n; i++) {
		const uint8_t *p = blob_at(sig, len, i, &slot, size);

		if (p != NULL && slot == wanted)
			return p;
	}
	return NULL;
}

int
machosign_read(const uint8_t *sig, size_t len, struct machosign_info *out,
	struct fail *f)
{
	size_t size, unused;
	const uint8_t *d = find_blob(sig, len, 0, &size), *cms;
	uint32_t ident, hashes;

	if (d == NULL || be32dec(d) != DIRECTORY || size < 44)
		return fail_set(f, "its signature has no CodeDirectory");
	ident = be32dec(d + 20);
	hashes = be32dec(d + 16);
	*out = (struct machosign_info){ .flags = be32dec(d + 12),
		.page_size = d[39] < 31 ? 1u << d[39] : 0,
		.hash_type = d[37],
		.version = be32dec(d + 8),
		.slots = be32dec(d + 28),
		.limit = be32dec(d + 32) };
	if (ident >= size || memchr(d + ident, '\0', size - ident) == NULL)
		return fail_set(f, "its signature's identifier is malformed");
	if (hashes > size || out->slots > (size - hashes) / HASH)
		return fail_set(f, "its signature's hashes are cut off");
	out->identifier = (const char *)d + ident;
	out->hashes = d + hashes;
	cms = find_blob(sig, len, SLOT_CMS, &size);
	out->cms = cms != NULL && size > 8;
	out->entitlements = find_blob(sig, len, SLOT_ENTITLEMENTS,
				    &unused) != NULL;
	return 0;
}

char *
machosign_identifier(const char *given, const uint8_t *old, size_t old_len,
	const char *name)
{
	struct machosign_info info = { 0 };

	if (given != NULL)
		return xstrdup(given);
	if (old != NULL && machosign_read(old, old_len, &info, FAIL_IGNORED) == 0 &&
		info.identifier != NULL)
		return xstrdup(info.identifier);
	return xstrdup(name);
}

/* --- writing -------------------------------------------------------------- */

/* Blobs that stay: they are about the program, not about its bytes. */
static const uint32_t kept_slots[] = { SLOT_REQUIREMENTS, SLOT_ENTITLEMENTS,
	SLOT_DER };
enum { KEPT = COUNT(kept_slots) };

struct layout {
	const uint8_t *blob[KEPT];
	size_t blob_size[KEPT];
	size_t blobs, special, slots;
	size_t directory, directory_size, total;
};

static void
lay_out(const struct machosign *s, size_t limit, struct layout *l)
{
	*l = (struct layout){ .slots = (limit + PAGE - 1) / PAGE };
	for (size_t i = 0; i < KEPT; i++) {
		/* a linker's signature has none */
		l->blob[i] = s->linker_signed
				     ? NULL
				     : find_blob(s->old, s->old_len,
					       kept_slots[i],
					       &l->blob_size[i]);
		if (l->blob[i] == NULL)
			continue;
		l->blobs++;
		l->special = kept_slots[i];
	}
	l->directory = 12 + 8 * (1 + l->blobs);
	l->directory_size = DIRECTORY_SIZE + strlen(s->identifier) + 1 +
			    HASH * (l->special + l->slots);
	l->total = l->directory + l->directory_size;
	for (size_t i = 0; i < KEPT; i++)
		if (l->blob[i] != NULL)
			l->total += l->blob_size[i];
}

size_t
machosign_size(const struct machosign *s, size_t limit)
{
	struct layout l;

	lay_out(s, limit, &l);
	return l.total;
}

static void
sha256(const uint8_t *p, size_t n, uint8_t out[HASH])
{
	SHA2_CTX c;

	SHA256Init(&c);
	SHA256Update(&c, p, n);
	SHA256Final(out, &c);
}

/* __TEXT and whether it is a program: the kernel compares. */
static void
put_exec(const uint8_t *image, size_t len, uint8_t *d)
{
	struct macho_cmd c = { 0, 0, 0, 0 };
	struct macho m;

	if (macho_open(&m, image, len, FAIL_IGNORED) != 0)
		return;
	while (macho_next(&m, &c)) {
		const uint8_t *p = image + c.off;

		if (c.cmd != LC_SEGMENT_64 ||
			!macho_name_is(p + 8, "__TEXT"))
			continue;
		be64enc(d + 64, le64dec(p + 40));
		be64enc(d + 72, le64dec(p + 48));
	}
	be64enc(d + 80, m.filetype == MH_EXECUTE ? EXEC_MAIN : 0);
}

static void
put_directory(const struct machosign *s, const struct layout *l,
	uint8_t *image, size_t len, size_t limit, uint8_t *d)
{
	size_t ident = strlen(s->identifier) + 1;
	size_t hashes = DIRECTORY_SIZE + ident + HASH * l->special;

	be32enc(d, DIRECTORY);
	be32enc(d + 4, (uint32_t)l->directory_size);
	be32enc(d + 8, VERSION);
	be32enc(d + 12, FLAG_ADHOC | (s->linker_signed ? FLAG_LINKER
							      : 0));
	be32enc(d + 16, (uint32_t)hashes);
	be32enc(d + 20, DIRECTORY_SIZE);
	be32enc(d + 24, (uint32_t)l->special);
	be32enc(d + 28, (uint32_t)l->slots);
	be32enc(d + 32, (uint32_t)limit);
	d[36] = HASH;
	d[37] = HASH_SHA256;
	d[39] = PAGE_BITS;
	put_exec(image, len, d);
	memcpy(d + DIRECTORY_SIZE, s->identifier, ident);
	for (size_t i = 0; i < KEPT; i++)
		if (l->blob[i] != NULL)
			sha256(l->blob[i], l->blob_size[i],
				d + hashes - (size_t)HASH * kept_slots[i]);
	for (size_t i = 0; i < l->slots; i++) {
		size_t at = i * PAGE, n = limit - at < PAGE ? limit - at : PAGE;

		sha256(image + at, n, d + hashes + HASH * i);
	}
}

void
machosign_write(const struct machosign *s, uint8_t *image, size_t len,
	size_t limit)
{
	uint8_t *sig = image + limit, *entry = sig + 20;
	struct layout l;
	size_t at;

	lay_out(s, limit, &l);
	be32enc(sig, SUPERBLOB);
	be32enc(sig + 4, (uint32_t)l.total);
	be32enc(sig + 8, (uint32_t)(1 + l.blobs));
	be32enc(sig + 12, 0);
	be32enc(sig + 16, (uint32_t)l.directory);
	put_directory(s, &l, image, len, limit, sig + l.directory);
	at = l.directory + l.directory_size;
	for (size_t i = 0; i < KEPT; i++) {
		if (l.blob[i] == NULL)
			continue;
		be32enc(entry, kept_slots[i]);
		be32enc(entry + 4, (uint32_t)at);
		memcpy(sig + at, l.blob[i], l.blob_size[i]);
		at += l.blob_size[i];
		entry += 8;
	}
}

int
machosign_verify(const uint8_t *image, size_t len, struct fail *f)
{
	struct machosign_info info = { 0 };
	struct macho_cmd c;
	struct macho m;
	size_t at = 0;

	if (macho_open(&m, image, len, f) != 0)
		return -1;
	if (!macho_find(&m, LC_CODE_SIGNATURE, &c))
		return fail_set(f, "it is not signed");
	if (machosign_read(image + le32dec(image + c.off + 8),
		    le32dec(image + c.off + 12), &info, f) != 0)
		return -1;
	if (info.hash_type != HASH_SHA256 || info.page_size == 0)
		return fail_set(f, "its signature's hashes are not SHA-256");
	if (info.limit != le32dec(image + c.off + 8))
		return fail_set(f, "its signature covers %zu bytes, not the "
				   "%u before it", info.limit,
			le32dec(image + c.off + 8));
	if (info.slots != (info.limit + info.page_size - 1) / info.page_size)
		return fail_set(f, "its signature has %zu hashes for %zu "
				   "bytes", info.slots, info.limit);
	for (size_t i = 0; i < info.slots; i++) {
		size_t left = info.limit - at;
		size_t n = left < info.page_size ? left : info.page_size;
		uint8_t hash[HASH];

		sha256(image + at, n, hash);
		if (memcmp(hash, info.hashes + HASH * i, HASH) != 0)
			return fail_set(f, "page %zu (at byte %zu) is not what "
					   "was signed", i, at);
		at += n;
	}
	return 0;
}
