/*
 * ALIAS is another name of musl's NAME. On 32-bit machines whose time_t once had
 * 32 bits musl calls its functions of 64 bits by such names (_REDIR_TIME64 in
 * its features.h), and so does the crate libc (MUSL_REDIR_TIME64_ARCHES in its
 * build.rs); Hexagon came later and has the plain names alone. Compiled by zig's
 * clang for the target, once for each name (shim/sysroot/support.c).
 */
#define TEXT_(word) #word
#define TEXT(word) TEXT_(word)

/* not C: the functions' types do not matter */
__asm__("\t.weak " TEXT(ALIAS) "\n"
	"\t.hidden " TEXT(ALIAS) "\n"
	"\t.type " TEXT(ALIAS) ", @function\n"
	TEXT(ALIAS) ":\n"
	"\tjump ##" TEXT(NAME) "\n"
	"\t.size " TEXT(ALIAS) ", . - " TEXT(ALIAS) "\n");
