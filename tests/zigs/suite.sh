# Sourced by tests/zigs/run.sh and a suite of tests/e2e: what a release of zig
# has to do for us. A function each, so that both choose what they have time for.
. "$(dirname "${BASH_SOURCE[0]}")/../lib/e2e.sh"

src=$top/tests/e2e
bin=$work/bin

# zig_use VERSION: that release from now on; $floor is the oldest floor that it
# makes good programs for.
zig_use()
{
    zig=$1
    case $zig in
    "$(sed -n 's/^zig_version=//p' "$top/tests/deps.sh")")
        ZBUILD_ZIG=$top/.deps/zig/ziglang/zig ;;
    *) ZBUILD_ZIG=$top/.deps/zigs/$zig/ziglang/zig ;;
    esac
    [ -x "$ZBUILD_ZIG" ] || {
        not_ok "zig $zig: set-up" "no $ZBUILD_ZIG: run tests/deps.sh zigs"
        return 1
    }
    case $zig in 0.11.*) floor=2.33 ;; *) floor=2.17 ;; esac
    x86=x86_64-unknown-linux-gnu.$floor
    arm=aarch64-unknown-linux-gnu.$floor
    musl=x86_64-unknown-linux-musl
    try_says "zig $zig: it is" "$zig" "$ZBUILD_ZIG" version
}

# use ENGINE TARGET: $name, $d and the functions below are about these.
use()
{
    export ZBUILD_ENGINE=$1
    t=$2
    name="zig $zig, $1, $t"
    d=$work/$zig/$1/$t
    mkdir -p "$d/bin"
    PATH=${PATH#"$work"/*/bin:}
    cargo zbuild link --target "$t" --dir "$d/bin" >"$d/names" ||
        not_ok "$name: names"
    PATH=$d/bin:$PATH
}

# What nobody asked for is an engine that was given up without a word.
auto_is_direct()
{
    ZBUILD_ENGINE=auto ZBUILD_TRACE=$d/trace "$t-cc" -c -o "$d/e.o" \
        "$src/c/work.c" || return 1
    grep -q '^zbuild: direct: ' "$d/trace" && return
    cat "$d/trace"
    return 1
}

c_program()
{
    try "$name: C" "$t-cc" -O2 -g -Wall -Werror -o "$d/work" "$src/c/work.c" \
        -lm -lpthread -ldl || return
    try_says "$name: C runs" 'wrap 1' run_as "$t" "$d/work"
    try "$name: C, ELF" elf_program "$d/work" "$t"
    case $t in
    *-gnu.*) try "$name: verify" cargo zbuild verify --max-glibc "$floor" \
        "$d/work" ;;
    *) try "$name: verify" cargo zbuild verify "$d/work" ;;
    esac
}

# glibc 2.34 took libpthread and others into libc; people still say -lpthread.
merged_libraries()
{
    local new=${t%.[0-9]*.[0-9]*}.2.34
    try "$name: floor 2.34" zshim cc --target="$new" -O1 -o "$d/new" \
        "$src/c/work.c" -lm -lpthread -ldl -lrt -lutil || return
    try_says "$name: floor 2.34 runs" 'wrap 1' run_as "$t" "$d/new"
}

cxx_program()
{
    try "$name: C++" "$t-c++" -std=c++17 -O1 -Wall -Werror -o "$d/throw" \
        "$src/c/throw.cc" || return
    try_says "$name: C++ runs" 'bottom 0123' run_as "$t" "$d/throw"
    try "$name: C++, ELF" elf_program "$d/throw" "$t"
}

sources_of_seven()
{
    printf '#include "seven.h"\nint seven(void) { return SEVEN; }\n' \
        >"$d/seven.c"
    printf '#define SEVEN 7\nint seven(void);\n' >"$d/seven.h"
    printf '%s\n' '#include <stdio.h>' '#include "seven.h"' \
        'int main(void) { printf("seven is %d\n", seven()); }' >"$d/main.c"
}

