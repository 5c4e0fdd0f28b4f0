#include "wrapper/run/sanitized.h"

#include <stdlib.h>
#include <string.h>

#include "common/elf.h"
#include "common/machine.h"
#include "common/str.h"
#include "common/xalloc.h"

/* Has it a runtime whose heap is above 39 bits? All but ThreadSanitizer's. */
static bool
wants_addresses(const char *file)
{
	struct elf_info e;
	bool any = false, thread = false;

	if (elf_read(file, ELF_SYMBOLS, &e, FAIL_IGNORED) != 0)
		return false;
	for (size_t i = 0; i < e.nsymbols; i++) {
		const char *name = e.symbols[i].name;

		any |= strcmp(name, "__sanitizer_symbolize_code") == 0;
		thread |= starts_with(name, "__tsan_");
	}
	elf_clear(&e);
	return any && !thread;
}

int
sanitized_check(const struct runner *r, const struct target_def *d,
	const char *file, struct fail *f)
{
	autofree char *qemu = NULL, *text = NULL;
	const char *version;

	if (d->arch != ARCH_AARCH64 || strcmp(r->id, "qemu-user") != 0 ||
		!wants_addresses(file))
		return 0;
	qemu = machine_real.on_path(r->words.v[0]);
	text = qemu != NULL ? machine_real.ask(qemu, "--version") : NULL;
	version = text != NULL ? strstr(text, " version ") : NULL;
	if (version == NULL || atoi(version + strlen(" version ")) >= 8)
		return 0;
	fail_status(f, EXIT_CANNOT_RUN, "cannot run '%s': %.*s has 39 bits of "
		"addresses for it, and its sanitizer reserves more", file,
		(int)strcspn(text, "\n(") - 1, text);
	return fail_hint(f, "qemu-user 10.0 (Debian 13's) can, and so can a "
			    "machine of this kind");
}
