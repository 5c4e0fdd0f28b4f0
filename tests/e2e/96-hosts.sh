#!/bin/bash
# zbuild on another system than Linux. For both Macs the tree is compiled and
# linked by itself, and what came of it is read (nothing here runs it); as on any
# other POSIX, without /proc and prctl, it is built here and its tests run.
# `make check-posix` has all quick suites of that, `make check-hosts` other hosts.
. "$(dirname "$0")/../lib/e2e.sh"

macho() { python3 "$top/tests/e2e/apple/macho.py" "$@"; }
libraries() { macho binds "$1" | awk '{ print $1 }' | sort -u; }

# --- macOS ----------------------------------------------------------------------
for mac in aarch64-apple-darwin x86_64-apple-darwin; do
    try "$mac: zbuild builds zbuild" "$top/dist/build" $mac "$work/$mac"
    try "$mac: without a warning" test ! -s <(grep warning: "$log")
    for program in zshim cargo-zbuild; do
        file=$work/$mac/$program
        try_says "$mac: $program is a program for macOS 11" \
            'platform 1 min 11.0' macho show "$file"
        equal "$mac: $program needs libSystem alone" "$(libraries "$file")" \
            /usr/lib/libSystem.B.dylib
    done
done
for program in zshim cargo-zbuild; do
    try "the arm64 $program is signed" macho signature "$work/aarch64-apple-darwin/$program"
done
try 'once more, in another folder' "$top/dist/build" aarch64-apple-darwin "$work/folder/again"
try 'two builds in two folders give the same bytes' \
    cmp "$work/aarch64-apple-darwin/cargo-zbuild" "$work/folder/again/cargo-zbuild"

# --- another POSIX --------------------------------------------------------------
posix=$work/posix
try 'a build that knows nothing of Linux' make -s -C "$top" -j2 BUILD="$posix" \
    SYSTEM=posix STATIC= CFLAGS='-O0 -g0' all "$posix/tests/unit-tests" \
    "$posix/tests/golden-tests"
for suite in unit golden; do
    hear env -C "$top" BUILD="$posix" "$posix/tests/$suite-tests"
    passes=$(grep -cE '^ok ' "$log")
    if [ $status = 0 ] && [ "$passes" -gt 100 ]; then
        ok "its $suite tests pass ($passes)"
    else
        heard "its $suite tests pass" "$(grep -E '^not ok' "$log")"
    fi
done
# No kernel says there what it was run by: argv[0] does, also through PATH.
ln -s "$posix/bin/zshim" "$work/aarch64-linux-gnu-cc"
try_says 'it knows the name that it is run by' aarch64-linux-gnu \
    "$work/aarch64-linux-gnu-cc" -dumpmachine
try_says 'on PATH, too' aarch64-linux-gnu \
    env PATH="$work:$PATH" sh -c 'aarch64-linux-gnu-cc -dumpmachine'
echo 'int main(void) { return 42; }' >"$work/main.c"
# (A cache of its own: a sysroot's linker is who used it last, and this program
# goes with the suite, perhaps while another suite links.)
export ZBUILD_CACHE_DIR=$work/cache
mkdir -m 700 "$ZBUILD_CACHE_DIR"
try 'it compiles and links' "$work/aarch64-linux-gnu-cc" -o "$work/main" "$work/main.c"
try 'what it linked is the target'"'"'s' elf_suits "$work/main" aarch64-linux-gnu

finish
