/* A stand-in of Microsoft's CRT: the start of a console program. */
int main(int argc, char **argv);
__declspec(dllimport) __declspec(noreturn) void exit(int status);
__declspec(dllimport) int *__p___argc(void);
__declspec(dllimport) char ***__p___argv(void);
__declspec(dllimport) int _configure_narrow_argv(int how);

#pragma comment(lib, "ucrt")

void
mainCRTStartup(void)
{
	_configure_narrow_argv(1);
	exit(main(*__p___argc(), *__p___argv()));
}
