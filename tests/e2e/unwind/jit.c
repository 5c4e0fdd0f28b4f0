/*
 * What LuaJIT does: registers unwind tables for code that it makes, and looks
 * with _Unwind_Find_FDE whether that was understood. GCC's unwinder takes a table,
 * LLVM's one entry of it, and the other way round nobody complains.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

void __register_frame(void *);
void __deregister_frame(void *);
struct bases {
	void *text, *data, *function;
};
const void *_Unwind_Find_FDE(void *, struct bases *);

static char code[64];
static struct {
	uint32_t cie_length, cie_id;
	uint8_t version, augmentation, code_align, data_align, ra, nop[3];
	uint32_t fde_length, cie_offset;
	uint8_t range[16];
	uint32_t end;
} __attribute__((packed, aligned(8))) table = {
	.cie_length = 12, .version = 1, .code_align = 1, .data_align = 0x78,
	.ra = 16
};

int
main(void)
{
	struct bases b = { 0 };
	uintptr_t start = (uintptr_t)code, size = sizeof code;
	const char *fde = (const char *)&table.fde_length;

	table.fde_length = 4 + 2 * sizeof start;
	table.cie_offset = 20;
	memcpy(table.range, &start, sizeof start);
	memcpy(table.range + sizeof start, &size, sizeof size);
	__register_frame(&table);
	printf("found %d", _Unwind_Find_FDE(code + 8, &b) == fde);
	printf(" function %d\n", b.function == code);
	__deregister_frame(&table);
	return 0;
}
