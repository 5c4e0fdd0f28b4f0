#include <iostream>
#include <stdexcept>
#include <string>

int
main(int argc, char **argv)
{
	try {
		throw std::runtime_error(std::string("thrown ") + argv[argc - 1]);
	} catch (const std::exception &e) {
		std::cout << e.what() << std::endl;
	}
}
