#!/bin/bash
# strip, objcopy and nm of our own for Windows and UEFI, and nm of what -flto
# makes: as mingw's binutils where this machine has them; what is left runs.
. "$(dirname "$0")/../lib/e2e.sh"
cd "$work" || exit
mkdir -p none
target=x86_64-pc-windows-gnu
# nothing on PATH: no binutils, no LLVM
own() { local t=$1; shift; PATH=$work/none "$shim" "$t" --target="$target" "$@"; }
cc() { "$shim" cc --target="$target" "$@"; }

echo '__attribute__((weak)) int wk(void) { return 2; }
static int st = 4; int common; int two(void);
int start(void) { return st + wk() + two(); }' >s.c
echo 'int two(void) { return 1; }' >two.c
try 'two objects, a program' cc -g -c s.c -o s.obj && cc -g -c two.c -o two.obj &&
    cc -g -nostdlib s.obj two.obj -Wl,-e,start -Wl,-s -o none.exe &&
    cc -g -nostdlib s.obj two.obj -Wl,-e,start -o p.exe

# the program's answer is its exit status
runs()
{
    local status=0
    run_as $target "./$1" >out 2>&1 || status=$?
    [ $status = 7 ] || { cat out; echo "status $status"; return 1; }
}
try 'it runs' runs p.exe
if x86_64-w64-mingw32-nm --version >/dev/null 2>&1; then
    for file in s.obj p.exe; do
        for words in '' -g -u -n -P --defined-only; do
            try "as GNU: nm $words $file" diff <(own nm $words $file) \
                <(x86_64-w64-mingw32-nm $words $file)
        done
    done
else
    skip 'as GNU nm' 'this machine has no binutils of mingw'
fi

stripped()
{
    cp p.exe q.exe
    own strip $1 q.exe
    runs q.exe
    readelf -h q.exe 2>&1 | grep -q 'Not an ELF'
    own nm q.exe >symbols 2>&1
    [ "$(grep -c ' T start' symbols)" = "$2" ]
    # names that nobody asks for may stay with the symbols
    [ "$1" = -g ] || ! grep -qa '\.debug_info' q.exe
    [ "$(stat -c %s q.exe)" -lt "$(stat -c %s p.exe)" ]
    # it is done once
    cp q.exe r.exe
    own strip $1 r.exe
    cmp q.exe r.exe
}
objects()
{
    cp s.obj q.obj
    own strip $1 q.obj
    own nm q.obj >symbols
    grep -q ' T start' symbols
    ! grep -qa 'debug_info' <(own nm -a q.obj) || return 1
    cc -nostdlib q.obj two.obj -Wl,-e,start -o q.exe
    runs q.exe
}
archive()
{
    rm -f libx.a
    "$shim" ar --target=$target rcs libx.a two.obj s.obj
    own strip -g libx.a
    cc -nostdlib -L. s.obj -lx -Wl,-e,start -o q.exe
    runs q.exe
    [ "$(own nm libx.a | grep -c ' T ')" = 2 ]
}
try 'strip: a program' stripped -s 0
try 'strip -g: a program keeps its symbols' stripped -g 1
try 'strip --strip-unneeded: a program' stripped --strip-unneeded 0
try 'strip -g: an object' objects -g
try 'strip -s: an object' objects -s
try 'strip -g: an archive' archive

# As dracut and systemd build kernel images for UEFI.
uki()
{
    local said
    echo 'ID=linux' >release
    own objcopy --add-section .osrel=release \
        --change-section-vma .osrel=0x150000000 \
        --set-section-flags .osrel=data,readonly p.exe uki.exe
    runs uki.exe
    grep -qa 'ID=linux' uki.exe
    if x86_64-w64-mingw32-objdump --version >/dev/null 2>&1; then
        said=$(x86_64-w64-mingw32-objdump -h uki.exe | grep -A 1 '\.osrel')
        grep -q '0000000150000000' <<<"$said" && grep -q READONLY <<<"$said"
    fi
    own objcopy -R .osrel uki.exe less.exe
    runs less.exe
    ! grep -qa 'ID=linux' less.exe
}
try 'objcopy --add-section --change-section-vma' uki
refuses 'below the program' 1 'cannot be at 0x1000: the program begins at 0x140000000' \
    own objcopy --add-section .osrel=release --change-section-vma .osrel=0x1000 \
    p.exe none.exe
refuses 'what ours has not' 1 'ours takes out sections and symbols' \
    own objcopy --redefine-sym start=end s.obj none.obj
cut_off()
{
    local at bad=0
    for at in 1 63 64 130 200 500 1000 2000 3000; do
        head -c $at p.exe >cut.exe
        cp cut.exe was.exe
        own strip cut.exe 2>says && bad=1
        cmp cut.exe was.exe || bad=1
    done
    return $bad
}
try 'what is cut off is left alone' cut_off

# windres as Meson calls it, with a file's name that GNU's takes unquoted
resources()
{
    mkdir -p res/inc
    echo icons >res/my-data.bin
    echo '#define ID 5' >res/inc/ids.h
    printf '#include "ids.h"\nID RCDATA my-data.bin\n' >res/x.rc
    own windres res/x.rc x.o -Ires/inc --preprocessor-arg=-MD \
        --preprocessor-arg=-MQx.o --preprocessor-arg=-MFx.o.d
    grep -qa icons x.o
    [ "$(cat x.o.d)" = 'x.o: res/x.rc res/inc/ids.h' ]
    cc -nostdlib s.obj two.obj x.o -Wl,-e,start -o r.exe
    runs r.exe
}
try 'windres: unquoted names, a depfile' resources

# libtool's list of what a library exports.
lto()
{
    target=$1
    printf '%s\n' 'int data = 1, zero; extern int und;' \
        'static int loc(void) { return und; }' \
        '__attribute__((weak)) int wk(void) { return 1; }' \
        'int fn(void) { return loc(); }' >l.c
    cc -flto -O0 -c l.c -o l.o
    own nm -B l.o | sed -n -e \
        's/^.*[	 ]\([ABCDGIRSTW][ABCDGIRSTW]*\)[	 ][	 ]*\([_A-Za-z][_A-Za-z0-9]*\)$/\1 \2/p' |
        sort >list
    diff list <(printf '%s\n' 'D data' 'D zero' 'T fn' 'W wk')
    own nm -u l.o | grep -qx ' *U und'
    "$shim" ar --target="$target" rcs libl.a l.o
    [ "$(own nm -g --defined-only libl.a | grep -c ' T fn')" = 1 ]
}
for t in x86_64-unknown-linux-gnu.2.17 aarch64-unknown-linux-gnu.2.17 \
    x86_64-pc-windows-gnu; do
    try "$t: nm of -flto's objects" lto $t
done
finish
