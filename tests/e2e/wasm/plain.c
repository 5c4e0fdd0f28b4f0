/* What a WASI program may: arguments, environment, files, the clock, malloc. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

int
main(int argc, char **argv)
{
	char text[32] = "", path[500];
	FILE *f = fopen("plain.tmp", "w");
	void *much = malloc(8 << 20);
	volatile double two = 2;
	int bad = 0;

#define CHECK(what) \
	if (!(what)) { \
		printf("fails: %s\n", #what); \
		bad = 1; \
	}
	CHECK(f != NULL && fprintf(f, "%d %lld", argc, 1LL << 40) > 0);
	CHECK(f != NULL && fclose(f) == 0);
	f = fopen("plain.tmp", "r");
	CHECK(f != NULL && fgets(text, sizeof text, f) != NULL);
	CHECK(strcmp(text, "3 1099511627776") == 0 && remove("plain.tmp") == 0);
	/* below the folder that it runs in, by both of its names */
	f = fopen("plain.kept", "w");
	CHECK(f != NULL && fputs("kept", f) >= 0 && fclose(f) == 0);
	snprintf(path, sizeof path, "%s/plain.kept",
		getenv("HERE") != NULL ? getenv("HERE") : "");
	f = fopen(path, "r");
	CHECK(f != NULL && fgets(text, sizeof text, f) != NULL);
	CHECK(strcmp(text, "kept") == 0);
	CHECK(fopen("no/such/file", "r") == NULL && errno == ENOENT);
	CHECK(strcmp(argv[1], "a b") == 0 && strcmp(argv[2], "c") == 0);
	CHECK(getenv("FIRST") != NULL && strcmp(getenv("FIRST"), "set") == 0);
	CHECK(much != NULL && time(NULL) > 1500000000);
	CHECK(fabs(sqrt(two) * sqrt(two) - 2) < 1e-9);
	printf("plain: %s\n", bad ? "bad" : "fine");
	return bad ? 1 : 5;
}
