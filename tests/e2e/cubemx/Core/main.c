/* What it says goes out of USART1; then the board is switched off. */
#include <stddef.h>
#include <stdint.h>

#include "main.h"

volatile uint32_t ticks = 41;     /* .data: copied out of flash */
static volatile uint32_t zeros[8]; /* .bss */
float ratio = 1.5f;

static void
say(const char *s)
{
	while (*s != '\0')
		USART1->DR = (uint32_t)*s++;
}

int
main(void)
{
	char text[16], other[sizeof text];

	memset(text, 0, sizeof text);
	ratio *= 2.0f;
	text[0] = (char)('0' + ++ticks / 10);
	text[1] = (char)('0' + ticks % 10 + zeros[3]);
	text[2] = (char)('0' + (int)ratio);
	text[3] = '\n';
	memcpy(other, text, sizeof other);
	say("cubemx ");
	say(other);
	SystemOff();
	for (;;)
		;
}
