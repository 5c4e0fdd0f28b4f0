#include <string>
#include <vector>

extern "C" int
cxx_length(int n)
{
	std::vector<std::string> all(n, std::string(20, 'x'));
	std::string text;

	for (auto &s : all)
		text += s;
	return (int)text.size();
}
