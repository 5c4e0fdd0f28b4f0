#!/bin/bash
# Node: a C add-on by node-gyp and a Rust one by napi-rs' CLI. docs/node.md.
. "$(dirname "$0")/../lib/e2e.sh"
. "$top/tests/lib/sources.sh"

modules=$cache/node/node_modules
gyp() { node "$modules/node-gyp/bin/node-gyp.js" "$@"; }
# Only headers of this machine: node-gyp would download them.
nodedir=/usr
arm=aarch64-unknown-linux-gnu
host=x86_64-unknown-linux-gnu

# --- node-gyp -------------------------------------------------------------------

unmask='const b = require(process.argv[1]), x = Buffer.from([1, 2, 3]);
b.unmask(x, Buffer.from([1, 1, 1, 1])); console.log(x.join(" "));'
cp -r "$modules/bufferutil" "$work/native"
cp -r "$modules/bufferutil" "$work/cross"
cd "$work/native" || exit 1
try "node-gyp $host.2.17" cargo-zbuild zbuild exec --target $host.2.17 -- \
    node "$modules/node-gyp/bin/node-gyp.js" rebuild --nodedir=$nodedir && {
    suits $host.2.17 "$PWD/build/Release/bufferutil.node" "node-gyp $host.2.17: ELF"
    try_says "node-gyp $host.2.17: Node loads it" '0 3 2' node -e "$unmask" \
        "$PWD/build/Release/bufferutil.node"
}
# The *_target variables; programs for this machine keep its own compiler.
cd "$work/cross" || exit 1
try "node-gyp $arm.2.17" cargo-zbuild zbuild exec --target $arm.2.17 -- \
    node "$modules/node-gyp/bin/node-gyp.js" rebuild --nodedir=$nodedir \
    --arch=arm64 && {
    suits $arm.2.17 "$PWD/build/Release/bufferutil.node" "node-gyp $arm.2.17: ELF"
    try "node-gyp $arm.2.17: CC.target" grep -q \
        '^CC.target.*aarch64-linux-gnu.2.17-gcc' build/Makefile
    try "node-gyp $arm.2.17: CC.host" grep -qE '^CC.host .*[ (,]cc\)?$' \
        build/Makefile
}
# A Node for aarch64 is 100 MB of packages.
if every; then
    mkdir "$work/deps"
    printf '[workspace]\n' >"$work/deps/Cargo.toml"
    cd "$work/deps" || exit 1
    try 'a foreign Node: deps add' cargo-zbuild zbuild deps add --target $arm \
        nodejs && {
        root=$(cargo-zbuild zbuild deps list --target $arm --path)
        try_says "node-gyp $arm.2.17: a foreign Node loads it" '0 3 2' \
            qemu-aarch64 -L "$root" "$root/usr/bin/node" -e "$unmask" \
            "$work/cross/build/Release/bufferutil.node"
    }
fi

# --- napi-rs ---------------------------------------------------------------------

# By its own flag for cross compiling, which calls `cargo zigbuild`: our program
# under that name on PATH.
mkdir "$work/bin"
ln -s "$BUILD/bin/cargo-zbuild" "$work/bin/cargo-zigbuild"
cp -r "$top/tests/e2e/builds/node/napi" "$work/napi"
cd "$work/napi" || exit 1
twice='const a = require(process.argv[1]);
try { a.twice(2 ** 30); } catch (e) { console.log(e.message, a.twice(21)); }'
try "napi build -x $host" env PATH="$work/bin:$PATH" CARGO_TARGET_DIR="$target/host" \
    node "$modules/@napi-rs/cli/dist/cli.js" build --platform -x --target $host \
    --js false --dts addon.d.ts && {
    suits $host.2.17 "$PWD/addon.linux-x64-gnu.node" "napi build -x $host: ELF"
    try_says "napi build -x $host: Node loads it" 'too large 42' node -e "$twice" \
        "$PWD/addon.linux-x64-gnu.node"
}
if every; then
    try "napi build -x $arm" env PATH="$work/bin:/usr/bin:$PATH" \
        CARGO_TARGET_DIR="$target/std" RUSTC_BOOTSTRAP=1 RUSTC=/usr/bin/rustc \
        CARGO=/usr/bin/cargo node "$modules/@napi-rs/cli/dist/cli.js" build \
        --platform -x --target $arm --js false --dts addon.d.ts -- \
        -Zbuild-std=std,panic_unwind,panic_abort,test,proc_macro &&
        suits $arm.2.17 "$PWD/addon.linux-arm64-gnu.node" "napi build -x $arm: ELF"
fi
# Without its flag, in our environment.
try "napi build in exec $host.2.17" env CARGO_TARGET_DIR="$target/host" \
    cargo-zbuild zbuild exec --cargo --target $host.2.17 -- \
    node "$modules/@napi-rs/cli/dist/cli.js" build --platform --target $host \
    --js false --dts addon.d.ts &&
    suits $host.2.17 "$PWD/addon.linux-x64-gnu.node" 'napi build in exec: ELF'
finish
