// Exceptions across a library's border, streams and locale.
#include <iostream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

int deep(int n, std::vector<std::string> &log);

struct noted {
	std::vector<std::string> &log;
	int n;
	~noted() { log.push_back(std::to_string(n)); }
};

int
deep(int n, std::vector<std::string> &log)
{
	noted here{log, n};

	if (n == 0)
		throw std::runtime_error("bottom");
	return deep(n - 1, log) + 1;
}

int
main()
{
	std::vector<std::string> log;

	try {
		deep(3, log);
	} catch (const std::exception &e) {
		std::ostringstream s;
		for (auto &l : log)
			s << l;
		std::cout << e.what() << ' ' << s.str() << std::endl;
		return 0;
	}
	return 1;
}
