#include <string>

extern "C" int
twice(const char *number)
{
	return std::stoi(std::string(number)) * 2;
}
