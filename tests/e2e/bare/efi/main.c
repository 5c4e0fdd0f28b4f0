/* A program of the firmware's: says something by its console, with a number
 * from a 64-bit division, and returns STATUS. With WORDS it says its command line. */
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

struct services {
	char header[24];
	void *before[16];
	uintptr_t (*protocol)(void *, const void *, void *);
};

struct system {
	char header[24];
	const char16 *vendor;
	uint32_t revision;
	void *in_handle, *in, *out_handle;
	struct console *out;
	void *err_handle, *err, *runtime;
	struct services *boot;
};

struct loaded {
	uint32_t revision;
	void *parent, *system, *device, *path, *reserved;
	uint32_t words_size;
	const char16 *words;
};

/* EFI_LOADED_IMAGE_PROTOCOL_GUID */
static const uint32_t loaded_image[] = { 0x5b1b31a1, 0x11d29562, 0xa0003f8e,
	0x3b7269c9 };

static volatile uint64_t big = 3000000000021;

uintptr_t
efi_main(void *image, struct system *s)
{
	char16 digits[24], *p = digits + 23;
	char probe[9000];
	uint64_t n = big / 7;

#ifdef WORDS
	struct loaded *me;

	if (s->boot->protocol(image, loaded_image, &me) == 0)
		s->out->write(s->out, me->words);
	s->out->write(s->out, (const char16 *)L"\r\n");
	return STATUS;
#endif
	(void)image;
	(void)loaded_image;
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
