#!/bin/bash
# The part of the runtime that zig's compiler_rt has as stubs or not at all: what
# the CPU can do, libatomic, outline atomics. Programs run here, on CPUs of
# qemu's, and under wine.
. "$(dirname "$0")/../lib/e2e.sh"
. "$top/tests/lib/windows.sh"

src=$top/tests/e2e/runtime

gnu=x86_64-unknown-linux-gnu.2.17
musl=x86_64-unknown-linux-musl
i686=i686-unknown-linux-gnu
arm=aarch64-unknown-linux-gnu.2.17
arm_musl=aarch64-unknown-linux-musl
s390x=s390x-unknown-linux-gnu
windows=x86_64-pc-windows-gnu

# program NAME TARGET SOURCE WORDS…: $work/NAME-TARGET
program()
{
    local name=$1 t=$2
    shift 2
    try "$t: $name" zshim cc --target="$t" -O1 -o "$work/$name-$t" "$@"
}

# cpu TARGET CPU PROGRAM: runs it there; empty: here (by the loader of Debian's cross
# package: a machine for 64-bit programs has no other).
cpu()
{
    local t=$1 on=$2
    shift 2
    case $t:$on in
    x86_64-*:) "$@" ;;
    i686-*:) /usr/i686-linux-gnu/lib/ld-linux.so.2 --library-path \
        /usr/i686-linux-gnu/lib "$@" ;;
    x86_64-*) qemu-x86_64 -cpu "$on" "$@" 2>/dev/null ;;
    i686-*) qemu-i386 -L /usr/i686-linux-gnu -cpu "$on" "$@" 2>/dev/null ;;
    aarch64-*) qemu-aarch64 -L /usr/aarch64-linux-gnu -cpu "$on" "$@" ;;
    esac
}

# has NAME LINES…: $log has each as a line. lacks: it has none.
has()
{
    local name=$1 line
    shift
    for line; do
        grep -qxF -e "$line" "$log" ||
            { heard "$name" "no line: $line"; return; }
    done
    ok "$name"
}

lacks()
{
    local name=$1 line
    shift
    for line; do
        ! grep -qxF -e "$line" "$log" ||
            { heard "$name" "has the line: $line"; return; }
    done
    ok "$name"
}

# --- what the CPU can do --------------------------------------------------------

# The kernel's names for what the program prints.
linux_flag()
{
    case $1 in
    sse4.1 | sse4.2) echo "${1/./_}" ;;
    bmi) echo bmi1 ;;
    avx512bf16 | avx512vbmi | avx512vp2intersect) echo "${1/512/512_}" | sed 's/512_vbmi/512vbmi/' ;;
    *) echo "$1" ;;
    esac
}

# this_machine NAME: what $log says is what the kernel says.
this_machine()
{
    local name=$1 each flags
    flags=" $(sed -n 's/^flags[^:]*: //p' /proc/cpuinfo | head -n 1) "
    for each in mmx sse sse2 ssse3 sse4.1 sse4.2 popcnt aes avx avx2 fma bmi \
        bmi2 gfni vpclmulqdq avx512f avx512bw avx512vl avx512vbmi avx512bf16 \
        avx512vp2intersect; do
        case "$flags" in
        *" $(linux_flag $each) "*) has "$name: $each" $each ;;
        *) lacks "$name: no $each" $each ;;
        esac
    done
}

# x86 TARGET LEVELS: those of a Nehalem and of a Haswell; an x86-64 that runs no
# 64-bit programs, as qemu-i386 has it, has none.
x86()
{
    local t=$1 p=$work/cpu-$1
    program cpu "$t" "$src/cpu.c" || return
    try "$t: here" cpu "$t" '' "$p" && this_machine "$t"
    has "$t: constructors may ask" "early sse2"
    try "$t: on a Nehalem" cpu "$t" Nehalem "$p" &&
        has "$t: a Nehalem's" sse4.2 popcnt $2 "vendor intel" "model nehalem" \
            "sum 4950" "picked sse4.2" &&
        lacks "$t: not a Nehalem's" avx avx2 fma bmi x86-64-v3 "model haswell"
    try "$t: on a Haswell" cpu "$t" Haswell "$p" &&
        has "$t: a Haswell's" avx avx2 fma bmi2 $3 "vendor intel" \
            "model haswell" "sum 4950" "picked avx2" &&
        lacks "$t: not a Haswell's" avx512f x86-64-v4 gfni
}

