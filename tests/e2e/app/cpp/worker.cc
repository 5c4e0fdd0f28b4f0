// What C++ asks of a tool chain: streams, exceptions through several frames,
// threads with their own storage, and clean-up at the end of a scope.
#include <cstdint>
#include <cstring>
#include <iostream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace {

thread_local std::uint64_t local_sum;
int live_guards;

struct guard {
	guard() { ++live_guards; }
	~guard() { --live_guards; }
};

[[noreturn]] void
refuse(const std::string &what)
{
	guard g;
	throw std::out_of_range("refused: " + what);
}

int
look_up(const std::map<std::string, int> &table, const std::string &key)
{
	guard g;
	auto found = table.find(key);

	if (found == table.end())
		refuse(key);
	return found->second;
}

} // namespace

// The sum of 1..n, in four threads that each keep a thread-local sum.
extern "C" std::uint64_t
worker_sum(std::uint64_t n)
{
	constexpr unsigned parts = 4;
	std::vector<std::uint64_t> sums(parts);
	std::vector<std::thread> threads;

	for (unsigned p = 0; p < parts; p++)
		threads.emplace_back([&sums, n, p] {
			for (std::uint64_t i = p + 1; i <= n; i += parts)
				local_sum += i;
			sums[p] = local_sum;
		});
	for (auto &t : threads)
		t.join();
	std::uint64_t all = local_sum;
	for (auto s : sums)
		all += s;
	return all;
}

// Looks key up; an exception becomes its text in out. 0 found, 1 thrown, 2 when
// unwinding left something behind.
extern "C" int
worker_look_up(const char *key, char *out, std::size_t size)
{
	static const std::map<std::string, int> table{{"one", 1}, {"two", 2}};
	std::ostringstream text;
	int status = 0;

	try {
		int value = look_up(table, key);
		text << key << " is " << value;
	} catch (const std::exception &e) {
		text << e.what();
		status = 1;
	}
	if (live_guards != 0)
		status = 2;
	std::strncpy(out, text.str().c_str(), size - 1);
	out[size - 1] = '\0';
	return status;
}

extern "C" void
worker_print(const char *line)
{
	std::cout << line << std::endl;
}
