#!/bin/bash
# Autotools and libtool: real projects, configured with nothing but --host and
# the names on PATH, built for foreign targets and run. docs/autotools.md.
. "$(dirname "$0")/../lib/e2e.sh"
. "$top/tests/lib/sources.sh"

src=$top/tests/e2e/builds
bin=$work/bin
PATH=$bin:$PATH

# prepared NAME FILE SHA256: the sources, with their configure script, once.
prepared()
{
    local d=$work/src-$1
    try "$1: its source package" unpack_debian "$d" "$2" "$3" || return
    [ -x "$d/configure" ] ||
        try "$1: autoreconf" bash -c "cd '$d' && autoreconf -fi"
}

# built NAME TARGET HOST WORD…: configure, make and make install below
# $work/NAME-TARGET.
built()
{
    local name=$1 t=$2 host=$3 d=$work/$1-$2
    shift 3
    mkdir "$d" &&
        try "$name $t: ./configure --host=$host" env -C "$d" \
            "$work/src-$name/configure" "--host=$host" --prefix="$d/inst" \
            -q "$@" &&
        try "$name $t: make" make -C "$d" -j2 -s &&
        try "$name $t: make install" make -C "$d" -s install
}

# static_library NAME TARGET HOST LINK SAYS WORD…: a program of ours with the
# installed static library; the words are the compiler's.
static_library()
{
    local name=$1 t=$2 host=$3 l=$4 says=$5 i=$work/$1-$2/inst
    local exe=$work/$1-$2/static.exe
    shift 5
    try "$name $t: links its static library" "$host-gcc" "$@" -I"$i/include" \
        -o "$exe" "$src/${name#lib}.c" "$i/lib/lib$l.a" &&
        try_says "$name $t: and it runs" "$says" run_as "$t" "$exe" &&
        suits "$t" "$exe" "$name $t: its headers"
}

# library NAME TARGET HOST LINK SAYS: static and shared.
library()
{
    local name=$1 t=$2 host=$3 l=$4 says=$5 i=$work/$1-$2/inst so
    static_library "$@"
    so=$(readlink -f "$i/lib/lib$l.so")
    if [ -f "$so" ]; then ok "$name $t: libtool makes a shared library"; else
        not_ok "$name $t: libtool makes a shared library" "$(ls "$i/lib")"
        return
    fi
    case $t in
    *-musl) try_says "$name $t: it needs musl and brings none" libc.so \
        elf_needed "$so" ;;
    *) suits "$t" "$so" "$name $t: the shared library's ELF" ;;
    esac
    try "$name $t: links it" "$host-gcc" -I"$i/include" -L"$i/lib" \
        -Wl,-rpath,"$i/lib" -o "$work/$name-$t/shared" "$src/${name#lib}.c" \
        "$so" &&
        try_says "$name $t: and it runs" "$says" run_as "$t" \
            "$work/$name-$t/shared"
    try "$name $t: which needs it" bash -c \
        "readelf -dW '$work/$name-$t/shared' | grep -q 'NEEDED.*\[$(basename "${so%.*.*}")'"
}

# windows_library NAME TARGET HOST LINK SAYS STATIC-WORD: static, and a DLL with
# its import library, which libtool installs into bin and lib.
windows_library()
{
    local name=$1 t=$2 host=$3 l=$4 says=$5 word=$6 d=$work/$1-$2 dll
    static_library "$name" "$t" "$host" "$l" "$says" "$word"
    dll=$(compgen -G "$d/inst/bin/lib$l-*.dll")
    if [ -f "$dll" ] && [ -f "$d/inst/lib/lib$l.dll.a" ]; then
        ok "$name $t: libtool makes a DLL and its import library"; else
        not_ok "$name $t: libtool makes a DLL and its import library" \
            "$(ls "$d/inst/lib" "$d/inst/bin")"
        return
    fi
    suits "$t" "$dll" "$name $t: the DLL's headers"
    try "$name $t: links it" "$host-gcc" -I"$d/inst/include" -L"$d/inst/lib" \
        -o "$d/inst/bin/shared.exe" "$src/${name#lib}.c" "-l$l" &&
        try_says "$name $t: and it runs" "$says" run_as "$t" \
            "$d/inst/bin/shared.exe" &&
        try_says "$name $t: which needs it" "$(basename "$dll")" \
            pe_imports "$d/inst/bin/shared.exe"
}

# `make check` builds two of the four for musl.
wanted() { every || [ "$1" != x86_64-unknown-linux-musl ]; }

