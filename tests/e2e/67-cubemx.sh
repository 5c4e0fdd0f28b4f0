#!/bin/bash
# A project as STM32CubeMX writes it, with its Makefile and linker script as they
# are: built for a Cortex-M4, run on qemu's board with that chip.
. "$(dirname "$0")/../lib/e2e.sh"
cp -r "$top/tests/e2e/cubemx" "$work/project"
cd "$work/project" || exit
target=thumbv7em-none-eabihf
bin=$work/bin
try 'names' cargo zbuild link --target $target --dir "$bin"
mkdir -p "$work/host"
for tool in make mkdir rm sh; do
    ln -sf "$(command -v $tool)" "$work/host/$tool"
done

# no binutils, no GCC: our names, under CubeMX's prefix
build()
{
    PATH=$bin:$work/host make PREFIX=$target- "$@" >out 2>&1 || { cat out; return 1; }
}
runs()
{
    timeout 300 qemu-system-arm -M netduinoplus2 -nographic -semihosting \
        -kernel build/demo.elf >said 2>&1
    [ "$(tr -d '\r' <said)" = 'cubemx 423' ] || { cat said; return 1; }
}
image()
{
    # .data lies behind the code, and room for a stack is in no file
    [ "$(stat -c %s build/demo.bin)" -lt 1000 ]
    grep -q '^:020000040800F2' build/demo.hex
    grep -q '^:00000001FF' build/demo.hex
    grep -q 'build/demo.elf' out && grep -q '^ *text.*filename' out
}
listings()
{
    grep -q 'main:' build/main.lst && grep -q 'main.c:[0-9]' build/main.lst
    grep -q 'SystemInit:' build/system_stm32f4xx.lst
    # of the same code, and what the build waits for is the object's
    grep -q '^build/main.o:' build/main.d
}
notes()
{
    local word
    for word in -specs=nano.specs -lc -lm -lnosys; do
        grep -q "note: $word dropped: .*no C library" out ||
            { echo "nothing said of $word"; return 1; }
    done
}
try 'make' build all
try 'each word of newlib has its note' notes
try 'an image of flash, in two formats, and its size' image
try 'listings' listings
try 'it runs' runs
sed -e 's/say("cubemx ")/puts("x")/' -e 's/#include "main.h"/&\nint puts(const char *);/' \
    -i Core/main.c
refuses 'what no C library has is named' 2 'undefined symbol: puts' \
    env PATH="$bin:$work/host" make PREFIX=$target-
like_gnu() { awk '!/debug|attributes|comment|note|^Total/'; }
same_size()
{
    local words
    for words in '' -A '-t'; do
        diff <(PATH=$work/host "$shim" size --target=$target $words \
            build/demo.elf build/main.o | like_gnu) \
            <(size $words build/demo.elf build/main.o | like_gnu)
    done
}
if size --version 2>/dev/null | grep -q '^GNU size'; then
    sed -i 's/puts("x")/say("cubemx ")/' Core/main.c
    try 'again' build all
    try 'size as GNU size' same_size
else
    skip 'size as GNU size' 'this machine has none'
fi
finish
