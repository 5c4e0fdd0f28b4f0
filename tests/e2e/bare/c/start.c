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
#if defined __ARM_FP && !defined __aarch64__
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
#if defined __riscv_flen
	"li t0, 0x2000\ncsrs mstatus, t0\n" /* floating point: on */
#endif
	"j start\n"
	".balign 4\nfault:\nj fault_c\n");
#elif defined __aarch64__
__asm__(".section .vectors,\"ax\",@progbits\n"
	".globl _start\n_start:\n"
	"mov x0, #(3 << 20)\nmsr cpacr_el1, x0\nisb\n" /* floating point */
	"ldr x0, =stack_top\nmov sp, x0\n"
	"adr x0, faults\nmsr vbar_el1, x0\n"
	"b start\n.ltorg\n"
	".balign 2048\nfaults:\n.rept 16\n.balign 128\nb fault_c\n.endr\n");
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
