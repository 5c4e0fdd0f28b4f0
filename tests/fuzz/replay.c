/*
 * A fuzzer's corpus without a fuzzer: replay [-n ROUNDS] [-s SEED] CORPUS…
 * Gives each file of the folders to LLVMFuzzerTestOneInput, whole, cut off and
 * changed in ROUNDS ways, and prints `ok - FILE`. What is wrong ends the
 * program; the seed and round are on stderr by then.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bsd/stdlib.h>

#include "common/fail.h"
#include "common/path.h"
#include "common/xalloc.h"
#include "tests/lib/seed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MAX_FILE = 16 << 20 };

/* One to eight changes of a copy; the copy's new size. */
static size_t
bend(uint8_t *data, size_t size)
{
	static const uint8_t edges[] = { 0, 1, 0x7f, 0x80, 0xff, '\n', '@',
		'"', '\\', '=', '-', '.' };

	for (uint64_t n = 1 + rnd(8); n > 0 && size > 0; n--) {
		size_t at = rnd(size), other = rnd(size);

		switch (rnd(5)) {
		case 0:
			data[at] ^= (uint8_t)(1u << rnd(8));
			break;
		case 1:
			data[at] = edges[rnd(sizeof edges)];
			break;
		case 2:
			data[at] = data[other];
			break;
		case 3:
			memmove(data + at, data + other,
				size - (at > other ? at : other));
			break;
		default:
			size = at;
		}
	}
	return size;
}

/* An exact allocation, so that a sanitizer sees a read behind the end. */
static void
give(const uint8_t *data, size_t size)
{
	uint8_t *copy = xmalloc(size > 0 ? size : 1);

	memcpy(copy, data, size);
	LLVMFuzzerTestOneInput(copy, size);
	free(copy);
}

static void
replay_file(const char *path, long rounds, uint64_t seed)
{
	struct fail f = FAIL_INIT;
	char *text;
	uint8_t *bent;
	size_t size;

	if (path_read(path, MAX_FILE, &text, &size, &f) != 0)
		exit(fail_print(&f));
	fprintf(stderr, "replay: %s, seed %llu\n", path,
		(unsigned long long)seed);
	seed_set(seed);
	give((uint8_t *)text, size);
	bent = xmalloc(size > 0 ? size : 1);
	for (long r = 0; r < rounds; r++) {
		memcpy(bent, text, size);
		give(bent, bend(bent, size));
	}
	free(bent);
	free(text);
	printf("ok - %s\n", path);
	fflush(stdout);
}

static int
is_file(const struct dirent *e)
{
	return e->d_name[0] != '.';
}

static int
replay_dir(const char *dir, long rounds, uint64_t seed)
{
	struct dirent **list;
	int n = scandir(dir, &list, is_file, alphasort);

	for (int i = 0; i < n; i++) {
		autofree char *path = path_join(dir, list[i]->d_name);

		if (path_is_file(path))
			replay_file(path, rounds, seed);
		free(list[i]);
	}
	if (n >= 0)
		free(list);
	return n;
}

int
main(int argc, char **argv)
{
	long long rounds = 500, seed = 1;
	int c;

	setprogname(argv[0]);
	while ((c = getopt(argc, argv, "n:s:")) != -1) {
		const char *bad = NULL;

		if (c == 'n')
			rounds = strtonum(optarg, 0, 100000000, &bad);
		else if (c == 's')
			seed = strtonum(optarg, 0, INT64_MAX, &bad);
		else
			bad = "unknown option";
		if (bad != NULL) {
			fprintf(stderr, "%s: %s\n", getprogname(), bad);
			return 2;
		}
	}
	for (int i = optind; i < argc; i++)
		if (replay_dir(argv[i], (long)rounds, (uint64_t)seed) < 1) {
			fprintf(stderr, "%s: nothing in '%s'\n",
				getprogname(), argv[i]);
			return 1;
		}
	return 0;
}
