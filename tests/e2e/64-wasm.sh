#!/bin/bash
# WebAssembly: WASI programs in C, C++ and Rust, run by Node's WASI or wasmtime;
# modules for JavaScript, called by Node.
. "$(dirname "$0")/../lib/e2e.sh"

src=$top/tests/e2e/wasm
cd "$work" || exit 1
for t in wasm32-wasip1 wasm32-unknown-unknown; do
    try "$t: names" cargo zbuild link --target "$t" --dir "$work/bin"
done
PATH=$work/bin:$PATH

runs()
{
    cargo zbuild run-binary "$@"
}

# ---- WASI ----

for o in -O0 -O2; do
    try "WASI $o: C" wasm32-wasip1-cc $o -Wall -Werror "$src/plain.c" \
        -o plain.wasm -lm
    FIRST=set ends "WASI $o: C runs" 5 'plain: fine' runs plain.wasm 'a b' c
done
try "WASI: C++ without exceptions" wasm32-wasip1-c++ -O1 -Wall -Werror \
    -fno-exceptions "$src/plus.cc" -o plus.wasm
ends "WASI: C++ runs" 0 'plus: 3940' runs plus.wasm
printf 'int two(void) { return 2; }\n' >two.c
printf 'int two(void); int main(void) { return two(); }\n' >use.c
try "WASI: an object" wasm32-wasip1-cc -c two.c
try "WASI: ar" wasm32-wasip1-ar rcs libtwo.a two.o
try "WASI: by -l" wasm32-wasip1-cc use.c -L. -ltwo -o by-l.wasm
ends "WASI: by -l runs" 2 '' runs by-l.wasm
printf 'int main(void) { __builtin_trap(); }\n' >trap.c
try "WASI: a program that traps" wasm32-wasip1-cc trap.c -o trap.wasm
refuses "WASI: a trap is status 134" 134 'trap: unreachable' runs trap.wasm
printf 'int nobody(void); int main(void) { return nobody(); }\n' >undef.c
refuses "WASI: undefined symbol" 1 'undefined symbol: nobody' \
    wasm32-wasip1-cc undef.c -o undef.wasm

# ---- modules ----

try "module: C" wasm32-unknown-unknown-cc -O2 -Wall -Werror -nostdlib \
    -Wl,--no-entry "$src/module.c" -o module.wasm -lgcc
try_says "module: C is called" 'exports: 41 855 from C' \
    node "$src/call.mjs" module.wasm
refuses "module: it is not run" 126 'its exports' runs module.wasm

# ---- Rust ----

in_app()
{
    (cd "$src/app" && zbuild_cargo "$@")
}
t=wasm32-wasip1
if try "WASI: Rust with C" in_app $t build --locked; then
    ends "WASI: Rust runs" 6 'wasmapp: 21 123' \
        runs "$(zbuild_out $t)/debug/wasmapp.wasm" 'a b' c
    refuses "WASI: a panic is a trap" 134 'asked for' \
        runs "$(zbuild_out $t)/debug/wasmapp.wasm" panic
    try "WASI: cargo test" in_app $t test --locked --lib
fi
t=wasm32-unknown-unknown
if try "module: Rust with C" in_app $t build --locked --lib --release; then
    try_says "module: Rust is called" 'exports: 42 15 123' \
        node "$src/call.mjs" "$(zbuild_out $t)/release/wasmcore.wasm"
fi

# ---- what is missing ----

refuses "no host for WASI" 126 "neither 'wasmtime' nor 'node' is on PATH" \
    env PATH=/nowhere "$BUILD/bin/cargo-zbuild" run-binary plain.wasm
refuses "no host for WASI: what brings one" 126 '^hint: apt-get install nodejs' \
    env PATH=/nowhere "$BUILD/bin/cargo-zbuild" run-binary plain.wasm
for t in wasm32-wasip2 wasm32-unknown-emscripten; do
    refuses "$t" 2 'wasm32-wasip1\|emcc' cargo zbuild --target $t
done
finish
