// A program with an operator new of its own, and a plugin: of libc++ there is one.
#include "count.h"

#include <cstdio>
#include <cstdlib>
#include <dlfcn.h>
#include <iostream>
#include <new>
#include <sstream>

static int made;

void *
operator new(std::size_t n)
{
	made++;
	return std::malloc(n);
}

void
operator delete(void *p) noexcept
{
	std::free(p);
}

struct comma : std::numpunct<char> {
	char do_decimal_point() const override { return ','; }
};

int
main(int argc, char **argv)
{
	void *handle = dlopen(argv[argc - 1], RTLD_NOW | RTLD_LOCAL);
	auto make = (decltype(&count_make))dlsym(handle, "count_make");
	auto mark = (decltype(&count_mark))dlsym(handle, "count_mark");
	int before = made;
	std::string *text = make();
	int theirs = made - before;
	delete text;
	before = made;
	std::ostringstream out;
	int slot = mark(std::locale(std::locale(), new comma));
	std::ostringstream after;
	after << 1.5 << std::string(5000, 'y');
	std::printf("new %d inside %d iword %ld locale %s\n", theirs,
		made - before > 2, std::cout.iword(slot),
		after.str().substr(0, 3).c_str());
	return 0;
}
