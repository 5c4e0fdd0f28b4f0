/*
 * Mach-O and fat files, read with every offset checked. 64-bit little-endian
 * ones: arm64 and x86_64, which is what macOS 11 and later run.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/fail.h"

/* From the file format's reference (mach-o/loader.h, fat.h, nlist.h). */
enum {
	MACHO_ARM64 = 0x0100000c,
	MACHO_X86_64 = 0x01000007
};
enum { MH_OBJECT = 1, MH_EXECUTE = 2, MH_DYLIB = 6, MH_DYLINKER = 7,
	MH_BUNDLE = 8, MH_DSYM = 10, MH_KEXT_BUNDLE = 11 };
#define LC_REQ 0x80000000u
enum {
	LC_SYMTAB = 0x2, LC_DYSYMTAB = 0xb, LC_LOAD_DYLIB = 0xc,
	LC_ID_DYLIB = 0xd, LC_LOAD_DYLINKER = 0xe, LC_ID_DYLINKER = 0xf,
	LC_SUB_FRAMEWORK = 0x12, LC_TWOLEVEL_HINTS = 0x16,
	LC_SEGMENT_64 = 0x19, LC_UUID = 0x1b, LC_CODE_SIGNATURE = 0x1d,
	LC_SEGMENT_SPLIT_INFO = 0x1e, LC_LAZY_LOAD_DYLIB = 0x20,
	LC_ENCRYPTION_INFO = 0x21, LC_DYLD_INFO = 0x22,
	LC_VERSION_MIN_MACOSX = 0x24, LC_FUNCTION_STARTS = 0x26,
	LC_DYLD_ENVIRONMENT = 0x27, LC_DATA_IN_CODE = 0x29,
	LC_SOURCE_VERSION = 0x2a, LC_DYLIB_CODE_SIGN_DRS = 0x2b,
	LC_ENCRYPTION_INFO_64 = 0x2c, LC_LINKER_OPTION = 0x2d,
	LC_LINKER_OPTIMIZATION_HINT = 0x2e, LC_NOTE = 0x31,
	LC_BUILD_VERSION = 0x32, LC_ATOM_INFO = 0x36
};
#define LC_LOAD_WEAK_DYLIB (0x18 | LC_REQ)
#define LC_RPATH (0x1c | LC_REQ)
#define LC_REEXPORT_DYLIB (0x1f | LC_REQ)
#define LC_DYLD_INFO_ONLY (0x22 | LC_REQ)
#define LC_LOAD_UPWARD_DYLIB (0x23 | LC_REQ)
#define LC_MAIN (0x28 | LC_REQ)
#define LC_DYLD_EXPORTS_TRIE (0x33 | LC_REQ)
#define LC_DYLD_CHAINED_FIXUPS (0x34 | LC_REQ)

enum { N_STAB = 0xe0, N_PEXT = 0x10, N_TYPE = 0x0e, N_EXT = 0x01 };
enum { N_UNDF = 0, N_ABS = 2, N_INDR = 0xa, N_PBUD = 0xc, N_SECT = 0xe };
enum { N_REFERENCED_DYNAMICALLY = 0x10, N_WEAK_REF = 0x40,
	N_WEAK_DEF = 0x80 };

/* One image (a thin file, or a slice of a fat one); mem stays borrowed. */
struct macho {
	const uint8_t *p;
	size_t len;
	uint32_t cputype, cpusubtype, filetype, ncmds, sizeofcmds, flags;
};

/* A load command; the first `size` bytes at image offset `off`. */
struct macho_cmd {
	uint32_t cmd, size;
	size_t off;
	uint32_t index;
};

struct macho_section {
	char sect[17], seg[17];
	uint64_t addr, size;
	uint32_t offset, align, reloff, nreloc, flags, reserved1, reserved2;
};

struct macho_symbol {
	const char *name;       /* NUL-terminated, inside the image */
	uint8_t type, sect;
	uint16_t desc;
	uint64_t value;
};

/* A fat file's part; a thin file is one slice. */
struct macho_slice {
	size_t off, len;
	uint32_t cputype, cpusubtype, align;
};

/* Is the 16-byte name of a segment or section this one? */
bool macho_name_is(const void *field, const char *name);

/* Does a file that begins with these bytes claim to be Mach-O, or fat? */
bool macho_is(const void *mem, size_t len);
bool macho_is_fat(const void *mem, size_t len);

/* Checks header, load commands and every range that they name. */
int macho_open(struct macho *m, const void *mem, size_t len, struct fail *f);

/* The next load command; start with *c all zero and c->size 0. */
bool macho_next(const struct macho *m, struct macho_cmd *c);

/* The first command of this kind; false if there is none. */
bool macho_find(const struct macho *m, uint32_t cmd, struct macho_cmd *c);

/* The string that the command has at the offset in its word number `word`
 * (checked by macho_open for the commands that have one). */
const char *macho_string(const struct macho *m, const struct macho_cmd *c,
	unsigned word);

/* Section number i of a segment command. */
uint32_t macho_nsects(const struct macho *m, const struct macho_cmd *c);
void macho_section(const struct macho *m, const struct macho_cmd *c,
	uint32_t i, struct macho_section *out);
void macho_section_read(const uint8_t *p, struct macho_section *out);
/* Is a section of this type, unless it is empty, in the file? Zero-filled ones
 * are not. */
bool macho_section_has_bytes(const struct macho_section *s);

uint32_t macho_nsyms(const struct macho *m);
void macho_symbol(const struct macho *m, uint32_t i, struct macho_symbol *out);

/* The slices of a fat file, or the one of a thin file or archive, which gets
 * the cputype of its first object (0 if it has none); freed by the caller. */
int macho_slices(const void *mem, size_t len, struct macho_slice **out,
	size_t *n, struct fail *f);

/* "arm64", "x86_64"; a number in hexadecimal when unknown (in buf). */
const char *macho_arch_name(uint32_t cputype, uint32_t cpusubtype,
	char buf[32]);
/* The cputype of a name, 0 if unknown. */
uint32_t macho_arch_find(const char *name, uint32_t *cpusubtype);

/*
 * The symbols of an object, or of every object of an archive (an rlib has
 * other members, too): fn gets each external one. Quiet about what is no
 * Mach-O; -1 when a file that is one is malformed.
 */
typedef void macho_symbol_fn(void *ctx, const char *name, bool defined);
int macho_each_symbol(const void *mem, size_t len, macho_symbol_fn *fn,
	void *ctx, struct fail *f);
