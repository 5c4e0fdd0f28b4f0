/* Any bytes as a Mach-O file, a fat one, or an archive of objects; read, and
 * taken apart and put together again. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <bsd/sys/endian.h>

#include "common/macho.h"
#include "shim/macho/edit.h"
#include "shim/macho/sections.h"
#include "shim/macho/sign.h"
#include "shim/macho/trie.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
count_symbol(void *ctx, const char *name, bool defined)
{
	*(size_t *)ctx += strlen(name) + defined;
}

static enum machoedit_fate
every_third(void *ctx, const struct macho_symbol *s, bool indirect)
{
	size_t *n = ctx;

	(void)indirect;
	if (strlen(s->name) > (size_t)-1 / 2)
		abort();
	return (enum machoedit_fate)(++*n % 3);
}

static bool
every_second(void *ctx, const char *name)
{
	size_t *n = ctx;

	return (++*n + strlen(name)) % 2 == 0;
}

/* What is written must be readable, and its signature right. */
static void
edit(const uint8_t *data, size_t size, bool sign)
{
	struct machoedit_sign how = { sign, NULL, "fuzz", true };
	struct fail f = FAIL_INIT;
	struct machoedit e;
	struct macho m;
	uint8_t *out = NULL;
	size_t len, n = 0;
	int r;

	r = machoedit_open(&e, data, size, &f);
	if (r == 0 && sign)
		r = machosections_drop(&e, "__DWARF", &f);
	if (r == 0)
		r = machoedit_symbols(&e, every_third, &n, &f);
	if (r == 0)
		r = machoedit_exports(&e, every_second, &n, &f);
	if (r == 0)
		r = machoedit_write(&e, &how, &out, &len, &f);
	machoedit_clear(&e);
	if ((r == 0) != (f.what == NULL))
		abort();
	fail_clear(&f);
	if (r != 0)
		return;
	if (macho_open(&m, out, len, &f) != 0 ||
		(sign && machosign_verify(out, len, &f) != 0))
		abort();
	free(out);
}

static void
image(const uint8_t *data, size_t size)
{
	struct macho_cmd c = { 0, 0, 0, 0 };
	struct fail f = FAIL_INIT;
	struct machosign_info info;
	struct macho_section s;
	struct macho_symbol y;
	struct macho m;

	if (macho_open(&m, data, size, &f) != 0) {
		if (f.what == NULL)
			abort();
		fail_clear(&f);
		return;
	}
	while (macho_next(&m, &c)) {
		for (uint32_t i = 0; c.cmd == LC_SEGMENT_64 &&
			i < macho_nsects(&m, &c); i++)
			macho_section(&m, &c, i, &s);
		if (c.cmd == LC_RPATH && strlen(macho_string(&m, &c, 2)) > size)
			abort();
		if (c.cmd == LC_CODE_SIGNATURE &&
			machosign_read(data + le32dec(data + c.off + 8),
				le32dec(data + c.off + 12), &info, &f) == 0 &&
			strlen(info.identifier) > size)
			abort();
		fail_clear(&f);
	}
	for (uint32_t i = 0; i < macho_nsyms(&m); i++) {
		macho_symbol(&m, i, &y);
		if (strlen(y.name) > size)
			abort();
	}
	machosign_verify(data, size, &f);
	fail_clear(&f);
	edit(data, size, false);
	edit(data, size, true);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct macho_slice *v = NULL;
	struct machotrie_export *x = NULL;
	struct fail f = FAIL_INIT;
	size_t n = 0, sum = 0;

	if (macho_slices(data, size, &v, &n, &f) == 0)
		for (size_t i = 0; i < n; i++)
			image(data + v[i].off, v[i].len);
	else if (f.what == NULL)
		abort();
	fail_clear(&f);
	free(v);
	macho_each_symbol(data, size, count_symbol, &sum, &f);
	fail_clear(&f);
	if (machotrie_read(data, size, &x, &n, &f) == 0) {
		size_t len;
		uint8_t *made = machotrie_make(x, n, &len);

		free(made);
		machotrie_free(x, n);
	}
	fail_clear(&f);
	return 0;
}
