#!/bin/bash
# `cargo zbuild verify` on files of other machines, and the glibc gate of the
# shim on real links. (Files of this machine: tests/verify/run.sh.)
. "$(dirname "$0")/../lib/e2e.sh"
zig=$ZBUILD_ZIG
cd "$work" || exit 1

# --- files of other machines --------------------------------------------------

# A library needs no libc of its machine: it is made in a moment.
foreign()
{
    local t=$1 machine=$2 class=$3
    if "$zig" clang --target="$t" -c -fPIC -o "$t.o" want.c 2>why &&
        "$zig" ld.lld -shared --hash-style="${4:-both}" -o "lib$t.so" "$t.o" \
            2>>why; then
        gives "$t" 0 verify "lib$t.so" "$t.o"
        check "$t: machine" out_has "  machine:     $machine" \
            "  class:       $class" '  type:        shared library' \
            '  type:        relocatable object'
    else
        cat why
        not_ok "$t"
    fi
}
echo 'int wanted(void); int offered(void) { return wanted(); }' >want.c
foreign powerpc-linux-musl powerpc '32-bit, big-endian'
foreign powerpc64le-linux-gnu powerpc64le '64-bit, little-endian'
foreign s390x-linux-gnu s390x '64-bit, big-endian'
foreign aarch64-linux-gnu aarch64 '64-bit, little-endian'
foreign armv7-linux-gnueabihf arm '32-bit, little-endian' gnu
foreign riscv64-linux-gnu riscv64 '64-bit, little-endian'
foreign mips-linux-musl mips '32-bit, big-endian' sysv

# --- the gate -----------------------------------------------------------------

cat >hello.c <<'C'
#include <stdio.h>
int main(void) { return puts("hello") < 0; }
C
shim() { zshim cc --target=x86_64-unknown-linux-gnu.2.17 "$@"; }

gives 'the shim links for 2.17' 0 shim -o floor hello.c
gives 'the shim: 2.17 holds' 0 verify --max-glibc 2.17 floor
[ ! -f floor ] || agree floor

echo 'int main(void) { char b[1]; int getentropy(void *, unsigned long);
return getentropy(b, 1); }' >entropy.c
gives 'a newer symbol fails' 1 shim -o entropy entropy.c
check 'a newer symbol: hint' err_has \
    'hint: `getentropy` came with glibc 2.25; the floor is 2.17'
echo 'int main(void) { int __isoc23_strtol(const char *, char **, int);
return __isoc23_strtol("1", 0, 10); }' >isoc.c
gives 'headers of a newer glibc fail' 1 shim -o isoc isoc.c
check 'headers of a newer glibc: hint' err_has \
    'came with glibc 2.38; the floor is 2.17: that object ('
check 'headers of a newer glibc: why' err_has \
    ' was compiled with headers of glibc 2.38 or newer'

# The libm.so.6 of a distribution: new_fn came with its 2.34. It takes the
# place of zig's stub, as lld reads one library of a soname only.
cat >fake.c <<'C'
void new_fn(void) {}
C
echo 'GLIBC_2.34 { global: new_fn; local: *; };' >fake.map
mkdir -p fake
"$zig" clang --target=x86_64-linux-gnu -c -fPIC -o fake.o fake.c &&
    "$zig" ld.lld -shared -soname libm.so.6 --version-script=fake.map \
        -o fake/libm.so.6 fake.o || not_ok 'the gate: set-up'
echo 'void new_fn(void); void bar(void) { new_fn(); }' >bar.c
echo 'void bar(void); int main(void) { bar(); return 0; }' >main.c
shim -c bar.c main.c && zshim ar --target=x86_64-unknown-linux-gnu.2.17 \
    rc libfoo.a bar.o || not_ok 'the gate: set-up'
gives 'the gate refuses' 1 shim -o app main.o -L. -lfoo fake/libm.so.6
check 'the gate: message' err_has "'app' needs glibc 2.34, the floor is 2.17: \
'new_fn@GLIBC_2.34' wanted by libfoo.a(bar.o)" \
    'raise the floor to x86_64-unknown-linux-gnu.2.34'
export ZBUILD_GLIBC_GATE=warn
gives 'the gate warns' 0 shim -o app main.o -L. -lfoo fake/libm.so.6
check 'the gate warns: message' err_has 'warning: ' 'wanted by libfoo.a(bar.o)'
[ -x app ] && ok 'the gate warns: the program stays' ||
    not_ok 'the gate warns: the program stays'
export ZBUILD_GLIBC_GATE=off
gives 'the gate is off' 0 shim -o app main.o -L. -lfoo fake/libm.so.6
check 'the gate is off: silence' err_empty
gives 'verify sees it all the same' 1 verify --max-glibc 2.17 app
check 'verify names the symbol' out_says 'new_fn@GLIBC_2.34 (libm.so.6)'
export ZBUILD_GLIBC_GATE=maybe
gives 'an unknown mode' 125 shim -o app main.o -L. -lfoo fake/libm.so.6
check 'an unknown mode: message' err_has "unknown ZBUILD_GLIBC_GATE value 'maybe'" \
    'hint: use error, warn or off'
finish
