#!/bin/bash
# Crates whose build script runs a configure or a Makefile by itself: the target's
# tools reach it, this machine's scripts keep this machine's, and a link says
# whose script did not get them. docs/rust.md.
. "$(dirname "$0")/../lib/e2e.sh"

cp -r "$top/tests/e2e/builds/scripts" "$work/ws"
cd "$work/ws" || exit 1
here=$(echo '#include <features.h>
__GLIBC_MINOR__' | cc -E -P - | tail -n 1)

# scripts TARGET FLOOR
scripts()
{
    local t=$1
    try "scripts $t: build" zbuild_cargo "$t" build || return
    silent "scripts $t: nobody's objects are strange" 'compiled for its own'
    try_says "scripts $t: the target's headers, and this machine's" \
        "made \\($2, 64\\) configured $2 on the host \\($here, 64\\)" \
        run_as "$t" "$(zbuild_out "$t")/debug/app"
    try "scripts $t: ELF" elf_program "$(zbuild_out "$t")/debug/app" "$t"
}
scripts x86_64-unknown-linux-gnu.2.17 17
scripts aarch64-unknown-linux-gnu.2.17 17
scripts x86_64-unknown-linux-musl 0

# A plain name of the folder means its floor.
d=$shared_cache/bin/aarch64-unknown-linux-gnu.2.17
for n in aarch64-unknown-linux-gnu aarch64-linux-gnu; do
    for tool in gcc cc g++ c++ ar strip ranlib nm ld; do
        [ -x "$d/$n-$tool" ] || not_ok "the folder has $n-$tool"
    done
    equal "$n-gcc: the folder's floor" \
        "$(echo __GLIBC_MINOR__ | "$d/$n-gcc" -include features.h -E -P -x c - |
            tail -n 1)" 17
done

# A script that takes this machine's compiler whatever it is told.
export WRONG=gcc
refuses "another machine's objects: the crate" 101 \
    'build script of crate made compiled for this machine: cargo clean -p made' \
    zbuild_cargo aarch64-unknown-linux-gnu.2.17 build
says "another machine's objects: the line" \
    'CC=aarch64-unknown-linux-gnu.2.17-gcc .*HOST_CC=cc .* cargo zbuild'
for t in x86_64-unknown-linux-musl x86_64-unknown-linux-gnu.2.17; do
    try "$t: this machine's objects link" zbuild_cargo $t build
    says "$t: and the link says so" \
        'note: .libmade.* is linked, which "GCC: .*" compiled for its own C library'
    says "$t: with the crate" 'build script of crate made compiled'
done
unset WRONG

# A value of the user's stays.
export CC=mine ZBUILD_TRACE="$work/trace"
try "CC of the user's" zbuild_cargo x86_64-unknown-linux-musl build -p configured
try "it is kept" grep -q 'env: CC=mine kept: set by the environment' "$work/trace"
finish