static_library()
{
    sources_of_seven
    try "$name: -c, -MMD" "$t-cc" -O2 -fPIC -MMD -MF "$d/seven.d" -c \
        -o "$d/seven.o" "$d/seven.c"
    try "$name: -MMD names the header" grep -q 'seven\.h' "$d/seven.d"
    try "$name: ar" "$t-ar" rcs "$d/libseven.a" "$d/seven.o"
    try "$name: a static library" "$t-cc" -o "$d/static" "$d/main.c" -L"$d" \
        -lseven || return
    try_says "$name: its program runs" 'seven is 7' run_as "$t" "$d/static"
}

shared_library()
{
    sources_of_seven
    mkdir -p "$d/so"
    try "$name: a shared library" "$t-cc" -shared -fPIC -o "$d/so/libseven.so" \
        -Wl,-soname,libseven.so "$d/seven.c" || return
    try "$name: it is linked with" "$t-cc" -o "$d/shared" "$d/main.c" \
        -L"$d/so" -lseven "-Wl,-rpath,$d/so" || return
    try_says "$name: that program runs" 'seven is 7' run_as "$t" "$d/shared"
}

says_seven()
{
    grep -q 'return 7;' "$1"
}

has_label()
{
    grep -q '^seven:' "$1"
}

# What stops short of an object.
stages()
{
    sources_of_seven
    try "$name: -E" "$t-cc" -E -o "$d/seven.i" "$d/seven.c" &&
        try "$name: -E says it" says_seven "$d/seven.i"
    try "$name: -S" "$t-cc" -O1 -S -o "$d/seven.s" "$d/seven.c" &&
        try "$name: -S says it" has_label "$d/seven.s"
    try "$name: assembles it" "$t-cc" -c -o "$d/again.o" "$d/seven.s"
}

# rustc's own call of its linker, with this machine's std.
rust_program()
{
    cat >"$d/rust.rs" <<'R'
fn main() {
    let sum: i32 = (0..4)
        .map(|i| std::thread::spawn(move || i))
        .collect::<Vec<_>>().into_iter().map(|t| t.join().unwrap()).sum();
    let caught = std::panic::catch_unwind(|| { panic!("thrown"); }).is_err();
    println!("sum {} caught {}", sum, caught);
}
R
    try "$name: rustc's link" rustc --target x86_64-unknown-linux-gnu -g \
        -C "linker=$d/bin/$t-cc" -o "$d/rust" "$d/rust.rs" || return
    try_says "$name: its program runs" 'sum 6 caught true' run_as "$t" \
        "$d/rust"
    try "$name: its program, ELF" elf_program "$d/rust" "$t"
}

# zig has a runtime for it since 0.14; before, its own driver makes traps of it.
undefined_sanitizer()
{
    case $zig-$ZBUILD_ENGINE in
    0.1[123].*-zig-cc)
        try "$name: UBSan" "$t-cc" -fsanitize=undefined -o "$d/ub" \
            "$src/driver/ubsan.c"
        ;;
    0.1[123].*)
        try "$name: UBSan that traps" "$t-cc" -fsanitize=undefined \
            -fsanitize-trap=undefined -o "$d/trap" "$src/driver/ubsan.c"
        refuses "$name: no UBSan runtime, said plainly" 125 \
            "'-fsanitize=undefined': zig $zig has no runtime library" \
            "$t-cc" -fsanitize=undefined -o "$d/ub" "$src/driver/ubsan.c"
        ;;
    *)
        try "$name: UBSan" "$t-cc" -fsanitize=undefined -o "$d/ub" \
            "$src/driver/ubsan.c" && try "$name: UBSan speaks" \
            ubsan_speaks "$d/ub"
        ;;
    esac
}

ubsan_speaks()
{
    run_as "$t" "$1" 2>&1 | tee /dev/stderr | grep -qi 'overflow'
}
