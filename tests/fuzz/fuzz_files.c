/* Any bytes as a zip file, as an object for Windows, and as a program. (A tar file
 * is the system's tar's to read, a .def file that of zig's dlltool. ar is read in
 * fuzz_elf.c.) */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "shim/sysroot/coff.h"
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
	coff(data, size);
	return 0;
}
