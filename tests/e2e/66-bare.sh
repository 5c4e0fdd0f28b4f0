#!/bin/bash
# Machines without an operating system: C with its own start code and a linker
# script, Rust with core and alloc on top of the same C, run by qemu-system with
# semihosting.
. "$(dirname "$0")/../lib/e2e.sh"

src=$top/tests/e2e/bare
cd "$work" || exit 1

# attributes FILE TEXT: the architecture that the ELF file names.
attributes()
{
    llvm-readobj --arch-specific "$1" | grep -q -- "$2"
}

# Nothing that hangs may hold up the rest.
runs()
{
    timeout 120 cargo zbuild run-binary "$@"
}

in_app()
{
    (cd "$src/app" && zbuild_cargo "$@")
}

# bare TARGET BOARD ATTRIBUTE QEMU
bare()
{
    local t=$1 board=$2 file out
    try "$t: names" cargo zbuild link --target "$t" --dir "$work/bin"
    for file in start semihost main; do
        try "$t: C object $file.o" "$work/bin/$t-gcc" -Os -Wall -Werror \
            -ffreestanding -c "$src/c/$file.c" -o "$file.o"
    done
    try "$t: a library" "$work/bin/$t-ar" rcsD "lib$t.a" semihost.o
    try "$t: linker script" "$work/bin/$t-gcc" start.o main.o -L. "-l$t" \
        -L"$src" -T "$board.ld" -o "$t.elf"
    try "$t: the CPU in the file" attributes "$t.elf" "$3"
    ends "$t: C runs" 42 "bare: fine, args: ./$t.elf a,b c, 97000" \
        runs --target "$t" "$t.elf" a,b c
    ends "$t: found by the file's own headers" 42 \
        "bare: fine, args: ./$t.elf, 97000" runs "$t.elf"
    if try "$t: Rust on core and alloc" in_app "$t" build --locked --release
    then
        out=$(zbuild_out "$t")/release/bare-app
        ends "$t: Rust runs" 2 'app: is 2.25 1844674407 ["one", "two"]' \
            runs --target "$t" "$out" one two
        ends "$t: by cargo run" 0 'app: is 2.25 1844674407 []' \
            in_app "$t" run --locked --release --quiet
        refuses "$t: a panic's status" 101 'index out of bounds' \
            runs --target "$t" "$out" panic
    fi
    refuses "$t: no qemu" 126 "'$4' is not on PATH" env PATH=/nowhere \
        "$BUILD/bin/cargo-zbuild" run-binary --target "$t" "$t.elf"
}

bare thumbv6m-none-eabi microbit 'Cortex-M0\|v6S-M\|v6-M' qemu-system-arm
bare thumbv7em-none-eabihf mps2 v7E-M qemu-system-arm
bare riscv32imac-unknown-none-elf virt rv32i qemu-system-riscv32
finish
