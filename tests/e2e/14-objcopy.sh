#!/bin/bash
# objcopy of our own does what Kbuild, Zephyr, u-boot and dracut ask of it: as
# GNU objcopy where this machine has one, and programs of other machines made
# with it print the right values.
. "$(dirname "$0")/../lib/e2e.sh"
cd "$work" || exit
mkdir -p none
x86=x86_64-unknown-linux-gnu.2.17

# nothing on PATH: no binutils, no LLVM
own() { PATH=$work/none "$shim" objcopy --target="$target" "$@"; }
cc() { "$shim" cc --target="$target" "$@"; }

cat >t.c <<'C'
extern int und; int ext, common; static int loc = 3;
__attribute__((visibility("hidden"))) int hid = 5;
int gl(void) { return und + loc + ext; }
int foo(void) { return gl() + hid; }
__attribute__((weak)) int wk(void) { return 9; }
__attribute__((section(".mysec"))) int in_sec = 77;
const char ro[] = "readonly";
C
echo 'int und;' >u.c
echo 'SECTIONS { . = 0x10000; .text : { *(.text*) }
. = 0x20000; .data : AT(0x11000) { *(.data*) *(.mysec) }
.rodata : { *(.rodata*) } .bss : { *(.bss*) } }' >l.ld
printf 'hello world' >data.txt
printf xyz >small.txt
printf 'foo bar\nhid hidden # c\n' >pairs
printf 'foo\n# x\n gl \n' >names

# What a tool says that does not depend on where it laid sections out, and a
# file's name with a prefix is GNU's own idea.
content()
{
    readelf -SW "$1" | sed 's/^ *\[ *[0-9]*\] *//' |
        awk '/strtab|symtab|addrsig/ { next }
            /^\./ { print $1, $2, $3, $5, $6, $(NF - 3) }' | sort
    readelf -sW "$1" | awk '$1 ~ /^[0-9]+:$/ && $4 != "FILE" {
        print $2, $3, $4, $5, $6, $7 ~ /[A-Z]/ ? $7 : "n", $8 }' | sort
}

# as_gnu FILE WORD…
as_gnu()
{
    local file=$1
    shift
    rm -f ours gnus
    own "$@" "$file" ours && objcopy "$@" "$file" gnus || return 1
    if readelf -h gnus >out 2>/dev/null && grep -q ELF64 out; then
        diff <(content ours) <(content gnus)
    else
        # srec's first line has the file's name
        diff <(sed '1{/^S0/d}' ours) <(sed '1{/^S0/d}' gnus)
    fi
}

target=$x86
try 'an object and a program' cc -g -O1 -c t.c -o t.o && cc -c u.c -o u.o &&
    "$shim" ld --target=$x86 -T l.ld -e gl t.o u.o -o prog
if objcopy --version 2>/dev/null | grep -q '^GNU objcopy'; then
    while read -r words; do
        try "as GNU: $words" as_gnu t.o $words
    done <<'W'
-W foo
--weaken
--weaken-symbol=und
-L gl
-L und
-x -L gl
--strip-unneeded -L gl
--globalize-symbol=loc
--redefine-sym foo=bar
--redefine-sym foo=bar -W foo
--prefix-symbols=__pi_
--redefine-sym foo=bar --prefix-symbols=__pi_ -W bar
--strip-unneeded-symbol=foo --strip-unneeded-symbol=gl
--strip-unneeded -K loc
--rename-section .data=.init.data,alloc,load,readonly,data,contents
--rename-section .text=.foo
--set-section-flags .mysec=alloc,readonly
--set-section-flags .bss=alloc,load,contents
--add-section .new=data.txt
--add-section .new=data.txt --set-section-flags .new=alloc,readonly,data
--set-section-alignment .mysec=16
--update-section .mysec=data.txt
--change-section-address .mysec=0x40
--redefine-syms=pairs
--keep-symbols=names --strip-unneeded
--strip-unneeded-symbols=names
--localize-symbols=names
--weaken-symbols=names
--globalize-symbols=names
W
    while read -r words; do
        try "a program, as GNU: $words" as_gnu prog $words
    done <<'W'
