#include <dlfcn.h>
#include <stdio.h>

int
main(void)
{
	Dl_info i;

	return !dladdr(dlsym(RTLD_DEFAULT, "puts"), &i) ||
	       puts(i.dli_fname) < 0;
}
