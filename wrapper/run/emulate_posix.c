/* emulate.h: the program alone is emulated. */
#include "common/os.h"
#include "wrapper/run/emulate.h"

int
emulate(const struct runner *r, const struct target_def *d,
	struct argvec *words, struct fail *f)
{
	(void)r;
	(void)d;
	return os_exec(words->v[0], words, NULL, f);
}
