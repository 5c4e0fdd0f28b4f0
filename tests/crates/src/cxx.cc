#include "crates/src/cxx.h"
#include "crates/src/bin/cxx.rs.h"
#include <algorithm>
#include <sstream>
#include <stdexcept>

std::unique_ptr<std::vector<std::string>>
words(rust::Str text)
{
	std::istringstream in{std::string(text)};
	auto all = std::make_unique<std::vector<std::string>>();
	for (std::string word; in >> word;)
		all->push_back(word);
	return all;
}

std::size_t
longest(const std::vector<std::string> &words)
{
	return std::max_element(words.begin(), words.end(),
		[](auto &a, auto &b) { return a.size() < b.size(); })->size();
}

rust::String
caught(int n)
{
	int doubled = 0;
	try {
		doubled = twice(n);
	} catch (const rust::Error &error) {
		return std::string(error.what()) + " caught";
	}
	if (doubled > 100)
		throw std::out_of_range("above 100");
	return std::to_string(doubled);
}
