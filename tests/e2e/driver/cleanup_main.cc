#include <cstdio>

extern "C" void through_c(void (*f)());

int main()
{
	try {
		through_c([] { throw 5; });
	} catch (int n) {
		std::printf("caught %d\n", n);
	}
	return 0;
}
