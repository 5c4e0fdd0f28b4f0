// The library of catcher.cc.
#include "thrower.h"

#include <iostream>
#include <stdexcept>
#include <string>

thread_local int calls = 0;

Ours::Ours(int n) : number(n) {}
Ours::~Ours() {}
const char *Ours::what() const noexcept { return "ours"; }

extern "C" int throw_it(int kind)
{
	calls++;
	if (kind == 0)
		throw Ours(calls);
	if (kind == 1)
		throw std::runtime_error("std " + std::to_string(calls));
	if (kind == 2)
		throw 42;
	std::cout << "from the library " << calls << std::endl;
	return calls;
}

struct Last {
	~Last() { std::cout << "library's last word" << std::endl; }
} last;
