/* A row of the built-in table, made when it is asked for. */
#include "targets/table.h"

#include <string.h>

static const char *
text_at(unsigned short offset)
{
	return offset != 0 ? target_texts + offset : NULL;
}

const char *
target_row_name(size_t i)
{
	return target_texts + target_packed[i].rust;
}

const struct target_def *
target_row(size_t i)
{
	const struct target_packed *p = &target_packed[i];
	struct target_def *def = &target_rows[i];

	if (def->rust != NULL)
		return def;
	for (size_t k = 0, n = 0; k < target_keys_n; k++) {
		const struct target_key *key = &target_keys[k];
		const char *text;

		if (!target_key_is_text(key))
			continue;
		text = text_at(p->texts[n++]);
		memcpy((char *)def + key->at, &text, sizeof text);
	}
	def->glibc_min = p->glibc_min;
	def->glibc_default = p->glibc_default;
	def->macos = p->macos;
	def->libc = (enum libc_kind)p->libc;
	def->arch = (enum arch)p->arch;
	def->elf_machine = p->elf_machine;
	def->is64 = p->is64;
	def->big_endian = p->big_endian;
	def->rust = target_row_name(i);
	return def;
}
