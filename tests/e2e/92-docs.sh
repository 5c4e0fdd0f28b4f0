#!/bin/bash
# Every ```sh block of docs/'s pages about build systems, in order, each page in
# a project of its kind. The other suites have more of each; what is said here
# must work as it stands.
. "$(dirname "$0")/../lib/e2e.sh"
. "$top/tests/lib/sources.sh"
. "$top/tests/lib/blocks.sh"

modules=$cache/node/node_modules
rustup=${RUSTUP_HOME:-$HOME/.rustup}
LIBCLANG_PATH=$(dirname "$(find -L "$top/.deps/libclang" -name libclang.so)")
export LIBCLANG_PATH
# Programs that the pages call by their bare names.
mkdir "$work/bin"
printf '#!/bin/sh\nexec node %s "$@"\n' "$modules/node-gyp/bin/node-gyp.js" \
    >"$work/bin/node-gyp"
chmod +x "$work/bin/node-gyp"
PATH=$work/bin:$top/.deps/python/bin:$PATH
export GOPATH=$cache/go GOCACHE=$cache/go-build GOTOOLCHAIN=local
export CGO_CFLAGS='-O0 -g0'
unset XDG_DATA_HOME

# page NAME [VAR=VALUE…]: its blocks in the folder $work/NAME.
page()
{
    local name=$1
    shift
    run_blocks "$name" "$top/docs/$name.md" "$work/$name" HOME="$work/home" \
        RUSTUP_HOME="$rustup" "$@"
}

hello='#include <stdio.h>
int main(void) { puts("hello"); return 0; }'
for name in autotools cmake meson make go rust python node cargo-zigbuild bazel \
    caches home; do mkdir "$work/$name"; done

# A configure script like any other, from its own source.
cd "$work/autotools" || exit 1
echo "$hello" >hello.c
printf '%s\n' 'AC_INIT([hello], [1])' 'AM_INIT_AUTOMAKE([foreign subdir-objects])' \
    'AC_PROG_CC' 'AM_PROG_AR' 'LT_INIT' 'AC_CONFIG_FILES([Makefile])' AC_OUTPUT >configure.ac
printf '%s\n' 'lib_LTLIBRARIES = libseven.la' 'libseven_la_SOURCES = seven.c' \
    'bin_PROGRAMS = hello' 'hello_LDADD = libseven.la' >Makefile.am
echo 'int seven(void) { return 7; }' >seven.c
try 'autotools: autoreconf' autoreconf -fi
page autotools

cd "$work/cmake" || exit 1
echo "$hello" >hello.c
printf '%s\n' 'cmake_minimum_required(VERSION 3.16)' 'project(hello C)' \
    'add_executable(hello hello.c)' 'enable_testing()' \
    'add_test(NAME hello COMMAND hello)' >CMakeLists.txt
page cmake

cd "$work/meson" || exit 1
echo "$hello" >hello.c
printf '%s\n' "project('hello', 'c')" "test('hello', executable('hello', 'hello.c'))" \
    >meson.build
page meson

cd "$work/make" || exit 1
echo "$hello" >hello.c
printf '%s\n' 'CC = $(CROSS_COMPILE)cc' 'AR = $(CROSS_COMPILE)ar' \
    'hello: hello.c libseven.a' '	$(CC) -o $@ $^' \
    'libseven.a: seven.o' '	$(AR) rcs $@ $^' 'clean:' \
    '	test "$$(readelf -h hello | sed -n "s/.*Machine: *//p")" = AArch64' \
    '	rm -f *.o *.a hello' >Makefile
echo 'int seven(void) { return 7; }' >seven.c
page make

cp -r "$top/tests/e2e/builds/go/." "$work/go"
printf '%s\n' 'package main' 'import "testing"' \
    'func TestNothing(t *testing.T) {}' >"$work/go/main_test.go"
page go

cd "$work/rust" || exit 1
mkdir src
printf '[package]\nname = "app"\nversion = "0.1.0"\nedition = "2021"\n[workspace]\n' \
    >Cargo.toml
echo 'fn main() {}' >src/main.rs
page rust

cp -r "$top/tests/e2e/builds/python/wheel/." "$work/python"
page python CARGO_TARGET_DIR="$target/host" PYTHONPATH="$top/.deps/python"

cp -r "$modules/bufferutil/." "$work/node"
page node

cd "$work/cargo-zigbuild" || exit 1
cp -r "$work/rust/Cargo.toml" "$work/rust/src" .
echo "$hello" >hello.c
page cargo-zigbuild

page bazel
echo "$hello" >"$work/caches/hello.c"
page caches
finish
