#include "thrown.h"

#include <string>

static int alive;
struct guard {
	guard() { alive++; }
	~guard() { alive--; }
};

int
thrower(int n)
{
	if (n == 100)
		return alive;
	guard g;
	if (n == 0)
		throw own_error("own " + std::to_string(alive));
	if (n == 1)
		throw 17;
	if (n == 2)
		return std::stoi("no number");
	return thrower(n - 3) + 1;
}
