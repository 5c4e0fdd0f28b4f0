#!/bin/bash
# strip, objcopy and nm of our own: programs and libraries of each target still
# run and link afterwards, nothing is left or lost that GNU's would not, and
# what is damaged is refused and left alone.
. "$(dirname "$0")/../lib/e2e.sh"

src=$top/tests/e2e/c
bin=$work/bin
x86=x86_64-unknown-linux-gnu.2.17

# On this PATH are our names only: no binutils, no LLVM.
own()
{
    PATH=$bin "$@"
}

# Names and types of the sections; the symbols without their numbers. Where
# the names of sections are is the linker's choice: GNU strip moves them.
sections()
{
    readelf -SW "$1" |
        sed -n 's/^ *\[ *[0-9]*\] \([^ ]*\) *\([A-Z_]*\) .*/\1 \2/p' |
        grep -v '^\.shstrtab '
}

# (lld leaves a local undefined _DYNAMIC in static programs; GNU strip makes it
# a global one.)
symbols()
{
    readelf -sW "$1" | awk '$1 ~ /^[0-9]+:$/ && $8 != "_DYNAMIC" {
        print $2, $3, $4, $5, $6, $8 }' | sort
}

# same_as_gnu NAME OURS GNUS [WHAT]
same_as_gnu()
{
    local what
    for what in ${4-sections symbols}; do
        if ! diff <($what "$2") <($what "$3") >"$work/log/diff"; then
            not_ok "$1: $what as GNU strip's" "$(head -n 20 "$work/log/diff")"
            return
        fi
    done
    ok "$1: as GNU strip"
}

has_section()
{
    readelf -SW "$2" | grep -q " $1 "
}

lacks_section()
{
    ! has_section "$@"
}

# Every segment's bytes are where and what they were. The ELF header counts
# sections, so it may differ.
same_segments()
{
    local offset size
    cmp <(readelf -lW "$1") <(readelf -lW "$2") || return 1
    while read -r offset size; do
        offset=$((offset)) size=$((size))
        [ "$size" -gt 64 ] || continue
        cmp -n $((size - 64)) -i $((offset + 64)) "$1" "$2" || return 1
    done < <(readelf -lW "$1" | awk '$1 == "LOAD" { print $2, $5 }')
}

programs()
{
    local t=$1 d=$2 mode name
    for mode in '' -g --strip-unneeded -x -X '-R .comment' '-K main' \
        '--strip-debug -N main'; do
        name="$t: strip ${mode:-(no option)}"
        cp "$d/work" "$d/ours"
        try "$name" own "$t-strip" $mode "$d/ours" || continue
        works "$name: runs" "$t" "$d/ours"
        try "$name: segments" same_segments "$d/work" "$d/ours"
        case $t in x86_64-*)
            cp "$d/work" "$d/gnus"
            strip $mode "$d/gnus"
            same_as_gnu "$name" "$d/ours" "$d/gnus" ;;
        esac
    done
    try "$t: nothing of .debug is left" lacks_section '\.debug_info' "$d/ours"
    cp "$d/throw" "$d/ours"
    try "$t: strip C++" own "$t-strip" "$d/ours" &&
        try_says "$t: stripped C++ still catches" 'bottom 0123' \
            run_as "$t" "$d/ours"
}

