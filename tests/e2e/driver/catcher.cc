// Exceptions out of a shared object, which is linked or loaded by name.
#include "thrower.h"

#include <dlfcn.h>
#include <cstdio>
#include <stdexcept>
#include <thread>

static int run(int (*f)(int))
{
#ifdef LINKED
	try {
		f(0);
	} catch (const Ours &e) {
		std::printf("%s %d\n", e.what(), e.number);
	}
	try {
		f(0);
	} catch (const std::exception &e) {
		std::printf("base %s\n", e.what());
	}
#endif
	std::fflush(stdout);
	try {
		f(1);
	} catch (const std::runtime_error &e) {
		std::printf("%s\n", e.what());
	}
	try {
		f(2);
	} catch (int n) {
		std::printf("int %d\n", n);
	}
	std::fflush(stdout);
	int in_thread = 0;
	std::thread([&] { in_thread = f(3); }).join();
	std::printf("thread %d\n", in_thread);
	std::fflush(stdout);
	return f(3) > 2 ? 0 : 1;
}

int main(int argc, char **argv)
{
#ifdef LINKED
	(void)argc, (void)argv;
	return run(throw_it);
#else
	void *lib = argc > 1 ? dlopen(argv[1], RTLD_NOW) : nullptr;
	if (!lib) {
		std::puts(dlerror());
		return 1;
	}
	auto f = reinterpret_cast<int (*)(int)>(dlsym(lib, "throw_it"));
	int r = f ? run(f) : 1;
	dlclose(lib);
	std::puts("closed");
	return r;
#endif
}
