/* Compiled by GCC: everything that its libgcc finds out about this CPU, but for
 * models that are younger than it. */
#include <stdio.h>

#define HIDDEN __attribute__((visibility("hidden")))

extern HIDDEN struct {
	unsigned vendor, type, subtype, features[1];
} __cpu_model;
extern HIDDEN unsigned __cpu_features2[];

int
main(void)
{
	__builtin_cpu_init();
	printf("%u %08x %08x %08x\n", __cpu_model.vendor,
		__cpu_model.features[0], __cpu_features2[0],
		__cpu_features2[1] & 0x7fffffff);
	return 0;
}