# What is left must link.
objects()
{
    local t=$1 d=$2 mode
    printf 'static int k = 7; int seven(void) { return k; }\n' >"$d/seven.c"
    printf '%s\n' '#include <stdio.h>' 'int seven(void);' \
        'int main(void) { printf("seven is %d\n", seven()); return 0; }' \
        >"$d/main.c"
    try "$t: objects" "$t-cc" -g -O1 -ffunction-sections -c -o "$d/seven.o" \
        "$d/seven.c" || return
    try "$t: more objects" "$t-c++" -g -O1 -c -o "$d/throw.o" "$src/throw.cc"
    rm -f "$d/libwhole.a"
    try "$t: archive" "$t-ar" rcs "$d/libwhole.a" "$d/seven.o" || return
    for mode in -s -g --strip-unneeded -x; do
        cp "$d/seven.o" "$d/s.o"
        cp "$d/throw.o" "$d/t.o"
        cp "$d/libwhole.a" "$d/libs.a"
        try "$t: strip $mode objects" own "$t-strip" $mode "$d/s.o" "$d/t.o" \
            "$d/libs.a" || continue
        try "$t: link the object" "$t-cc" -o "$d/m" "$d/main.c" "$d/s.o" &&
            try_says "$t: strip $mode, object's program" 'seven is 7' \
                run_as "$t" "$d/m"
        try "$t: link the archive" "$t-cc" -o "$d/m" "$d/main.c" -L"$d" -ls &&
            try_says "$t: strip $mode, archive's program" 'seven is 7' \
                run_as "$t" "$d/m"
        try "$t: link the C++ object" "$t-c++" -o "$d/m" "$d/t.o" &&
            try_says "$t: strip $mode, C++ object's program" 'bottom 0123' \
                run_as "$t" "$d/m"
        try "$t: strip $mode leaves no .debug" lacks_section '\.debug_info' \
            "$d/t.o"
        # GNU's -s makes objects that no linker takes: no use comparing.
        case $t$mode in
        *-s) ;;
        x86_64-*)
            cp "$d/throw.o" "$d/gnus"
            strip $mode "$d/gnus"
            objcopy -R .llvm_addrsig "$d/gnus" 2>/dev/null
            sections "$d/gnus" | sort >"$d/gnu-list"
            sections "$d/t.o" | grep -v -e '^\.llvm_addrsig' | sort |
                diff - "$d/gnu-list" >"$work/log/diff" &&
                ok "$t: strip $mode object: sections as GNU strip" ||
                not_ok "$t: strip $mode object: sections as GNU strip" \
                    "$(cat "$work/log/diff")"
            ;;
        esac
    done
}

# A name that only its own file is to see.
localized()
{
    local t=$1 d=$2
    printf '%s\n' 'int seven(void); int hidden(void) { return 7; }' \
        'int seven(void) { return hidden(); }' >"$d/two.c"
    printf '%s\n' '#include <stdio.h>' 'int seven(void);' \
        'int hidden(void) { return 8; }' 'int main(void)' \
        '{ printf("%d and %d\n", seven(), hidden()); return 0; }' >"$d/both.c"
    rm -f "$d/libtwo.a"
    try "$t: two names" "$t-cc" -g -O0 -fPIC -c -o "$d/two.o" "$d/two.c" &&
        try "$t: objcopy -L" own "$t-objcopy" -L hidden "$d/two.o" \
            "$d/one.o" || return
    try "$t: both link" "$t-cc" -o "$d/m" "$d/both.c" "$d/one.o" &&
        try_says "$t: each calls its own" '7 and 8' run_as "$t" "$d/m"
    try "$t: an archive of it" "$t-ar" rcs "$d/libtwo.a" "$d/two.o" &&
        try "$t: objcopy --localize-symbol, archive" own "$t-objcopy" \
            --localize-symbol=hidden "$d/libtwo.a" &&
        try "$t: the archive links" "$t-cc" -o "$d/m" "$d/both.c" -L"$d" \
            -ltwo &&
        try_says "$t: each of the archive calls its own" '7 and 8' \
            run_as "$t" "$d/m"
    try_says "$t: the index has the other" 'seven in two.o' bash -c \
        "nm -s '$d/libtwo.a' | grep ' in '"
    case $t in x86_64-*)
        objcopy -L hidden "$d/two.o" "$d/gnus"
        same_as_gnu "$t: -L" "$d/one.o" "$d/gnus" symbols ;;
    esac
}

libraries()
{
    local t=$1 d=$2
    case $t in *-musl) return ;; esac
    try "$t: shared library" "$t-cc" -g -shared -fPIC \
        -Wl,-soname,libseven.so -o "$d/libseven.so" "$d/seven.c" &&
        try "$t: strip --strip-unneeded library" own "$t-strip" \
            --strip-unneeded "$d/libseven.so" &&
        try "$t: link the stripped library" "$t-cc" -o "$d/m" "$d/main.c" \
            -L"$d" -lseven "-Wl,-rpath,$d" &&
        try_says "$t: the stripped library runs" 'seven is 7' \
            run_as "$t" "$d/m"
    try "$t: it has no .symtab" lacks_section '\.symtab' "$d/libseven.so"
    try_says "$t: nm -D" '[0-9a-f]* T seven' own "$t-nm" -D "$d/libseven.so"
}