--add-section .new=data.txt
--update-section .rodata=small.txt
-S --add-section .new=data.txt
--prefix-symbols=x_
-O binary
-O binary --gap-fill 0xff
-O binary --pad-to 0x12000
-O binary --pad-to=0x12000 --gap-fill=0xff
-O binary -j .data
-O binary -S -R .data
-O binary -j .comment --set-section-flags .comment=alloc
-O binary --set-section-flags .bss=alloc,load,contents
-O binary --update-section .rodata=data.txt
-O ihex
-O ihex --gap-fill 0xff
-O ihex --change-section-lma .data=0x30000
-O ihex --change-section-lma .data+0x100000
-O ihex --change-section-lma *+0x8000000
-O srec
-O srec --pad-to 0x12000
-O srec --change-section-lma .data=0x1000000
W
    try 'bytes as GNU' as_gnu data.txt -I binary -O elf64-x86-64 -B i386:x86-64
    try 'bytes renamed as GNU' as_gnu data.txt -I binary -O elf64-x86-64 \
        --rename-section .data=.rodata,alloc,load,readonly,data,contents \
        --redefine-sym _binary_data_txt_start=start
else
    skip 'as GNU objcopy' 'this machine has none'
fi

dumped()
{
    own --dump-section .mysec=out.bin t.o other.o
    [ "$(od -An -tx1 out.bin | tr -d ' ')" = 4d000000 ]
}
try '--dump-section' dumped
hidden()
{
    own --localize-hidden t.o h.o
    readelf -sW h.o >out
    grep -q 'OBJECT  *LOCAL .* hid$' out && grep -q 'GLOBAL .* foo$' out
    own -G foo t.o h.o
    readelf -sW h.o >out
    grep -q 'GLOBAL .* foo$' out && grep -q 'LOCAL .* gl$' out
}
try '--localize-hidden, -G' hidden
refuses 'what is loaded does not grow' 1 "section '.rodata' has room for" \
    own --update-section .rodata=prog prog grown
refuses 'text of a gap between far sections' 1 'flat image would have 2[0-9]* bytes' \
    own -O srec --gap-fill 0 --change-section-lma .data+0x80000000 prog x
refuses 'a section that is not there' 1 "it has no section of '.gone=data.txt'" \
    own --update-section .gone=data.txt t.o u2.o
refuses 'an unknown flag' 1 "unknown section flag 'nice'" \
    own --set-section-flags .data=nice t.o u2.o

# What they do with it: Kbuild's code that runs before the kernel is mapped has
# a prefix, other firmware lies in the program as bytes.
like_kbuild()
{
    echo 'int two(void); int one(void) { return two() - 1; }
    int two(void) { return 2; }' >early.c
    printf '%s\n' '#include <stdio.h>' 'int __pi_one(void);' \
        'int one(void) { return 11; }' 'int two(void) { return 22; }' \
        'extern const char blob[], _binary_data_txt_end[];' \
        'int main(void) { printf("%d %d %d %.*s\n", __pi_one(), one(), two(),' \
        '(int)(_binary_data_txt_end - blob), blob); return 0; }' >m.c
    cc -g -O0 -fPIC -c early.c -o early.o
    own --prefix-symbols=__pi_ --remove-section=.note.gnu.property \
        --rename-section .text=.init.text,alloc,load,readonly,code early.o pi.o
    own -I binary -O "$1" --rename-section \
        .data=.rodata,alloc,load,readonly,data,contents \
        --redefine-sym _binary_data_txt_start=blob data.txt blob.o
    case $target in
    x86_64* | aarch64*)
        cc m.c pi.o blob.o -o m
        [ "$(run_as "$target" ./m)" = '1 11 22 hello world' ] ;;
    *) cc -shared -nostdlib pi.o blob.o -o m ;;
    esac
}
while read -r target format; do
    try "$target: --prefix-symbols, -I binary" like_kbuild "$format"
done <<'T'
x86_64-unknown-linux-gnu.2.17 elf64-x86-64
aarch64-unknown-linux-gnu.2.17 elf64-littleaarch64
armv7-unknown-linux-gnueabihf.2.17 elf32-littlearm
riscv64gc-unknown-linux-gnu elf64-littleriscv
s390x-unknown-linux-gnu.2.17 elf64-s390
mips64el-unknown-linux-gnuabi64 elf64-tradlittlemips
riscv32imac-unknown-none-elf elf32-littleriscv
thumbv7em-none-eabihf elf32-littlearm
loongarch64-unknown-linux-gnu elf64-loongarch
T
finish
