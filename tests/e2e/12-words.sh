#!/bin/bash
# The words of GCC and GNU ld: each list of tests/words goes through the tool of
# the target that it is named for; what it says is a note of ours or nothing.
. "$(dirname "$0")/../lib/e2e.sh"
cd "$work" || exit
echo "int x;" >x.c
echo 'int main(void) { return 0; }' >m.c
lists=$top/tests/words

# unknown COMMAND…: the words of `words` that this clang does not take, for target
unknown()
{
    "$@" --no-default-config -target "$(run_shim cc -dumpmachine)" -fsyntax-only \
        -ferror-limit=0 x.c "${words[@]}" -Wno-error -Wno-fatal-errors 2>&1 |
        sed -n "s/^[^']*'\(-[^']*\)'.*/\1/p" | sort -u
}

# Another clang may be too old for words that zig's knows, and so nobody drops.
leave_newer()
{
    local newer
    [ -n "${ZBUILD_CLANG-}" ] || return 0
    newer=$(comm -23 <(unknown "$ZBUILD_CLANG") <(unknown "$ZBUILD_ZIG" clang))
    mapfile -t words < <(printf '%s\n' "${words[@]}" | grep -vxF -e "${newer:-none}")
}

# in one call: clang and lld name every word that they do not know
taken()
{
    local list=$1 target=$2 tool=$3 words
    mapfile -t words < <(grep -v '^[#!]' "$list" | tr ' ' '\n')
    [ "${#words[@]}" -gt 5 ]
    case $tool in
    ld)
        run_shim cc -c m.c
        run_shim ld m.o -o m "${words[@]}" --error-limit=0
        ;;
    *)
        leave_newer
        # contradictions of a list are not its point
        run_shim cc -fsyntax-only -ferror-limit=0 -Werror \
            -Wno-error=overriding-option -Wno-error=option-ignored \
            -Wno-error=unsupported-cb -Wno-error=unsupported-gpopt \
            -Wno-error=invalid-feature-combination \
            -Wno-error=unused-command-line-argument x.c "${words[@]}"
        ;;
    esac >out 2>&1 || { cat out; return 1; }
}

# and those marked are refused, each with one line that names it
refused()
{
    local list=$1 target=$2 applet=cc word
    [ "$3" != ld ] || applet=ld
    while read -r _ word; do
        if run_shim "$applet" -c x.c "$word" >out 2>&1; then
            echo "$word was taken"
            return 1
        fi
        grep -qF -- "${word%%=*}" out || { cat out; return 1; }
    done < <(grep '^! ' "$list")
}

run_shim() { local t=$1; shift; "$shim" "$t" --target="$target" "$@"; }

# the manual lists every word, under its group's reason
in_manual()
{
    local word
    sed 's/\\-/-/g; s/\\f[BR]//g' "$BUILD/../man/zbuild-rules.7" |
        tr ' :' '\n\n' >manual
    while read -r word; do
        grep -qxF -- "$word" manual || { echo "no $word"; return 1; }
    done < <(sed -n 's/^ //p' "$top/shim/rules/gnu.txt" | tr ' ' '\n')
}

# what is dropped says so: each word has a line of the trace with its reason
told()
{
    local words target=x86_64-unknown-linux-gnu.2.17
    mapfile -t words < <(awk '/^[^ #]/ {
            on = $2 == "driver" && $3 == "-" && $4 ~ /^(drop|note):/ }
        /^ / && on' "$top/shim/rules/gnu.txt" | tr ' ' '\n' | grep . |
        sed 's/=$/=1/')
    ZBUILD_TRACE=1 run_shim cc -fsyntax-only x.c "${words[@]}" >out 2>&1
    for w in "${words[@]}"; do
        grep -E '(dropped|note|gcc-)' out | grep -qF -- "$w" ||
            { echo "nothing said of $w"; return 1; }
    done
}

# and so does what is dropped for one machine
told_for()
{
    local target=$1 words
    mapfile -t words < <(awk -v machine="$2" '/^[^ #]/ {
            on = $2 == "driver" && $3 == machine && $4 ~ /^(drop|note):/ }
        /^ / && on' "$top/shim/rules/gnu.txt" | tr ' ' '\n' | grep . |
        sed 's/=$/=1/')
    [ "${#words[@]}" -gt 4 ]
    ZBUILD_TRACE=1 run_shim cc -fsyntax-only x.c "${words[@]}" >out 2>&1
    for w in "${words[@]}"; do
        grep -E '(dropped|note|gcc-)' out | grep -qF -- "$w" ||
            { echo "nothing said of $w"; return 1; }
    done
}

