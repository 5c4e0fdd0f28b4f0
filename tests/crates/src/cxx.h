#pragma once
#include "rust/cxx.h"
#include <memory>
#include <string>
#include <vector>

std::unique_ptr<std::vector<std::string>> words(rust::Str text);
std::size_t longest(const std::vector<std::string> &words);
rust::String caught(int n);
