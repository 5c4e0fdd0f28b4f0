#include "shared.h"

#include <iostream>
#include <sstream>

std::locale::id units::id;

// Writes before main, when the program's own streams may not be there yet.
static struct early {
	early() { std::cerr << "library: " << 42 << ' ' << 1.5 << std::endl; }
} early;

static const derived object;
static const holder<std::string> held{};
static std::any any = failure("any");
static std::unordered_map<std::type_index, int> known = {
	{ typeid(derived), 1 }, { typeid(holder<std::string>), 2 },
	{ typeid(std::string), 3 },
};

extern "C" {

const std::type_info *
plugin_type(int which)
{
	return which == 0 ? &typeid(derived) : which == 1
		? &typeid(holder<std::string>) : &typeid(std::string);
}

const base *
plugin_object(int which)
{
	if (which == 0)
		return &object;
	return &held;
}

std::any *plugin_any(void) { return &any; }

bool
plugin_has(const std::any *a)
{
	return std::any_cast<holder<std::string>>(a) != nullptr;
}

bool plugin_knows(std::type_index t) { return known.count(t) == 1; }

void
plugin_throw(int which)
{
	switch (which) {
	case 0: throw failure("failure");
	case 1: throw holder<std::string>{};
	case 2: throw std::string("string");
	default: throw std::out_of_range("range");
	}
}

int
plugin_catch(void (*f)(int))
{
	int n = 0;

	for (int i = 0; i < 4; i++)
		try {
			f(i);
		} catch (const failure &e) {
			n += i == 0 && e.what() == std::string("failure");
		} catch (const base &b) {
			n += i == 1 && b.id() == 3;
		} catch (const std::string &s) {
			n += i == 2 && s == "string";
		} catch (const std::logic_error &) {
			n += i == 3;
		}
	return n;
}

const char *
plugin_facet(void)
{
	static std::string said;
	std::locale l(std::locale::classic(), new units("miles"));
	std::ostringstream out;

	out.imbue(l);
	out << 7 << ' ' << std::use_facet<units>(out.getloc()).name;
	std::locale old = std::locale::global(l);
	out << ' ' << std::use_facet<units>(std::locale()).name;
	std::locale::global(old);
	said = out.str();
	return said.c_str();
}

}
