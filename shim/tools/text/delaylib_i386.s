# delaylib_x86_64.s with 32 bits, and C's names with an underscore.
.macro delay_dll dll
	.section .rdata,"dr"
.Ldll:	.asciz "\dll"
	.p2align 2
.Ldescriptor:
	.long 1
	.rva .Ldll, .Lmodule, .Laddresses, .Lnames
	.long 0, 0, 0
	.data
	.p2align 2
.Lmodule: .long 0
	.text
.Lload:	pushl %ecx
	pushl %edx
	pushl %eax
	pushl $.Ldescriptor
	calll ___delayLoadHelper2@8
	popl %edx
	popl %ecx
	jmpl *%eax
.endm
.macro delay_address_table
	.data
	.p2align 2
.Laddresses:
.endm
.macro delay_address symbol, name, ordinal
	.globl "__imp__\symbol"
"__imp__\symbol": .long "delay \symbol"
.endm
.macro delay_name_table
	.long 0
	.section .rdata,"dr"
	.p2align 2
.Lnames:
.endm
.macro delay_name symbol, name, ordinal
	.if \ordinal < 0
	.rva "name \symbol"
	.else
	.long 0x80000000 + \ordinal
	.endif
.endm
.macro delay_call_table
	.long 0
.endm
.macro delay_call symbol, name, ordinal
	.section .rdata,"dr"
	.p2align 1
"name \symbol": .short 0
	.asciz "\name"
	.text
	.globl "_\symbol"
"_\symbol": jmpl *"__imp__\symbol"
"delay \symbol": movl $"__imp__\symbol", %eax
	jmp .Lload
.endm
