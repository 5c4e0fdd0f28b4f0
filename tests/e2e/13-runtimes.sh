#!/bin/bash
# LLVM's runtimes, which rustc brings with its std: sanitizers, coverage,
# profiles; for C, C++, Rust and both in one program.
. "$(dirname "$0")/../lib/e2e.sh"

src=$top/tests/e2e/runtimes
x86=x86_64-unknown-linux-gnu.2.17
arm=aarch64-unknown-linux-gnu.2.17
musl=x86_64-unknown-linux-musl
cd "$work" || exit 1
rustlib=$(rustc --print sysroot 2>/dev/null)/lib/rustlib
llvm=$(rustc -vV 2>/dev/null | sed -n 's/^LLVM version: //p')
llvm=${llvm%%.*}
clang=$("$ZBUILD_ZIG" clang --version | sed -n 's/^clang version \([0-9]*\).*/\1/p')

# brings TARGET: has this rustc such runtimes, of the LLVM of zig's clang?
brings()
{
    local files
    files=$(compgen -G "$rustlib/${1%.2.17}/lib/librustc-*_rt.asan.a")
    [ -n "$files" ] && [ "$llvm" = "$clang" ] && return
    skip "runtimes for $1" "rustc here has none of LLVM $clang (rustup target add)"
    return 1
}

# finds NAME TARGET TEXT SANITIZER SOURCE WORDS…: linked with it and run as WORDS,
# the program says TEXT.
finds()
{
    local name=$1 t=$2 text=$3 with=$4 file=$src/$5 tool=cc
    shift 5
    case $file in *.cpp) tool=c++ ;; esac
    try "$name links" zshim $tool --target="$t" -g -fsanitize="$with" "$file" \
        -o "$name" || return
    hear run_as "$t" "./$name" "$@"
    says "$name" "$text"
}

# --- sanitizers ---------------------------------------------------------------

for t in $x86 $musl; do
    brings $t || continue
    k=${t##*-}
    finds "asan-$k" $t 'heap-buffer-overflow' address faults.c over
    finds "lsan-$k" $t '77 byte.s. leaked' leak faults.c leak
    finds "tsan-$k" $t 'ThreadSanitizer: data race' thread faults.c race
    finds "msan-$k" $t 'use-of-uninitialized-value' memory faults.c unset
done
if brings $x86 >/dev/null; then
    finds c++-$x86 $x86 'heap-buffer-overflow' address,undefined throws.cpp
    says 'an exception before it' caught
    says 'and what is undefined' 'shift exponent 32'
    equal 'the floor' "$(elf_suits c++-$x86 $x86)" ''
    try 'a plug-in' zshim cc --target=$x86 -g -fsanitize=address -shared -fPIC \
        -Wl,--no-undefined "$src/plug.c" -o plug.so
    says 'leaves the runtime to the program' 'dropped: the sanitizer'
    hear ./asan-gnu.2.17 plug
    says 'a fault in a plug-in' 'in bad .*plug.c'
fi
if brings $arm; then
    finds tsan-arm $arm 'ThreadSanitizer: data race' thread faults.c race
    for s in address hwaddress memory leak; do
        try "$s for aarch64" zshim cc --target=$arm -g -fsanitize=$s \
            "$src/faults.c" -o "$s-arm"
    done
    case $(qemu-aarch64 --version) in
    *' version 7.'*)
        refuses 'an emulator with 39 bits' 126 'qemu-user 10.0' \
            cargo-zbuild zbuild run-binary ./address-arm
        ;;
    *) skip 'an emulator with 39 bits' 'qemu here is a newer one' ;;
    esac
fi
refuses 'no runtime' 125 'libclang-rt-.*-dev' zshim cc \
    --target=riscv64gc-unknown-linux-gnu -fsanitize=address "$src/plug.c" -o none
refuses 'Windows' 125 'nobody brings' zshim cc \
    --target=x86_64-pc-windows-gnu -fsanitize=address "$src/plug.c" -o none

# --- profiles -----------------------------------------------------------------

