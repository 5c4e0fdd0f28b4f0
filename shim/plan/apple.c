#include "shim/plan/apple.h"

#include <stdlib.h>

void
apple_free(struct apple *a)
{
	if (a == NULL)
		return;
	free(a->sdk);
	free(a->headers);
	argvec_clear(&a->frameworks);
	argvec_clear(&a->libraries);
	argvec_clear(&a->sections);
	argvec_clear(&a->exported);
	argvec_clear(&a->unexported);
	argvec_clear(&a->export_files);
	argvec_clear(&a->unexport_files);
	free(a);
}
