/* Files for tests: ELF images written byte by byte, in every class and byte
 * order, and real ones built with the host's compiler. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What the symbols of an image are counted by. */
enum elfmake_count { COUNT_HASH, COUNT_GNU_HASH, COUNT_MIPS, COUNT_GAP };

struct elfmake {
	bool is64, be;
	uint16_t type, machine;
	enum elfmake_count count;
	bool wide_hash;     /* DT_HASH of 64-bit words, as s390x has */
	bool execstack, textrel, static_tls;

	unsigned char b[2048];
	size_t n;
	size_t verneed_at, dynamic_at, strings_at, symbols_at;
};

/*
 * Writes a shared object with the loader /lib/ld.so, libc.so.6 and libx.so
 * needed, soname libmade.so, runpath /run, and the symbols "own" (version
 * MADE_1), "old" (GLIBC_2.2.5), "new" (weak, GLIBC_2.34) and "plain".
 * GLIBC_2.34 is a weak need if weak_new.
 */
void elfmake(struct elfmake *m, bool weak_new);

/* Puts a 16- or 32-bit number or a word of the class at an offset. */
void elfmake_put16(struct elfmake *m, size_t at, uint16_t v);
void elfmake_put32(struct elfmake *m, size_t at, uint32_t v);
void elfmake_putword(struct elfmake *m, size_t at, uint64_t v);

/* Where entry number i of the dynamic section is, and its value. */
size_t elfmake_dyn(const struct elfmake *m, size_t i);
size_t elfmake_dyn_value(const struct elfmake *m, size_t i);

/* A copy of len bytes that ends where the readable memory ends: one byte too
 * far is a crash. Free with guarded_free(copy, len). */
unsigned char *guarded(const void *mem, size_t len);
void guarded_free(unsigned char *copy, size_t len);

/* A temp folder, removed with its contents by build_clear(). */
extern char *build_dir;
void build_init(void);
void build_clear(void);

/* "<build_dir>/<name>", good until build_clear. */
const char *build_path(const char *name);
void build_write(const char *name, const void *data, size_t len);
unsigned char *build_read(const char *name, size_t *len);

/* Runs a program ("cc", "ar") in build_dir with the words of `words` that
 * blanks separate; a failure ends the test. */
void build_run(const char *program, const char *words);

/* Writes text to <name>.c and compiles it to <name>.o with more options. */
void build_object(const char *name, const char *text, const char *options);
