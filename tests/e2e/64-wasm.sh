#!/bin/bash
# WebAssembly: WASI programs in C, C++ and Rust, run by Node's WASI or wasmtime;
# modules for JavaScript, called by Node.
. "$(dirname "$0")/../lib/e2e.sh"

src=$top/tests/e2e/wasm
cd "$work" || exit 1
for t in wasm32-wasip1 wasm32-wasip2 wasm32-unknown-unknown \
    wasm64-unknown-unknown; do
    try "$t: names" cargo zbuild link --target "$t" --dir "$work/bin"
done
PATH=$work/bin:$PATH

runs()
{
    cargo zbuild run-binary "$@"
}

# ---- WASI ----

# Both hosts, by the same tests.
wasmtime=$top/.deps/wasmtime/wasmtime_cli/wasmtime
hosts="node $wasmtime"
# wasmtime keeps what it compiled.
export XDG_CACHE_HOME=$work/cache

for o in -O0 -O2; do
    try "WASI $o: C" wasm32-wasip1-cc $o -Wall -Werror "$src/plain.c" \
        -o plain.wasm -lm
    for host in $hosts; do
        rm -f plain.kept
        HERE=$work FIRST=set ZBUILD_WASI=$host ends "WASI $o: C runs by \
${host##*/}" 5 'plain: fine' runs plain.wasm 'a b' c
        [ -f plain.kept ] || not_ok "WASI: the file lies where it should"
    done
done
try "WASI: C++ without exceptions" wasm32-wasip1-c++ -O1 -Wall -Werror \
    -fno-exceptions "$src/plus.cc" -o plus.wasm
for host in $hosts; do
    ZBUILD_WASI=$host ends "WASI: C++ runs by ${host##*/}" 0 'plus: 3940' \
        runs plus.wasm
done
printf 'int main(int n, char **v) { if (n > 1) throw n; return 0; }\n' >throw.cc
refuses "WASI: C++ that throws" 1 'undefined symbol: __cxa_throw' \
    wasm32-wasip1-c++ throw.cc -o throw.wasm
says "WASI: ... the hint says what helps" \
    '^hint: .*libc\+\+ for WebAssembly is made without them.*-fno-exceptions'
silent "WASI: ... and no other" 'link with this target.s c\+\+'
printf 'int two(void) { return 2; }\n' >two.c
printf 'int two(void); int main(void) { return two(); }\n' >use.c
try "WASI: an object" wasm32-wasip1-cc -c two.c
try "WASI: ar" wasm32-wasip1-ar rcs libtwo.a two.o
try "WASI: by -l" wasm32-wasip1-cc use.c -L. -ltwo -o by-l.wasm
ends "WASI: by -l runs" 2 '' runs by-l.wasm
printf 'int main(void) { __builtin_trap(); }\n' >trap.c
try "WASI: a program that traps" wasm32-wasip1-cc trap.c -o trap.wasm
refuses "WASI: a trap is status 134" 134 'trap: unreachable' runs trap.wasm
refuses "WASI: a trap by wasmtime" 134 'unreachable' \
    env ZBUILD_WASI="$wasmtime" cargo-zbuild run-binary trap.wasm
cat >lines.c <<'C'
#include <stdio.h>
#include <string.h>
#include <unistd.h>
int main(int argc, char **argv)
{
	int n = 0, c;
	if (argc > 1 && strcmp(argv[1], "sleep") == 0) {
		puts("asleep");
		fflush(stdout);
		sleep(600);
	}
	while ((c = getchar()) != EOF) {
		n += c == '\n';
		putchar(c);
	}
	return n;
}
C
try "WASI: a program that reads" wasm32-wasip1-cc lines.c -o lines.wasm
for host in $hosts; do
    n=$(printf 'a\nb\nc\n' | ZBUILD_WASI=$host runs lines.wasm; echo $?)
    if [ "$n" = $'a\nb\nc\n3' ]; then ok "WASI: stdin by ${host##*/}"; else
        not_ok "WASI: stdin by ${host##*/}" "$n"; fi
    for how in 'INT group' 'INT us' 'TERM us' 'INT tty' 'HUP group'; do
        try "WASI: ${host##*/}: $how" env ZBUILD_WASI="$host" python3 \
            "$top/tests/lib/ends_by.py" $how asleep "$BUILD/bin/cargo-zbuild" \
            run-binary lines.wasm sleep
    done
done

# What a host is told: a wasmtime that writes it down.
mkdir -p fake 'fo lder/sub'
cat >fake/wasmtime <<'SH'
#!/bin/sh
printf '%s\n' "$@" "FIRST=$FIRST" "in $PWD"
exit 7
SH
chmod +x fake/wasmtime
cat >want <<END
run
-Sinherit-env=y
--dir=.
--dir=$work
--dir=$top/docs
--dir=$work/fo lder
./lines.wasm
--dir=/x
$work/fo lder/new
$work/fo lder
-
FIRST=set
in $work
END
CARGO_MANIFEST_DIR=$top/docs FIRST=set PATH=$work/fake:$PATH \
    runs lines.wasm --dir=/x "$work/fo lder/new" "$work/fo lder" - >got
n=$?
if [ $n = 7 ] && cmp -s want got; then
    ok "wasmtime is first, and told its folders"
