#!/bin/bash
# CMake: a real library built by both generators with the toolchain file, its
# tests run by ctest, and a project that uses it. docs/cmake.md.
. "$(dirname "$0")/../lib/e2e.sh"
. "$top/tests/lib/sources.sh"

consumer=$top/tests/e2e/builds/cmake
export CTEST_OUTPUT_ON_FAILURE=1

# built NAME TARGET GENERATOR WORD…: built and installed below
# $work/NAME-GENERATOR-TARGET/inst; the words come before `cmake`.
built()
{
    local name=$1 t=$2 g=$3 d=$work/$1-$3-$2
    shift 3
    try "$name $t, $g: configure" "$@" cmake -S "$work/$name" -B "$d" \
        -G "$g" -DCMAKE_BUILD_TYPE=Release -DCMAKE_INSTALL_PREFIX="$d/inst" \
        -DCMAKE_POLICY_VERSION_MINIMUM=3.5 -DINSTALL_CMAKE_DIR=lib/cmake/yaml &&
        try "$name $t, $g: build" cmake --build "$d" -j2 &&
        try "$name $t, $g: install" cmake --install "$d" --strip
}

# tested TARGET GENERATOR: libyaml's tests, by the emulator.
tested()
{
    try_says "libyaml $1, $2: ctest" '100% tests passed, 0 tests failed out of 2' \
        ctest --test-dir "$work/libyaml-$2-$1"
}

try 'libyaml: its source package' unpack_debian "$work/libyaml" \
    libyaml_0.2.5.orig.tar.gz \
    fa240dbf262be053f3898006d502d514936c818e422afdcf33921c63bed9bf2e
try 'zlib: its source package' unpack_debian "$work/zlib" \
    zlib_1.2.13.dfsg.orig.tar.bz2 \
    71feb7947e3c00ef125f83b79a4e529bde31171e5babe48b391f06758d1ab0a1
# Debian takes Windows' files out of the archive and names one of them still.
sed -i '/If present/s#win32/zlib1\.rc##' "$work/zlib/CMakeLists.txt"
mkdir "$work/zlib/win32"
printf '%s\n' '#include <winver.h>' '#include "zlib.h"' \
    'VS_VERSION_INFO VERSIONINFO FILEVERSION ZLIB_VER_MAJOR,ZLIB_VER_MINOR,0,0' \
    'BEGIN END' >"$work/zlib/win32/zlib1.rc"

# With the environment of `exec`, and with a file for -DCMAKE_TOOLCHAIN_FILE.
t=aarch64-unknown-linux-gnu.2.17
built libyaml $t Ninja cargo-zbuild zbuild exec --target $t -- && tested $t Ninja
cargo-zbuild zbuild env --target $t --format cmake >"$work/arm.cmake"
toolchain=(env CMAKE_TOOLCHAIN_FILE="$work/arm.cmake")
built libyaml $t 'Unix Makefiles' "${toolchain[@]}" && tested $t 'Unix Makefiles'
built zlib $t Ninja "${toolchain[@]}" &&
    suits $t "$(readlink -f "$work/zlib-Ninja-$t/inst/lib/libz.so")" \
        "zlib $t: the library's ELF"
m=x86_64-unknown-linux-musl
! every || { built libyaml $m Ninja cargo-zbuild zbuild exec --target $m -- &&
    tested $m Ninja; }

# Windows: the same library and its tests under wine, and zlib's DLL.
w=x86_64-pc-windows-gnu
cargo-zbuild zbuild env --target $w --format cmake >"$work/windows.cmake"
windows=(env CMAKE_TOOLCHAIN_FILE="$work/windows.cmake")
built libyaml $w Ninja "${windows[@]}" && tested $w Ninja
if built zlib $w Ninja "${windows[@]}"; then
    i=$work/zlib-Ninja-$w/inst
    suits $w "$i/bin/libzlib.dll" "zlib $w: the DLL's headers"
    try "zlib $w: the DLL's version resource" bash -c \
        "llvm-readobj --coff-resources '$i/bin/libzlib.dll' | grep -q 'Type: VERSIONINFO'"
fi

# --- a project of one's own --------------------------------------------------

d=$work/consumer
try 'consumer: configure' "${toolchain[@]}" cmake -S "$consumer" -B "$d" \
    -G Ninja -DCMAKE_PREFIX_PATH="$work/zlib-Ninja-$t/inst;$work/libyaml-Ninja-$t/inst" \
    -DCMAKE_INSTALL_PREFIX="$d/inst"
said=$log
tools="$ZBUILD_CACHE_DIR/bin/$t/aarch64-linux-gnu.2.17"
for want in "tools: $tools-ar $tools-ranlib $tools-strip $tools-nm" \
    'try_run: TRUE 3 aarch64 16' "runs: '1' ''" \
    "zlib: 1.2.13 $work/zlib-Ninja-$t/inst/lib/libz.so" \
    "yaml: $work/libyaml-Ninja-$t/inst/lib/cmake/yaml" \
    'host: LIBRARY_OF_HOST-NOTFOUND HEADER_OF_HOST-NOTFOUND' \
    "git: $(command -v git)" "pkg-config: ''"; do
    if grep -qxF -- "$want" "$said"; then ok "consumer: $want"; else
        not_ok "consumer: $want" "$(grep -v '^--' "$said")"; fi
done
try 'consumer: build' cmake --build "$d" &&
    try_says 'consumer: ctest' '100% tests passed, .*' ctest --test-dir "$d"
try 'consumer: install and strip' cmake --install "$d" --strip &&
    try_says 'consumer: runs' 'answer: 42' run_as $t "$d/inst/bin/consumer" 21
try 'consumer: is stripped' bash -c \
    "! readelf -SW '$d/inst/bin/consumer' | grep -q '\.symtab'"
# Nothing to do after that: dependencies of objects and of links were written.
try_says 'consumer: nothing is built twice' 'ninja: no work to do\.' \
    ninja -C "$d"
touch "$work/zlib-Ninja-$t/inst/include/zlib.h"
try 'consumer: a changed header' ninja -C "$d" -n &&
    try '... builds what includes it' grep -q 'main\.c' "$log"
finish
