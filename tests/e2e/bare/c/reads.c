/* Reads lines until one is ".", by the way that the first argument names; its
 * status is how many there were. */
#include "semihost.h"

enum { SYS_OPEN = 1, SYS_READ = 6, SYS_READC = 7 };

static char
by_file(void)
{
	static long fd = -1;
	static char name[] = ":tt";
	char c = '.';

	if (fd < 0) {
		long tty[3] = { (long)name, 0, 3 };

		fd = semihost(SYS_OPEN, tty);
	}
	long block[3] = { fd, (long)&c, 1 };

	return semihost(SYS_READ, block) == 0 ? c : '.';
}

static char
by_readc(void)
{
	return (char)semihost(SYS_READC, 0);
}

/* CMSDK's UART of the mps2 boards, the 16550 of RISC-V's virt. */
static char
by_uart(void)
{
#if defined __riscv
	volatile unsigned char *uart = (volatile unsigned char *)0x10000000;

	while (!(uart[5] & 1))
		;
	return (char)uart[0];
#else
	volatile unsigned *uart = (volatile unsigned *)0x40004000;

	uart[4] = 16;
	uart[2] = 3;
	while (!(uart[1] & 2))
		;
	return (char)uart[0];
#endif
}

int
main(void)
{
	char line[200] = "", *way = line, one[2] = "";
	int lines = 0, full = 0;

	command_line(line, sizeof line);
	while (*way != '\0' && *way++ != ' ')
		;
	if (*way == 's') {
		say("asleep\n");
		for (;;)
			__asm__ volatile("" ::: "memory");
	}
	/* whoever takes what is another's has the time to do it */
	for (volatile long i = 0; i < 20000000; i++)
		__asm__ volatile("" ::: "memory");
	for (;;) {
		one[0] = *way == 'f' ? by_file() :
			*way == 'r' ? by_readc() : by_uart();
		if (!full && one[0] == '.')
			return lines;
		full = one[0] != '\n';
		lines += !full;
		say(one);
	}
}