on_x86()
{
    local t
    for t in $gnu $musl; do x86 $t x86-64-v2 x86-64-v3; done
    x86 $i686 '' ''
    # a system that does not save the registers: no AVX, whatever the CPU has
    try "$gnu: AVX without XSAVE" cpu $gnu Haswell,-xsave "$work/cpu-$gnu" &&
        has "$gnu: SSE is left" sse4.2 "picked sse4.2" &&
        lacks "$gnu: no AVX" avx avx2 fma x86-64-v3
    # before anything else of libc or libgcc
    try "$gnu: all of libgcc" zshim cc --target=$gnu -O1 -o "$work/whole" \
        "$src/cpu.c" -Wl,--whole-archive -lgcc -Wl,--no-whole-archive &&
        try "$gnu: all of libgcc: on a Haswell" cpu $gnu Haswell \
            "$work/whole" && has "$gnu: all of libgcc: right" "picked avx2"
    try "$musl: all of libgcc" zshim cc --target=$musl -O1 -o "$work/whole" \
        "$src/cpu.c" -Wl,--whole-archive -lgcc -Wl,--no-whole-archive &&
        try "$musl: all of libgcc: on a Haswell" cpu $musl Haswell \
            "$work/whole" && has "$musl: all of libgcc: right" "picked avx2"
    # GCC's objects mean the same words; it declares them as hidden
    if [ "$(uname -m)" = x86_64 ]; then
        try "an object of GCC's" gcc -O1 -c -o "$work/gcc.o" \
            "$src/cpu-gcc.c" &&
            try "an object of GCC's: links" zshim cc --target=$gnu \
                -o "$work/gcc" "$work/gcc.o" &&
            try_says "an object of GCC's: here" \
                "$(gcc -o "$work/theirs" "$work/gcc.o" && "$work/theirs")" \
                "$work/gcc"
    fi
    printf 'int main(void) { return 0; }\n' >"$work/none.c"
    program none $gnu "$work/none.c" -lgcc &&
        try "who does not ask pays nothing" \
            nothing_of cpu_model "$work/none-$gnu"
    # what takes another part of compiler_rt does not take zig's stub
    program emutls $gnu "$src/cpu.c" \
        -Wl,-u,__udivti3,-u,__emutls_get_address &&
        try "the rest of compiler_rt beside it" cpu $gnu Haswell \
            "$work/emutls-$gnu" && has "ours is what counts" "picked avx2"
}

nothing_of()
{
    ! nm "$2" | grep -F "$1"
}

in_a_library()
{
    printf '%s\n' 'int ask(void) { return !!__builtin_cpu_supports("avx2"); }' \
        >"$work/ask.c"
    printf '%s\n' '#include <stdio.h>' 'int ask(void);' 'int main(void)' \
        '{ printf("avx2 %d %d\n", ask(), !!__builtin_cpu_supports("avx2")); }' \
        >"$work/asker.c"
    try "a shared object asks" zshim cc --target=$gnu -O1 -fPIC -shared \
        -o "$work/libask.so" "$work/ask.c" &&
        try "its program asks, too" zshim cc --target=$gnu -O1 \
            -o "$work/asker" "$work/asker.c" -L"$work" -lask \
            -Wl,-rpath,"$work" &&
        try_says "both on a Haswell" 'avx2 1 1' cpu $gnu Haswell "$work/asker" &&
        try_says "both on a Nehalem" 'avx2 0 0' cpu $gnu Nehalem "$work/asker"
    cat >"$work/main.rs" <<'EOF'
extern "C" { fn ask() -> i32; }
fn main() { println!("avx2 {}", unsafe { ask() }); }
EOF
    cargo zbuild link --target $gnu --dir "$work/bin" >/dev/null
    try "C in a Rust program asks" zshim cc --target=$gnu -O1 -c \
        -o "$work/ask.o" "$work/ask.c" &&
        try "with Rust's compiler_builtins beside" "${RUSTC:-rustc}" \
            -o "$work/rust" -C linker="$work/bin/$gnu-cc" \
            -C link-arg="$work/ask.o" "$work/main.rs" &&
        try_says "C in a Rust program, on a Haswell" 'avx2 1' \
            cpu $gnu Haswell "$work/rust"
}

on_windows()
{
    program cpu $windows "$src/cpu.c" &&
        hear run_as $windows "$work/cpu-$windows.exe" &&
        this_machine $windows
    has "$windows: constructors may ask" "early sse2"
}

