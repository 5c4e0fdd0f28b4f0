/* An exception on its way through a Rust library that has an unwinder of its own,
 * or of the system's. */
#include <cstdio>
#include <stdexcept>
#include <string>

extern "C" void through(void (*callback)());
extern "C" unsigned dropped();

static void
callback()
{
	throw std::runtime_error("from the callback");
}

int
main()
{
	std::string caught;

	for (int i = 0; i < 3; i++)
		try {
			through(callback);
		} catch (const std::exception &e) {
			caught = e.what();
		}
	std::printf("caught '%s' dropped %u\n", caught.c_str(), dropped());
}
