#include <iostream>
#include <map>
#include <string>

int
main(int argc, char **)
{
	std::map<std::string, int> m{ { "a", argc }, { "b", 2 } };

	std::cout << "hello " << m.size() << " " << m["b"] << std::endl;
}