# aarch64 TARGET PICKED: what target_version picks on a Cortex-A53, a Neoverse N1
# and on all that qemu has.
aarch64()
{
    local t=$1 p=$work/cpu-$1
    shift
    program cpu "$t" -DVERSIONS "$src/cpu.c" || return
    try "$t: on a Cortex-A53" cpu "$t" cortex-a53 "$p" &&
        has "$t: a Cortex-A53's" fp simd crc aes "picked $1" &&
        lacks "$t: not a Cortex-A53's" lse dotprod sve sve2 bf16
    try "$t: on a Neoverse N1" cpu "$t" neoverse-n1 "$p" &&
        has "$t: a Neoverse N1's" simd lse dotprod "picked $2" &&
        lacks "$t: not a Neoverse N1's" sve sve2
    try "$t: on all that qemu has" cpu "$t" max "$p" &&
        has "$t: all that qemu has" simd lse sve sve2 bf16 "picked $3"
}

on_aarch64()
{
    aarch64 $arm default lse sve2
    # without ifuncs clang has the default only
    aarch64 $arm_musl default default default
    # the same in two steps, and from a shared object
    try "$arm: -c" zshim cc --target=$arm -O1 -Wall -Werror -DVERSIONS -c \
        -o "$work/versions.o" "$src/cpu.c" &&
        try "$arm: then a link" zshim cc --target=$arm -o "$work/versions" \
            "$work/versions.o" &&
        try "$arm: versions of an object" cpu $arm max "$work/versions" &&
        has "$arm: versions of an object: right" "picked sve2"
    # GCC's outline atomics, and LSE where the CPU has it
    printf '%s\n' '#include <stdio.h>' 'int main(void)' '{ long v = 40;' \
        '__sync_fetch_and_add(&v, 2); printf("%ld\n", v); return 0; }' \
        >"$work/sync.c"
    try "$arm: outline atomics" zshim cc --target=$arm -O1 -moutline-atomics \
        -o "$work/sync" "$work/sync.c" &&
        try_says "$arm: without LSE" 42 cpu $arm cortex-a53 "$work/sync" &&
        try_says "$arm: with LSE" 42 cpu $arm max "$work/sync"
    printf 'void __aarch64_ldadd8_sync(void); void f(void) { __aarch64_ldadd8_sync(); }\n' \
        >"$work/gccs.c"
    try "$arm: GCC's names of them" zshim cc --target=$arm -shared -fPIC \
        -Wl,-z,defs -o "$work/libgccs.so" "$work/gccs.c"
}

# The other engine, where zig links: its own compiler_rt comes last.
by_zig()
{
    export ZBUILD_ENGINE=zig-cc
    program by-zig $gnu "$src/cpu.c" && try "zig-cc: on a Haswell" \
        cpu $gnu Haswell "$work/by-zig-$gnu" && has "zig-cc: right" avx2 fma \
        "sum 4950" "picked avx2"
    program atomic-by-zig $gnu -pthread "$src/atomic.c" -latomic &&
        try_says "zig-cc: libatomic" right "$work/atomic-by-zig-$gnu"
    unset ZBUILD_ENGINE
}

# --- libatomic ------------------------------------------------------------------

# every_name TARGET LIBRARY: Debian's libatomic.so.1 of it has no other functions,
# and each is there once.
every_name()
{
    local t=$1 file
    file=$(zshim cc --target="$t" -print-file-name=libcompiler_rt.a) || return
    zshim nm --target="$t" "$file" | sed -nE 's/^[0-9a-f]* *[TVWDB] //p' |
        sed -E "${2:-}" | sort >"$work/have"
    cp "$src/libatomic.names" "$work/want"
    case $t in
    i686-*) ;;
    *) sed -n 's/^\(__atomic_.*\)_8$/\1_16/p' "$src/libatomic.names" \
        >>"$work/want" ;;
    esac
    while read -r name; do
        [ "$(grep -cxF "$name" "$work/have")" = 1 ] || echo "not once: $name"
    done <"$work/want" >"$work/differs"
    cat "$work/differs"
    [ ! -s "$work/differs" ]
}

# atomic TARGET FREE [CPU]: which sizes are free of locks there.
atomic()
{
    local t=$1
    program atomic "$t" -pthread "$src/atomic.c" -latomic || return
    try "$t: libatomic runs" atomic_runs "$t" "${3:-}" &&
        has "$t: libatomic is right" right "free $2 0 0"
    try "$t: libatomic's names" every_name "$t"
}

