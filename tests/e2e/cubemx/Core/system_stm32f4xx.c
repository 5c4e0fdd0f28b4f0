#include "main.h"

#define CPACR (*(volatile uint32_t *)0xE000ED88)

void
SystemInit(void)
{
	CPACR |= 0xf << 20; /* the FPU */
	USART1->CR1 = 1 << 13 | 1 << 3;
}

/* Semihosting's SYS_EXIT, with ADP_Stopped_ApplicationExit */
void
SystemOff(void)
{
	register uint32_t what __asm__("r0") = 0x18;
	register uint32_t why __asm__("r1") = 0x20026;

	__asm__ volatile("bkpt 0xab" : : "r"(what), "r"(why) : "memory");
}
