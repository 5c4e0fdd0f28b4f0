#include <algorithm>
#include <iostream>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

struct shape {
	virtual ~shape() = default;
	virtual int area() const = 0;
};
struct square : shape {
	int n;
	explicit square(int n) : n(n) {}
	int area() const override { return n * n; }
};

static std::string early = std::string(40, 'x');

int
main()
{
	std::map<std::string, int> words;
	std::istringstream in("b a b c b");
	for (std::string w; in >> w;)
		words[w]++;
	std::vector<std::unique_ptr<shape>> shapes;
	for (int i = 3; i > 0; i--)
		shapes.push_back(std::make_unique<square>(i));
	std::sort(shapes.begin(), shapes.end(),
		[](auto &a, auto &b) { return a->area() < b->area(); });
	std::cout << "plus: " << words["b"] << shapes[2]->area()
		  << early.size() << std::endl;
}
