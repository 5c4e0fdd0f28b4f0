#!/bin/bash
# A program and its shared objects, each with a static libc++ of its own: streams
# before main, locales, types compared across dlopen, exceptions.
. "$(dirname "$0")/../lib/e2e.sh"

src=$top/tests/e2e/cxx

# only_ours NAME TARGET FILE: it exports what its sources define, and no inline function
# of libc++'s, which have a tag in their names.
only_ours()
{
    local name=$1 each
    zshim nm --target="$2" -D "$3" | sed -n 's/^[0-9a-f]* *[TVWDB] //p' \
        >"$work/exports"
    for each in plugin_throw _ZTI7derived _ZTV7derived _ZN5units2idE; do
        grep -qx "$each" "$work/exports" ||
            { not_ok "$name" "lost $each"; return; }
    done
    if grep -E 'B[0-9]+[a-z]{2}[0-9]{6}' "$work/exports" >"$work/inlines"; then
        not_ok "$name" "$(head -n 5 "$work/inlines")"
    else
        ok "$name"
    fi
}

# right NAME TARGET PROGRAM…: both sides had their streams, and all was right.
right()
{
    local name=$1
    shift
    try_says "$name" right run_as "$@" &&
        try "$name: streams before main" grep -qx 'library: 42 1.5' "$log"
}

# both NAME TARGET WORDS…
both()
{
    local name=$1 t=$2 dir=$work/$1
    shift 2
    mkdir -p "$dir"
    try "$name: a library" zshim c++ --target="$t" "$@" -fPIC -shared \
        -o "$dir/libplugin.so" "$src/plugin.cpp" || return
    [ -z "${ZBUILD_CXX:-}" ] || cp "$(zshim c++ --target="$t" \
        -print-file-name=libc++.so.1)" "$dir"
    try "$name: who loads it" zshim c++ --target="$t" "$@" -o "$dir/loads" \
        "$src/program.cpp" -ldl && right "$name: by dlopen" \
        "$t" "$dir/loads" "$dir/libplugin.so"
    try "$name: who is linked with it" zshim c++ --target="$t" "$@" -DLINKED \
        -o "$dir/linked" "$src/program.cpp" -L"$dir" -lplugin \
        -Wl,-rpath,"$dir" && right "$name: linked" \
        "$t" "$dir/linked"
    only_ours "$name: exports" "$t" "$dir/libplugin.so"
}

# one NAME TARGET: a shared libc++ beside them, of which there is one.
one()
{
    local name=$1 t=$2 dir=$work/$1
    export ZBUILD_CXX=libc++-shared
    both "$name" "$t" -std=c++17 -O2
    try "$name: a plugin" zshim c++ --target="$t" -fPIC -shared -o \
        "$dir/count.so" "$src/count-plugin.cpp"
    mkdir -p "$dir/out/deps"
    try "$name: its program, as cargo links it" zshim c++ --target="$t" \
        -o "$dir/out/deps/count" "$src/count.cpp" -ldl
    ln -f "$dir/out/deps/count" "$dir/out/count"
    try_says "$name: operator new, streams, locale" \
        'new 2 inside 1 iword 7 locale 1,5' run_as "$t" "$dir/out/count" "$dir/count.so"
    try "$name: verify" cargo-zbuild zbuild verify "$dir/out/count" &&
        says "$name: verify says what to ship" 'ship libc\+\+\.so\.1'
    unset ZBUILD_CXX
}

both gnu x86_64-unknown-linux-gnu.2.17 -std=c++17 -O2
both gnu-O0 x86_64-unknown-linux-gnu.2.17 -std=c++17 -O0
both gnu-hidden x86_64-unknown-linux-gnu.2.28 -std=c++20 -O1 \
    -fvisibility-inlines-hidden
both aarch64 aarch64-unknown-linux-gnu.2.17 -std=c++17 -O2
one shared x86_64-unknown-linux-gnu.2.17
one shared-aarch64 aarch64-unknown-linux-gnu.2.17
if [ -e /lib/ld-musl-x86_64.so.1 ]; then
    both musl x86_64-unknown-linux-musl -std=c++17 -O2 -dynamic
else
    skip "musl" "no /lib/ld-musl-x86_64.so.1 (Debian: musl)"
fi
finish