prepared libffi libffi_3.4.4.orig.tar.gz \
    d66c56ad259a82cf2a9dfc408b32bf5da52371500b84745f7fb8b645712df676
prepared libyaml libyaml_0.2.5.orig.tar.gz \
    fa240dbf262be053f3898006d502d514936c818e422afdcf33921c63bed9bf2e
prepared dash dash_0.5.12.orig.tar.gz \
    6a474ac46e8b0b32916c4c60df694c82058d3297d8b385b74508030ca4a8f28a
prepared hello hello_2.10.orig.tar.gz \
    31e066137a962676e89f69d1b65382de95a7ef7d914b8cb956f41ea72e0f516b

for pair in aarch64-unknown-linux-gnu.2.17:aarch64-linux-gnu \
    x86_64-unknown-linux-musl:x86_64-linux-musl; do
    t=${pair%:*} host=${pair#*:}
    try "$t: link makes the names" \
        cargo-zbuild zbuild link --target "$t" --dir "$bin" || continue
    # libffi 3.4.4 calls a function that it declares nowhere, which is an
    # error with every clang since 16.
    wanted $t && built libffi $t $host --disable-docs \
        CFLAGS='-O2 -Wno-implicit-function-declaration' &&
        library libffi $t $host ffi 'ffi 42 12'
    built libyaml $t $host &&
        library libyaml $t $host yaml 'yaml 0.2.5: answer 6 times 7'
    built dash $t $host && {
        suits "$t" "$work/dash-$t/inst/bin/dash" "dash $t: ELF"
        try_says "dash $t: runs" '42 b' run_as "$t" \
            "$work/dash-$t/inst/bin/dash" -c 'set a b; echo $((6*7)) $2'
    }
    wanted $t && built hello $t $host && {
        suits "$t" "$work/hello-$t/inst/bin/hello" "hello $t: ELF"
        try_says "hello $t: runs" 'a greeting' run_as "$t" \
            "$work/hello-$t/inst/bin/hello" -g 'a greeting'
    }
done

# Windows: the projects that know it (dash and hello want fork).
t=x86_64-pc-windows-gnu host=x86_64-w64-mingw32
if try "$t: link makes the names" \
    cargo-zbuild zbuild link --target $t --dir "$bin"; then
    built libyaml $t $host &&
        windows_library libyaml $t $host yaml 'yaml 0.2.5: answer 6 times 7' \
            -DYAML_DECLARE_STATIC
    # A DLL that needs Windows' own: libtool wants a file for each, which says
    # that it is an import library, and an auto-import among the linker's words.
    d=$work/libyaml-$t
    printf '%s\n' '#include <winsock2.h>' '#include <pthread.h>' \
        '__declspec(dllexport) int port(void)' \
        '{ return ntohs(1) + (pthread_self() == 0); }' >"$d/port.c"
    try "libtool $t: compiles" env -C "$d" ./libtool --mode=compile "$host-gcc" \
        -c port.c &&
        try "libtool $t: a DLL of Windows' own ones" env -C "$d" ./libtool \
            --mode=link "$host-gcc" -no-undefined -rpath "$d/inst/lib" \
            -o libport.la port.lo -lws2_32 -lole32 -luuid -lpthread &&
        suits $t "$d/.libs/libport-0.dll" "libtool $t: its headers" &&
        try_says "libtool $t: its imports" WS2_32.dll \
            pe_imports "$d/.libs/libport-0.dll"
    every && built libffi $t $host --disable-docs \
        CFLAGS='-O2 -Wno-implicit-function-declaration' &&
        windows_library libffi $t $host ffi 'ffi 42 12' -DFFI_STATIC_BUILD
fi

# The same in the environment that `exec` makes, in the source folder, as most
# people do; and what configure calls the host.
t=aarch64-unknown-linux-gnu.2.17
try 'exec: ./configure' env -C "$work/src-libyaml" PATH="${PATH#"$bin:"}" \
    cargo-zbuild zbuild exec --target $t -- ./configure -q \
    --host=aarch64-linux-gnu --disable-static &&
    try 'exec: make' env PATH="${PATH#"$bin:"}" cargo-zbuild zbuild exec \
        --target $t -- make -C "$work/src-libyaml" -s -j2
try 'exec: config.status has the floor in the name' grep -q \
    "CC.*aarch64-linux-gnu.2.17-gcc" "$work/src-libyaml/config.status"
finish
