/* Any bytes as a zip file, as an object for Windows, as a program, and as the .def
 * file of a DLL. (A tar file is the system's tar's to read. ar is read in
 * fuzz_elf.c.) */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "shim/gate/win7.h"
#include "shim/sysroot/coff.h"
#include "shim/tools/delaylib.h"
#include "tests/lib/memfile.h"
#include "wrapper/files/unpack.h"
#include "wrapper/run/binary.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
coff(const uint8_t *data, size_t size)
{
	uint8_t *copy = xmalloc(size > 0 ? size : 1);
	autoargvec names = ARGVEC_INIT, left = ARGVEC_INIT;

	memcpy(copy, data, size);
	coff_names(copy, size, &names);
	if (names.n > 0 && !coff_is_object(copy, size))
		abort();
	coff_hide(copy, size, &names);
	coff_names(copy, size, &left);
	if (left.n != names.n)
		abort();
	free(copy);
}

/* Each line of the source is one macro of ours: no name gets out of its quotes. */
static void
def(const uint8_t *data, size_t size)
{
	autofree char *text = xstrndup((const char *)data, size), *source = NULL;
	struct fail f = FAIL_INIT;

	source = delaylib_assembler(text, NULL, size % 2 == 0, "", &f);
	if ((source != NULL) != (f.what == NULL))
		abort();
	for (char *p = source, *line; p != NULL && (line = strsep(&p, "\n")) != NULL;)
		if (*line != '\0' && strncmp(line, "\tdelay_", 7) != 0)
			abort();
		else
			for (const char *q = line; (q = strchr(q, '"')) != NULL; q++)
				if (strchr(q + 1, '"') == NULL)
					abort();
				else
					q = strchr(q + 1, '"');
	fail_clear(&f);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *name = memfile(data, size);
	struct binary b = BINARY_INIT;
	struct fail f = FAIL_INIT;

	if ((unpack_check_zip(name, &f) == 0) != (f.what == NULL))
		abort();
	fail_clear(&f);
	if ((binary_look(name, &b, &f) == 0) != (f.what == NULL))
		abort();
	fail_clear(&f);
	binary_clear(&b);
	if ((win7_check(name, &f) == 0) != (f.what == NULL))
		abort();
	fail_clear(&f);
	coff(data, size);
	def(data, size);
	return 0;
}
