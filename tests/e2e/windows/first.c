/* argv, the environment, files, long paths of stdio, threads by winpthreads,
 * TLS, sockets (ws2_32 found by a header's pragma or -l), floating point. */
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <winsock2.h>
#include <windows.h>

static __thread int mine = 5;
static int seen[4];

static void *
work(void *arg)
{
	int n = *(int *)arg;

	mine += n;
	Sleep(1);
	seen[n] = mine;
	return NULL;
}

static int
threads(void)
{
	pthread_t t[4];
	int n[4];

	for (int i = 0; i < 4; i++) {
		n[i] = i;
		if (pthread_create(&t[i], NULL, work, &n[i]) != 0)
			return 0;
	}
	for (int i = 0; i < 4; i++)
		pthread_join(t[i], NULL);
	return seen[0] == 5 && seen[1] == 6 && seen[2] == 7 && seen[3] == 8 &&
	       mine == 5;
}

static int
files(void)
{
	char text[32] = "";
	FILE *f = fopen("first.tmp", "wb");

	if (f == NULL || fprintf(f, "%lld %zu", 1LL << 40, sizeof f) < 0 ||
		fclose(f) != 0)
		return 0;
	f = fopen("first.tmp", "rb");
	if (f == NULL || fgets(text, sizeof text, f) == NULL)
		return 0;
	fclose(f);
	remove("first.tmp");
	return strncmp(text, "1099511627776 ", 14) == 0;
}

static int
sockets(void)
{
	WSADATA data;
	SOCKET s;

	if (WSAStartup(MAKEWORD(2, 2), &data) != 0)
		return 0;
	s = socket(AF_INET, SOCK_STREAM, 0);
	return s != INVALID_SOCKET && closesocket(s) == 0 && WSACleanup() == 0;
}

int
main(int argc, char **argv)
{
	volatile double two = 2;
	int bad = 0;

#define CHECK(what) \
	if (!(what)) { \
		printf("fails: %s\n", #what); \
		bad = 1; \
	}
	CHECK(argc == 3 && strcmp(argv[1], "a b") == 0);
	CHECK(strcmp(argv[2], "\"q\"") == 0);
	CHECK(strcmp(getenv("FIRST"), "from outside") == 0);
	CHECK(fabs(sqrt(two) * sqrt(two) - 2) < 1e-9 && lround(2.5) == 3);
	CHECK(threads());
	CHECK(files());
	CHECK(sockets());
	printf("first: %s\n", bad ? "bad" : "fine");
	return bad ? 1 : 42;
}
