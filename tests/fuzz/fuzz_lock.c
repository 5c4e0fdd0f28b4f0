/* Any bytes as a zbuild.lock: what was read is written as the same again. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/machine.h"
#include "common/xalloc.h"
#include "shim/root/depslock.h"
#include "tests/lib/memfile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fail f = FAIL_INIT;
	struct depslock l, again;

	if (depslock_read(&machine_real, memfile(data, size), &l, &f) == 0) {
		autofree char *text = depslock_text(&l), *second = NULL;

		if (depslock_read(&machine_real, memfile(text, strlen(text)),
			    &again, &f) != 0)
			abort();
		second = depslock_text(&again);
		if (strcmp(text, second) != 0)
			abort();
		depslock_clear(&again);
	} else if (f.what == NULL) {
		abort();
	}
	depslock_clear(&l);
	fail_clear(&f);
	return 0;
}
