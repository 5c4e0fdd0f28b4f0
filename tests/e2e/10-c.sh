#!/bin/bash
# C and C++ without Cargo: the names on PATH, compiling and linking in one call
# and in two, libraries, and what the ELF files then need.
. "$(dirname "$0")/../lib/e2e.sh"

src=$top/tests/e2e/c
bin=$work/bin
PATH=$bin:$PATH

c_suite()
{
    local t=$1 d=$work/$1 level

    mkdir -p "$d"
    try "$t: link makes the names" \
        cargo zbuild link --target "$t" --dir "$bin" || return
    for level in '-O0 -g' '-O2'; do
        try "$t: cc $level, one call" "$t-cc" $level -Wall -Wextra -Werror \
            -o "$d/work" "$src/work.c" -lm -lpthread -ldl || continue
        works "$t: cc $level runs" "$t" "$d/work"
        try "$t: cc $level ELF" elf_program "$d/work" "$t"
    done
    try "$t: cc -c" "$t-cc" -O1 -g -c -o "$d/work.o" "$src/work.c" &&
        try "$t: cc links objects" "$t-gcc" -o "$d/work2" "$d/work.o" -lm \
            -pthread -Wl,--gc-sections -Wl,-z,relro,-z,now -Wl,--as-needed &&
        works "$t: linked objects run" "$t" "$d/work2" &&
        try "$t: linked objects ELF" elf_program "$d/work2" "$t"
    try "$t: debug info stays" bash -c \
        "readelf -SW '$d/work2' | grep -q '\.debug_info'"
    try "$t: c++" "$t-c++" -std=c++17 -O1 -Wall -Werror -o "$d/throw" \
        "$src/throw.cc" &&
        try_says "$t: c++ runs" 'bottom 0123' run_as "$t" "$d/throw" &&
        try "$t: c++ ELF" elf_program "$d/throw" "$t"
    archive "$t" "$d"
    try "$t: strip" "$t-strip" "$d/work2" && works "$t: stripped runs" "$t" \
        "$d/work2"
}

archive()
{
    local t=$1 d=$2
    printf 'int seven(void) { return 7; }\n' >"$d/seven.c"
    printf '%s\n' '#include <stdio.h>' 'int seven(void);' \
        'int main(void) { printf("seven is %d\n", seven()); return 0; }' \
        >"$d/main.c"
    try "$t: objects for an archive" "$t-cc" -O2 -fPIC -c -o "$d/seven.o" \
        "$d/seven.c"
    try "$t: ar" "$t-ar" cqD "$d/libseven.a" "$d/seven.o"
    try "$t: ranlib" "$t-ranlib" "$d/libseven.a"
    try "$t: link an archive" "$t-cc" -O2 -o "$d/seven" "$d/main.c" -L"$d" \
        -lseven && try_says "$t: the archive's program runs" 'seven is 7' \
        run_as "$t" "$d/seven"
    case $t in *-musl) return ;; esac
    try "$t: shared library" "$t-cc" -shared -fPIC -Wl,-soname,libseven.so.1 \
        -o "$d/libseven.so" "$d/seven.c"
    try_says "$t: its soname" 'libseven.so.1' bash -c \
        "readelf -dW '$d/libseven.so' | sed -n 's/.*soname: .\(.*\)\]/\1/p'"
    rm -f "$d/libseven.a"
    cp "$d/libseven.so" "$d/libseven.so.1"
    try "$t: link a shared library" "$t-cc" -O2 -o "$d/seven" "$d/main.c" \
        -L"$d" -lseven "-Wl,-rpath,$d" && try_says \
        "$t: the library's program runs" 'seven is 7' run_as "$t" "$d/seven"
}

for t in $targets; do c_suite "$t"; done

# The glibc gate: a symbol of a newer libc must fail the link and be named.
t=x86_64-unknown-linux-gnu.2.17
cat >"$work/new.c" <<'C'
#include <stddef.h>
int getentropy(void *, size_t);
int main(void) { char b[4]; return getentropy(b, sizeof b); }
C
refuses "$t: a symbol above the floor" 1 'getentropy.*2\.25' \
    "$t-cc" -o "$work/new" "$work/new.c"
try "x86_64-unknown-linux-gnu.2.25: the same symbol links" zshim cc \
    --target=x86_64-unknown-linux-gnu.2.25 -o "$work/new" "$work/new.c"

# Plain names of a GNU tool chain for configure scripts.
try_says 'GNU name: -dumpmachine' 'aarch64-linux-gnu' \
    aarch64-linux-gnu-gcc -dumpmachine
try 'GNU name: compiles' aarch64-linux-gnu-gcc -c -o "$work/a.o" "$src/work.c"

# Found by PATH, by path, as a copy and a hard link.
cp "$shim" "$work/$t-cc"
try 'a copy under the name' "$work/$t-cc" -c -o "$work/a.o" "$src/work.c"
mkdir "$work/hard"
ln "$work/$t-cc" "$work/hard/$t-cc"
try 'a hard link' "$work/hard/$t-cc" -c -o "$work/a.o" "$src/work.c"
mkdir "$work/$t"
ln -s "$shim" "$work/$t/cc"
try 'a bare name in the folder of a target' "$work/$t/cc" -c -o "$work/a.o" \
    "$src/work.c"

# A sysroot of its own, made again while zig's cache is warm, by a zig that is
# found through a symlink: zig tells its real name then.
ln -s "$ZBUILD_ZIG" "$work/zig"
for again in 1 2; do
    try "zig through a symlink, cache $again" env ZBUILD_ZIG="$work/zig" \
        ZBUILD_CACHE_DIR="$work/cache$again" "$bin/$t-c++" -o "$work/throw" \
        "$src/throw.cc"
done
finish
