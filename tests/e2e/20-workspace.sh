#!/bin/bash
# A Rust workspace: a cdylib that a C program loads, a proc macro with a build
# script, a program with a C file; by `cargo zbuild` and by plain cargo with the
# shim as `linker`.
. "$(dirname "$0")/../lib/e2e.sh"

src=$top/tests/e2e/workspace
bin=$work/bin
PATH=$bin:$PATH

# tool_works NAME TARGET PROGRAM
tool_works()
{
    try_says "$1 runs" "tool for ${2%.2.17}: hash bf9cf968, square 49, pointer 64 bits" \
        run_as "$2" "$3"
}

# One profile of one target; $2 is debug or release.
build()
{
    local t=$1 flags=(--locked) out
    [ "$2" = debug ] || flags+=(--release)
    # Static programs load nothing: cargo refuses the cdylib there.
    case $t in *-musl) flags+=(-p tool) ;; esac
    out=$(zbuild_out "$t")/$2
    try "$t $2: build" zbuild_cargo "$t" build "${flags[@]}" || return
    tool_works "$t $2: tool" "$t" "$out/tool"
    try "$t $2: tool ELF" elf_program "$out/tool" "$t"
    case $t in *-musl) return ;; esac
    try "$t $2: cdylib ELF" elf_suits "$out/libplugin.so" "$t"
    try "$t $2: compile the loader" "$t-cc" -O1 -o "$work/loader" \
        "$src/plugin/loader.c" -ldl -pthread &&
        try_says "$t $2: C loads the cdylib" \
            'upper 7 GRÜSSE, calls 2 1, panics 1' \
            run_as "$t" "$work/loader" "$out/libplugin.so"
    exports "$t $2" "$out/libplugin.so"
}

# Rust's own symbols are not a cdylib's interface.
exports()
{
    local said
    said=$(nm -D --defined-only "$2" | awk '{ print $NF }' | grep -v '@' |
        sort | xargs)
    if [ "$said" = 'plugin_calls plugin_panics plugin_upper' ]; then
        ok "$1: exports of the cdylib"
    else
        not_ok "$1: exports of the cdylib" "$said"
    fi
}

cd "$src" || exit 1
for t in $targets; do
    try "$t: link makes the names" \
        cargo zbuild link --target "$t" --dir "$bin" || continue
    build "$t" debug
    build "$t" release
done

# Host == target with a floor: its programs are linked by us, build scripts and
# proc macros are not.
t=x86_64-unknown-linux-gnu.2.17
rm -rf "$work/traced"
try "$t: traced build" env ZBUILD_TRACE="$work/trace" \
    CARGO_TARGET_DIR="$work/traced" cargo zbuild build --locked --target "$t"
if grep -q -- '-o [^ ]*/deps/tool-' "$work/trace" &&
    ! grep -qE -- 'build_script_build|libmacros-' "$work/trace"; then
    ok "$t: build scripts and proc macros keep the host's linker"
else
    not_ok "$t: build scripts and proc macros keep the host's linker" \
        "$(grep -oE -- '-o [^ ]*' "$work/trace" | sort -u)"
fi
try "$t: test" env CARGO_TARGET_DIR="$work/traced" cargo zbuild test \
    --locked -p tool --target "$t"
try_says "$t: run" 'tool for .*square 49.*' env \
    CARGO_TARGET_DIR="$work/traced" cargo zbuild run --locked -q -p tool \
    --target "$t"
try "$t: check" env CARGO_TARGET_DIR="$work/traced" cargo zbuild check \
    --locked --target="$t"
refuses "$t: cargo's own failure passes through" 101 'nosuchfeature' \
    cargo zbuild build --locked --features nosuchfeature --target "$t"

# A foreign target's tests run by themselves, under qemu.
t=aarch64-unknown-linux-gnu.2.17
try "$t: test under qemu" zbuild_cargo "$t" test --locked -p tool &&
    if grep -q 'test result: ok. 2 passed' "$log"; then
        ok "$t: both tests ran"
    else
        not_ok "$t: both tests ran" "$(tail -n 5 "$log")"
    fi

# Plain cargo, the shim as linker and compiler in .cargo/config.toml.
plain=$work/plain
mkdir -p "$plain"
cp -r "$src/Cargo.toml" "$src/Cargo.lock" "$src/macros" "$src/plugin" \
    "$src/tool" "$plain"
mkdir -p "$plain/.cargo"
for t in x86_64-unknown-linux-gnu.2.17 aarch64-unknown-linux-gnu.2.17; do
    triple=${t%.2.17}
    cat >>"$plain/.cargo/config.toml" <<TOML
[target.$triple]
linker = "$t-cc"
TOML
done
cat >>"$plain/.cargo/config.toml" <<TOML
[env]
CC_x86_64_unknown_linux_gnu = "x86_64-unknown-linux-gnu.2.17-cc"
CC_aarch64_unknown_linux_gnu = "aarch64-unknown-linux-gnu.2.17-cc"
TOML
cd "$plain" || exit 1
t=x86_64-unknown-linux-gnu.2.17
try "$t: plain cargo with linker =" cargo build --locked -p tool \
    --target "${t%.2.17}" --target-dir target &&
    tool_works "$t: plain cargo's tool" "$t" target/${t%.2.17}/debug/tool &&
    try "$t: plain cargo's ELF" elf_program target/${t%.2.17}/debug/tool "$t"
t=aarch64-unknown-linux-gnu.2.17
try "$t: plain cargo with linker =" env RUSTC=/usr/bin/rustc \
    CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUSTFLAGS="--sysroot=$(
        env $std_rust cargo-zbuild std "${t%.2.17}")" \
    /usr/bin/cargo build --locked -p tool \
    --target "${t%.2.17}" --target-dir "$target/std" &&
    tool_works "$t: plain cargo's tool" "$t" \
        "$target/std/${t%.2.17}/debug/tool" &&
    try "$t: plain cargo's ELF" elf_program \
        "$target/std/${t%.2.17}/debug/tool" "$t"

cd "$top" || exit 1
finish
