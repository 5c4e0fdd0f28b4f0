#include "shim/macho/archive.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/child.h"
#include "common/ending.h"
#include "common/xalloc.h"

int
machoarchive_write(const char *zig, const struct argvec *files,
	const char *output, struct fail *f)
{
	autofree char *next = xasprintf("%s.%ld.tmp", output, (long)getpid());
	scoped(child_output) said = { .text = NULL };
	autoargvec argv = ARGVEC_INIT;
	int status = 0, r;

	/* L takes archives apart; of two members with one name both stay. */
	argvec_pushl(&argv, zig, "ar", "--format=darwin", "qcLsD", next,
		NULL);
	argvec_pushv(&argv, files->v);
	r = child_run(zig, &argv, NULL, NULL, &said, &status, f);
	if (r == 0 && ending_fail("zig's ar", status, said.text, true, f) != 0)
		f->status = 1, r = -1;
	if (r == 0 && rename(next, output) != 0)
		r = fail_errno(f, "cannot write '%s'", output);
	if (r != 0)
		unlink(next);
	return r;
}
