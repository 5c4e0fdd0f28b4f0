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
    timeout 600 cargo zbuild run-binary "$@"
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
        ends "$t: from a folder with a blank in its name" 0 \
            'app: is 2.25 1844674407 []' from_blank \
            in_app "$t" run --locked --release --quiet
        refuses "$t: a panic's status" 101 'index out of bounds' \
            runs --target "$t" "$out" panic
    fi
    refuses "$t: no qemu" 126 "'$4' is not on PATH" env PATH=/nowhere \
        "$BUILD/bin/cargo-zbuild" run-binary --target "$t" "$t.elf"
}

# board TARGET: C alone, by the target's name: its file's headers say Linux.
board()
{
    local t=$1 file
    try "$t: names" cargo zbuild link --target "$t" --dir "$work/bin"
    for file in start semihost main; do
        try "$t: C object $file.o" "$work/bin/$t-gcc" -Os -Wall -Werror \
            -ffreestanding -c "$src/c/$file.c" -o "$file.o"
    done
    try "$t: linker script" "$work/bin/$t-gcc" start.o semihost.o main.o \
        -L"$src" -T virt-arm.ld -o "$t.elf"
    ends "$t: C runs" 42 "bare: fine, args: ./$t.elf a,b c, 97000" \
        runs --target "$t" "$t.elf" a,b c
}

# efi TARGET MACHINE: C for the machine's firmware.
efi()
{
    local t=$1
    try "$t: links" zshim cc --target="$t" -O2 -Wall -Werror -Wl,--gc-sections \
        "$src/efi/main.c" -o "$t.efi" || return
    try_says "$t: an EFI application of the machine" "$2 EFI_APPLICATION efi" \
        eval "llvm-readobj --file-headers $t.efi | sed -n '
            s/.*IMAGE_FILE_MACHINE_\([A-Z0-9]*\) .*/\1/p
            s/.*SUBSYSTEM_\(EFI_APPLICATION\) .*/\1 efi/p' | xargs"
    ends "$t: runs by its firmware" 0 'efi: fine, 428571428574' \
        runs "$t.efi" one 'two three'
    zshim cc --target="$t" -DSTATUS=7 "$src/efi/main.c" -o bad.efi
    ends "$t: its status" 7 'efi: fine, 428571428574' \
        runs --target "$t" bad.efi
    # Debian's firmware for i686 has no shell: ours starts it, with the same words
    [ $t = i686-unknown-uefi ] || return
    zshim cc --target="$t" -DWORDS "$src/efi/main.c" -o words.efi
    try_says "$t: its words" 'app.efi "one" "two three"' \
        runs words.efi one 'two three'
}

# All that stdin has reaches the program, by whichever way it reads, and what it
# says keeps its order wherever it goes; a signal ends both, and the status says
# so, though qemu itself says 0.
console()
{
    local t=$1 board=$2 way
    try "$t: a program that reads" "$work/bin/$t-gcc" -Os -Wall -Werror \
        -ffreestanding -I"$src/c" "$src/c/reads.c" "$src/c/start.c" \
        "$src/c/semihost.c" -L"$src" -T "$board.ld" -o "reads-$t.elf" || return
    { seq 1 30; echo .; } >in
    seq 1 30 >want
    for way in file readc uart; do
        runs "reads-$t.elf" $way <in >out 2>err
        n=$?
        if [ $n = 30 ] && cmp -s out want; then
            ok "$t: stdin by $way"
        else
            not_ok "$t: stdin by $way" "status $n" "$(cat out err)"
        fi
    done
    (sleep 0.2; cat in) | runs "reads-$t.elf" file >>out
    if [ $? = 30 ] && [ "$(wc -l <out)" = 60 ]; then
        ok "$t: a pipe, and a file that is appended to"
    else
        not_ok "$t: a pipe, and a file that is appended to" "$(cat out)"
    fi
    ends "$t: no stdin" 0 '' runs "reads-$t.elf" file </dev/null
    ends "$t: a closed one" 0 '' sh -c \
        'cargo-zbuild run-binary "$1" file <&-' - "reads-$t.elf"
    try_says "$t: nobody listens any more" 'y' sh -c \
        'yes | timeout 600 cargo-zbuild run-binary "$1" file | head -n 1' - \
        "reads-$t.elf"
    for way in 'INT group' 'INT us' 'TERM us' 'INT tty' 'HUP group'; do
        try "$t: $way" python3 "$top/tests/lib/ends_by.py" $way asleep \
            "$BUILD/bin/cargo-zbuild" run-binary "reads-$t.elf" sleep
    done
    mkfifo "never-$t"
    for way in 'TERM us' 'INT tty'; do
        try "$t: $way, while it waits for stdin" python3 \
            "$top/tests/lib/ends_by.py" $way asleep sh -c '
            exec 9<>"$1"; { sleep 1; echo asleep; } & exec cargo-zbuild run-binary "$2" file <&9' \
            - "never-$t" "reads-$t.elf"
    done
    try "$t: no folder is left" sh -c '! ls -d tmp/*'
}

bare thumbv6m-none-eabi microbit 'Cortex-M0\|v6S-M\|v6-M' qemu-system-arm
bare thumbv7em-none-eabihf mps2 v7E-M qemu-system-arm
bare thumbv8m.main-none-eabihf an505 'ARM v8-M Mainline' qemu-system-arm
bare riscv32imac-unknown-none-elf virt rv32i qemu-system-riscv32
board armv7a-none-eabi
board armv7a-none-eabihf
board thumbv7a-none-eabi
board thumbv7a-none-eabihf
board aarch64-unknown-none
efi x86_64-unknown-uefi AMD64
efi i686-unknown-uefi I386
efi aarch64-unknown-uefi ARM64
mkdir -p tmp
export TMPDIR=$work/tmp
console thumbv7em-none-eabihf mps2
console riscv32imac-unknown-none-elf virt
finish
