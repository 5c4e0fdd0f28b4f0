#include "shared.h"

#include <cstring>
#include <dlfcn.h>
#include <iostream>
#include <sstream>

std::locale::id units::id;

static int wrong;

static void
check(const char *what, bool fine)
{
	if (!fine) {
		wrong++;
		std::cout << "wrong: " << what << std::endl;
	}
}

static void
throw_one(int which)
{
	switch (which) {
	case 0: throw failure("failure");
	case 1: throw holder<std::string>{};
	case 2: throw std::string("string");
	default: throw std::out_of_range("range");
	}
}

#ifdef LINKED
#define find(name) name
#else
static void *handle;
#define find(name) ((decltype(&name))dlsym(handle, #name))
#endif

static void
types(void)
{
	auto type = find(plugin_type);
	auto object = find(plugin_object);
	auto knows = find(plugin_knows);

	check("typeid ==", *type(0) == typeid(derived));
	check("typeid == of a template's",
		*type(1) == typeid(holder<std::string>));
	check("typeid == of std's", *type(2) == typeid(std::string));
	check("typeid !=", *type(0) != typeid(base));
	const base &b = *object(0);
	check("typeid of an object", typeid(b) == typeid(derived));
	check("hash_code", type(0)->hash_code() == typeid(derived).hash_code());
	check("before", !type(0)->before(typeid(derived)) &&
		!typeid(derived).before(*type(0)));
	check("dynamic_cast", dynamic_cast<const derived *>(object(0)) &&
		!dynamic_cast<const derived *>(object(1)) &&
		dynamic_cast<const holder<std::string> *>(object(1)));
	check("type_index in theirs", knows(typeid(derived)) &&
		knows(typeid(std::string)) && !knows(typeid(base)));
	std::unordered_map<std::type_index, int> ours = {
		{ typeid(holder<std::string>), 5 } };
	check("type_index in ours", ours.count(*type(1)) == 1);
}

static void
anys(void)
{
	std::any *a = find(plugin_any)();
	std::any mine = holder<std::string>{}, other = 1;
	const failure *f = std::any_cast<failure>(a);

	check("any_cast of theirs", f && !strcmp(f->what(), "any"));
	check("any_cast of ours", find(plugin_has)(&mine));
	check("any_cast of another", !find(plugin_has)(&other));
}

static void
facets(void)
{
	std::locale l(std::locale::classic(), new units("metres"));
	std::ostringstream out;

	out.imbue(l);
	out << 5 << ' ' << std::use_facet<units>(out.getloc()).name << ", ";
	std::locale old = std::locale::global(l);
	std::string first = find(plugin_facet)();
	out << first << ", " << std::use_facet<units>(std::locale()).name;
	check("a facet of the library's", first == "7 miles miles");
	check("a facet of the program's",
		out.str() == "5 metres, 7 miles miles, metres");
	std::locale::global(old);
}

static void
catches(void)
{
	auto raise = find(plugin_throw);
	int n = 0;

	for (int i = 0; i < 4; i++)
		try {
			raise(i);
		} catch (const failure &e) {
			n += i == 0 && e.what() == std::string("failure");
		} catch (const base &b) {
			n += i == 1 && b.id() == 3;
		} catch (const std::string &s) {
			n += i == 2 && s == "string";
		} catch (const std::logic_error &) {
			n += i == 3;
		}
	check("what the library throws", n == 4);
	check("what the program throws", find(plugin_catch)(throw_one) == 4);
}

int
main(int argc, char **argv)
{
	(void)argc;
	(void)argv;
#ifndef LINKED
	handle = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
	if (handle == NULL) {
		std::cout << dlerror() << std::endl;
		return 1;
	}
#endif
	types();
	anys();
	facets();
	catches();
#ifndef LINKED
	check("dlclose", dlclose(handle) == 0);
#endif
	std::cout << (wrong ? "wrong" : "right") << std::endl;
	return wrong != 0;
}
