/* One fault of each kind, by its name. */
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int shared_count;
static void *volatile lost;

static void *
count(void *unused)
{
	shared_count++;
	return unused;
}

static void
race(void)
{
	pthread_t a, b;

	pthread_create(&a, NULL, count, NULL);
	pthread_create(&b, NULL, count, NULL);
	pthread_join(a, NULL);
	pthread_join(b, NULL);
}

static int
plug(void)
{
	void *h = dlopen("./plug.so", RTLD_NOW);
	int (*bad)(int) = NULL;

	if (h == NULL) {
		puts(dlerror());
		return 2;
	}
	*(void **)&bad = dlsym(h, "bad");
	return bad(10);
}

int
main(int argc, char **argv)
{
	char *block = malloc(10);
	const char *kind = argc > 1 ? argv[1] : "";

	if (strcmp(kind, "over") == 0)
		printf("%d\n", block[9 + argc - 1]);
	if (strcmp(kind, "race") == 0)
		race();
	if (strcmp(kind, "unset") == 0 && block[argc])
		puts("set");
	if (strcmp(kind, "leak") == 0) {
		lost = malloc(77);
		lost = NULL;
	}
	if (strcmp(kind, "plug") == 0)
		return plug();
	free(block);
	puts("end");
	return 0;
}
