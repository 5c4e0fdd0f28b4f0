#include <iostream>
#include <json/json.h>
#include <memory>
#include <stdexcept>
#include <string>
#include <zlib.h>

static std::string
text_of(const Json::Value &value)
{
	Json::StreamWriterBuilder builder;

	builder["indentation"] = "";
	return Json::writeString(builder, value);
}

int
main()
{
	Json::Value value;
	int caught = 0;

	value["a"].append(1);
	value["a"].append(2);
	try {
		value["a"].asString();
	} catch (const Json::LogicError &e) {
		caught += 3;
	}
	try {
		throw std::runtime_error("mine");
	} catch (const std::exception &e) {
		caught += 4;
	}
	std::cout << "caught " << caught << ", " << text_of(value) << ", zlib "
		  << zlibVersion()[0] << std::endl;
}
