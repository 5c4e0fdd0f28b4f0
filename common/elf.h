/* The few facts of an ELF file that zbuild reports and checks. Bounds are
 * checked everywhere: a cut-off or hostile file is an error, never a crash. */
#ifndef COMMON_ELF_H
#define COMMON_ELF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/fail.h"
#include "common/version.h"

/* A version that a shared library must offer: "GLIBC_2.17" of libc.so.6. */
struct elf_need {
	char *lib;
	char *version;
	bool weak;
};

/* A dynamic symbol. version is NULL when unversioned. */
struct elf_symbol {
	char *name;
	char *version;
	char *lib;       /* file that offers it, for undefined ones */
	bool defined, weak;
};

struct elf_info {
	uint16_t type, machine;
	bool is64, big_endian;
	uint32_t flags;
	char *interp, *soname, *runpath;
	char **needed;          /* DT_NEEDED in order */
	size_t nneeded;
	struct elf_need *needs; /* .gnu.version_r */
	size_t nneeds;
	struct elf_symbol *symbols;   /* .dynsym; only with ELF_SYMBOLS */
	size_t nsymbols;
	bool dynamic, pie, static_tls, textrel, execstack;
};

enum { ELF_SYMBOLS = 1 };

/* Reads path. A file that is no ELF file fails with "not an ELF file". */
int elf_read(const char *path, int flags, struct elf_info *out,
	struct fail *f);
void elf_clear(struct elf_info *e);

/* The highest GLIBC_x.y among the needs, none (0.0) if there is no need. A
 * version that is not a number, like GLIBC_PRIVATE, sets *private_need. */
struct version elf_glibc(const struct elf_info *e, bool *private_need);

/* "x86_64", "aarch64", … for EM_*; "machine 123" (static buffer) if unknown. */
const char *elf_machine_name(uint16_t machine, bool is64, bool big_endian);

/* Does the relocatable object at mem (a whole .o) leave `symbol` undefined? */
bool elf_object_wants(const void *mem, size_t len, const char *symbol);

/* elf_object_wants for a file that is an object, an archive (GNU ar, thin
 * ones too), or a shared object; *member (freed by the caller) names the
 * archive member, NULL for a plain file. */
bool elf_file_wants(const char *path, const char *symbol, char **member);

#endif
