# What delaylib.c calls: a descriptor, an address and a name for each function,
# and its stub, which the address leads to until the first call.
.macro delay_dll dll
	.section .rdata,"dr"
.Ldll:	.asciz "\dll"
	.p2align 3
.Ldescriptor:
	.long 1                 # RVAs
	.rva .Ldll, .Lmodule, .Laddresses, .Lnames
	.long 0, 0, 0
	.data
	.p2align 3
.Lmodule: .quad 0
	.text
.Lload:	pushq %r9
	pushq %r8
	pushq %rdx
	pushq %rcx
	subq $104, %rsp
	movaps %xmm0, 32(%rsp)
	movaps %xmm1, 48(%rsp)
	movaps %xmm2, 64(%rsp)
	movaps %xmm3, 80(%rsp)
	movq %rax, %rdx
	leaq .Ldescriptor(%rip), %rcx
	callq __delayLoadHelper2
	movaps 32(%rsp), %xmm0
	movaps 48(%rsp), %xmm1
	movaps 64(%rsp), %xmm2
	movaps 80(%rsp), %xmm3
	addq $104, %rsp
	popq %rcx
	popq %rdx
	popq %r8
	popq %r9
	jmpq *%rax
.endm
.macro delay_address_table
	.data
	.p2align 3
.Laddresses:
.endm
.macro delay_address symbol, name, ordinal
	.globl "__imp_\symbol"
"__imp_\symbol": .quad "delay \symbol"
.endm
.macro delay_name_table
	.quad 0
	.section .rdata,"dr"
	.p2align 3
.Lnames:
.endm
.macro delay_name symbol, name, ordinal
	.if \ordinal < 0
	.rva "name \symbol"
	.long 0
	.else
	.quad 0x8000000000000000 + \ordinal
	.endif
.endm
.macro delay_call_table
	.quad 0
.endm
.macro delay_call symbol, name, ordinal
	.section .rdata,"dr"
	.p2align 1
"name \symbol": .short 0
	.asciz "\name"
	.text
	.globl "\symbol"
"\symbol": jmpq *"__imp_\symbol"(%rip)
"delay \symbol": leaq "__imp_\symbol"(%rip), %rax
	jmp .Lload
.endm
