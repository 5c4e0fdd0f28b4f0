/*
 * The machine that the programs run on. Its C library need not be the one that
 * they were compiled with: a static zbuild made with musl runs on Debian, one
 * made with glibc on Alpine.
 */
#pragma once

#include <stdbool.h>

#define HOST_VARIABLE "ZBUILD_HOST"

/* Its Rust triple: $ZBUILD_HOST, or the processor that we are compiled for and
 * the C library whose loader /bin/sh asks for; where that does not tell, whose
 * loader is there. Looked at once. Borrowed. */
const char *host_triple(void);

/* The triple by the loader that a program of this machine asks for; NULL if it
 * asks for none that we know. */
const char *host_by_loader(const char *program);

/* Are the loaders of both C libraries there, or none? Then rustc's word is
 * worth asking for. */
bool host_in_doubt(void);

/* rustc's word, for this process from now on. */
void host_set(const char *triple);

/* Is it a Mac? */
bool host_is_mac(void);

/* The command of this machine that does what Debian's does; as it is, when there
 * is none. */
const char *host_install(const char *debian);
