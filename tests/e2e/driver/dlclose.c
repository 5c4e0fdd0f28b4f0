#include <dlfcn.h>
#include <stdio.h>

int
main(int argc, char **argv)
{
	void *lib = argc > 1 ? dlopen(argv[1], RTLD_NOW) : NULL;
	int (*start)(void);

	if (lib == NULL) {
		puts(dlerror());
		return 1;
	}
	*(void **)&start = dlsym(lib, "start");
	if (start == NULL || start() != 0)
		return 1;
	puts("closing");
	fflush(stdout);
	dlclose(lib);
	puts("closed");
	return 0;
}
