/* glibc's gmon-start.c: -pg begins to count when the program starts, and writes
 * gmon.out when it ends. The range is of whole 64s: glibc's before 2.38 writes
 * behind its table otherwise (CVE-2023-0687). */
extern char __executable_start[], etext[];
void __monstartup(unsigned long low, unsigned long high);
void _mcleanup(void);
int atexit(void (*fn)(void));

__attribute__((constructor(101), no_instrument_function)) static void
start(void)
{
	__monstartup((unsigned long)__executable_start & ~63ul,
		((unsigned long)etext + 63) & ~63ul);
	atexit(_mcleanup);
}
