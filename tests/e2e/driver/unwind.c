/* Walks its own stack, which -fexceptions describes. */
#include <stdio.h>
#include <unwind.h>

static int frames;

static _Unwind_Reason_Code
count(struct _Unwind_Context *c, void *p)
{
	(void)p;
	if (_Unwind_GetIP(c) != 0)
		frames++;
	return _URC_NO_REASON;
}

__attribute__((noinline)) static int
deep(int n)
{
	volatile int keep = n;

	if (n == 0)
		_Unwind_Backtrace(count, NULL);
	else
		deep(n - 1);
	return keep;
}

int
main(void)
{
	deep(10);
	printf("deep %d\n", frames >= 11);
	return 0;
}
