#pragma once

#include <stddef.h>
#include <stdint.h>

struct usart {
	volatile uint32_t SR, DR, BRR, CR1;
};
#define USART1 ((struct usart *)0x40011000)

void SystemInit(void);
void SystemOff(void);
void *memcpy(void *to, const void *from, size_t n);
void *memset(void *to, int c, size_t n);
