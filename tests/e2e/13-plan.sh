#!/bin/bash
# What a plan says is what runs, and planning writes nothing: explain and -### of
# a target that was never used, in a cache that is not there; then the run.
. "$(dirname "$0")/../lib/e2e.sh"

cold=$work/cold
mkdir "$work/tmp" "$work/d"
cd "$work/d" || exit 1
echo 'int main(void) { return 0; }' >main.c
cp main.c main.cc

# in_cold COMMAND…: with a home, a cache and a zig's cache of nobody.
in_cold()
{
    env HOME="$cold" XDG_CACHE_HOME="$cold" ZBUILD_CACHE_DIR="$cold/z" \
        ZIG_GLOBAL_CACHE_DIR="$cold/zig" ZIG_LOCAL_CACHE_DIR="$cold/zig" \
        TMPDIR="$work/tmp" "$@" </dev/null
}

nothing_made()
{
    find "$cold" "$work/tmp" -mindepth 1 2>/dev/null
    [ ! -e "$cold" ] && [ -z "$(ls -A "$work/tmp")" ]
}

# Words one a line, without quotes: of -###, of explain, of the trace of a run.
words_of_dry_run()
{
    sed -n 's/^ //p' "$1" | tr -d "'" | tr ' ' '\n'
}

words_of_explain()
{
    sed -n '/^runs:/,/^[^ ]/s/^  //p' "$1" | tr -d "'" | tr ' ' '\n'
}

words_of_run()
{
    sed -nE 's/^zbuild: (direct|zig-cc): //p' "$1" | tr -d "'" |
        sed -E "s|^([A-Z_]+=[^ ]* )*||; s|$shared_cache|$cold/z|g
            s|/[^ ]*/zbuild\.link\.[A-Za-z0-9]{6}/|%TMP%/|g" | tr ' ' '\n'
}

# same_words TARGET TOOL WORDS…
same_words()
{
    local t=$1 tool=$2 name
    shift
    name="$t: $*"
    shift
    rm -rf "$cold"
    in_cold zshim "$tool" --target="$t" "$@" '-###' >dry 2>&1
    try "$name: -### makes no file" nothing_made
    rm -rf "$cold" "$work"/tmp/*
    in_cold cargo-zbuild zbuild explain -- zshim "$tool" --target="$t" "$@" \
        >explained 2>&1
    try "$name: explain makes no file" nothing_made
    rm -rf "$cold" "$work"/tmp/*
    rm -f trace
    ZBUILD_TRACE=$PWD/trace zshim "$tool" --target="$t" "$@" >log 2>&1 ||
        not_ok "$name: runs" "$(tail -n 5 log)"
    words_of_run trace >want
    words_of_dry_run dry >got
    try "$name: -### says what runs" cmp_words
    words_of_explain explained >got
    try "$name: explain says what runs" cmp_words
}

cmp_words()
{
    [ -s want ] && diff got want
}

for t in x86_64-unknown-linux-gnu.2.17 aarch64-unknown-linux-musl \
    x86_64-pc-windows-gnu wasm32-wasip1 aarch64-apple-darwin \
    thumbv7em-none-eabi; do
    same_words $t cc -O2 -c main.c -o main.o
    same_words $t c++ -c main.cc -o cxx.o
    if [ $t = thumbv7em-none-eabi ]; then
        same_words $t cc -nostdlib main.o -Wl,-e,main -o main
    else
        same_words $t cc main.o -o main
    fi
done
same_words x86_64-unknown-linux-gnu.2.17 c++ main.cc -o main
same_words x86_64-unknown-netbsd cc -c main.c -o main.o
same_words x86_64-unknown-netbsd cc main.o -o main

# What a killed link left in TMPDIR goes with the next one.
mkdir -p "$work/tmp/zbuild.link.abcdef/x"
try "a link with temp files" env TMPDIR="$work/tmp" \
    zshim cc --target=aarch64-apple-darwin main.c -o main
try "... leaves none, and takes those of a killed one away" \
    [ -z "$(ls "$work/tmp")" ]

# ---- questions ----

# The same answer before and after the sysroot is made, and none makes it.
t=x86_64-unknown-linux-gnu.2.17
for q in -print-sysroot -print-search-dirs -print-libgcc-file-name; do
    in_cold zshim cc --target=$t $q 2>&1 | sed "s|$cold/z|$shared_cache|g" >got
    zshim cc --target=$t $q >want
    try "$q: as later" cmp_words
done
files=$(ls "$(zshim cc --target=$t -print-sysroot)/lib" | grep -v 'unwind\|rt\.a\|c++\|gcc_s\.so\.1')
for file in $files libunwind.so.1 no-such-file; do
    in_cold zshim cc --target=$t -print-file-name=$file 2>&1 |
        sed "s|$cold/z|$shared_cache|g"
done >got
for file in $files libunwind.so.1 no-such-file; do
    zshim cc --target=$t -print-file-name=$file
done >want
try "-print-file-name: as later" cmp_words
try "questions make no sysroot" [ ! -e "$cold/z/sysroots" ]
finish
