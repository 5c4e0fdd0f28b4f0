/* Arithmetic that these CPUs have no instruction for (compiler_rt), data,
 * enums of one byte as rustc has them, floating point. */
#include "semihost.h"

enum small { ONE = 1, TWO };

static volatile long long big = 1000000007LL * 97;
static volatile double half = 0.5;
static volatile unsigned zero;
static int initialised = 77;
static volatile int divisor = 7;

int
main(void)
{
	char line[64] = "";
	int bad = 0;

#define CHECK(what) \
	if (!(what)) { \
		say("fails: " #what "\n"); \
		bad = 1; \
	}
	CHECK(big / 97 == 1000000007LL && big % 10 == 9);
	CHECK(half * 3 == 1.5 && (int)(half * 100) == 50);
	CHECK(zero == 0 && initialised == 77);
	CHECK(initialised / divisor == 11);
#ifdef __arm__
	CHECK(sizeof(enum small) == 1);
#endif
	CHECK(command_line(line, sizeof line) == 0);
	say("bare: ");
	say(bad ? "bad" : "fine");
	say(", args: ");
	say(line);
	say(", ");
	say_number((long)(big / 1000000));
	say("\n");
	return bad ? 1 : 42;
}
