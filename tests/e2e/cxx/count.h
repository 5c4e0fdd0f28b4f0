// Whose operator new, which streams and which locale does a library use?
#include <locale>
#include <string>

extern "C" {
// Allocates and frees in the library; a text that the program will free.
std::string *count_make(void);
// Sets std::cout's width and a flag of its own, and the global locale.
int count_mark(const std::locale &l);
}
