#include "semihost.h"

enum { SYS_WRITE0 = 4, SYS_GET_CMDLINE = 0x15, SYS_EXIT_EXTENDED = 0x20 };

long
semihost(long op, void *arg)
{
#if defined __riscv
	register long a0 __asm__("a0") = op;
	register void *a1 __asm__("a1") = arg;

	/* these three in a row, uncompressed and on one page, are the call */
	__asm__ volatile(".balign 16\n.option push\n.option norvc\n"
			 "slli zero, zero, 0x1f\n"
			 "ebreak\n"
			 "srai zero, zero, 7\n"
			 ".option pop"
			 : "+r"(a0) : "r"(a1) : "memory");
	return a0;
#elif defined __aarch64__
	register long x0 __asm__("x0") = op;
	register void *x1 __asm__("x1") = arg;

	__asm__ volatile("hlt 0xf000" : "+r"(x0) : "r"(x1) : "memory");
	return x0;
#else
	register long r0 __asm__("r0") = op;
	register void *r1 __asm__("r1") = arg;

#if __ARM_ARCH_PROFILE == 'M'
#define CALL "bkpt 0xab"
#elif defined __thumb__
#define CALL "svc 0xab"
#else
#define CALL "svc 0x123456"
#endif
	__asm__ volatile(CALL : "+r"(r0) : "r"(r1) : "memory");
	return r0;
#endif
}

void
say(const char *text)
{
	semihost(SYS_WRITE0, (void *)text);
}

void
say_number(long n)
{
	char digits[24], *p = digits + sizeof digits - 1;

	*p = '\0';
	do
		*--p = (char)('0' + n % 10);
	while ((n /= 10) != 0);
	say(p);
}

void
leave(int status)
{
	long block[2] = { 0x20026, status };   /* ADP_Stopped_ApplicationExit */

	for (;;)
		semihost(SYS_EXIT_EXTENDED, block);
}

int
command_line(char *to, long size)
{
	void *block[2] = { to, (void *)size };

	return (int)semihost(SYS_GET_CMDLINE, block);
}
