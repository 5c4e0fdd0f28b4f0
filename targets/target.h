/* What a target is: a row of the table, and one with its glibc chosen. */
#ifndef TARGETS_TARGET_H
#define TARGETS_TARGET_H

#include <stdbool.h>
#include <stddef.h>

#include "common/version.h"

enum libc_kind {
	LIBC_NONE,
	LIBC_GLIBC,
	LIBC_MUSL,
	LIBC_MINGW,
	LIBC_MSVC,
	LIBC_DARWIN,
	LIBC_FREEBSD,
	LIBC_NETBSD,
	LIBC_WASI,
	LIBC_BIONIC
};

enum arch {
	ARCH_X86_64,
	ARCH_X86,
	ARCH_AARCH64,
	ARCH_ARM,
	ARCH_RISCV64,
	ARCH_RISCV32,
	ARCH_PPC64,
	ARCH_PPC,
	ARCH_S390X,
	ARCH_LOONGARCH64,
	ARCH_MIPS,
	ARCH_MIPS64,
	ARCH_THUMB,
	ARCH_WASM32
};

/*
 * One row. Strings are NULL when the target has no such thing. Rows of the
 * built-in table are const data; a user's own rows live in a struct conf.
 */
struct target_def {
	const char *rust;       /* x86_64-unknown-linux-gnu: the table's key */
	const char *zig;        /* x86_64-linux-gnu, no glibc version */
	const char *gnu;        /* x86_64-linux-gnu: prefix of GNU tools */
	const char *llvm;       /* what clang's -dumpmachine says */
	const char *aliases;    /* other spellings, separated by blanks */
	const char *debian;     /* Debian architecture: amd64 */
	const char *cpu;        /* zig's -mcpu value; NULL is zig's default */
	const char *cpu_source; /* where that CPU comes from */
	const char *loader;     /* PT_INTERP: /lib64/ld-linux-x86-64.so.2 */
	const char *qemu;       /* aarch64 for qemu-aarch64 */
	const char *goos, *goarch, *goarm;
	const char *cmake_system, *cmake_processor;
	const char *meson_system, *meson_cpu_family, *meson_cpu;
	const char *refuse;     /* not NULL: why this target is not ours */
	struct version glibc_min;      /* first glibc of the architecture */
	struct version glibc_default;  /* our floor when none is given */
	enum libc_kind libc;
	enum arch arch;
	unsigned short elf_machine;    /* EM_*, 0 when not ELF */
	bool is64, big_endian;
};

/* A row and the floor chosen for this call: everything a plan depends on. */
struct target {
	const struct target_def *def;
	struct version glibc;   /* the floor; none unless LIBC_GLIBC */
	bool glibc_given;       /* the user wrote the suffix */
	char name[96];          /* Rust triple, with the suffix if given */
	char zig[96];           /* for zig's -target: x86_64-linux-gnu.2.17 */
};

/* "gnu", "musl", …: the [target] key libc=. */
const char *libc_name(enum libc_kind k);
const char *arch_name(enum arch a);

#endif
