/* Any bytes as an ELF file, an object and an archive; and as the output of a
 * link that the floor is checked on. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/ar.h"
#include "common/elf.h"
#include "common/xalloc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What a reading promises, whatever the bytes were. */
static void
check(const struct elf_info *e)
{
	bool private_need;

	for (size_t i = 0; i < e->nneeds; i++)
		if (e->needs[i].lib == NULL || e->needs[i].version == NULL)
			abort();
	for (size_t i = 0; i < e->nsymbols; i++) {
		const struct elf_symbol *s = &e->symbols[i];

		if (s->name == NULL || strlen(s->name) > (size_t)-1 / 2 ||
			(s->lib != NULL && s->version == NULL))
			abort();
	}
	if (!version_none(elf_glibc(e, &private_need)) && e->nneeds == 0)
		abort();
	if (elf_machine_name(e->machine, e->is64, e->big_endian) == NULL)
		abort();
}

static void
archive(const uint8_t *data, size_t size)
{
	struct fail f = FAIL_INIT;
	struct ar_member m;
	struct ar a;
	int more = 0;

	if (ar_open(&a, data, size, &f) == 0) {
		while ((more = ar_next(&a, &m, &f)) == 1) {
			if (m.name == NULL || m.len > size)
				if (!m.external)
					abort();
			if (!m.external)
				elf_object_wants(m.mem, m.len, "symbol");
			free(m.name);
		}
	} else if (ar_is(data, size)) {
		abort();
	}
	if (more == -1 && f.what == NULL)
		abort();
	fail_clear(&f);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fail f = FAIL_INIT;
	struct elf_info e;

	for (int flags = 0; flags <= ELF_SYMBOLS; flags++) {
		if (elf_parse(data, size, flags, &e, &f) == 0) {
			check(&e);
			elf_clear(&e);
		} else if (f.what == NULL) {
			abort();
		}
		fail_clear(&f);
	}
	elf_object_wants(data, size, "symbol");
	archive(data, size);
	return 0;
}
