/* Who made an ELF file: the strings of .comment, which linkers join. */
#include <stdlib.h>
#include <string.h>

#include "common/elf.h"
#include "common/elfimage.h"
#include "common/xalloc.h"

/* The section called name, or nothing. */
static struct span
section_named(const struct image *im, const char *name)
{
	const unsigned char *at = image_bytes(im, im->is64 ? 62 : 50, 2);
	uint32_t table = at != NULL ? get16(im, at) : im->shnum;
	struct section names;
	uint64_t n = strlen(name) + 1;

	if (table >= im->shnum)
		return (struct span){ NULL, 0 };
	names = image_section(im, table);
	for (uint32_t i = 0; i < im->shnum; i++) {
		struct section s = image_section(im, i);
		const unsigned char *head = image_bytes(im,
			im->shoff + (uint64_t)i * im->shsize, 4), *text;
		uint64_t off = head != NULL ? get32(im, head) : names.size;

		if (off > names.size || n > names.size - off)
			continue;
		text = image_bytes(im, names.offset + off, n);
		if (text != NULL && memcmp(text, name, n) == 0)
			return (struct span){
				image_bytes(im, s.offset, s.size), s.size };
	}
	return (struct span){ NULL, 0 };
}

void
elf_comments(const char *path, struct argvec *out)
{
	struct span file, text = { NULL, 0 };
	struct image im;

	if (span_map(path, &file, FAIL_IGNORED) != 0)
		return;
	if (image_is(file.p, file.n) &&
		image_open(&im, file.p, file.n, FAIL_IGNORED) == 0)
		text = section_named(&im, ".comment");
	for (uint64_t i = 0, n; text.p != NULL && i < text.n; i += n + 1) {
		const char *one = (const char *)text.p + i;

		n = strnlen(one, text.n - i);
		if (n > 0)
			argvec_take(out, xstrndup(one, n));
	}
	span_unmap(&file);
}

bool
elf_file_says(const char *path, const char *text)
{
	struct span file;
	bool yes;

	if (span_map(path, &file, FAIL_IGNORED) != 0)
		return false;
	yes = file.p != NULL &&
	      memmem(file.p, file.n, text, strlen(text)) != NULL;
	span_unmap(&file);
	return yes;
}
