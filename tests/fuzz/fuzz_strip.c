/* The first byte chooses what strip and objcopy are asked for, the others are
 * an ELF file or an archive: what is written can be read, and be done again. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "common/ar.h"
#include "common/elf.h"
#include "common/fail.h"
#include "shim/coff/file.h"
#include "shim/coff/strip.h"
#include "shim/elf/archstrip.h"
#include "shim/elf/flat.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
options(uint8_t how, struct strip_options *o)
{
	*o = (struct strip_options){ .mode = how & 3, .locals = (how >> 2) % 3,
		.only_debug = (how & 0x10) != 0, .change.wildcard = true };
	if (how & 0x20)
		argvec_push(&o->remove, how & 0x80 ? ".text*" : ".note*");
	if (how & 0x40)
		argvec_push(&o->only, ".text");
	if (how & 0x80) {
		argvec_push(&o->keep, "m*");
		argvec_push(&o->strip, "f*");
		argvec_push(&o->change.localize, "g*");
	}
}

static void
check(int r, const struct fail *f)
{
	if ((r == 0) != (f->what == NULL))
		abort();
}

static bool
can_be_read(const void *mem, size_t len)
{
	struct fail f = FAIL_INIT;
	struct elf_info e;
	bool yes = elf_parse(mem, len, 0, &e, &f) == 0;

	if (yes)
		elf_clear(&e);
	fail_clear(&f);
	return yes;
}

static void
file(const void *mem, size_t len, const struct strip_options *o)
{
	struct fail f = FAIL_INIT;
	struct flat_options flat = { .format = len % 3, .gap_fill = "7", .output = "" };
	unsigned char *out = NULL, *again = NULL;
	size_t n, m;
	int r = elfstrip(mem, len, o, &out, &n, &f);

	check(r, &f);
	if (r == 0 && can_be_read(mem, len) && !can_be_read(out, n))
		abort();
	if (r == 0 && elfstrip(out, n, o, &again, &m, &f) != 0)
		abort();
	fail_clear(&f);
	free(again);
	free(out);
	out = NULL;
	check(coffstrip(mem, len, o, &out, &n, &f), &f);
	fail_clear(&f);
	free(out);
	out = NULL;
	check(elfflat(mem, len, o, &flat, &out, &n, &f), &f);
	fail_clear(&f);
	free(out);
}

static void
archive(const void *mem, size_t len, const struct strip_options *o)
{
	struct fail f = FAIL_INIT;
	unsigned char *out = NULL;
	struct ar_member m;
	struct ar a;
	size_t n;
	int r = archstrip(
		mem, len, o, true, coff_is, coffstrip, &out, &n, &f), more;

	check(r, &f);
	if (r == 0 && out != NULL) {
		if (ar_open(&a, out, n, &f) != 0)
			abort();
		while ((more = ar_next(&a, &m, &f)) == 1)
			free(m.name);
		if (more != 0)
			abort();
	}
	fail_clear(&f);
	free(out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct strip_options o;

	if (size == 0)
		return 0;
	options(data[0], &o);
	file(data + 1, size - 1, &o);
	archive(data + 1, size - 1, &o);
	argvec_clear(&o.remove);
	argvec_clear(&o.only);
	argvec_clear(&o.keep);
	argvec_clear(&o.strip);
	argvec_clear(&o.change.localize);
	return 0;
}
