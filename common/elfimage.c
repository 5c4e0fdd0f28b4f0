#include "common/elfimage.h"

#include <bsd/sys/endian.h>
#include <elf.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/path.h"

int
image_damaged(struct fail *f, const char *what)
{
	return fail_set(f, "damaged or cut-off ELF file: %s", what);
}

uint16_t
get16(const struct image *im, const unsigned char *p)
{
	return im->be ? be16dec(p) : le16dec(p);
}

uint32_t
get32(const struct image *im, const unsigned char *p)
{
	return im->be ? be32dec(p) : le32dec(p);
}

uint64_t
get64(const struct image *im, const unsigned char *p)
{
	return im->be ? be64dec(p) : le64dec(p);
}

uint64_t
getword(const struct image *im, const unsigned char *p)
{
	return im->is64 ? get64(im, p) : get32(im, p);
}

const unsigned char *
image_bytes(const struct image *im, uint64_t off, uint64_t len)
{
	return off <= im->n && len <= im->n - off ? im->p + off : NULL;
}

struct section
image_section(const struct image *im, uint32_t i)
{
	const unsigned char *p = im->p + im->shoff + (uint64_t)i * im->shsize;
	struct section s = { .type = get32(im, p + 4) };
	size_t w = im->is64 ? 8 : 4;

	s.offset = getword(im, p + 8 + 2 * w);
	s.size = getword(im, p + 8 + 3 * w);
	s.link = get32(im, p + 8 + 4 * w);
	s.info = get32(im, p + 12 + 4 * w);
	return s;
}

/* A count too large for the header's 16 bits is kept in section 0. */
static void
extended_counts(struct image *im)
{
	struct section zero;

	if (im->shoff == 0 || im->shsize < (im->is64 ? 64 : 40) ||
		image_bytes(im, im->shoff, im->shsize) == NULL)
		return;
	zero = image_section(im, 0);
	if (im->shnum == 0 && zero.size <= UINT32_MAX)
		im->shnum = (uint32_t)zero.size;
	if (im->phnum == PN_XNUM)
		im->phnum = zero.info;
}

static void
check_sections(struct image *im)
{
	if (im->shoff == 0 || im->shsize < (im->is64 ? 64 : 40) ||
		image_bytes(im, im->shoff,
			(uint64_t)im->shnum * im->shsize) == NULL)
		im->shnum = 0;
}

bool
image_is(const void *mem, size_t len)
{
	return mem != NULL && len >= SELFMAG &&
	       memcmp(mem, ELFMAG, SELFMAG) == 0;
}

int
image_open(struct image *im, const void *mem, size_t len, struct fail *f)
{
	const unsigned char *p = mem, *q;

	*im = (struct image){ .p = p, .n = len };
	if (!image_is(mem, len))
		return fail_set(f, "not an ELF file");
	if (len < EI_NIDENT)
		return image_damaged(f, "no header");
	if ((p[EI_CLASS] != ELFCLASS32 && p[EI_CLASS] != ELFCLASS64) ||
		(p[EI_DATA] != ELFDATA2LSB && p[EI_DATA] != ELFDATA2MSB) ||
		p[EI_VERSION] != EV_CURRENT)
		return image_damaged(f, "unknown class, byte order or version");
	im->is64 = p[EI_CLASS] == ELFCLASS64;
	im->be = p[EI_DATA] == ELFDATA2MSB;
	if (len < (im->is64 ? sizeof(Elf64_Ehdr) : sizeof(Elf32_Ehdr)))
		return image_damaged(f, "no header");
	im->type = get16(im, p + 16);
	im->machine = get16(im, p + 18);
	im->phoff = getword(im, p + (im->is64 ? 32 : 28));
	im->shoff = getword(im, p + (im->is64 ? 40 : 32));
	q = p + (im->is64 ? 54 : 42);
	im->phsize = get16(im, q);
	im->phnum = get16(im, q + 2);
	im->shsize = get16(im, q + 4);
	im->shnum = get16(im, q + 6);
	extended_counts(im);
	check_sections(im);
	if (im->phnum > 0 && (im->phsize < (im->is64 ? 56 : 32) ||
		image_bytes(im, im->phoff,
			(uint64_t)im->phnum * im->phsize) == NULL))
		return image_damaged(
			f, "no program headers where they should be");
	return 0;
}

struct segment
image_segment(const struct image *im, uint32_t i)
{
	const unsigned char *p = im->p + im->phoff + (uint64_t)i * im->phsize;
	struct segment s = { .type = get32(im, p) };

	s.flags = get32(im, p + (im->is64 ? 4 : 24));
	s.offset = getword(im, p + (im->is64 ? 8 : 4));
	s.vaddr = getword(im, p + (im->is64 ? 16 : 8));
	s.filesz = getword(im, p + (im->is64 ? 32 : 16));
	return s;
}

struct span
image_at(const struct image *im, uint64_t address)
{
	for (uint32_t i = 0; i < im->phnum; i++) {
		struct segment s = image_segment(im, i);
		uint64_t skip = address - s.vaddr;

		if (s.type != PT_LOAD || address < s.vaddr ||
			skip >= s.filesz || s.offset > im->n ||
			skip >= im->n - s.offset)
			continue;
		if (s.filesz > im->n - s.offset)
			s.filesz = im->n - s.offset;
		return (struct span){ im->p + s.offset + skip,
			s.filesz - skip };
	}
	return (struct span){ NULL, 0 };
}

int
span_map(const char *path, struct span *out, struct fail *f)
{
	struct stat st;
	void *p;
	int fd;

	*out = (struct span){ NULL, 0 };
	if (path_is_special(path))
		return fail_set(
			f, "cannot read '%s': not a regular file", path);
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return fail_errno(f, "cannot read '%s'", path);
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		close(fd);
		return fail_set(
			f, "cannot read '%s': not a regular file", path);
	}
	out->n = (uint64_t)st.st_size;
	if (st.st_size > 0) {
		p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd,
			0);
		if (p == MAP_FAILED) {
			fail_errno(f, "cannot read '%s'", path);
			close(fd);
			return -1;
		}
		out->p = p;
	}
	close(fd);
	return 0;
}

void
span_unmap(struct span *m)
{
	if (m->p != NULL)
		munmap((void *)(uintptr_t)m->p, m->n);
}
