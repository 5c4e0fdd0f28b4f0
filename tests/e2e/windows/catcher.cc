// Exceptions through functions of another file or DLL, on other threads, with
// destructors; thread_local, iostream, filesystem, dynamic_cast.
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <filesystem>
#include <fstream>
#include <functional>
#include <future>
#include <iostream>
#include <map>
#include <memory>
#include <mutex>
#include <regex>
#include <sstream>
#include <thread>
#include <vector>

#include "thrown.h"

static thread_local std::string here = "main";
static std::atomic<int> destroyed;

struct probe {
	std::string s{ "some text that is too long to be kept inside" };
	~probe() { destroyed++; }
};

static std::string
what(int n)
{
	static thread_local probe p;
	p.s += 'x';
	try {
		return "returned " + std::to_string(thrower(n));
	} catch (const own_error &e) {
		return e.what();
	} catch (const std::invalid_argument &) {
		return "invalid_argument";
	} catch (int i) {
		return "int " + std::to_string(i);
	}
}

struct base {
	virtual ~base() = default;
};
struct derived : base {
	int n = 3;
};

static std::string
elsewhere()
{
	std::promise<std::string> got;
	auto future = got.get_future();
	std::thread([&] {
		here = "thread";
		try {
			thrower(0);
		} catch (...) {
			got.set_exception(std::current_exception());
		}
	}).join();
	try {
		return future.get();
	} catch (const std::runtime_error &e) {
		return here + " got " + e.what();
	}
}

static std::string
disk()
{
	namespace fs = std::filesystem;
	auto dir = fs::current_path() / "catcher.tmp";
	fs::create_directories(dir / "sub");
	std::ofstream(dir / "sub" / "f.txt") << "text";
	std::string text;
	std::ifstream(dir / "sub" / "f.txt") >> text;
	size_t n = 0;
	for (auto &e : fs::recursive_directory_iterator(dir)) {
		(void)e;
		n++;
	}
	fs::remove_all(dir);
	return text + std::to_string(n) + (fs::exists(dir) ? "left" : "");
}

int
main()
{
	bool bad = false;
	auto is = [&](const std::string &got, const std::string &want) {
		if (got != want) {
			std::cout << "got " << got << ", wanted " << want << '\n';
			bad = true;
		}
	};
	is(what(0), "own 1");
	is(what(6), "own 3");
	is(what(4), "int 17");
	is(what(2), "invalid_argument");
	is(what(100), "returned 0");
	is(elsewhere(), "main got own 1");
	is(disk(), "text2");
	std::vector<std::thread> ts;
	for (int i = 0; i < 8; i++)
		ts.emplace_back([&] { what(0); });
	for (auto &t : ts)
		t.join();
	is(std::to_string(destroyed), "8");
	std::unique_ptr<base> b = std::make_unique<derived>();
	is(dynamic_cast<derived *>(b.get()) ? "derived" : "base", "derived");
	is(std::regex_replace(std::string("a1b22"), std::regex("[0-9]+"), "#"),
		"a#b#");
	std::ostringstream out;
	out << std::hex << 255 << std::boolalpha << true;
	is(out.str(), "fftrue");
	std::cout << "catcher: " << (bad ? "bad" : "fine") << std::endl;
	return bad;
}
