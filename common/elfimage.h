/* An ELF file in memory: its header, segments and sections, with bounds
 * checked. For the elf*.c files only; everybody else uses elf.h. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/fail.h"

/* A file in memory, and the table of contents in its ELF header. */
struct image {
	const unsigned char *p;
	uint64_t n;
	bool is64, be;
	uint16_t type, machine;
	uint64_t phoff, shoff;
	uint32_t phnum, shnum, phsize, shsize;
};

/* A piece of memory whose bounds were checked. */
struct span {
	const unsigned char *p;
	uint64_t n;
};

struct segment {
	uint32_t type, flags;
	uint64_t offset, vaddr, filesz;
};

struct section {
	uint32_t type, link, info;
	uint64_t offset, size;
};

/* A whole file, mapped; an empty one has no p. */
int span_map(const char *path, struct span *out, struct fail *f);
void span_unmap(struct span *m);

/* Does a file that begins with these bytes claim to be an ELF file? */
bool image_is(const void *mem, size_t len);

/* Reads the header. A section table that is not all there is as good as none;
 * program headers must be complete. */
int image_open(
	struct image *im, const void *mem, size_t len, struct fail *f);

/* Sets "damaged or cut-off ELF file: <what>"; returns -1. */
int image_damaged(struct fail *f, const char *what);

/* Numbers in the file's byte order; getword's size is that of its class. */
uint16_t get16(const struct image *im, const unsigned char *p);
uint32_t get32(const struct image *im, const unsigned char *p);
uint64_t get64(const struct image *im, const unsigned char *p);
uint64_t getword(const struct image *im, const unsigned char *p);

/* len bytes at off, or NULL when they are not all there. */
const unsigned char *image_bytes(
	const struct image *im, uint64_t off, uint64_t len);

/* Segment and section number i (below phnum, shnum). */
struct segment image_segment(const struct image *im, uint32_t i);
struct section image_section(const struct image *im, uint32_t i);

/* Arm's M profile (microcontrollers): Tag_CPU_arch of the build attributes, 11
 * for v6-M and so on; 0 for all else. */
int image_arm_m(const struct image *im);

/* What the loader would find from address on, to the end of its segment. */
struct span image_at(const struct image *im, uint64_t address);
