/*
 * Thread-local variables of position-independent code in a static program for
 * Hexagon. Such code asks __tls_get_addr, which lld always has called by way of
 * the PLT (ELF/Arch/Hexagon.cpp of LLVM 22), whose slot nobody fills where no
 * dynamic linker is. So the slot is filled here, before any constructor of the
 * program. Compiled by zig's clang for the target, without any header
 * (shim/sysroot/support.c).
 */
typedef unsigned int u4;
#define HIDDEN __attribute__((visibility("hidden")))

HIDDEN __attribute__((tls_model("local-exec"))) __thread char __zbuild_tls;

/* Never called: it shows where the PLT is. */
__asm__("\t.text\n"
	"\t.p2align 2\n"
	"__zbuild_tls_call:\n"
	"\tcall __zbuild_tls@GDPLT\n");
extern const u4 __zbuild_tls_call[] HIDDEN;

/* where: the module, which is the program itself, and the place in its block. */
HIDDEN void *
__tls_get_addr(const u4 *where)
{
	const u4 *own;

	__asm__("%0 = add(pc, ##_GLOBAL_OFFSET_TABLE_@PCREL)\n\t"
		"%0 = add(%0, ##__zbuild_tls@GDGOT)" : "=r"(own));
	return &__zbuild_tls - own[1] + where[1];
}

/*
 * Qualcomm's "Hexagon V73 Programmer's Reference Manual": a call has 22 bits of
 * the distance in words. The PLT begins with "R14 = add(pc, ##slot)", of which an
 * extender has the upper 26 bits.
 */
__attribute__((constructor(1))) static void
fill(void)
{
	u4 call = *__zbuild_tls_call;
	int words = (int)((call >> 16 & 0x1ff) << 23 | (call >> 1 & 0x1fff) << 10) >> 10;
	const u4 *plt = __zbuild_tls_call + words;
	u4 slot = (plt[0] >> 16 & 0xfff) << 20 | (plt[0] & 0x3fff) << 6 |
		  (plt[1] >> 7 & 0x3f);

	if (plt[0] >> 28 == 0 && (plt[1] & 0xffff0000) == 0x6a490000)
		*(u4 *)((u4)plt + slot) = (u4)__tls_get_addr;
}