# The debug information in a file of its own, as distributions have it.
split()
{
    local t=$1 d=$2
    cp "$d/work" "$d/split"
    try "$t: --only-keep-debug" own "$t-objcopy" --only-keep-debug \
        "$d/split" "$d/split.debug" || return
    try "$t: strip what was split" own "$t-strip" --strip-all "$d/split"
    try "$t: --add-gnu-debuglink" own "$t-objcopy" \
        "--add-gnu-debuglink=$d/split.debug" "$d/split"
    works "$t: split runs" "$t" "$d/split"
    try_says "$t: readelf finds the link" ' *Separate debug info file: split.debug' \
        readelf --debug-dump=links "$d/split"
    try "$t: readelf reads the lines" bash -c "cd '$d' &&
        readelf --debug-dump=decodedline split.debug 2>&1 | grep -q 'work\.c'"
    try "$t: the debug file is sound" bash -c \
        "! readelf -aW '$d/split.debug' 2>&1 >/dev/null |
            grep -v 'Unable to find program interpreter name'"
    case $t in x86_64-*)
        cp "$d/work" "$d/gnus"
        objcopy --only-keep-debug "$d/work" "$d/gnus"
        same_as_gnu "$t: --only-keep-debug" "$d/split.debug" "$d/gnus" ;;
    esac
}

listing()
{
    local t=$1 d=$2 words
    try_says "$t: nm: defined" '[0-9a-f]* T main' own "$t-nm" "$d/work"
    try_says "$t: nm -P: undefined" 'seven U  *' own "$t-nm" -P "$d/main.o"
    case $t in aarch64*) return ;; esac
    for words in '' -g -u -n -p -P -A '-A -P' -S --defined-only -a -r -Bpg; do
        if diff <(own "$t-nm" $words "$d/work" "$d/main.o" "$d/libwhole.a") \
            <(nm $words "$d/work" "$d/main.o" "$d/libwhole.a") \
            >"$work/log/diff" 2>&1; then
            ok "$t: nm $words: as GNU nm"
        else
            not_ok "$t: nm $words: as GNU nm" "$(head "$work/log/diff")"
        fi
    done
}

# A copy that is cut off is refused by name and stays as it is.
damaged()
{
    local t=$1 d=$2 size at bad=0 n=0
    size=$(stat -c %s "$d/work")
    for at in 1 20 63 64 65 100 $(seq 1000 $((size / 37)) $((size - 1))) \
        $((size - 1)); do
        head -c "$at" "$d/work" >"$d/cut"
        cp "$d/cut" "$d/cut.was"
        own "$t-strip" "$d/cut" 2>"$d/cut.says"
        if [ $? != 1 ] || ! grep -q "cannot strip '$d/cut'" "$d/cut.says" ||
            ! cmp -s "$d/cut" "$d/cut.was"; then
            echo "cut at $at: $(cat "$d/cut.says")"
            bad=$((bad + 1))
        fi
        n=$((n + 1))
    done
    [ $bad = 0 ] && ok "$t: $n cut-off copies are left alone" ||
        not_ok "$t: $n cut-off copies are left alone" "$bad of them were not"
}

for t in $targets; do
    d=$work/$t
    mkdir -p "$d"
    try "$t: link makes the names" \
        cargo zbuild link --target "$t" --dir "$bin" || continue
    export PATH="$bin:$PATH"
    try "$t: cc" "$t-cc" -g -O1 -o "$d/work" "$src/work.c" -lm -lpthread \
        -ldl || continue
    try "$t: c++" "$t-c++" -g -O1 -std=c++17 -o "$d/throw" "$src/throw.cc" ||
        continue
    programs "$t" "$d"
    objects "$t" "$d"
    localized "$t" "$d"
    "$t-cc" -g -c -o "$d/main.o" "$d/main.c"
    libraries "$t" "$d"
    split "$t" "$d"
    listing "$t" "$d"
    damaged "$t" "$d"
done

# Who does it, and what configure and libtool ask.
d=$work/$x86
cp "$d/work" "$d/ours"
traced()
{
    PATH=$bin ZBUILD_TRACE=1 "$@"
}
try_says 'the trace says that it is ours' \
    ".*rule own-binutil: replaced strip by zbuild's own \\(.*" \
    traced "$x86-strip" "$d/ours"
