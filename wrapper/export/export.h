/* The formats of `cargo zbuild env`: a row in env.c and a file each. */
#pragma once

#include <stdbool.h>
#include <stdio.h>

#include "targets/target.h"
#include "wrapper/build/buildenv.h"

/* A format: prints what b has for t. */
typedef void export_fn(
	const struct buildenv *b, const struct target *t, FILE *out);

/* For a POSIX shell's eval. */
export_fn export_sh;

/* For fish's source. */
export_fn export_fish;

/* For PowerShell's Invoke-Expression. */
export_fn export_pwsh;

/* One JSON object: target, glibc, set, unset, kept, path. */
export_fn export_json;

/* To append to the file that GITHUB_ENV names. */
export_fn export_github;

/* To include in .cargo/config.toml. */
export_fn export_cargo;

/* A toolchain file. */
export_fn export_cmake;

/* A cross file. */
export_fn export_meson;

/* The file that GOENV names. */
export_fn export_go;

/* .clangd, and compile_flags.txt. */
export_fn export_clangd;
export_fn export_flags;

/* --- what they share ------------------------------------------------------ */

/* The variable of this name, the user's or ours, or NULL. */
const struct envvar *export_find(const struct buildenv *b, const char *key);

/* The words of a variable, taken apart as a shell would; none if it is not
 * there. Appends to out. */
void export_words(
	const struct buildenv *b, const char *key, struct argvec *out);

/* "# KEY='VALUE' is yours (the environment) and stays", on one line. */
void export_kept(const struct envvar *v, FILE *out);

/* export_kept for those of these names (up to a NULL) that are kept. */
void export_kept_of(
	const struct buildenv *b, const char *const *keys, FILE *out);

/* text on one line: each line break is a blank. */
void export_line(const char *text, FILE *out);

/* Can a shell have a variable of this name? One made from a triple with a dot
 * or hyphens in it cannot be exported. */
bool export_is_name(const char *name);

/* The clang words for C and C++ sources, for tools that read them with a clang
 * of their own. */
void export_clang_words(
	const struct buildenv *b, const struct target *t, struct argvec *out);
