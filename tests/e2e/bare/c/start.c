/* What happens before main: the stack, .data, .bss. */
#include "semihost.h"

extern char data_start[], data_end[], data_load[], bss_start[], bss_end[];
extern char stack_top[];
int main(void);

/* By hand: no C library is there, and clang may call memcpy for a loop. */
void *
memcpy(void *to, const void *from, unsigned long n)
{
	char *t = to;
	const char *f = from;

	while (n-- > 0) {
		*t++ = *f++;
		__asm__ volatile("" ::: "memory");
	}
	return to;
}

void *
memset(void *to, int c, unsigned long n)
{
	char *t = to;

	while (n-- > 0) {
		*t++ = (char)c;
		__asm__ volatile("" ::: "memory");
	}
	return to;
}

__attribute__((used)) _Noreturn void
start(void)
{
#if defined __ARM_FP
	/* the coprocessors of floating point: on */
	*(volatile unsigned *)0xe000ed88 |= 0xfu << 20;
	__asm__ volatile("dsb\nisb");
#endif
	memcpy(data_start, data_load, (unsigned long)(data_end - data_start));
	memset(bss_start, 0, (unsigned long)(bss_end - bss_start));
	leave(main());
}

#if defined __riscv
__asm__(".section .vectors,\"ax\",@progbits\n"
	".globl _start\n_start:\n"
	".option push\n.option norelax\n"
	"la sp, stack_top\n"
	".option pop\n"
	"la t0, fault\ncsrw mtvec, t0\n"
	"j start\n"
	".balign 4\nfault:\nj fault_c\n");
#else
void fault_c(void);
__attribute__((section(".vectors"), used)) const void *const vectors[16] = {
	stack_top, (void *)start, (void *)fault_c, (void *)fault_c,
	(void *)fault_c, (void *)fault_c, (void *)fault_c,
};
#endif

__attribute__((used)) void
fault_c(void)
{
	say("fault\n");
	leave(99);
}
