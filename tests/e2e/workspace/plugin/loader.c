#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

static int (*calls)(void);

static void *
other_thread(void *answer)
{
	*(int *)answer = calls();
	return NULL;
}

int
main(int argc, char **argv)
{
	void *lib = argc > 1 ? dlopen(argv[1], RTLD_NOW) : NULL;
	int (*upper)(const char *, char *, size_t), (*panics)(void);
	int other = 0;
	char out[16];
	pthread_t t;

	if (!lib) {
		fprintf(stderr, "loader: %s\n", dlerror());
		return 1;
	}
	*(void **)&calls = dlsym(lib, "plugin_calls");
	*(void **)&upper = dlsym(lib, "plugin_upper");
	*(void **)&panics = dlsym(lib, "plugin_panics");
	if (!calls || !upper || !panics || dlsym(lib, "rust_eh_personality"))
		return 2;
	calls();
	if (pthread_create(&t, NULL, other_thread, &other) != 0)
		return 3;
	pthread_join(t, NULL);
	printf("upper %d %s, calls %d %d, panics %d\n",
		upper("grüße", out, sizeof out), out, calls(), other,
		panics());
	return 0;
}
