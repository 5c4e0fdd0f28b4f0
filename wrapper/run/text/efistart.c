/*
 * Started by firmware that has no shell, as EFI/BOOT/BOOTIA32.EFI: runs app.efi
 * with the command line in app.txt, says what startup.nsh says and turns the
 * machine off. UEFI Specification 2.10, chapters 4, 7 to 9 and 13.
 */
#include <stddef.h>
#include <stdint.h>

typedef uint16_t char16;
typedef uintptr_t status;
typedef status call(void *, ...);

struct guid {
	uint32_t a;
	uint16_t b, c;
	uint8_t d[8];
};
struct table {
	uint64_t magic;
	uint32_t revision, size, crc, zero;
};
struct console {
	void *reset;
	call *write;
};
struct services {
	struct table head;
	void *before[16];
	call *handle_protocol;
	void *more[5];
	call *load_image, *start_image;
};
struct runtime {
	struct table head;
	void *before[10];
	void (*reset)(int, status, size_t, void *);
};
struct system {
	struct table head;
	const char16 *vendor;
	uint32_t revision;
	void *in_handle, *in, *out_handle;
	struct console *out;
	void *err_handle, *err;
	struct runtime *runtime;
	struct services *boot;
};
struct loaded {
	uint32_t revision;
	void *parent, *system, *device, *path, *reserved;
	uint32_t words_size;
	void *words;
};
struct volume {
	uint64_t revision;
	call *open;
};
struct file {
	uint64_t revision;
	call *open, *close, *remove, *read;
};

static struct guid loaded_image = { 0x5b1b31a1, 0x9562, 0x11d2,
	{ 0x8e, 0x3f, 0, 0xa0, 0xc9, 0x69, 0x72, 0x3b } };
static struct guid file_system = { 0x964e5b22, 0x6459, 0x11d2,
	{ 0x8e, 0x39, 0, 0xa0, 0xc9, 0x69, 0x72, 0x3b } };

static char program[64 << 20];
static char16 words[4096];

/* The bytes of a file, or 0. */
static size_t
take(struct file *root, const char16 *name, void *to, size_t size)
{
	struct file *f;

	if (root->open(root, &f, name, (uint64_t)1, (uint64_t)0) != 0 ||
		f->read(f, &size, to) != 0)
		return 0;
	return size;
}

static status
run(void *self, struct system *s)
{
	struct loaded *me, *its;
	struct volume *v;
	struct file *root;
	void *image;
	size_t size;
	status r;

	r = s->boot->handle_protocol(self, &loaded_image, &me);
	if (r != 0 ||
		(r = s->boot->handle_protocol(me->device, &file_system, &v)) != 0 ||
		(r = v->open(v, &root)) != 0)
		return r;
	size = take(root, L"app.efi", program, sizeof program);
	r = s->boot->load_image(NULL, self, me->path, program, size, &image);
	if (r != 0) {
		s->out->write(s->out, L"the firmware does not take the program\r\n");
		return r;
	}
	if (s->boot->handle_protocol(image, &loaded_image, &its) == 0) {
		size = take(root, L"app.txt", words, sizeof words - 2);
		its->words_size = (uint32_t)size + 2;
		its->words = words;
		its->device = me->device;
	}
	return s->boot->start_image(image, NULL, NULL);
}

status
efi_main(void *self, struct system *s)
{
	char16 text[] = L"zbuild-end 0x00000000\r\n";
	char16 *p = text + sizeof text / sizeof *text - 3;
	status r;

	s->out->write(s->out, L"zbuild-begin\r\n");
	r = run(self, s);
	for (status n = r; n != 0 && *--p != 'x'; n >>= 4)
		*p = (char16)((n & 15) < 10 ? '0' + (n & 15) : 'A' + (n & 15) - 10);
	s->out->write(s->out, text);
	s->runtime->reset(2, 0, 0, NULL);
	return r;
}
