/* What Arm's build attributes say about the CPU ("Addenda to the ABI for the
 * Arm Architecture", build attributes). */
#include <string.h>

#include "common/elfimage.h"

enum { SHT_ARM_ATTRIBUTES = 0x70000003 };
enum { TAG_FILE = 1, TAG_CPU_ARCH = 6, TAG_CPU_PROFILE = 7, TAG_COMPAT = 32 };

static bool
get_uleb(struct span *s, uint64_t *out)
{
	*out = 0;
	for (unsigned shift = 0; s->n > 0 && shift < 63; shift += 7) {
		unsigned char c = *s->p++;

		s->n--;
		*out |= (uint64_t)(c & 0x7f) << shift;
		if (c < 0x80)
			return true;
	}
	return false;
}

static bool
skip_string(struct span *s)
{
	const unsigned char *end = memchr(s->p, '\0', s->n);

	if (end == NULL)
		return false;
	s->n -= (uint64_t)(end + 1 - s->p);
	s->p = end + 1;
	return true;
}

/* Tags 4 and 5, and odd ones above 32, have a string for a value. */
static bool
has_string(uint64_t tag)
{
	return tag == 4 || tag == 5 || (tag > TAG_COMPAT && tag % 2 == 1);
}

static int
read_tags(struct span s)
{
	uint64_t tag, value, arch = 0, profile = 0;

	while (s.n > 0 && get_uleb(&s, &tag)) {
		if (has_string(tag)) {
			if (!skip_string(&s))
				break;
			continue;
		}
		if (!get_uleb(&s, &value) ||
			(tag == TAG_COMPAT && !skip_string(&s)))
			break;
		if (tag == TAG_CPU_ARCH)
			arch = value;
		else if (tag == TAG_CPU_PROFILE)
			profile = value;
	}
	return profile == 'M' ? (int)(arch & 0xff) : 0;
}

/* 'A', then length, "aeabi", and subsections of which the file's is first. */
static int
read_section(const struct image *im, struct span s)
{
	static const char vendor[] = "aeabi";
	uint64_t start = 1 + 4 + sizeof vendor, size;

	if (s.n < start + 5 || s.p[0] != 'A' ||
		memcmp(s.p + 5, vendor, sizeof vendor) != 0 ||
		s.p[start] != TAG_FILE)
		return 0;
	size = get32(im, s.p + start + 1);
	if (size < 5 || size > s.n - start)
		return 0;
	return read_tags((struct span){ s.p + start + 5, size - 5 });
}

int
image_arm_m(const struct image *im)
{
	for (uint32_t i = 0; i < im->shnum; i++) {
		struct section sec = image_section(im, i);
		struct span s = { NULL, sec.size };

		if (sec.type != SHT_ARM_ATTRIBUTES)
			continue;
		s.p = image_bytes(im, sec.offset, sec.size);
		return s.p != NULL ? read_section(im, s) : 0;
	}
	return 0;
}
