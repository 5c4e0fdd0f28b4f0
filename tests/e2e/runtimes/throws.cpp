/* An exception, then a shift that is undefined, then a read behind an array. */
#include <cstdio>
#include <stdexcept>
#include <vector>

int
main(int argc, char **)
{
	std::vector<int> v(10);
	int *block = new int[4]();

	try {
		std::printf("%d\n", v.at(20));
	} catch (const std::exception &) {
		std::puts("caught");
		std::fflush(stdout);
	}
	std::printf("%d\n", 1 << (31 + argc));
	std::printf("%d\n", block[3 + argc]);
	delete[] block;
}