# what clang knows is not kept from it
honest()
{
    local words
    mapfile -t words < <(awk '/^[^ #]/ {
            on = $2 == "driver" && $3 == "-" && $4 ~ /^(drop|note|refuse)/ }
        /^ / && on' "$top/shim/rules/gnu.txt" | tr ' ' '\n' | grep '^-f' |
        sed 's/=$/=1/')
    "$ZBUILD_ZIG" clang --no-default-config -fsyntax-only -ferror-limit=0 x.c \
        "${words[@]}" >out 2>&1 || true
    for w in "${words[@]}"; do
        grep -qF -- "'$w'" out || { echo "clang takes $w"; return 1; }
    done
}

boot_sector()
{
    local target=x86_64-unknown-linux-gnu.2.17
    printf '%s\n' '.code16' '.globl _start' '_start: jmp _start' \
        '.org 510' '.word 0xaa55' >b.S
    run_shim cc -c b.S
    run_shim ld b.o -o boot.bin -Ttext=0x7c00 --oformat=binary
    [ "$(stat -c %s boot.bin)" = 512 ]
    [ "$(tail -c 2 boot.bin | od -An -tx1 | tr -d ' ')" = 55aa ]
}

bytes()
{
    local target=$1
    printf hello >data.bin
    run_shim ld -r -b binary data.bin -o data.o
    printf '%s\n' '#include <stdio.h>' \
        '#define NAME(end) _binary_data_bin_##end' \
        'extern const char NAME(start)[], NAME(end)[];' \
        'int main(void) { printf("%.*s\n", (int)(NAME(end) - NAME(start)),' \
        '    NAME(start)); return 0; }' >d.c
    run_shim cc d.c data.o -o d
    [ "$(run_as "$target" ./d)" = hello ]
}

# 32-bit code of a kernel's, by the compiler of 64 bits
freestanding_32()
{
    local target status=0
    printf '%s\n' '#include <stdint.h>' 'uint32_t seven(uint64_t x)' \
        '{ return (uint32_t)(x >> 32) + sizeof(void *); }' >s32.c
    for target in x86_64-unknown-none x86_64-unknown-linux-gnu.2.17; do
        run_shim cc -m32 -ffreestanding -O1 -c s32.c
        readelf -h s32.o | grep -q 'Machine: *Intel 80386'
    done
    printf '%s\n' 'unsigned seven(unsigned long long);' \
        'void _start(void) { __asm__ volatile("int $0x80" : : "a"(1),' \
        '"b"(seven(3ull << 32))); for (;;); }' >start32.c
    run_shim cc -m32 -nostdlib -static start32.c s32.o -o start32
    qemu-i386 ./start32 || status=$?
    [ $status = 7 ]
    ! run_shim cc -m32 -c m.c 2>out
    grep -q 'by -ffreestanding or -nostdlib' out
}

# what scripts look for in GCC's help
helped()
{
    local target=x86_64-unknown-linux-gnu.2.17
    run_shim cc -Q --help=target -march=haswell >out
    [ "$(awk '$1 == "-march=" { print $2 }' out)" = haswell ]
    run_shim cc -Q --help=target >out
    [ "$(awk '$1 == "-march=" { print $2 }' out)" = x86-64 ]
    run_shim cc -Q --help=optimizers -O2 >out
    grep -q -- '-fomit-frame-pointer .*\[enabled\]' out
    run_shim cc -Q --help=optimizers >out
    grep -q -- '-fomit-frame-pointer .*\[disabled\]' out
    run_shim cc --target-help | grep -q -- '-mgeneral-regs-only'
    run_shim cc --help=warnings >out
}

for list in "$lists"/*.txt; do
    name=$(basename "$list" .txt)
    set -- "$list" "${name#*-}" "${name%%-*}"
    try "$name: taken" taken "$@"
    try "$name: refused with a reason" refused "$@"
done
try 'every word of gnu.txt is in zbuild-rules(7)' in_manual
try 'every word that is dropped is in the trace' told
while read -r t machine; do
    try "and for $machine" told_for "$t" "$machine"
done <<'END'
x86_64-unknown-linux-gnu.2.17 x86
armv7-unknown-linux-gnueabihf.2.17 arm
aarch64-unknown-linux-gnu.2.17 aarch64
riscv64gc-unknown-linux-gnu riscv
mips64el-unknown-linux-gnuabi64 mips
powerpc64le-unknown-linux-gnu.2.19 ppc
s390x-unknown-linux-gnu.2.17 s390
END
try 'clang has none of the words that are dropped' honest
try 'ld -Ttext=0x7c00 --oformat=binary makes a boot sector' boot_sector
try '-Q --help=target, --target-help' helped
try '-m32 of code without a C library' freestanding_32
try 'ld -r -b binary knows its machine (x86_64)' bytes x86_64-unknown-linux-gnu.2.17
try 'ld -r -b binary knows its machine (aarch64)' bytes aarch64-unknown-linux-gnu.2.17
finish
