/* Files as a link's inputs: objects, archives, and who wants a symbol. */
#include <elf.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/ar.h"
#include "common/elf.h"
#include "common/elfimage.h"
#include "common/path.h"
#include "common/xalloc.h"

/* "symbol", or "symbol@VERSION" as the assembler's .symver leaves it. */
static bool
same_symbol(const struct span *strings, uint64_t off, const char *symbol)
{
	size_t n = strlen(symbol);
	const char *s = (const char *)strings->p + off;

	if (off >= strings->n || n >= strings->n - off)
		return false;
	return memcmp(s, symbol, n) == 0 && (s[n] == '\0' || s[n] == '@');
}

static bool
table_wants(const struct image *im, const struct section *table,
	const char *symbol)
{
	uint64_t size = im->is64 ? 24 : 16;
	struct section names = image_section(im, table->link);
	struct span strings = { image_bytes(im, names.offset, names.size),
		names.size };
	const unsigned char *p = image_bytes(im, table->offset, table->size);

	if (strings.p == NULL || p == NULL)
		return false;
	for (uint64_t i = 1; i < table->size / size; i++) {
		const unsigned char *s = p + i * size;

		if (get16(im, s + (im->is64 ? 6 : 14)) == SHN_UNDEF &&
			same_symbol(&strings, get32(im, s), symbol))
			return true;
	}
	return false;
}

bool
elf_object_wants(const void *mem, size_t len, const char *symbol)
{
	struct image im;

	if (image_open(&im, mem, len, FAIL_IGNORED) != 0)
		return false;
	for (uint32_t i = 0; i < im.shnum; i++) {
		struct section s = image_section(&im, i);

		if (s.type == SHT_SYMTAB && s.link < im.shnum &&
			table_wants(&im, &s, symbol))
			return true;
	}
	return false;
}

static bool
shared_wants(const struct span *m, const char *symbol)
{
	struct elf_info e;
	bool found = false;

	if (elf_parse(m->p, m->n, ELF_SYMBOLS, &e, FAIL_IGNORED) != 0)
		return false;
	for (size_t i = 0; i < e.nsymbols && !found; i++)
		found = !e.symbols[i].defined &&
			strcmp(e.symbols[i].name, symbol) == 0;
	elf_clear(&e);
	return found;
}

static bool
is_relocatable(const struct span *m)
{
	struct image im;

	return image_open(&im, m->p, m->n, FAIL_IGNORED) == 0 &&
		   im.type == ET_REL;
}

static bool
plain_wants(const struct span *m, const char *symbol)
{
	if (is_relocatable(m))
		return elf_object_wants(m->p, m->n, symbol);
	return shared_wants(m, symbol);
}

/* The file that a thin archive names is seen from the archive's folder. */
static char *
member_path(const char *archive, const char *name)
{
	autofree char *dir = path_dir(archive);

	return name[0] == '/' ? xstrdup(name) : path_join(dir, name);
}

static bool
member_wants(const char *archive, const struct ar_member *m,
	const char *symbol)
{
	struct span file = { m->mem, m->len };
	autofree char *path = NULL;
	bool found;

	if (!m->external)
		return is_relocatable(&file) &&
		       elf_object_wants(m->mem, m->len, symbol);
	path = member_path(archive, m->name);
	if (span_map(path, &file, FAIL_IGNORED) != 0)
		return false;
	found = plain_wants(&file, symbol);
	span_unmap(&file);
	return found;
}

static bool
archive_wants(const char *path, const struct span *file, const char *symbol,
	char **member)
{
	struct ar_member m;
	struct ar a;
	bool found = false;

	if (ar_open(&a, file->p, file->n, FAIL_IGNORED) == 0) {
		while (!found && ar_next(&a, &m, FAIL_IGNORED) == 1) {
			found = member_wants(path, &m, symbol);
			if (found)
				*member = m.name;
			else
				free(m.name);
		}
	}
	return found;
}

bool
elf_file_wants(const char *path, const char *symbol, char **member)
{
	struct span m;
	bool found;

	*member = NULL;
	if (span_map(path, &m, FAIL_IGNORED) != 0)
		return false;
	if (ar_is(m.p, m.n))
		found = archive_wants(path, &m, symbol, member);
	else
		found = plain_wants(&m, symbol);
	span_unmap(&m);
	return found;
}

static void
count_member(struct elf_archive *out, const struct span *m)
{
	struct image im;

	out->members++;
	if (image_open(&im, m->p, m->n, FAIL_IGNORED) != 0)
		return;
	if (out->objects++ == 0) {
		out->machine = im.machine;
		out->is64 = im.is64;
		out->big_endian = im.be;
	} else if (im.machine != out->machine || im.is64 != out->is64 ||
		im.be != out->big_endian) {
		out->mixed = true;
	}
}

static void
count_external(struct elf_archive *out, const char *archive, const char *name)
{
	autofree char *path = member_path(archive, name);
	struct span m;

	if (span_map(path, &m, FAIL_IGNORED) != 0) {
		out->members++;
		return;
	}
	count_member(out, &m);
	span_unmap(&m);
}

int
elf_archive(const char *path, struct elf_archive *out, struct fail *f)
{
	struct elf_archive found = { 0 };
	struct ar_member m = { NULL, NULL, 0, false };
	struct span file;
	struct ar a;
	int rc;

	if (span_map(path, &file, f) != 0)
		return -1;
	rc = ar_open(&a, file.p, file.n, f) == 0 ? 1 : -1;
	found.thin = rc == 1 && a.thin;
	while (rc == 1 && (rc = ar_next(&a, &m, f)) == 1) {
		if (m.external)
			count_external(&found, path, m.name);
		else
			count_member(&found, &(struct span){ m.mem, m.len });
		free(m.name);
	}
	span_unmap(&file);
	if (rc != 0)
		return fail_context(f, "cannot read '%s'", path);
	*out = found;
	return 0;
}

enum elf_kind
elf_kind(const char *path)
{
	char head[8];
	ssize_t n;
	int fd;

	if (path_is_special(path))
		return ELF_KIND_NONE;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return ELF_KIND_NONE;
	n = read(fd, head, sizeof head);
	close(fd);
	if (n > 0 && image_is(head, (size_t)n))
		return ELF_KIND_ELF;
	if (n > 0 && ar_is(head, (size_t)n))
		return ELF_KIND_ARCHIVE;
	return ELF_KIND_NONE;
}
