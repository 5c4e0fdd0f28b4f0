#include <stdexcept>
#include <string>

static int
thrower(int n)
{
	if (n > 2)
		throw std::runtime_error(
			"long enough to be on the heap of the program");
	return n;
}

extern "C" int
cxx_part(int n)
{
	try {
		return thrower(n);
	} catch (const std::exception &e) {
		return (int)std::string(e.what()).size();
	}
}
