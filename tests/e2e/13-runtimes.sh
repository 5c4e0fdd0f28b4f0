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
    try 'a target that has it' zshim cc --target=x86_64-unknown-linux-gnuasan -g \
        "$src/faults.c" -o gnuasan && hear ./gnuasan over &&
        says 'finds' heap-buffer-overflow
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

# Debian's (libclang-rt-N-dev), which `cargo zbuild deps add` unpacks into a root; no
# rustc is there.
debians()
{
    local RUSTC=/nonexistent
    local ZBUILD_SYSROOT_x86_64_unknown_linux_gnu=$cache/runtimes/$1
    export RUSTC ZBUILD_SYSROOT_x86_64_unknown_linux_gnu
    finds "asan-$1" $x86 'heap-buffer-overflow' address faults.c over
    equal "its floor, $1" "$(elf_suits "asan-$1" $x86)" ''
    finds "lsan-$1" $x86 '77 byte.s. leaked' leak faults.c leak
    try "LLVM $1's profile" zshim cc --target=$x86 -fprofile-instr-generate="prof-$1" \
        "$src/faults.c" -o "profiled-$1" && try "is written, $1" "./profiled-$1" &&
        try "with counts, $1" test -s "prof-$1"
    if [ "$1" = "$clang" ]; then
        finds "tsan-$1" $x86 'data race' thread faults.c race
        finds "msan-$1" $x86 'use-of-uninitialized-value' memory faults.c unset
        finds "c++-$1" $x86 'heap-buffer-overflow' address throws.cpp
        return
    fi
    hear zshim cc --target=$x86 -fsanitize=address "$src/faults.c" -o none
    says "another LLVM is told, $1" 'its runtime is of another LLVM'
    for s in thread memory; do
        refuses "$s, whose ABI has no version, $1" 125 \
            "is of LLVM $1, which is not known to go with .* clang $clang" \
            zshim cc --target=$x86 -fsanitize=$s "$src/faults.c" -o none
    done
}
for n in 19 22; do
    if [ -d "$cache/runtimes/$n" ]; then
        (debians $n; exit $suite_bad) || suite_bad=1
    else
        skip "Debian's runtimes, $n" 'this release has no such package'
    fi
done

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

for f in raw1 x.profraw; do
    # (the programs above have written neither here)
    refuses "no profile: $f" 125 "llvm-profdata-$clang merge .*Debian's llvm-$clang" \
        zshim cc --target=$x86 -O1 -fprofile-use=$f -c "$src/faults.c" -o none.o
done

# --- gprof --------------------------------------------------------------------

printf '%s\n' '__attribute__((noinline)) int work(int n) { return n + 1; }' \
    'int main(void) { int n = 0; while (n < 7) n = work(n); return n; }' >seven.c
# counted WORDS…: linked with -pg and these, the program writes who called whom
counted()
{
    local status=0
    rm -f gmon.out
    zshim cc --target="$t" -pg "$@" -o seven || return 1
    run_as "$t" ./seven || status=$?
    [ $status = 7 ] && [ "$(head -c 4 gmon.out)" = gmon ] &&
        gprof -b -p seven gmon.out >flat && grep -Eq ' 7 .* work$' flat
}
# without a root: zig's glibc has all but the start
for t in $x86 aarch64-unknown-linux-gnu.2.18; do
    for w in '' -no-pie '-O2 -fuse-ld=mold'; do
        # shellcheck disable=SC2086
        try "-pg $w, $t" counted $w seven.c
    done
    try "-pg of an object, $t" zshim cc --target="$t" -p -c seven.c &&
        try "-p links it, $t" counted -p seven.o
done
if [ -e /usr/lib/x86_64-linux-gnu/libc.a ]; then
    t=x86_64-unknown-linux-gnu
    mkdir -p root/usr/lib/x86_64-linux-gnu
    ln -s /usr/lib/x86_64-linux-gnu/{*crt*.o,lib*.a} root/usr/lib/x86_64-linux-gnu
    for w in -static -static-pie; do
        ZBUILD_SYSROOT_x86_64_unknown_linux_gnu=$work/root \
            try "-pg $w" counted $w seven.c
    done
fi
refuses 'no _mcount yet' 1 '_mcount. came with glibc 2.18' \
    zshim cc --target=$arm -pg seven.c -o none
while read -r t text; do
    refuses "-pg, $t" 125 "'-pg': $text" zshim cc --target="$t" -pg seven.c -o none
done <<'END'
x86_64-unknown-linux-musl musl has no mcount
x86_64-pc-windows-gnu zig's mingw-w64 has neither
aarch64-apple-darwin macOS has no gprof
x86_64-unknown-freebsd zig has no gcrt1.o
wasm32-wasip1 WASI has no clock
END

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