profdata=$(command -v "llvm-profdata-$clang")

for t in $x86 $arm $musl; do
    brings $t >/dev/null || continue
    mkdir -p "$t" && cd "$t" || exit 1
    try "coverage, $t" zshim cc --target=$t --coverage "$src/faults.c" -o cov &&
        try "it runs, $t" run_as $t ./cov &&
        try "counts, $t" test -s cov-faults.gcda -a -s cov-faults.gcno
    for o in -fprofile-instr-generate=raw1 -fprofile-generate=. \
        '-fprofile-instr-generate=raw2 -fcoverage-mapping'; do
        # shellcheck disable=SC2086
        try "${o%%=*}, $t" zshim cc --target=$t -O1 $o "$src/faults.c" -o prof &&
            try "it runs, $t" run_as $t ./prof
    done
    if [ -z "$profdata" ]; then
        skip "profiles are used, $t" "no llvm-profdata-$clang"
    else
        try "they are read, $t" "$profdata" merge -o first raw1 raw2
        try "and those of IR, $t" "$profdata" merge -o second default_*.profraw
        for p in first second; do
            try "used, $t" zshim cc --target=$t -O2 -fprofile-use=$p -S -emit-llvm \
                "$src/faults.c" -o used.ll
            try "counts of main, $t" grep -q '!"function_entry_count", i64 [12]}' used.ll
        done
        try "a second round, $t" zshim cc --target=$t -O2 -fprofile-use=second \
            -fcs-profile-generate=cs "$src/faults.c" -o again &&
            try "runs, $t" run_as $t ./again &&
            try "is merged, $t" "$profdata" merge -o third second cs
    fi
    cd "$work" || exit 1
done

# --- with Rust ----------------------------------------------------------------

# mixed TARGET DIR RUSTFLAGS CFLAGS: a Rust program that calls C, in DIR
mixed()
{
    mkdir -p "$2"
    # shellcheck disable=SC2086
    zshim cc --target="$1" -g -O1 $4 -c "$src/native.c" -o "$2/native.o" &&
        cargo zbuild link --target "$1" --dir "$2" >/dev/null &&
        RUSTC_BOOTSTRAP=1 rustc --edition 2021 -O --target "${1%.2.17}" $3 \
            -Clinker="$2/$1-cc" -Clink-arg="$2/native.o" "$src/mixed.rs" \
            -o "$2/mixed"
}

for t in $x86 $arm; do
    brings $t >/dev/null || continue
    d=$work/${t%%-*}
    try "both sanitised, $t" mixed $t "$d-asan" -Zsanitizer=address \
        -fsanitize=address
    try "a profile of both, $t" mixed $t "$d-gen" "-Cprofile-generate=$d-raw" \
        "-fprofile-generate=$d-raw" &&
        try_says "both run, $t" '1749 1749' run_as $t "$d-gen/mixed"
    try "coverage of both, $t" mixed $t "$d-cov" -Cinstrument-coverage \
        '-fprofile-instr-generate -fcoverage-mapping' &&
        LLVM_PROFILE_FILE=$d-cov.profraw try "both run, $t" run_as $t "$d-cov/mixed" &&
        try "and are counted, $t" test -s "$d-cov.profraw"
    [ -n "$profdata" ] || continue
    try "one profile of both, $t" "$profdata" merge -o "$d.profdata" "$d-raw"
    hear "$profdata" show --all-functions "$d.profdata"
    says "of C, $t" native_sum
    says "of Rust, $t" 'mixed.*main'
    try "and both use it, $t" mixed $t "$d-use" \
        "-Cprofile-use=$d.profdata --emit=link,llvm-ir" "-fprofile-use=$d.profdata"
    try "in Rust, $t" grep -q function_entry_count "$d-use/mixed.ll"
done
if brings $x86 >/dev/null; then
    hear ./x86_64-asan/mixed over
    says 'what C does with memory of Rust' 'heap-buffer-overflow'
    says 'named' 'in native_get .*native.c'
fi
finish
