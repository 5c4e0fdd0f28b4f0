#!/bin/bash
# musl: one owner of the start files, libc and the unwinder in each link. Ours
# where rustc has none of its own (a distribution's, or one that we built);
# rustc's where it brings a self-contained folder, and ours again when zig cc
# links, which always brings its own.
. "$(dirname "$0")/../lib/e2e.sh"

cd "$top/tests/e2e/musl" || exit 1
owner_says='caught true dropped 1 sum 10 args 1 name true macros x86_64'

# says NAME TARGET FILE LINE: it is static and prints this.
says()
{
    local said
    try_says "$1" "$4" cargo zbuild run-binary --target "$2" "$3"
    if said=$(readelf -lW "$3" | grep -e INTERP) || elf_needed "$3" | grep .; then
        not_ok "$1: static" "$said"; else ok "$1: static"; fi
}

# owner FILE: who made the start files.
owner()
{
    if nm "$1" | grep -q ' made_by_rustc$'; then echo rustc; else echo zig; fi
}

owned_by()
{
    if [ "$(owner "$3")" = "$2" ]; then ok "$1: by $2"; else
        not_ok "$1: by $2" "$(nm "$3" | grep -e made_by -e ' _start$')"; fi
}

# One of each definition, whoever's they are.
once()
{
    local twice
    twice=$(nm --defined-only "$2" | awk '$2 ~ /[TDB]/ { print $3 }' |
        grep -x -e _start -e __libc_start_main -e malloc -e __init_tp \
            -e _Unwind_RaiseException | sort | uniq -d)
    if [ -z "$twice" ]; then ok "$1: each once"; else
        not_ok "$1: each once" "$twice"; fi
}

# Without std nothing can unwind.
bare()
{
    local t=$1
    shift
    CARGO_PROFILE_DEV_PANIC=abort CARGO_PROFILE_RELEASE_PANIC=abort \
        zbuild_cargo "$t" build --locked -p bare "$@"
}

shapes()
{
    local t=$1 profile=$2 flags=() out
    [ $profile = debug ] || flags=(--release)
    out=$target/std/$t/$profile
    try "$t $profile: bin, staticlib" zbuild_cargo "$t" build --locked \
        "${flags[@]}" -p owner -p shapes || return
    try "$t $profile: no_std" bare "$t" "${flags[@]}" || return
    says "$t $profile: bin" "$t" "$out/owner" "$owner_says"
    once "$t $profile: bin" "$out/owner"
    owned_by "$t $profile: bin" zig "$out/owner"
    says "$t $profile: no_std" "$t" "$out/bare" 'no std, 1 word'
    try "$t $profile: C with the staticlib" zshim cc --target="$t" -static \
        -o "$work/c-$t" lib/main.c "$out/libshapes.a" &&
        says "$t $profile: staticlib" "$t" "$work/c-$t" 'sum 449 catches 1'
}

# A cdylib needs the dynamic musl.
cdylib()
{
    local t=$1 file
    try "$t: cdylib" env RUSTFLAGS='-C target-feature=-crt-static' $std_rust \
        CARGO_TARGET_DIR="$target/musl-dyn" cargo-zbuild build --locked \
        -p shapes --target "$t" || return
    file=$target/musl-dyn/$t/debug/libshapes.so
    if [ "$(elf_needed "$file" | xargs)" = libc.so ] && nm -D "$file" |
        grep -q ' T shapes_sum$' && ! nm -D --defined-only "$file" |
        grep -q -w -e malloc -e _Unwind_RaiseException; then
        ok "$t: cdylib: libc is the program's"
    else
        not_ok "$t: cdylib: libc is the program's" "$(elf_needed "$file")" \
            "$(nm -D --defined-only "$file")"
    fi
}

# rustc's own folder, as rustup's component has it: start files with a mark,
# libc.a and libunwind.a, all of musl's.
self_contained()
{
    local t=$1 std own root file
    std=$(env $std_rust cargo-zbuild std "$t") || return 1
    root=$(zshim cc --target="$t" -print-sysroot) || return 1
    rm -rf "$work/own-$t"
    cp -a "$std" "$work/own-$t" || return 1
    own=$work/own-$t/lib/rustlib/$t/lib/self-contained
    mkdir -p "$own"
    echo '__attribute__((used, retain)) int made_by_rustc = 1;' >mark.c
    zshim cc --target="$t" -c mark.c -o "$work/mark.o" || return 1
    rm -f mark.c
    for file in crt1.o rcrt1.o; do
        zshim ld.lld --target="$t" -r -o "$own/$file" "$root/lib/$file" \
            "$work/mark.o" || return 1
    done
    cp "$root"/lib/{crti.o,crtn.o} "$own" || return 1
    for file in crtbegin crtend; do
        cp "$root/lib/$file.o" "$own/" &&
            cp "$root/lib/$file.o" "$own/${file}S.o" || return 1
    done
    cp "$root/lib/libunwind.a" "$own/" || return 1
    zshim ar --target="$t" qcL "$own/libc.a" "$root/lib/libmusl.a" \
        "$root/lib/libzigc.a" "$root/lib/libcompiler_rt.a" || return 1
    zshim ranlib --target="$t" "$own/libc.a"
}

own()
{
    local t=$1 engine=$2 want=$3 out
    out=$target/own-$engine/$t/release
    try "$t: rustc's own folder, $engine" env ZBUILD_ENGINE="$engine" \
        RUSTFLAGS="--sysroot=$work/own-$t" $std_rust \
        CARGO_TARGET_DIR="$target/own-$engine" cargo-zbuild build --locked \
        --release -p owner --target "$t" || return
    try "$t: ... without std, $engine" env ZBUILD_ENGINE="$engine" \
        RUSTFLAGS="--sysroot=$work/own-$t" CARGO_PROFILE_RELEASE_PANIC=abort \
        $std_rust CARGO_TARGET_DIR="$target/own-$engine" cargo-zbuild build \
        --locked --release -p bare --target "$t" || return
    says "$t: $engine: bin" "$t" "$out/owner" "$owner_says"
    owned_by "$t: $engine: bin" "$want" "$out/owner"
    once "$t: $engine: bin" "$out/owner"
    says "$t: $engine: no_std" "$t" "$out/bare" 'no std, 1 word'
    owned_by "$t: $engine: no_std" "$want" "$out/bare"
}

for t in x86_64-unknown-linux-musl aarch64-unknown-linux-musl; do
    shapes $t debug
    shapes $t release
    cdylib $t
    try "$t: a folder as rustc's own" self_contained $t || continue
    own $t direct rustc
done
own x86_64-unknown-linux-musl zig-cc zig
cd "$top" || exit 1
finish
