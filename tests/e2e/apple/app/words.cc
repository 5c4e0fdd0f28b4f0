#include <sstream>
#include <stdexcept>
#include <string>

extern "C" int
cxx_words(const char *text, unsigned long n)
{
	try {
		if (n > 1000)
			throw std::runtime_error("long");
		std::istringstream in(std::string(text, n));
		std::string word;
		int words = 0;
		while (in >> word)
			words++;
		return words;
	} catch (const std::exception &) {
		return -1;
	}
}
