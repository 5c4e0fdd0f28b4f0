# Sourced by run.sh: cargo-zbuild under the name of cargo-zigbuild.

mkdir -p "$T/links"
ln -s "$bin/cargo-zbuild" "$T/links/cargo-zigbuild"
# zb VAR=VALUE… -- WORD…: z under that name.
zb()
{
    local vars=()
    while [ "$1" != -- ]; do vars+=("$1"); shift; done
    shift
    (cd "$in" && env -i HOME="$T/home" PATH="$T/bin:/usr/bin:/bin" \
        TMPDIR="$T" ZBUILD_ZIG="$T/zig/zig" ZBUILD_CACHE_DIR="$T/cache" \
        ${vars[@]+"${vars[@]}"} "$T/links/cargo-zigbuild" "$@") \
        >"$T/out" 2>"$T/err" </dev/null
    status=$?
}
in=$T/w

zb -- zigbuild --release --target $A.2.17
check 'cargo-zigbuild: zigbuild is build' words "build --release --target $A"
check '... with the environment' has "env: CC_$AU=aarch64-linux-gnu.2.17-gcc"
for pair in build:build b:build check:check c:check run:run r:run test:test \
    t:test clippy:clippy doc:doc install:install rustc:rustc; do
    zb -- ${pair%:*} --target $A.2.17
    check "cargo-zigbuild: ${pair%:*}" words "${pair#*:} --target $A"
done
zb -- zigbuild -r --target=$A.2.28 -- --x
check 'cargo-zigbuild: words behind --' words "build -r --target=$A -- --x"
zb -- fmt --check
check 'cargo-zigbuild: other subcommands go to cargo' words 'fmt --check'
zb FAKE_STATUS=101 -- zigbuild --target $A.2.17
check 'cargo-zigbuild: the exit status passes through' isstatus 101

zb -- --version
check 'cargo-zigbuild --version' \
    grep -qE '^cargo-zigbuild [0-9]+\.[0-9]+\.[0-9]+ \(zbuild .*\)$' "$T/out"
zb -- zigbuild --help
check 'cargo-zigbuild: cargo help zigbuild' isstatus 0
check '... is its help' has \
    'Usage: cargo zigbuild [OPTIONS] [--target T[.VERSION]]...'
check '... and not a build' hasnt '^arg:'
zb --
check 'cargo-zigbuild without words: its help' \
    says 'Usage: cargo zigbuild [OPTIONS] [--target T[.VERSION]]...'
check '... as wrong usage' isstatus 2

zb -- zigbuild --target $A.2.17
check 'cargo-zigbuild: zig'"'"'s name of the target' \
    has "env: CARGO_ZIGBUILD_TARGET=aarch64-linux-gnu.2.17"
zb -- zigbuild --target $A.2.17 --target $M
check '... with several only after each of them' hasnt 'CARGO_ZIGBUILD_TARGET='
check '... has all' has "env: CARGO_ZIGBUILD_TARGET_x86_64_unknown_linux_musl=x86_64-linux-musl"
z -- zbuild --target $A.2.17
check '... and is not set for cargo zbuild' hasnt CARGO_ZIGBUILD

# --- the variables -----------------------------------------------------------

zb ZBUILD_ZIG= CARGO_ZIGBUILD_ZIG_PATH="$T/zig/zig" -- zigbuild --target $A.2.17
check 'CARGO_ZIGBUILD_ZIG_PATH' has "env: ZBUILD_ZIG=$T/zig/zig"
zb CARGO_ZIGBUILD_ZIG_PATH=/nonexistent -- zigbuild --target $A.2.17
check '... gives way to ZBUILD_ZIG' has "env: ZBUILD_ZIG=$T/zig/zig"
z ZBUILD_ZIG=/nonexistent CARGO_ZIGBUILD_ZIG_PATH="$T/zig/zig" -- \
    zbuild --target $A.2.17
check '... is nothing to cargo-zbuild' isstatus 127
zb ZBUILD_CACHE_DIR= CARGO_ZIGBUILD_CACHE_DIR=elsewhere -- zigbuild --target $A.2.17
check 'CARGO_ZIGBUILD_CACHE_DIR' has "env: ZBUILD_CACHE_DIR=$in/elsewhere/zbuild"
check '... is where the links are' test -L \
    "$in/elsewhere/zbuild/bin/$A.2.17/aarch64-linux-gnu.2.17-gcc"
zb CARGO_ZIGBUILD_CACHE_DIR=/elsewhere -- zigbuild --target $A.2.17
check '... gives way to ZBUILD_CACHE_DIR' has "env: ZBUILD_CACHE_DIR=$T/cache"
# A Python with the ziglang package.
mkdir -p "$T/python/ziglang"
cp "$T/zig/zig" "$T/python/ziglang/zig"
: >"$T/python/ziglang/__init__.py"
cat >"$T/python/python" <<EOF
#!/bin/sh
PYTHONPATH=$T/python exec python3 "\$@"
EOF
chmod +x "$T/python/python"
zb ZBUILD_ZIG= CARGO_ZIGBUILD_PYTHON_PATH="$T/python/python" -- \
    zigbuild --target $A.2.17
check 'CARGO_ZIGBUILD_PYTHON_PATH' \
    has "env: ZBUILD_ZIG=$T/python/ziglang/zig"

# --- zig TOOL ----------------------------------------------------------------

zb ZBUILD_TRACE=1 -- zig cc -- -target aarch64-linux-gnu.2.17 -dumpmachine
check 'cargo-zigbuild zig cc --: for the target of its words' \
    has aarch64-linux-gnu
zb -- zig c++ -target x86_64-linux-musl -dumpmachine
check '... the -- may be missing' has x86_64-linux-musl
for tool in cc c++ dlltool; do
    zb -- zig $tool -- --version
    check "cargo-zigbuild zig $tool is zshim's" isstatus 0
done
for tool in ar ranlib lib; do
    zb -- zig $tool -- --version
    check "cargo-zigbuild zig $tool reaches zig" isstatus 9
done
zb -- zig objdump -- x
check 'cargo-zigbuild zig: an unknown tool' says "zig: unknown tool 'objdump'"
check '... is wrong usage' isstatus 2
zb -- zig
check 'cargo-zigbuild zig: no tool' isstatus 2
