#!/bin/bash
# One unwinder in a process: exceptions through Rust, panics through C, LuaJIT's
# tables, pthread_cancel; libgcc_s.so.1, or libunwind where somebody says so.
. "$(dirname "$0")/../lib/e2e.sh"
. "$top/tests/lib/elf.sh"

src=$top/tests/e2e/unwind
cd "$work" || exit 1
printf '#include <stdio.h>\nint main(void) { return puts("plain") < 0; }\n' \
    >plain.c

needs_libgcc()
{
    readelf -d "$1" | grep -q 'NEEDED.*\[libgcc_s\.so\.1\]'
}

# links NAME TARGET yes|no WORDS…: it links, and needs libgcc_s.so.1 or not.
links()
{
    local name=$1 t=$2 wanted=$3 is=no tool=cc
    shift 3
    case $* in *.cpp*) tool=c++ ;; esac
    try "$name" zshim "$tool" --target="$t" "$@" -o "$name" || return
    ! needs_libgcc "$name" || is=yes
    equal "$name: needs libgcc_s" "$is" "$wanted"
}

# --- through everything -------------------------------------------------------

threads_say='frames 1 cancelled 1 cleaned 1 own unwinder 0'

through()
{
    local t=$1 m=${1%%-*} lib
    cd "$src" || exit 1
    try "$m: Rust" zbuild_cargo "$t" build --locked || return
    cd "$work" || exit 1
    lib=$(zbuild_out "$t")/debug
    try_says "$m: a panic through C" 'caught true frames true' \
        run_as "$t" "$lib/panics"
    links "$m-through" "$t" yes "$src/through.cpp" -L"$lib" -lthrough \
        -Wl,-rpath,"$lib" &&
        try_says "$m: an exception through Rust" \
            "caught 'from the callback' dropped 3" run_as "$t" "./$m-through"
    links "$m-jit" "$t" yes "$src/jit.c" &&
        try_says "$m: LuaJIT's tables" 'found 1 function 1' \
            run_as "$t" "./$m-jit"
    links "$m-threads" "$t" yes -pthread -fexceptions "$src/threads.c" &&
        try_says "$m: pthread_cancel" "$threads_say" \
            run_as "$t" "./$m-threads"
    try "$m: verify says which" bash -c "cargo zbuild verify $m-through |
        grep -q '^  unwinder: *libgcc_s, of GCC [34]\.'"
}
through x86_64-unknown-linux-gnu.2.17
through aarch64-unknown-linux-gnu.2.17

# This machine's C++ compiler, with the library for an old floor.
lib=$(zbuild_out x86_64-unknown-linux-gnu.2.17)/debug
try 'a program of g++' g++ "$src/through.cpp" -L"$lib" -lthrough \
    -Wl,-rpath,"$lib" -o gxx &&
    try_says 'a program of g++: an exception through Rust' \
        "caught 'from the callback' dropped 3" ./gxx

# ARM has an unwinder of its own kind.
links arm armv7-unknown-linux-gnueabihf.2.17 yes -pthread -fexceptions \
    "$src/threads.c" &&
    try_says 'arm: pthread_cancel' "$threads_say" \
        qemu-arm -L /usr/arm-linux-gnueabihf ./arm

# --- who wants libunwind ------------------------------------------------------

t=x86_64-unknown-linux-gnu.2.17
for m in x86_64 aarch64 i686 armv7 riscv64gc; do
    each=$m-unknown-linux-gnu
    [ $m != armv7 ] || each=$each'eabihf'
    links "plain-$m" "$each" no plain.c
done
links cleanup $t yes -fexceptions "$src/cleanup.c"
links cleanup-static $t no -fexceptions "$src/cleanup.c" -static-libgcc
links cleanup-shared $t yes -shared -fPIC -fexceptions "$src/cleanup.c"
links cleanup-static-so $t no -shared -fPIC -static-libgcc -fexceptions \
    "$src/cleanup.c"
links through-static $t no "$src/through.cpp" -L"$lib" -lthrough \
    -static-libgcc -static-libstdc++
export ZBUILD_UNWINDER=libunwind
links by-variable $t no -fexceptions "$src/cleanup.c" &&
    try_says 'by the variable' 'in it
left 1' ./by-variable
links by-word $t yes -fexceptions "$src/cleanup.c" -shared-libgcc
links by-name $t no -fexceptions "$src/cleanup.c" -lgcc_s
try 'verify says that it is in it' bash -c \
    "cargo zbuild verify by-variable | grep -q '^  unwinder: *libunwind, in it$'"
cd "$src" || exit 1
CARGO_TARGET_DIR=$work/own try 'Rust with libunwind' cargo zbuild build \
    --locked --target $t --bin panics
cd "$work" || exit 1
own=own/x86_64-unknown-linux-gnu/debug/panics
try_says 'Rust with libunwind: a panic' 'caught true frames true' "$own"
equal 'Rust with libunwind: what it needs' "$(elf_needed "$own" | grep gcc)" ''
unset ZBUILD_UNWINDER
mkdir -p conf
printf '[target x86_64-unknown-linux-gnu]\nunwinder = libunwind\n' \
    >conf/config.ini
ZBUILD_CONFIG=$work/conf/config.ini links by-conf $t no -fexceptions \
    "$src/cleanup.c"

# --- the same with what the cache holds and without ---------------------------

cat >wide.c <<'C'
#include <stdio.h>
int
main(int argc, char **argv)
{
	__int128 x = (__int128)argc << 70;

	(void)argv;
	printf("%lld\n", (long long)(x / (argc * 1000LL + 1)));
	return 0;
}
C
# What computes is libgcc.a's, never the shared library's.
links wide $t no wide.c
links wide-named $t no wide.c -Wl,--as-needed -lgcc_s

# --- the stub is what it stands for -------------------------------------------

# versions FILE: NAME@VERSION of what it defines.
versions()
{
    readelf -W --dyn-syms "$1" | sed -n \
        's/^ *[0-9]*: .* \(FUNC\|OBJECT\|NOTYPE\) .* \([A-Za-z0-9_]*\)\(@@*\)\([A-Z][A-Z0-9_.]*\)$/\2@\4/p' |
        grep -v '^[A-Z]*_[0-9.]*@' | sort -u
}

for real in /usr/*-linux-gnu*/lib/libgcc_s.so.1 /lib/*/libgcc_s.so.1; do
    [ -f "$real" ] || continue
    t=$(basename "$(dirname "${real%/lib/*}/x")")
    case $real in /lib/*) t=$(basename "$(dirname "$real")") ;; esac
    dir=$(zshim cc --target="$t" -print-sysroot) || continue
    try "$t: a sysroot" zshim cc --target="$t" plain.c -o "sys-$t" || continue
    versions "$real" >real
    versions "$dir/lib/libgcc_s.so.1" >stub
    equal "$t: names that GCC's has not" "$(comm -13 real stub | head -n 5)" ''
    equal "$t: the unwinder's that ours has not" "$(comm -23 real stub |
        grep -E '^(_Unwind_|__(de)?register_frame)' | head -n 5)" ''
done
finish