atomic_runs()
{
    case $1 in
    *-windows-*) run_as "$1" "$work/atomic-$1.exe" ;;
    s390x-*) qemu-s390x -L /usr/s390x-linux-gnu "$work/atomic-$1" ;;
    *) cpu "$1" "$2" "$work/atomic-$1" ;;
    esac
}

atomics()
{
    local sixteen=0
    grep -q '^flags.* cx16 .*avx ' /proc/cpuinfo && sixteen=1
    atomic $gnu "1 1 1 1 $sixteen"
    atomic $musl "1 1 1 1 $sixteen"
    atomic $i686 "1 1 1 1 0"
    atomic $arm "1 1 1 1 1" cortex-a53
    # lld's DT_HASH has 32-bit words there, GNU ld's has 64-bit ones: libc's
    # names, which compiler_rt leaves to it, are read by them
    atomic $s390x "1 1 1 1 1"
    atomic $windows "1 1 1 1 $sixteen"
    try "16 bytes with CMPXCHG16B alone" cpu $musl Nehalem \
        "$work/atomic-$musl" && has "16 bytes without AVX" right "free 1 1 1 1 0 0 0"
    try "16 bytes on an old CPU" cpu $musl qemu64,-cx16 "$work/atomic-$musl" &&
        has "16 bytes with a lock" right "free 1 1 1 1 0 0 0"
    try "libatomic: the whole" zshim cc --target=$gnu -O1 -pthread \
        -o "$work/whole" "$src/atomic.c" -Wl,--whole-archive -latomic \
        -Wl,--no-whole-archive && try_says "libatomic: the whole runs" right \
        "$work/whole"
    # OpenSSL's (crypto/threads_pthread.c), which names no library for it
    cat >"$work/openssl.c" <<'EOF'
#include <stdint.h>
#include <stdio.h>
static uint64_t value;
int main(int argc, char **argv)
{
	uint64_t *p = argc > 100 ? (uint64_t *)argv : &value;
	if (__atomic_is_lock_free(sizeof *p, p))
		__atomic_fetch_add(p, 5, __ATOMIC_ACQ_REL);
	printf("%d\n", (int)__atomic_load_n(p, __ATOMIC_ACQUIRE));
	return 0;
}
EOF
    program openssl $i686 -w "$work/openssl.c" &&
        try_says "$i686: OpenSSL's counter" 5 cpu $i686 '' "$work/openssl-$i686"
}

# libgcc's names of 32-bit ARM, hard float and soft; what GCC 12's libgcc gives
# stands in arm.right.
on_arm()
{
    local t
    for t in armv7-unknown-linux-gnueabihf.2.17 arm-unknown-linux-musleabi; do
        program arm $t "$src/arm.c" -lm &&
            try "$t: libgcc's names run" qemu-arm -L /usr/arm-linux-gnueabihf \
                "$work/arm-$t" &&
            if cmp "$log" "$src/arm.right"; then
                ok "$t: ... and are right"
            else
                not_ok "$t: ... and are right" "$(diff "$log" "$src/arm.right")"
            fi
    done
}

# ARM before ARMv6 has no atomic instructions: the kernel's, by libgcc's names.
# Debian's glibc is ARMv5's, so that ARMv4T runs alone on a machine of its own.
on_old_arm()
{
    local line t on arch
    for line in armv5te-unknown-linux-gnueabi:arm926:v5TE \
        armv5te-unknown-linux-musleabi:arm926:v5TE \
        armv4t-unknown-linux-gnueabi:arm926:v4T; do
        IFS=: read -r t on arch <<<"$line"
        program sync $t -Wall -Wextra -pthread "$src/sync.c" || continue
        try_says "$t: libgcc's __sync_* are right" right qemu-arm -cpu $on \
            -L /usr/arm-linux-gnueabi "$work/sync-$t"
        equal "$t: no newer machine's code" "$(readelf -A "$work/sync-$t" |
            sed -n 's/.*Tag_CPU_arch: //p')" $arch
    done
    cat >"$work/alone.c" <<'EOF'
