/* What a target is: a row of the table, and one with its glibc chosen. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "common/fail.h"
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
	LIBC_OPENBSD,
	LIBC_WASI,
	LIBC_BIONIC,
	LIBC_OHOS,
	LIBC_EMSCRIPTEN
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
	ARCH_WASM32,
	ARCH_LOONGARCH32,
	ARCH_SPARC,
	ARCH_SPARC64,
	ARCH_HEXAGON,
	ARCH_AVR,
	ARCH_MSP430,
	ARCH_BPF
};

/*
 * One row. The keys of the .ini files have the names of the fields, except
 * glibc (glibc_default), machine (elf_machine), bits (is64) and endian.
 * `gnu` and the words of `aliases` are unique in the table. Strings are NULL when the target has no such thing. Rows of the
 * built-in table are const data; a user's own rows live in a struct conf.
 */
struct target_def {
	const char *rust;       /* x86_64-unknown-linux-gnu: the table's key */
	const char *zig;        /* x86_64-linux-gnu, no glibc version */
	const char *gnu;        /* x86_64-linux-gnu: prefix of GNU tools */
	const char *llvm;       /* what clang's -dumpmachine says */
	const char *aliases;    /* other spellings, separated by blanks */
	const char *cc_rs;      /* cc-rs's --target= for it, if another's name */
	const char *debian;     /* Debian architecture: amd64 */
	const char *multiarch;  /* Debian's library folder: i386-linux-gnu */
	const char *cpu;        /* zig's -mcpu value; NULL is zig's default */
	const char *cpu_source; /* where that CPU comes from */
	const char *clang;      /* words that clang must be told, CPU first */
	const char *loader;     /* PT_INTERP: /lib64/ld-linux-x86-64.so.2 */
	const char *qemu;       /* aarch64 for qemu-aarch64 */
	const char *qemu_system; /* "qemu-system-arm -M microbit" */
	const char *goos, *goarch, *goarm;
	const char *cmake_system, *cmake_processor;
	const char *meson_system, *meson_cpu_family, *meson_cpu;
	const char *tested;     /* how far: run, linked, compiled; or NULL */
	const char *std;        /* "rustup": it has Rust's library; or NULL */
	const char *refuse;     /* not NULL: why this target is not ours */
	struct version glibc_min;      /* first glibc of the architecture */
	struct version glibc_default;  /* our floor when none is given */
	struct version macos;   /* the oldest macOS (iOS, …) when none is given */
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
	char spec[80];          /* "my-board": cargo's and rustc's name, if a
				   file of the user's describes it to them */
	char spec_cpu[40];      /* that file's CPU, or "" */
};

/* What cargo's and cc-rs' variables are named after. */
const char *target_cargo(const struct target *t);

/* "gnu", "musl", …: the [target] key libc=. */
const char *libc_name(enum libc_kind k);
/* FreeBSD's, NetBSD's or OpenBSD's. */
bool libc_is_bsd(enum libc_kind k);

/* i386 to x86-64. */
bool arch_is_x86(enum arch a);

/* The firmware's programs: COFF, and no C library. */
bool target_is_uefi(const struct target_def *d);

/* WASI from 0.2 on: wasm-component-ld links. */
bool target_is_component(const struct target_def *d);

/* Apple's own computers; the other systems of its need an SDK. */
bool target_is_macos(const struct target_def *d);

/* Is AddressSanitizer in all of it? */
bool target_is_asan(const struct target_def *d);

/* Is it Windows 7, as zig's name says? */
bool target_is_win7(const struct target_def *d);

/* What lld-link links. */
bool target_is_coff(const struct target_def *d);
/* zig's name of the machine: "x86_64", "powerpc64" (both byte orders). */
const char *arch_name(enum arch a);

/* A key of a target's section and the field that it sets. */
enum target_key_kind {
	KEY_WORD,       /* const char *, no blanks inside */
	KEY_TEXT,       /* const char * */
	KEY_VERSION,    /* struct version */
	KEY_LIBC,       /* enum libc_kind, by libc_name */
	KEY_ARCH,       /* enum arch, by arch_name */
	KEY_MACHINE,    /* unsigned short */
	KEY_BITS,       /* bool is64: 64 or 32 */
	KEY_ENDIAN      /* bool big_endian: big or little */
};

struct target_key {
	const char *name;       /* in the .ini file */
	const char *field;      /* in struct target_def */
	size_t at;              /* its offset */
	enum target_key_kind kind;
};

extern const struct target_key target_keys[];
extern const size_t target_keys_n;

/* Letters, digits and ._+-, and neither . nor - first. */
bool target_is_name(const char *s);

/* KEY_WORD or KEY_TEXT: the field is a const char *. */
bool target_key_is_text(const struct target_key *key);

/* The key with this name, or NULL. */
const struct target_key *target_key(const char *name);

/*
 * Sets one field from its text and marks it in *said (bit = row of
 * target_keys). An empty value means that the target has no such thing. The
 * value is borrowed: it must live as long as def.
 */
int target_set(struct target_def *def, const struct target_key *key,
	const char *value, unsigned *said, struct fail *f);

/* 0 if the row has all that it needs and nothing that contradicts it. */
int target_check(const struct target_def *def, unsigned said, struct fail *f);

/* What target_set would have marked for a complete row. */
unsigned target_said(const struct target_def *def);
