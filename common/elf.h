/*
 * The few facts of an ELF file that zbuild reports and checks. Bounds are
 * checked everywhere: a cut-off or hostile file is an error, never a crash.
 *
 * Only program headers and the dynamic section are used, so files without a
 * section table read as well. The file is mapped and only the pages that are
 * needed are touched: elf_read takes 0.02 to 0.1 ms for a program of 500 MB, of
 * 0.14 MB and a library of 95 MB with 43 version needs alike (2 cores, warm);
 * with that library's 20,760 symbols 0.3 to 2 ms.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/argvec.h"
#include "common/fail.h"
#include "common/version.h"

/* A version that a shared library must offer: "GLIBC_2.17" of libc.so.6. A
 * weak one may be missing at run time: the loader goes on without it. */
struct elf_need {
	char *lib;
	char *version;
	bool weak;
	uint16_t index;  /* what .gnu.version calls it */
};

/* A dynamic symbol. version is NULL when unversioned. The strings belong to
 * the elf_info. */
struct elf_symbol {
	const char *name;
	const char *version;
	const char *lib; /* file that offers it, for undefined ones */
	bool defined, weak;
};

struct elf_info {
	uint16_t type, machine;
	bool is64, big_endian;
	uint32_t flags;
	uint64_t entry;
	int arm_m;              /* Tag_CPU_arch of an M-profile file, or 0 */
	char *interp, *soname, *runpath;
	char **needed;          /* DT_NEEDED in order */
	size_t nneeded;
	struct elf_need *needs; /* .gnu.version_r */
	size_t nneeds;
	struct elf_symbol *symbols;   /* .dynsym; only with ELF_SYMBOLS */
	size_t nsymbols;
	char *strings;          /* .dynstr, what symbols point into */
	bool dynamic, pie, static_tls, textrel, execstack;
};

enum { ELF_SYMBOLS = 1 };

enum elf_kind {
	ELF_KIND_NONE,     /* not there, not readable, or something else */
	ELF_KIND_ELF,
	ELF_KIND_ARCHIVE
};

/* What path is, by its first bytes. */
enum elf_kind elf_kind(const char *path);

/* Reads path. A file that is no ELF file fails with "not an ELF file". */
int elf_read(const char *path, int flags, struct elf_info *out,
	struct fail *f);

/* elf_read for a file in memory; the messages do not name it. */
int elf_parse(const void *mem, size_t len, int flags, struct elf_info *out,
	struct fail *f);
void elf_clear(struct elf_info *e);

/* Is lib, a DT_NEEDED name, a part of glibc? */
bool elf_glibc_lib(const char *lib);

/* The glibc that a version name asks for: 2.17 of GLIBC_2.17, 2.36 of
 * GLIBC_ABI_DT_RELR; none (0.0) of GLIBC_PRIVATE and of names that are not
 * glibc's. */
struct version elf_glibc_version(const char *name);

/* Does a program that needs this version of this library want more than a
 * glibc `max` has? A private version belongs to one build of glibc only, so
 * it always does. False for libraries that are not glibc's. */
bool elf_above(const char *lib, const char *version, struct version max);

/*
 * The highest GLIBC_x.y among the needs, none (0.0) if there is no need. A
 * version that is not a number, like GLIBC_PRIVATE, sets *private_need
 * (which may be NULL). Weak needs and those of other libraries do not count.
 */
struct version elf_glibc(const struct elf_info *e, bool *private_need);

/* "x86_64", "aarch64", … for EM_*; "machine 123" (static buffer) if unknown. */
const char *elf_machine_name(uint16_t machine, bool is64, bool big_endian);

/* Does the relocatable object at mem (a whole .o) leave `symbol` undefined? */
bool elf_object_wants(const void *mem, size_t len, const char *symbol);

/* elf_object_wants for a file that is an object, an archive (GNU ar, thin
 * ones too), or a shared object; *member (freed by the caller) names the
 * archive member, NULL for a plain file. */
bool elf_file_wants(const char *path, const char *symbol, char **member);

/* Appends who made an ELF file: the strings of .comment, which the linker takes
 * over from its inputs. */
void elf_comments(const char *path, struct argvec *out);

/* Does the file have that text anywhere? */
bool elf_file_says(const char *path, const char *text);

/* What an archive holds. */
struct elf_archive {
	bool thin;
	size_t members;    /* the archive's own tables not counted */
	size_t objects;    /* ELF objects among them */
	bool mixed;        /* for more than one machine */
	uint16_t machine;  /* of the first object */
	bool is64, big_endian;
};

/* Looks through the archive at path; a malformed one is an error. */
int elf_archive(const char *path, struct elf_archive *out, struct fail *f);