static short two[2] = { 1, 0x700 };
static long long eight = 1LL << 32;
void _start(void)
{
	int old = __sync_fetch_and_add(&two[1], 16);
	register int number __asm__("r7") = 1, status __asm__("r0") =
		two[1] - old + __sync_add_and_fetch(&eight, 1 - (1LL << 32)) +
		__sync_val_compare_and_swap(two, 1, 2) + two[0];
	__asm__ volatile("swi 0" : "+r"(status) : "r"(number));
}
EOF
    program alone armv4t-unknown-linux-gnueabi -static -nostdlib "$work/alone.c" \
        -lgcc && equal "... and on an ARMv4T" "$(qemu-arm -cpu ti925t \
        "$work/alone-armv4t-unknown-linux-gnueabi"; echo $?)" 20
    beside_rust
    # newer rows compiled for such a machine, or for a Thumb without them
    for word in -march=armv5te '-march=armv6 -mthumb'; do
        t=armv7-unknown-linux-gnueabi
        refuses "$t: $word has no atomics" 1 'armv5te and armv4t targets of Linux' \
            zshim cc --target=$t $word "$src/oldarm/both.c" \
            -Drust_add=getpid -DSHARED=environ -o "$work/none"
    done
}

# Rust's compiler_builtins have the same functions: whichever comes first, one of each.
beside_rust()
{
    local t=armv5te-unknown-linux-gnueabi rust=$cache/cargo/oldarm
    local first=$rust/$t/release/liboldarm.a order
    try "$t: Rust without std" env -C "$src/oldarm" CARGO_TARGET_DIR="$rust" \
        $std_rust RUSTC_BOOTSTRAP=1 ZBUILD_STD=no cargo-zbuild zbuild build \
        --locked --release -Zbuild-std=core --target $t || return
    for order in "-lgcc $first" "$first -lgcc"; do
        try "$t: C and Rust" zshim cc --target=$t -O1 -pthread \
            "$src/oldarm/both.c" $order -o "$work/both" || continue
        try_says "$t: ... run" '2000 226' qemu-arm -cpu arm926 \
            -L /usr/arm-linux-gnueabi "$work/both"
        equal "$t: ... with one definition each" "$(nm "$work/both" |
            sed -n 's/.* \(__sync_fetch_and_add_[14]\)$/\1/p' | sort |
            tr '\n' ' ')" '__sync_fetch_and_add_1 __sync_fetch_and_add_4 '
    done
}

# What lld and the crate libc want of a static program for Hexagon: __tls_get_addr
# behind the PLT, and musl's other names.
on_hexagon()
{
    local t=hexagon-unknown-linux-musl words
    for words in -fPIC '-fPIC -nodefaultlibs -lc' '-fPIC -Wl,--gc-sections' -fno-PIC; do
        try "$t: links with $words" zshim cc --target=$t -O1 -Wall -Wextra -pthread \
            $words "$src/hexagon.c" -o "$work/hexagon" || continue
        try_says "$t: ... and runs" '42 66 1 1 1' qemu-hexagon "$work/hexagon"
    done
    equal "$t: only the names that it asks for" "$(nm "$work/hexagon" |
        sed -n 's/.* \(__.*64\(_r\)\{0,1\}\)$/\1/p' | sort | xargs)" \
        '__clock_gettime64 __gmtime64_r __stat_time64 __time64 __timegm_time64'
    try "$t: a shared object" zshim cc --target=$t -shared -fPIC \
        "$src/hexagon.c" -o "$work/hexagon.so"
}

# One lock for an object that a program and its shared object both change.
one_table()
{
    cat >"$work/share.c" <<'EOF'
#include <stdio.h>
#include <stdatomic.h>
struct big { long v[5]; };
extern _Atomic struct big shared;
extern char __zbuild_atomic_locks[];
void *name(void) { struct big b = shared; (void)b; return __zbuild_atomic_locks; }
EOF
    sed -e 's/name/ours/' -e 's/^extern _Atomic/_Atomic/' "$work/share.c" \
        >"$work/ours.c"
    cat >>"$work/ours.c" <<'EOF'
void *theirs(void);
int main(void) { puts(ours() == theirs() ? "one" : "two"); return 0; }
EOF
    sed -e 's/name/theirs/' "$work/share.c" >"$work/theirs.c"
    try "libatomic in a shared object" zshim cc --target=$gnu -w -fPIC -shared \
        -o "$work/libtheirs.so" "$work/theirs.c" -latomic &&
        try "libatomic in its program" zshim cc --target=$gnu -w -o "$work/one" \
            "$work/ours.c" -L"$work" -ltheirs -Wl,-rpath,"$work" -latomic &&
        try_says "their locks are one table" one "$work/one"
}

on_x86
in_a_library
on_aarch64
on_arm
on_old_arm
on_hexagon
on_windows
atomics
one_table
by_zig
finish
