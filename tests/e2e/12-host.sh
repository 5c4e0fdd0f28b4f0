#!/bin/bash
# Nothing of this machine is in an object: the same bytes with its headers and
# compilers gone, and with a GCC for the target beside them.
. "$(dirname "$0")/../lib/e2e.sh"

all='x86_64-unknown-linux-gnu.2.17 i686-unknown-linux-gnu
aarch64-unknown-linux-gnu.2.17 armv7-unknown-linux-gnueabihf
arm-unknown-linux-gnueabi riscv64gc-unknown-linux-gnu
powerpc64le-unknown-linux-gnu s390x-unknown-linux-gnu
loongarch64-unknown-linux-gnu x86_64-unknown-linux-musl
aarch64-unknown-linux-musl armv7-unknown-linux-musleabihf x86_64-pc-windows-gnu'

hide='/usr/include /usr/local/include /usr/lib/gcc'

# within FOLDER COMMAND…: with FOLDER in the place of each of those.
within()
{
    unshare -rm sh -c 'for dir in '"$hide"'; do
        [ ! -d $dir ] || mount --bind "$0" $dir || exit; done; exec "$@"' "$@"
}

mkdir -p "$work/empty" "$work/gcc"
if ! unshare -rm mount --bind "$work/empty" /usr/lib/gcc 2>/dev/null; then
    skip 'objects without this machine' 'no mounts here, or no /usr/lib/gcc'
    finish
    exit
fi
cat >"$work/x.c" <<'EOT'
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
_Atomic int count;
long double wide(char *s, unsigned long long n) { strcpy(s, "x"); return n; }
int more(void) { printf("%d\n", atomic_load(&count)); return count++; }
EOT
printf 'int main(void) { return 0; }\n' >"$work/main.c"

# A GCC as clang looks for it, under all names of its own for the target.
fake_gcc()
{
    local name
    for name in "$1" "${1/-unknown/}" "${1/gc-unknown/}"; do
        mkdir -p "$work/gcc/$name/12"
        touch "$work/gcc/$name/12/"{crtbegin.o,crtbeginS.o,crtbeginT.o,libgcc.a}
    done
}

# same TARGET WORDS…: what the words make of x.c
same()
{
    local t=$1 name="$1: ${*:2}" o=$work/o
    shift
    try "$name: here" zshim cc --target="$t" "$@" -o "$o.here" "$work/x.c" &&
        try "$name: without" within "$work/empty" zshim cc --target="$t" "$@" \
            -o "$o.empty" "$work/x.c" &&
        try "$name: with a GCC" within "$work/gcc" zshim cc --target="$t" "$@" \
            -o "$o.gcc" "$work/x.c" &&
        try "$name: the same without" cmp "$o.here" "$o.empty" &&
        try "$name: the same with a GCC" cmp "$o.here" "$o.gcc"
}

for t in $all; do
    fake_gcc "${t%.2.*}"
    same "$t" -O2 -c
done
for t in aarch64-unknown-linux-gnu.2.17 x86_64-unknown-linux-gnu.2.17; do
    same "$t" -O2 "$work/main.c"
    # compiling and linking at once is no other compiler
    zshim cc --target="$t" -O2 -c -o "$work/x.o" "$work/x.c"
    try "$t: at once" zshim cc --target="$t" -O2 -o "$work/once" "$work/x.c" \
        "$work/main.c" && try "$t: in two steps" zshim cc --target="$t" -O2 \
        -o "$work/twice" "$work/x.o" "$work/main.c" &&
        try "$t: is the same" cmp "$work/once" "$work/twice"
done
# GCC's way is there for who asks
t=aarch64-unknown-linux-gnu.2.17
try "$t: -moutline-atomics" zshim cc --target=$t -O2 -moutline-atomics -Werror \
    -o "$work/outline" "$work/x.c" "$work/main.c" &&
    try "$t: its functions" grep -q __aarch64_ldadd "$work/outline"
printf 'nop\n' >"$work/n.s"
try "$t: assembler" zshim cc --target=$t -Wall -Werror -c -o "$work/n.o" \
    "$work/n.s"
finish
