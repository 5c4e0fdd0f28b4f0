/*
 * A Mach-O image taken apart: its load commands, and the tables at its end
 * (symbols, strings, what dyld reads, the signature), which can be changed and
 * are laid out again. Everything before those tables stays where it is.
 */
#pragma once

#include "common/fail.h"
#include "common/macho.h"

/* A load command of its own. */
struct machoedit_cmd {
	uint8_t *p;
	uint32_t size;
};

/* A table that fields of a load command describe. */
struct machoedit_blob {
	size_t cmd;             /* index of the command */
	unsigned at, count;     /* its fields: offset and number of units */
	unsigned unit;
	uint8_t *p;
	size_t len;
	size_t off;             /* where it was */
};

struct machoedit {
	uint8_t header[32];
	uint8_t *head;          /* the file up to the tables */
	size_t head_len, room;  /* room: for load commands, header included */
	struct machoedit_cmd *cmds;
	size_t ncmds;
	struct machoedit_blob *blobs;
	size_t nblobs;
	uint32_t cputype, filetype;
	uint8_t *signature;     /* the old one's bytes, or NULL */
	size_t signature_len;
};

/* mem is copied. Errors: what macho_open says, and tables that would not
 * survive (a layout that we do not know). */
int machoedit_open(struct machoedit *e, const void *mem, size_t len,
	struct fail *f);
void machoedit_clear(struct machoedit *e);

uint32_t machoedit_cmd(const struct machoedit *e, size_t i);
/* The index of the first such command, or ncmds. */
size_t machoedit_find(const struct machoedit *e, uint32_t cmd);
/* Replaces command i's bytes (size a multiple of 8); i == ncmds appends. */
void machoedit_set(struct machoedit *e, size_t i, const void *p, uint32_t size);
void machoedit_remove(struct machoedit *e, size_t i);

/* The table of command i whose offset field is at byte `at`, or NULL. */
struct machoedit_blob *machoedit_blob(const struct machoedit *e, uint32_t cmd,
	unsigned at);

/* What becomes of a symbol. */
enum machoedit_fate { FATE_KEEP, FATE_LOCAL, FATE_DROP };
typedef enum machoedit_fate machoedit_fate_fn(void *ctx,
	const struct macho_symbol *s, bool indirect);

/* Asks about each symbol and rebuilds the symbol table, the strings, and what
 * counts symbols by number. */
int machoedit_symbols(struct machoedit *e, machoedit_fate_fn *fn, void *ctx,
	struct fail *f);

/* Keeps those exports for which fn says true (dyld's trie is rebuilt). */
typedef bool machoedit_export_fn(void *ctx, const char *name);
int machoedit_exports(struct machoedit *e, machoedit_export_fn *fn, void *ctx,
	struct fail *f);

/* How the result is signed. */
struct machoedit_sign {
	bool sign;
	const char *identifier; /* NULL: the old signature's, else `name` */
	const char *name;
	bool linker_signed;     /* as a linker does it, not codesign */
};

/* Puts the image together. */
int machoedit_write(struct machoedit *e, const struct machoedit_sign *sign,
	uint8_t **out, size_t *len, struct fail *f);
