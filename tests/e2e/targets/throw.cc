#include <iostream>
#include <map>
#include <stdexcept>
#include <string>
#include <thread>

struct last {
	~last() { std::cout << "last" << std::endl; }
} at_exit;

int
main(int argc, char **)
{
	std::map<std::string, int> m{ { "a", argc } };
	std::thread t([&] { m["b"] = 2; });

	t.join();
	try {
		throw std::runtime_error("thrown");
	} catch (const std::exception &e) {
		std::cout << e.what() << " " << m.size() << std::endl;
	}
}
