#!/bin/bash
# Meson: a real library with its cross file, whose generators run here and whose
# tests run under qemu. docs/meson.md.
. "$(dirname "$0")/../lib/e2e.sh"
. "$top/tests/lib/sources.sh"

# program FILE: with .exe where there is one
program()
{
    [ ! -f "$1.exe" ] || set -- "$1.exe"
    echo "$1"
}

# fribidi TARGET WORD…: set up, built, tested and installed.
fribidi()
{
    local t=$1 d=$work/$1
    shift
    cargo-zbuild zbuild env --target "$t" --format meson >"$work/$t.ini"
    try "fribidi $t: meson setup" meson setup --cross-file "$work/$t.ini" \
        -Ddocs=false --prefix="$d/inst" --libdir=lib "$@" "$d" \
        "$work/fribidi" || return
    try "fribidi $t: meson compile" meson compile -C "$d" || return
    # (A program that Meson runs; six others are run by a script of fribidi's
    # that knows nothing of exe_wrapper.)
    try "fribidi $t: meson test" meson test -t 10 -C "$d" \
        BidiCharacterTest &&
        try "fribidi $t: it ran" grep -qE '^Ok: +1 *$' "$log"
    try "fribidi $t: meson install" meson install -C "$d" --strip || return
    LD_LIBRARY_PATH=$d/inst/lib run_as "$t" "$(program "$d/inst/bin/fribidi")" --test \
        --charset UTF-8 "$work/fribidi/test/test_UTF-8_persian.input" \
        >"$work/said" 2>&1
    try "fribidi $t: its program works" cmp "$work/said" \
        "$work/fribidi/test/test_UTF-8_persian.reference"
}

try 'fribidi: its source package' unpack_debian "$work/fribidi" \
    fribidi_1.0.8.orig.tar.bz2 \
    94c7b68d86ad2a9613b4dcffe7bbeb03523d63b5b37918bdf2e4ef34195c1e6c
t=aarch64-unknown-linux-gnu.2.17
fribidi $t --default-library=both
suits $t "$(readlink -f "$work/$t/inst/lib/libfribidi.so")" \
    'fribidi: the shared library'
# Its generators are programs of this machine.
try 'fribidi: generators for this machine' bash -c \
    "readelf -hW '$work/$t/gen.tab/gen-unicode-version' | grep -q 'Machine:.*X86-64'"
m=x86_64-unknown-linux-musl
! every || fribidi $m --default-library=static

w=x86_64-pc-windows-gnu
fribidi $w --default-library=both && {
    dll=$(compgen -G "$work/$w/inst/bin/libfribidi*.dll")
    suits $w "$dll" "fribidi $w: the DLL"
    try_says "fribidi $w: its program needs it" "$(basename "$dll")" \
        pe_imports "$work/$w/inst/bin/fribidi.exe"
}

# --- what a project may ask of a cross file -------------------------------------

mkdir "$work/own"
cat >"$work/own/meson.build" <<'M'
project('own', 'c', 'cpp')
cc = meson.get_compiler('c')
ran = cc.run('#include <stdio.h>\nint main(void) { printf("%d", (int)sizeof(void *)); return 5; }')
message('run: ' + ran.compiled().to_string() + ' @0@ '.format(ran.returncode()) + ran.stdout())
message('linker: ' + cc.get_linker_id())
message('sizeof: @0@'.format(cc.sizeof('long double')))
message('wrapper: ' + meson.can_run_host_binaries().to_string())
message('host check: ' + dependency('check', required: false).found().to_string())
message('host inih: ' + cc.find_library('inih', required: false).found().to_string())
exe = executable('own', 'own.cc')
test('own', exe, args: '6')
M
printf '%s\n' '#include <string>' '#include <vector>' \
    'int main(int c, char **v) { std::vector<std::string> w(v, v + c);' \
    'return std::stoi(w.at(1)) == 6 ? 0 : 1; }' >"$work/own/own.cc"
d=$work/own/b
try 'own: setup' meson setup --cross-file "$work/$t.ini" "$d" "$work/own"
said=$log
for want in 'run: true 5 8' 'linker: ld.lld' 'sizeof: 16' 'wrapper: true' \
    'host check: false' 'host inih: false'; do
    if grep -qxF "Message: $want" "$said"; then ok "own: $want"; else
        not_ok "own: $want" "$(cat "$said")"; fi
done
try 'own: meson test' meson test -C "$d" && suits $t "$d/own" 'own: ELF'

# Under a name that meson looks up by itself.
mkdir -p "$work/data/meson/cross"
cp "$work/$t.ini" "$work/data/meson/cross/$t"
try 'own: the cross file by its name' env XDG_DATA_HOME="$work/data" \
    meson setup --cross-file $t "$work/own/b2" "$work/own"
finish
