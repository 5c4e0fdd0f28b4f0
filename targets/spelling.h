/* One form of all the ways to write a triple. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Longest spelling that can be one: no row's is longer, nor a suggestion. */
enum { SPELLING_MAX = 79, SPELLING_KEY = 128 };

/*
 * Which names of a row count. GNU names and aliases come first:
 * arm-linux-gnueabihf is Debian's for ARMv7, though it is a Rust name of ARMv6
 * without its vendor.
 */
enum pass { PASS_GNU, PASS_RUST, PASS_ZIG, PASS_END };

/* The first n bytes of s as "aarch64-linux-gnu": without vendor, the machine by
 * one name. key has SPELLING_KEY bytes. false: this is no triple. */
bool spelling_key(const char *s, size_t n, char *key);

/* Is name (or NULL) another way to write what key stands for? */
bool spelling_is(const char *key, const char *name);
