/* A program of the firmware's: says something by its console, with a number
 * from a 64-bit division, and returns STATUS. */
#include <stddef.h>
#include <stdint.h>

#ifndef STATUS
#define STATUS 0
#endif

typedef uint16_t char16;

struct console {
	void *reset;
	uintptr_t (*write)(struct console *, const char16 *);
};

struct system {
	char header[24];
	const char16 *vendor;
	uint32_t revision;
	void *in_handle, *in, *out_handle;
	struct console *out;
};

static volatile uint64_t big = 3000000000021;

uintptr_t
efi_main(void *image, struct system *s)
{
	char16 digits[24], *p = digits + 23;
	char probe[9000];
	uint64_t n = big / 7;

	(void)image;
	for (size_t i = 0; i < sizeof probe; i++)
		((volatile char *)probe)[i] = (char)i;
	*p = 0;
	for (; n > 0; n /= 10)
		*--p = (char16)('0' + n % 10);
	s->out->write(s->out, (const char16 *)L"efi: fine, ");
	s->out->write(s->out, p);
	s->out->write(s->out, (const char16 *)L"\r\n");
	return STATUS;
}