else
    not_ok "wasmtime is first, and told its folders" "status $n" \
        "$(diff want got)"
fi
ZBUILD_WASI=node PATH=$work/fake:$PATH ends "ZBUILD_WASI chooses" 0 '' \
    runs lines.wasm </dev/null
refuses "ZBUILD_WASI: no such host" 126 "is 'wasm3', not wasmtime or node" \
    env ZBUILD_WASI=wasm3 cargo-zbuild run-binary lines.wasm
refuses "ZBUILD_WASI: not there" 126 "'/nowhere/node' \\(ZBUILD_WASI\\) is not" \
    env ZBUILD_WASI=/nowhere/node cargo-zbuild run-binary lines.wasm
refuses "ZBUILD_WASI: doctor says so" 1 "'/nowhere/node' \\(ZBUILD_WASI\\) is not" \
    env ZBUILD_WASI=/nowhere/node cargo-zbuild doctor --target wasm32-wasip1
printf 'int nobody(void); int main(void) { return nobody(); }\n' >undef.c
refuses "WASI: undefined symbol" 1 'undefined symbol: nobody' \
    wasm32-wasip1-cc undef.c -o undef.wasm

# ---- components: WASI 0.2 and later ----

# rustc's wasm-component-ld is asked for by name; it runs our wasm-ld.
try "WASI 0.2: C" wasm32-wasip2-cc -O2 -Wall -Werror \
    "$src/plain.c" -o plain2.wasm -lm
equal "WASI 0.2: a component" "$(od -An -tx1 -N8 plain2.wasm)" \
    ' 00 61 73 6d 0d 00 01 00'
# Of a program's status a component says whether it is 0.
HERE=$work FIRST=set ZBUILD_WASI=$wasmtime ends "WASI 0.2: C runs" 1 \
    'plain: fine' runs plain2.wasm 'a b' c
try "WASI 0.2: C++" wasm32-wasip2-c++ -O1 -Wall -Werror -fno-exceptions \
    "$src/plus.cc" -o plus2.wasm
ZBUILD_WASI=$wasmtime ends "WASI 0.2: C++ runs" 0 'plus: 3940' runs plus2.wasm
refuses "WASI 0.2: undefined symbol" 1 'undefined symbol: nobody' \
    wasm32-wasip2-cc undef.c -o undef2.wasm
refuses "WASI 0.2: not by Node itself" 126 "not wasmtime or jco" \
    env ZBUILD_WASI=node cargo-zbuild run-binary plain2.wasm
refuses "WASI 0.2: is not 0.1's" 126 'not for wasm32-wasip1' \
    cargo zbuild run-binary --target wasm32-wasip1 plain2.wasm

# ---- modules ----

try "module: C" wasm32-unknown-unknown-cc -O2 -Wall -Werror -nostdlib \
    -Wl,--no-entry "$src/module.c" -o module.wasm -lgcc
try_says "module: C is called" 'exports: 41 855 from C' \
    node "$src/call.mjs" module.wasm
try "64 bits: C" wasm64-unknown-unknown-cc -O2 -Wall -Werror -nostdlib \
    -Wl,--no-entry "$top/tests/targets/seven.c" -Wl,--export=seven \
    -o seven64.wasm -lgcc
said=$("$wasmtime" run --invoke seven seven64.wasm 2>said.err)
equal "64 bits: C is called" "$said" 7
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
    try "WASI: cargo test by wasmtime" env ZBUILD_WASI="$wasmtime" \
        CARGO_TARGET_DIR="$target/std" $std_rust sh -c "cd '$src/app' &&
        cargo-zbuild zbuild test --locked --lib --target $t"
fi
# Debian's source of std lacks wit-bindgen's objects: rustup's, in a home of ours.
t=wasm32-wasip2
in_rustup()
{
    env -C "$src/app" -u ZBUILD_STD RUSTUP_HOME="$cache/rustup" RUSTUP_TOOLCHAIN=1.95.0 \
        CARGO_TARGET_DIR="$target/rustup" PATH="$PATH:${wasmtime%/*}" \
        cargo zbuild "$@" --target $t
}
if ! RUSTUP_HOME=$cache/rustup rustup toolchain install 1.95.0 --profile minimal \
    --no-self-update -t $t >rustup.log 2>&1; then
    skip "WASI 0.2: Rust" "rustup cannot install $t: $(tail -n 1 rustup.log)"
elif try "WASI 0.2: Rust with C and C++" in_rustup build --locked; then
    ZBUILD_WASI=$wasmtime ends "WASI 0.2: Rust runs" 1 'wasmapp: 21 123' \
        runs "$target/rustup/$t/debug/wasmapp.wasm" 'a b' c
    try "WASI 0.2: cargo test" in_rustup test --locked --lib
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
refuses "emscripten" 2 'EMSDK' cargo zbuild --target wasm32-unknown-emscripten
refuses "no host for components" 126 "neither 'wasmtime' nor 'jco' is on PATH" \
    env PATH=/nowhere "$BUILD/bin/cargo-zbuild" run-binary plain2.wasm
refuses "no wasm-component-ld" 127 'cargo install wasm-component-ld' \
    env PATH=/usr/bin:/bin "$work/bin/wasm32-wasip2-wasm-component-ld" two.o \
    -o no.wasm
finish
