#include <stdio.h>

/* glibc's minor version by the headers, 0 elsewhere: a floor's are its own. */
int configured(void)
{
#ifdef __GLIBC__
	return __GLIBC_MINOR__;
#else
	return 0;
#endif
}
