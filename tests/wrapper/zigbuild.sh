#!/bin/bash
# cargo-zbuild under the name of cargo-zigbuild, with the fakes of lib.sh.
. "$(dirname "$0")/lib.sh"

mkdir "$work/links"
ln -s "$bin/cargo-zbuild" "$work/links/cargo-zigbuild"
as=$work/links/cargo-zigbuild

z -- zigbuild --release --target $A.2.17
check 'cargo-zigbuild: zigbuild is build' words "build --release --target $A"
check '... with the environment' out_has "env: CC_$AU=aarch64-linux-gnu.2.17-gcc"
for pair in build:build b:build check:check c:check run:run r:run test:test \
    t:test clippy:clippy doc:doc install:install rustc:rustc; do
    z -- ${pair%:*} --target $A.2.17
    check "cargo-zigbuild: ${pair%:*}" words "${pair#*:} --target $A"
done
z -- zigbuild -r --target=$A.2.28 -- --x
check 'cargo-zigbuild: words behind --' words "build -r --target=$A -- --x"
z -- fmt --check
check 'cargo-zigbuild: other subcommands go to cargo' words 'fmt --check'
z FAKE_STATUS=101 -- zigbuild --target $A.2.17
check 'cargo-zigbuild: the exit status passes through' is_status 101

z -- --version
check 'cargo-zigbuild --version' \
    grep -qE '^cargo-zigbuild [0-9]+\.[0-9]+\.[0-9]+ \(zbuild .*\)$' "$work/out"
z -- zigbuild --help
check 'cargo-zigbuild: cargo help zigbuild' is_status 0
check '... is its help' out_has \
    'Usage: cargo zigbuild [OPTIONS] [--target T[.VERSION]]...'
check '... and not a build' out_lacks '^arg:'
z --
check 'cargo-zigbuild without words: its help' \
    err_has 'Usage: cargo zigbuild [OPTIONS] [--target T[.VERSION]]...'
check '... as wrong usage' is_status 2

z -- zigbuild --target $A.2.17
check 'cargo-zigbuild: zig'"'"'s name of the target' \
    out_has "env: CARGO_ZIGBUILD_TARGET=aarch64-linux-gnu.2.17"
z -- zigbuild --target $A.2.17 --target $M
check '... with several only after each of them' out_lacks 'CARGO_ZIGBUILD_TARGET='
check '... has all' out_has "env: CARGO_ZIGBUILD_TARGET_x86_64_unknown_linux_musl=x86_64-linux-musl"
as=$bin/cargo-zbuild z -- zbuild --target $A.2.17
check '... and is not set for cargo zbuild' out_lacks CARGO_ZIGBUILD

# --- the variables -----------------------------------------------------------

z ZBUILD_ZIG= CARGO_ZIGBUILD_ZIG_PATH="$work/zig/zig" -- zigbuild --target $A.2.17
check 'CARGO_ZIGBUILD_ZIG_PATH' out_has "env: ZBUILD_ZIG=$work/zig/zig"
z CARGO_ZIGBUILD_ZIG_PATH=/nonexistent -- zigbuild --target $A.2.17
check '... gives way to ZBUILD_ZIG' out_has "env: ZBUILD_ZIG=$work/zig/zig"
as=$bin/cargo-zbuild z ZBUILD_ZIG=/nonexistent CARGO_ZIGBUILD_ZIG_PATH="$work/zig/zig" -- \
    zbuild --target $A.2.17
check '... is nothing to cargo-zbuild' is_status 127
z ZBUILD_CACHE_DIR= CARGO_ZIGBUILD_CACHE_DIR=elsewhere -- zigbuild --target $A.2.17
check 'CARGO_ZIGBUILD_CACHE_DIR' out_has "env: ZBUILD_CACHE_DIR=$in/elsewhere/zbuild"
check '... is where the links are' test -L \
    "$in/elsewhere/zbuild/bin/$A.2.17/aarch64-linux-gnu.2.17-gcc"
z CARGO_ZIGBUILD_CACHE_DIR=/elsewhere -- zigbuild --target $A.2.17
check '... gives way to ZBUILD_CACHE_DIR' out_has "env: ZBUILD_CACHE_DIR=$work/cache"
# A Python with the ziglang package.
mkdir -p "$work/python/ziglang"
cp "$work/zig/zig" "$work/python/ziglang/zig"
: >"$work/python/ziglang/__init__.py"
cat >"$work/python/python" <<EOF
#!/bin/sh
PYTHONPATH=$work/python exec python3 "\$@"
EOF
chmod +x "$work/python/python"
z ZBUILD_ZIG= CARGO_ZIGBUILD_PYTHON_PATH="$work/python/python" -- \
    zigbuild --target $A.2.17
check 'CARGO_ZIGBUILD_PYTHON_PATH' \
    out_has "env: ZBUILD_ZIG=$work/python/ziglang/zig"

# --- zig TOOL ----------------------------------------------------------------

z ZBUILD_TRACE=1 -- zig cc -- -target aarch64-linux-gnu.2.17 -dumpmachine
check 'cargo-zigbuild zig cc --: for the target of its words' \
    out_has aarch64-linux-gnu
z -- zig c++ -target x86_64-linux-musl -dumpmachine
check '... the -- may be missing' out_has x86_64-linux-musl
for tool in cc c++ dlltool; do
    z -- zig $tool -- --version
    check "cargo-zigbuild zig $tool is zshim's" is_status 0
done
for tool in ar ranlib lib; do
    z -- zig $tool -- --version
    check "cargo-zigbuild zig $tool reaches zig" is_status 9
done
z -- zig objdump -- x
check 'cargo-zigbuild zig: an unknown tool' err_has "zig: unknown tool 'objdump'"
check '... is wrong usage' is_status 2
z -- zig
check 'cargo-zigbuild zig: no tool' is_status 2
finish
