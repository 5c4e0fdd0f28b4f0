#include <exception>

class Ours : public std::exception {
public:
	explicit Ours(int n);
	~Ours() override;
	const char *what() const noexcept override;
	int number;
};

extern "C" int throw_it(int kind);
