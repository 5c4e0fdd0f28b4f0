#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <regex>

namespace fs = std::filesystem;

int main(int argc, char **argv)
{
	fs::path dir = fs::path(argc > 1 ? argv[1] : ".") / "files" / "deep";
	fs::create_directories(dir);
	std::ofstream(dir / "a.txt") << "twelve bytes";
	std::size_t bytes = 0;
	for (const auto &e : fs::recursive_directory_iterator(dir))
		bytes += e.file_size();
	std::ostringstream out;
	out << bytes << ' ' << (dir / "a.txt").extension().string() << ' '
	    << std::regex_search("zbuild", std::regex("b.i"));
	std::cout << out.str() << std::endl;
	return 0;
}
