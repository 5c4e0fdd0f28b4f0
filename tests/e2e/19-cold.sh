#!/bin/bash
# The first build: what a call waits for when nothing has been made yet, and
# how that is made.
. "$(dirname "$0")/../lib/e2e.sh"

# cold NAME: an empty cache of ours.
cold()
{
    export ZBUILD_CACHE_DIR=$work/$1
    mkdir -p "$ZBUILD_CACHE_DIR"
}

# --- a compile waits for header folders only -------------------------------------
cd "$work" || exit 1
printf '#include <stdio.h>\nint f(void) { return puts("x"); }\n' >f.c
printf '#include <string>\nstd::string g() { return "x"; }\n' >g.cc
cold headers
nothing_made()
{
    ! find "$ZBUILD_CACHE_DIR" -path '*/lib/*' -o -name recipe | grep .
}
for t in x86_64-pc-windows-gnu i686-pc-windows-gnu wasm32-wasip1 \
    x86_64-unknown-linux-musl aarch64-unknown-linux-gnu \
    x86_64-unknown-freebsd x86_64-unknown-netbsd thumbv7em-none-eabihf; do
    file=f.c
    case $t in *-none-*) echo 'int f(void) { return 1; }' >n.c; file=n.c ;; esac
    : >first; : >second
    before=$(zshim cc --target=$t -print-file-name=libm.a)
    try "$t: compiles" env ZBUILD_TRACE=$work/first \
        zshim cc --target=$t -c $file -o f.o
    try "$t: nothing is made for a compile" nothing_made
    try "$t: compiles again" env ZBUILD_TRACE=$work/second \
        zshim cc --target=$t -c $file -o f2.o
    try "$t: zig is asked once" \
        eval 'grep -q "asking zig" first && ! grep "asking zig" second'
    [ $file = n.c ] ||
        try "$t: C++ compiles" zshim c++ --target=$t -c g.cc -o g.o
    try_says "$t: -print-file-name knows the place of a file to come" \
        "$before" zshim cc --target=$t -print-file-name=libm.a
done
# The link then makes it, and the note of the compile goes.
t=x86_64-unknown-linux-gnu.2.17
try "$t: compiles" zshim cc --target=$t -c f.c -o f.o
try "$t: links" zshim cc --target=$t -shared f.o -o f.so
try "$t: the words are the recipe's now" eval \
    '! find "$ZBUILD_CACHE_DIR" -name "words-$t" | grep .'
finish
