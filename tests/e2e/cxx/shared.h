// What a program and its shared objects, each with a C++ library of its own,
// hand to each other.
#include <any>
#include <locale>
#include <stdexcept>
#include <string>
#include <typeindex>
#include <typeinfo>
#include <unordered_map>

struct base {
	virtual ~base() {}
	virtual int id() const { return 1; }
};

struct derived : base {
	int id() const override { return 2; }
};

struct failure : std::runtime_error {
	using std::runtime_error::runtime_error;
};

template<typename T> struct holder : base {
	T value;
	int id() const override { return 3; }
};

// A locale's own facet: each side installs one and looks it up.
struct units : std::locale::facet {
	static std::locale::id id;
	explicit units(std::string s) : name(std::move(s)) {}
	std::string name;
};

// What a side offers to the other one; plain C names, for dlsym.
extern "C" {
const std::type_info *plugin_type(int which);
const base *plugin_object(int which);
std::any *plugin_any(void);
bool plugin_has(const std::any *a);
bool plugin_knows(std::type_index t);
void plugin_throw(int which);
int plugin_catch(void (*f)(int));
const char *plugin_facet(void);
}
