#include "count.h"

#include <iostream>

std::string *
count_make(void)
{
	return new std::string(1000, 'x');
}

int
count_mark(const std::locale &l)
{
	int slot = std::ios_base::xalloc();

	std::cout.iword(slot) = 7;
	std::locale::global(l);
	return slot;
}