mkdir -p "$work/other"
printf '#!/bin/sh\necho "theirs: $*"\n' >"$work/other/llvm-strip"
chmod +x "$work/other/llvm-strip"
theirs()
{
    PATH=$work/other:$bin "$@"
}
try_says 'LLVM on PATH goes first' 'theirs: -s file' theirs "$x86-strip" \
    -s file
try 'libtool: strip -V says GNU strip' bash -c \
    "PATH=$bin; $x86-strip -V | { read -r l; case \$l in *'GNU strip'*) ;;
    *) exit 1;; esac; }"
refuses 'libtool: nm -B /dev/null is named' 1 "'/dev/null'" \
    own "$x86-nm" -B /dev/null
refuses 'an unknown option is named' 1 "unknown option '--add-symbol=x=1'" \
    own "$x86-objcopy" --add-symbol=x=1 "$d/work"
refuses 'an unknown format is named' 1 "unknown output format 'verilog'" \
    own "$x86-objcopy" -O verilog "$d/work" "$d/hex"
refuses 'nm -C with a mangled name' 1 'cannot demangle' \
    own "$x86-nm" -C "$d/throw"
try 'nm -C without one' own "$x86-nm" -C "$d/main.o"

# A flat image of a program for bare metal.
cat >"$work/bare.c" <<'C'
int table[600] = { 1, 2, 3 };
__attribute__((section(".start"))) void _start(void) { for (;;) table[1]++; }
C
printf '%s\n' 'SECTIONS { . = 0x10000; .start : { *(.start) } .text : { *(.text*) }' \
    '. = 0x20000; .data : AT(0x11000) { *(.data*) } .bss : { *(.bss*) } }' \
    >"$work/bare.ld"
for t in $x86 aarch64-unknown-linux-gnu.2.17; do
    try "$t: bare metal" "$t-cc" -nostdlib -static -ffreestanding -O1 \
        -Wl,-T,"$work/bare.ld" -Wl,--build-id=none -o "$work/bare" \
        "$work/bare.c" &&
        try "$t: objcopy -O binary" own "$t-objcopy" -O binary "$work/bare" \
            "$work/bare.bin" || continue
    # 0x11000 - 0x10000, and the table
    if [ "$(stat -c %s "$work/bare.bin")" = $((0x1000 + 2400)) ]; then
        ok "$t: -O binary: its size"
    else
        not_ok "$t: -O binary: its size" "$(ls -l "$work/bare.bin")"
    fi
    case $t in x86_64-*)
        objcopy -O binary "$work/bare" "$work/gnu.bin"
        try "$t: -O binary as GNU objcopy" cmp "$work/bare.bin" \
            "$work/gnu.bin" ;;
    esac
done

# install --strip as a project has it, with nothing but our names.
if command -v cmake >/dev/null; then
    mkdir -p "$work/cmake" "$work/host"
    for tool in cmake make sh; do
        ln -sf "$(command -v $tool)" "$work/host/$tool"
    done
    printf '%s\n' 'cmake_minimum_required(VERSION 3.10)' 'project(p C)' \
        'add_executable(p p.c)' 'add_library(q SHARED p.c)' \
        'install(TARGETS p q)' >"$work/cmake/CMakeLists.txt"
    echo 'int main(void) { return 0; }' >"$work/cmake/p.c"
    gnu=aarch64-linux-gnu
    if try "cmake: configure" env PATH="$bin:$work/host" cmake \
        -S "$work/cmake" -B "$work/cmake/b" -DCMAKE_SYSTEM_NAME=Linux \
        -DCMAKE_BUILD_TYPE=Debug -DCMAKE_C_COMPILER=$gnu-gcc \
        -DCMAKE_STRIP="$bin/$gnu-strip" -DCMAKE_NM="$bin/$gnu-nm" \
        "-DCMAKE_INSTALL_PREFIX=$work/cmake/i" &&
        try "cmake: build" env PATH="$bin:$work/host" cmake --build \
            "$work/cmake/b" &&
        try "cmake: install --strip" env PATH="$bin:$work/host" cmake \
            --install "$work/cmake/b" --strip; then
        try "cmake: the installed program is stripped" lacks_section \
            '\.symtab' "$work/cmake/i/bin/p"
        try "cmake: the installed program runs" run_as aarch64-linux-gnu \
            "$work/cmake/i/bin/p"
    fi
else
    skip 'cmake --install --strip' 'no cmake'
fi
finish
