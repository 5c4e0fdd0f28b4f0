#include <stdint.h>
#include <string.h>

uint32_t tool_hash(const unsigned char *data, size_t n);

/* FNV-1a. */
uint32_t
tool_hash(const unsigned char *data, size_t n)
{
	uint32_t h = 2166136261u;

	while (n-- > 0)
		h = (h ^ *data++) * 16777619u;
	return h;
}
