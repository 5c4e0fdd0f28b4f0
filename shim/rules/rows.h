/* For the files of rows: what they are written in, and what they share. */
#pragma once

#include "shim/rules/rule.h"

/* Rows of one platform; `when` holds for every one of them, so that a call
 * for another passes them by. */
struct rule_table {
	const struct rule *rows;
	size_t n;
	unsigned when;
};

extern const struct rule_table rows_elf, rows_windows, rows_apple, rows_bare,
	rows_common, rows_linker, rows_code;

/* The user's rules, as rules_user took them. */
struct rule_table rows_user(void);

/*
 * A row: id, words, condition, zig versions, action, replacement, function,
 * reason. zb = rust-cross/cargo-zigbuild, zig = ziglang/zig, hcc =
 * uber/hermetic_cc_toolchain, with their issue numbers. "Refused by zig" was
 * tried with each option on zig 0.17.1.
 */
#define D (1u << SPACE_DRIVER)
#define L (1u << SPACE_LINKER)
#define I (1u << SPACE_INPUT)
/* A row for words of both, whose ids have been two: IDS(driver's, linker's). */
#define DL (D | L | RULE_TWO_IDS)
#define IDS(driver, linker) driver "\0" linker
#define ZC WHEN_ZIGCC
#define ZL (WHEN_ZIGCC | WHEN_LINK)
#define DI WHEN_DIRECT
#define PE (WHEN_DIRECT | WHEN_LINK | WHEN_MINGW)

/* Functions of RULE_CALL rows that several files have. */
extern rule_fn rule_emulation;              /* -m of a linker */
extern rule_fn rule_startfiles, rule_no_startfiles,
	rule_self_contained_dir;            /* startfiles.c */
extern rule_fn rule_host_headers, rule_root_headers,
	rule_root_library;                  /* folders.c */
