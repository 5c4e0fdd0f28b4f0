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
#if defined __ARM_FP && __ARM_ARCH_PROFILE == 'M'
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
#elif __ARM_ARCH_PROFILE == 'A'
__asm__(".section .vectors,\"ax\",%progbits\n"
	".arm\n.balign 32\nfaults:\n.rept 8\nb faulted\n.endr\n"
	"faulted:\nldr sp, =stack_top\nldr r0, =fault_c\nbx r0\n"
	".globl _start\n_start:\n"
	"adr r0, faults\nmcr p15, 0, r0, c12, c0, 0\n" /* VBAR */
#if defined __ARM_FP
	"mov r0, #(15 << 20)\nmcr p15, 0, r0, c1, c0, 2\nisb\n"
	".fpu vfpv3-d16\nmov r0, #(1 << 30)\nvmsr fpexc, r0\n"
#endif
	"ldr sp, =stack_top\nldr r0, =start\nbx r0\n.ltorg\n");
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
