#include <stdexcept>

struct own_error : std::runtime_error {
	using std::runtime_error::runtime_error;
};

#ifdef THROWN_DLL
__declspec(dllexport)
#elif defined(THROWN_USE_DLL)
__declspec(dllimport)
#endif
int thrower(int n);
