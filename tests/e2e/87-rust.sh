#!/bin/bash
# Rust's crates that build C: cc, cmake, autotools, pkg-config and bindgen in one
# build script, on real sources; aws-lc-rs. docs/rust.md.
. "$(dirname "$0")/../lib/e2e.sh"
. "$top/tests/lib/sources.sh"

LIBCLANG_PATH=$(dirname "$(find -L "$top/.deps/libclang" -name libclang.so)")
export LIBCLANG_PATH

# Where cargo builds again only what changed: a folder that stays.
sources_of()
{
    [ -f "$target/src-$1/.whole" ] && return
    rm -rf "$target/src-$1"
    try "$1: its source package" unpack_debian "$target/src-$1" "$2" "$3" &&
        { [ ! -f "$target/src-$1/configure.ac" ] ||
            try "$1: autoreconf" bash -c "cd '$target/src-$1' && autoreconf -fi"; } &&
        touch "$target/src-$1/.whole"
}
sources_of cjson cjson_1.7.15.orig.tar.gz \
    5308fd4bd90cef7aa060558514de6a1a4a0819974a26e6ed13973c5f624c24b2
sources_of libyaml libyaml_0.2.5.orig.tar.gz \
    fa240dbf262be053f3898006d502d514936c818e422afdcf33921c63bed9bf2e
export CJSON_SOURCE=$target/src-cjson YAML_SOURCE=$target/src-libyaml

# native TARGET GLIBC LONG-DOUBLE STAT
native()
{
    local t=$1 file
    cd "$top/tests/e2e/builds/rust" || exit 1
    try "crates $t: build" zbuild_cargo "$t" build --locked || return
    file=$(zbuild_out "$t")/debug/native
    try_says "crates $t: all of them work" \
        "sum 42 yaml 0.2.5 json 1.7.15 glibc $2 long double $3 stat $4" \
        run_as "$t" "$file"
    try "crates $t: ELF" elf_program "$file" "$t"
}
native x86_64-unknown-linux-gnu.2.17 17 16 144
native aarch64-unknown-linux-gnu.2.17 17 16 128
! every || native x86_64-unknown-linux-musl 0 16 144
# What autotools' configure was told.
try 'crates: configure got a bare --host' bash -c \
    "grep -l -- '--host=aarch64-linux-gnu' \$(find '$target/std' -path '*native-*/out/build/config.log')"

digest()
{
    local t=$1 file
    cd "$top/tests/e2e/builds/aws" || exit 1
    try "aws-lc-rs $t: build" zbuild_cargo "$t" build --locked || return
    file=$(zbuild_out "$t")/debug/digest
    try_says "aws-lc-rs $t: works" 'sha256 ba7816bf ed25519 true' \
        run_as "$t" "$file"
    try "aws-lc-rs $t: ELF" elf_program "$file" "$t"
}
digest x86_64-unknown-linux-gnu.2.17
! every || digest aarch64-unknown-linux-gnu.2.17
finish
