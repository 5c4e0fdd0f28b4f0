/* The operating system: who we are, where our state lives, exec. */
#pragma once


#include "common/argvec.h"
#include "common/fail.h"

/* The name that this process was executed by, as the system has it, or argv[0]
 * where it says none. Borrowed. */
const char *os_exec_name(char *const *argv);

/* The file of this program; where the system does not say it, by the argv[0] that
 * os_exec_name saw. The caller frees it. */
char *os_self(void);

/* "<size>-<mtime ns>-<inode>" of a file: what tells that it was replaced. */
char *os_identity(const char *path);

/* ZBUILD_CACHE_DIR, $XDG_CACHE_HOME/zbuild, ~/.cache/zbuild or a 0700 folder
 * of this user in the temp folder; not created. The caller frees it. */
char *os_cache_dir(void);

/* os_cache_dir()/sub, created with mode 0700; falls back to the temp folder
 * when the home is read-only and ZBUILD_CACHE_DIR is not set. A folder of
 * these that somebody else owns or may write to is an error. */
int os_cache_sub(const char *sub, char **out, struct fail *f);

/* The folder that os_cache_sub would give, made or not; nothing is written.
 * The same refusals. */
int os_cache_find(const char *sub, char **out, struct fail *f);

/* A new 0700 folder in $TMPDIR or /tmp. */
int os_temp_dir(char **out, struct fail *f);

/*
 * rustc keeps what a linker says that ends well to itself. So what becomes cargo
 * tells by env where its stderr is; os_notes is that, as long as it is still the
 * same file, else our stderr. A file is handed down, since its place in there is
 * cargo's, too; all else is opened anew: handed down, it would stay open in a
 * daemon that somebody starts, and who reads it would wait for ever.
 */
void os_notes_share(struct argvec *env);
int os_notes(void);

/* Replaces this process. env holds KEY=VALUE to set and KEY to unset.
 * Returns only on failure (126 or 127 in f->status). */
int os_exec(const char *program, struct argvec *argv,
	const struct argvec *env, struct fail *f);

/* Where stdin, stdout or stderr is closed, /dev/null takes its place, so that no
 * file of ours does; what is written to stdout then fails as if it were. */
void os_open_streams(void);

/* What a program that is there needs to start and that is not, in words. */
char *os_missing(const char *program);

/* Says from errno why a program could not be executed (126 or 127); -1. */
int os_cannot_run(const char *program, struct fail *f);

/* Applies the KEY=VALUE and KEY words to this process' environment. */
void os_putenv(const struct argvec *env);
