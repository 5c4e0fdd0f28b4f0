#!/bin/bash
# Every Linux architecture and both BSDs: C is compiled, linked by the direct
# engine, looked at with readelf, and run where qemu-user can; C++, shared and
# static libraries on a few that differ in kind. Then what must be refused.
#
# TARGETS chooses (Rust triples).
. "$(dirname "$0")/../lib/e2e.sh"

src=$top/tests/e2e/targets
work_says='42 5 1.4142 3.000 197c790f3f086b68 939755815 1 No such file or directory'
throw_says='thrown 2
last'

# triple | readelf's Machine | class, data | interpreter | qemu, folder of libc
# The interpreters are those of glibc's ABIList page and of musl's own
# configure, not of our rows. "-" is no emulator: why stands in docs/targets.md.
gnu='
x86_64-unknown-linux-gnu|Advanced Micro Devices X86-64|ELF64 little|/lib64/ld-linux-x86-64.so.2|.
x86_64-unknown-linux-gnux32|Advanced Micro Devices X86-64|ELF32 little|/libx32/ld-linux-x32.so.2|-
i686-unknown-linux-gnu|Intel 80386|ELF32 little|/lib/ld-linux.so.2|i386 i686-linux-gnu
i586-unknown-linux-gnu|Intel 80386|ELF32 little|/lib/ld-linux.so.2|i386 i686-linux-gnu
aarch64-unknown-linux-gnu|AArch64|ELF64 little|/lib/ld-linux-aarch64.so.1|aarch64 aarch64-linux-gnu
aarch64_be-unknown-linux-gnu|AArch64|ELF64 big|/lib/ld-linux-aarch64_be.so.1|-
arm-unknown-linux-gnueabi|ARM|ELF32 little|/lib/ld-linux.so.3|arm arm-linux-gnueabi
armv5te-unknown-linux-gnueabi|ARM|ELF32 little|/lib/ld-linux.so.3|arm arm-linux-gnueabi
armv4t-unknown-linux-gnueabi|ARM|ELF32 little|/lib/ld-linux.so.3|arm arm-linux-gnueabi
arm-unknown-linux-gnueabihf|ARM|ELF32 little|/lib/ld-linux-armhf.so.3|arm arm-linux-gnueabihf
armv7-unknown-linux-gnueabi|ARM|ELF32 little|/lib/ld-linux.so.3|arm arm-linux-gnueabi
armv7-unknown-linux-gnueabihf|ARM|ELF32 little|/lib/ld-linux-armhf.so.3|arm arm-linux-gnueabihf
thumbv7neon-unknown-linux-gnueabihf|ARM|ELF32 little|/lib/ld-linux-armhf.so.3|arm arm-linux-gnueabihf
riscv64gc-unknown-linux-gnu|RISC-V|ELF64 little|/lib/ld-linux-riscv64-lp64d.so.1|riscv64 riscv64-linux-gnu
riscv32gc-unknown-linux-gnu|RISC-V|ELF32 little|/lib/ld-linux-riscv32-ilp32d.so.1|-
powerpc64le-unknown-linux-gnu|PowerPC64|ELF64 little|/lib64/ld64.so.2|ppc64le powerpc64le-linux-gnu
s390x-unknown-linux-gnu|IBM S/390|ELF64 big|/lib/ld64.so.1|s390x s390x-linux-gnu
loongarch64-unknown-linux-gnu|LoongArch|ELF64 little|/lib64/ld-linux-loongarch-lp64d.so.1|-
mips-unknown-linux-gnu|MIPS R3000|ELF32 big|/lib/ld.so.1|mips mips-linux-gnu
mipsel-unknown-linux-gnu|MIPS R3000|ELF32 little|/lib/ld.so.1|mipsel mipsel-linux-gnu
mips64-unknown-linux-gnuabi64|MIPS R3000|ELF64 big|/lib64/ld.so.1|mips64 mips64-linux-gnuabi64
mips64el-unknown-linux-gnuabi64|MIPS R3000|ELF64 little|/lib64/ld.so.1|mips64el mips64el-linux-gnuabi64
'
musl='
x86_64-unknown-linux-musl|Advanced Micro Devices X86-64|ELF64 little|/lib/ld-musl-x86_64.so.1|.
i686-unknown-linux-musl|Intel 80386|ELF32 little|/lib/ld-musl-i386.so.1|i386
aarch64-unknown-linux-musl|AArch64|ELF64 little|/lib/ld-musl-aarch64.so.1|aarch64
arm-unknown-linux-musleabi|ARM|ELF32 little|/lib/ld-musl-arm.so.1|arm
armv5te-unknown-linux-musleabi|ARM|ELF32 little|/lib/ld-musl-arm.so.1|arm
arm-unknown-linux-musleabihf|ARM|ELF32 little|/lib/ld-musl-armhf.so.1|arm
armv7-unknown-linux-musleabihf|ARM|ELF32 little|/lib/ld-musl-armhf.so.1|arm
riscv64gc-unknown-linux-musl|RISC-V|ELF64 little|/lib/ld-musl-riscv64.so.1|riscv64
powerpc64le-unknown-linux-musl|PowerPC64|ELF64 little|/lib/ld-musl-powerpc64le.so.1|ppc64le
powerpc64-unknown-linux-musl|PowerPC64|ELF64 big|/lib/ld-musl-powerpc64.so.1|ppc64
powerpc-unknown-linux-musl|PowerPC|ELF32 big|/lib/ld-musl-powerpc.so.1|ppc
s390x-unknown-linux-musl|IBM S/390|ELF64 big|/lib/ld-musl-s390x.so.1|s390x
loongarch64-unknown-linux-musl|LoongArch|ELF64 little|/lib/ld-musl-loongarch64.so.1|loongarch64
mips-unknown-linux-musl|MIPS R3000|ELF32 big|/lib/ld-musl-mips-sf.so.1|mips
mipsel-unknown-linux-musl|MIPS R3000|ELF32 little|/lib/ld-musl-mipsel-sf.so.1|mipsel
mips64-unknown-linux-muslabi64|MIPS R3000|ELF64 big|/lib/ld-musl-mips64.so.1|mips64
mips64el-unknown-linux-muslabi64|MIPS R3000|ELF64 little|/lib/ld-musl-mips64el.so.1|mips64el
'

# musl is compiled for each, which takes ten seconds and more: these of every kind,
# and all in `make check-builds`.
musl_sample='x86_64-unknown-linux-musl i686-unknown-linux-musl
aarch64-unknown-linux-musl armv5te-unknown-linux-musleabi
armv7-unknown-linux-musleabihf riscv64gc-unknown-linux-musl
powerpc-unknown-linux-musl s390x-unknown-linux-musl mips64-unknown-linux-muslabi64'

# Others of the same kinds, which nothing here runs: C is built and looked at.
others='
i686-unknown-freebsd|Intel 80386|ELF32 little|/libexec/ld-elf.so.1
armv6-unknown-freebsd|ARM|ELF32 little|/libexec/ld-elf.so.1
armv7-unknown-freebsd|ARM|ELF32 little|/libexec/ld-elf.so.1
powerpc64-unknown-freebsd|PowerPC64|ELF64 big|/libexec/ld-elf.so.1
powerpc64le-unknown-freebsd|PowerPC64|ELF64 little|/libexec/ld-elf.so.1
riscv64gc-unknown-freebsd|RISC-V|ELF64 little|/libexec/ld-elf.so.1
aarch64_be-unknown-netbsd|AArch64|ELF64 big|/libexec/ld.elf_so
armv6-unknown-netbsd-eabihf|ARM|ELF32 little|/libexec/ld.elf_so
armv7-unknown-netbsd-eabihf|ARM|ELF32 little|/libexec/ld.elf_so
i586-unknown-netbsd|Intel 80386|ELF32 little|/libexec/ld.elf_so
i686-unknown-netbsd|Intel 80386|ELF32 little|/libexec/ld.elf_so
mipsel-unknown-netbsd|MIPS R3000|ELF32 little|/libexec/ld.elf_so
powerpc-unknown-netbsd|PowerPC|ELF32 big|/libexec/ld.elf_so
riscv64gc-unknown-netbsd|RISC-V|ELF64 little|/libexec/ld.elf_so
aarch64-unknown-openbsd|AArch64|ELF64 little|/usr/libexec/ld.so
i686-unknown-openbsd|Intel 80386|ELF32 little|/usr/libexec/ld.so
powerpc-unknown-openbsd|PowerPC|ELF32 big|/usr/libexec/ld.so
powerpc64-unknown-openbsd|PowerPC64|ELF64 big|/usr/libexec/ld.so
riscv64gc-unknown-openbsd|RISC-V|ELF64 little|/usr/libexec/ld.so
armeb-unknown-linux-gnueabi|ARM|ELF32 big|/lib/ld-linux.so.3
riscv64a23-unknown-linux-gnu|RISC-V|ELF64 little|/lib/ld-linux-riscv64-lp64d.so.1
'

# Beyond these lists, made of the pieces of a neighbour: make check-targets builds
# them, too.
neighbours='powerpc-unknown-linux-gnu armv7-unknown-linux-musleabi
thumbv7neon-unknown-linux-musleabihf i586-unknown-linux-musl
aarch64_be-unknown-linux-musl riscv32gc-unknown-linux-musl
hexagon-unknown-linux-musl x86_64-unknown-linux-gnuasan'

# chosen LIST: its lines that TARGETS wants
chosen()
{
    local line
    while IFS= read -r line; do
        [ -n "$line" ] || continue
        [[ " ${TARGETS:-${line%%|*}} " != *" ${line%%|*} "* ]] || echo "$line"
    done <<<"$1"
}

field() { cut -d'|' -f"$2" <<<"$1"; }

# elf_is FILE LINE: machine, class and byte order
elf_is()
{
    local h said
    h=$(readelf -hW "$1") || return
    said="$(sed -n 's/^ *Machine: *//p' <<<"$h")|$(sed -n 's/^ *Class: *//p' \
        <<<"$h") $(sed -n 's/^ *Data: .* \(little\|big\) endian/\1/p' <<<"$h")"
    [ "$said" = "$(field "$2" 2)|$(field "$2" 3)" ] ||
        { echo "$1 is $said"; return 1; }
}

# The emulator of a line before a program, or nothing for this machine.
emulate()
{
    local qemu root
    read -r qemu root <<<"$(field "$1" 5)"
    shift
    case $qemu in
    .) "$@" ;;
    # The folder has no ld.so.cache of its own: this machine's, which may name
    # another build of the same libc (libc6-i386), shall not be looked into.
    *) "qemu-$qemu" ${root:+-L "/usr/$root" -E LD_LIBRARY_PATH=/lib} "$@" ;;
    esac
}

# Old ones lack what rustc's CPU for the target has (LSX: since qemu 8.2).
runs_here()
{
    local version
    case $1 in
    *'|-') return 1 ;;
    loongarch64-*)
        version=$(qemu-loongarch64 --version |
            sed -n 's/.*version \([0-9]*\.[0-9]*\).*/\1/p')
        [ "$(printf '%s\n' 8.2 "$version" | sort -V | head -n 1)" = 8.2 ]
        ;;
    esac
}

# says NAME TEXT LINE PROGRAM: it runs and prints TEXT, all of it
says()
{
    local name=$1 want=$2 line=$3 said
    shift 3
    if said=$(emulate "$line" "$@" 2>&1) && [ "$said" = "$want" ]; then
        ok "$name"
    else
        not_ok "$name" "$said"
    fi
}

one_gnu()
{
    local line=$1 t d
    t=$(field "$line" 1)
    d=$work/$t
    mkdir -p "$d"
    try "$t: C" env ZBUILD_ENGINE=direct zshim cc --target="$t" -O2 -Wall \
        -Werror -o "$d/work" "$src/work.c" -lm -lpthread || return
    try "$t: machine" elf_is "$d/work" "$line"
    try_says "$t: interpreter" "$(field "$line" 4)" elf_interp "$d/work"
    # at once by lld and by clang's driver: the same file
    try "$t: an object" zshim cc --target="$t" -O1 -c -o "$d/work.o" \
        "$src/work.c"
    try "$t: linked at once" zshim cc --target="$t" -o "$d/once" "$d/work.o" \
        -lm -lpthread
    try "$t: linked by the driver" env ZBUILD_LINK=driver zshim cc \
        --target="$t" -o "$d/driver" "$d/work.o" -lm -lpthread
    try "$t: both alike" cmp "$d/once" "$d/driver"
    try "$t: shared object" zshim cc --target="$t" -shared -fPIC -O1 \
        -o "$d/libwork.so" "$src/work.c" -lm -lpthread
    runs_here "$line" || return
    says "$t: runs" "$work_says" "$line" "$d/work"
    says "$t: linked at once runs" "$work_says" "$line" "$d/once"
}

one_musl()
{
    local line=$1 t d
    t=$(field "$line" 1)
    d=$work/$t
    mkdir -p "$d"
    try "$t: C" env ZBUILD_ENGINE=direct zshim cc --target="$t" -O2 -Wall \
        -Werror -o "$d/work" "$src/work.c" -lm -lpthread || return
    try "$t: machine" elf_is "$d/work" "$line"
    try "$t: static" test -z "$(elf_interp "$d/work")$(elf_needed "$d/work")"
    try "$t: static-pie" zshim cc --target="$t" -O2 -static-pie \
        -o "$d/pie" "$src/work.c"
    try "$t: dynamic" zshim cc --target="$t" -O2 -dynamic -o "$d/dynamic" \
        "$src/work.c" -lm -lpthread
    try_says "$t: its interpreter" "$(field "$line" 4)" elf_interp "$d/dynamic"
    try_says "$t: it needs" libc.so elf_needed "$d/dynamic"
    try "$t: shared object" zshim cc --target="$t" -O2 -shared -fPIC \
        -o "$d/libwork.so" "$src/work.c" -lm
    try_says "$t: it needs libc, too" libc.so elf_needed "$d/libwork.so"
    runs_here "$line" || return
    says "$t: runs" "$work_says" "$line" "$d/work"
    says "$t: static-pie runs" "$work_says" "$line" "$d/pie"
    # the one shared musl that Debian has for this machine
    case $t in x86_64-*) says "$t: dynamic runs" "$work_says" "$line" \
        "$d/dynamic" ;; esac
}

# C++ and both kinds of library
cxx()
{
    local line=$1 t d
    t=$(field "$line" 1)
    d=$work/$t
    try "$t: C++" zshim c++ --target="$t" -std=c++17 -O1 -o "$d/throw" \
        "$src/throw.cc" || return
    says "$t: C++ runs" "$throw_says" "$line" "$d/throw"
    printf 'int seven(void) { return 7; }\n' >"$d/seven.c"
    printf '%s\n' '#include <stdio.h>' 'int seven(void);' \
        'int main(void) { printf("seven is %d\n", seven()); }' >"$d/main.c"
    try "$t: object" zshim cc --target="$t" -fPIC -c -o "$d/seven.o" \
        "$d/seven.c"
    try "$t: archive" zshim ar --target="$t" cqD "$d/libseven.a" "$d/seven.o"
    try "$t: links the archive" zshim cc --target="$t" -o "$d/seven" \
        "$d/main.c" -L"$d" -lseven
    says "$t: the archive's program runs" 'seven is 7' "$line" "$d/seven"
    case $t in *-musl*) return ;; esac
    try "$t: library" zshim cc --target="$t" -shared -o "$d/libother.so" \
        "$d/seven.o"
    try "$t: links the library" zshim cc --target="$t" -o "$d/other" \
        "$d/main.c" -L"$d" -lother -Wl,-rpath,"$d"
    says "$t: the library's program runs" 'seven is 7' "$line" "$d/other"
}

# triple | Machine | class, data | interpreter | OS/ABI | note | NEEDED
bsd='
x86_64-unknown-freebsd|Advanced Micro Devices X86-64|ELF64 little|/libexec/ld-elf.so.1|UNIX - FreeBSD|FreeBSD .*NT_VERSION|libm.so.5 libthr.so.3 libc.so.7
aarch64-unknown-freebsd|AArch64|ELF64 little|/libexec/ld-elf.so.1|UNIX - FreeBSD|FreeBSD .*NT_VERSION|libm.so.5 libthr.so.3 libc.so.7
x86_64-unknown-netbsd|Advanced Micro Devices X86-64|ELF64 little|/libexec/ld.elf_so|UNIX - System V|NetBSD.*IDENT 1001000000|libm.so.0 libpthread.so.1 libc.so.12
aarch64-unknown-netbsd|AArch64|ELF64 little|/libexec/ld.elf_so|UNIX - System V|NetBSD.*IDENT 1001000000|libm.so.0 libpthread.so.1 libc.so.12
x86_64-unknown-openbsd|Advanced Micro Devices X86-64|ELF64 little|/usr/libexec/ld.so|UNIX - OpenBSD|OpenBSD .*NT_VERSION|libm.so libpthread.so libc.so
'

one_bsd()
{
    local line=$1 t d kind
    t=$(field "$line" 1)
    d=$work/$t
    mkdir -p "$d"
    for kind in '' -pie; do
        try "$t: C $kind" zshim cc --target="$t" -O2 -Wall -Werror $kind \
            -fPIC -o "$d/work" "$src/work.c" -lm -lpthread || return
        try "$t: machine $kind" elf_is "$d/work" "$line"
        try_says "$t: interpreter $kind" "$(field "$line" 4)" \
            elf_interp "$d/work"
        try_says "$t: OS/ABI $kind" " *OS/ABI: *$(field "$line" 5)" \
            readelf -hW "$d/work"
        try "$t: note $kind" bash -c \
            "readelf -nW '$d/work' | grep -q '$(field "$line" 6)'"
        try "$t: needs $kind" test "$(elf_needed "$d/work" | xargs)" = \
            "$(field "$line" 7)"
    done
    try "$t: shared object" zshim cc --target="$t" -shared -fPIC -O1 \
        -Wl,-soname,libwork.so.1 -o "$d/libwork.so" "$src/work.c" -lm
    # OpenBSD's clang leaves libc to the program
    [[ $t = *-openbsd ]] || try "$t: it needs" bash -c "
        readelf -dW '$d/libwork.so' | grep -q 'NEEDED.*libc\.so'"
    printf '%s\n' '#include <math.h>' '#include <string.h>' \
        'int main(int n, char **v) { char b[99]; __int128 a = n;' \
        'memcpy(b, v[0], strlen(v[0]) + 1);' \
        'return (int)(a * 1000000007 / (n + 2)) + b[0] + (int)sin(n); }' \
        >"$d/first.c"
    try "$t: __int128" zshim cc --target="$t" -O1 -fno-builtin \
        -o "$d/first" "$d/first.c" -lm &&
        try_says "$t: memcpy and sin are the C library's" 'memcpy sin' \
            bash -c "readelf --dyn-syms -W '$d/first' |
                sed -n 's/.* UND \(memcpy\|sin\)\b.*/\1/p' | sort | xargs"
    refuses "$t: no static libc" 125 'zig has no static C library' \
        zshim cc --target="$t" -static "$src/work.c"
}

one_other()
{
    local line=$1 t d
    t=$(field "$line" 1)
    d=$work/$t
    mkdir -p "$d"
    try "$t: C" zshim cc --target="$t" -O2 -Wall -Werror -o "$d/hello" \
        "$top/tests/targets/hello.c" -lm || return
    try "$t: machine" elf_is "$d/hello" "$line"
    try_says "$t: interpreter" "$(field "$line" 4)" elf_interp "$d/hello"
    # as rustc has it
    try "$t: -pie" zshim cc --target="$t" -O2 -fPIC -pie -Wl,-z,relro,-z,now -o "$d/pie" \
        "$top/tests/targets/hello.c" -lm &&
        try_says "$t: is one" ' *Type: *DYN .*' readelf -hW "$d/pie"
}

bsd_cxx()
{
    local t=$1 d=$work/$1
    try "$t: C++" zshim c++ --target="$t" -std=c++17 -O1 -o "$d/throw" \
        "$src/throw.cc" || return
    try "$t: libc++ is inside" bash -c \
        "! readelf -dW '$d/throw' | grep -q 'NEEDED.*libc++'"
}

# compiles RUST FORM: C for a machine without a system, which needs nothing made
# first; linked where lld knows the machine. What came is FORM (file's or ELF's).
compiles()
{
    local words='-nostdlib -Wl,--entry=seven,--export-dynamic'
    local out=$work/bare
    case $1 in
    avr-* | bpf* | msp430-* | sparc-*) words=-c ;;
    *-uefi) words='-nostdlib -Wl,--entry=seven' out=$out.efi ;;
    esac
    try "$1: C" zshim cc --target="$1" -O2 -ffreestanding $words \
        -o "$out" "$top/tests/targets/seven.c" &&
        equal "$1: is for it" "$(python3 - "$out" <<'PY'
import sys
b = open(sys.argv[1], "rb").read()
if b[:4] == b"\x7fELF":
    order = "big" if b[5] == 2 else "little"
    print(int.from_bytes(b[18:20], order), 32 * b[4], order)
elif b[:2] == b"MZ":
    at = int.from_bytes(b[60:64], "little") + 4
    print(hex(int.from_bytes(b[at:at + 2], "little")))
else:
    print("wasm" if b[:4] == b"\0asm" else "?")
PY
)" "$2"
}

# Each row of targets/bare.ini, wasm.ini and uefi.ini without a C library.
bare()
{
    local t form
    while read -r t form <&4; do
        [[ " ${TARGETS:-$t} " != *" $t "* ]] || compiles "$t" "$form"
    done 4< <(cargo-zbuild zbuild targets --json 2>/dev/null | python3 -c '
import json, subprocess, sys
machines = {"x86_64": 62, "x86": 3, "aarch64": 183, "arm": 40, "thumb": 40,
    "riscv32": 243, "riscv64": 243, "powerpc": 20, "powerpc64": 21, "mips": 8,
    "mips64": 8, "s390x": 22, "loongarch32": 258, "loongarch64": 258,
    "sparc": 2, "hexagon": 164, "avr": 83, "msp430": 105, "bpf": 247}
efi = {"x86_64": "0x8664", "x86": "0x14c", "aarch64": "0xaa64"}
for x in json.load(sys.stdin):
    if x["refused"] or x["own"] or x["libc"] != "none":
        continue
    i = json.loads(subprocess.check_output(["cargo-zbuild", "zbuild", "info",
        x["rust"], "--json"], stderr=subprocess.DEVNULL))
    print(x["rust"], "wasm" if x["rust"].startswith("wasm") else
        efi[i["arch"]] if x["rust"].endswith("-uefi") else
        "%d %d %s" % (machines[i["arch"]], i["bits"], i["endian"]))
')
}

refusals()
{
    local c="$src/work.c"
    refuses 'unknown target: near ones' 125 'i686-unknown-linux-gnu' \
        zshim cc --target=i687-unknown-linux-gnu -c "$c"
    refuses 'unknown CPU of x86: near ones' 125 'nearest known: skylake' \
        zshim cc --target=x86_64-unknown-linux-gnu -march=skylakes -c "$c"
    refuses 'unknown CPU of aarch64' 125 'cortex-a34, cortex-a35' zshim cc \
        --target=aarch64-unknown-linux-gnu -mcpu=cortex-a33 -c "$c"
    refuses 'unknown CPU, zig-cc' 125 'nearest known: cortex-a9' env \
        ZBUILD_ENGINE=zig-cc zshim cc \
        --target=armv7-unknown-linux-gnueabihf -mcpu=cortex-b9 -c "$c"
    for e in direct zig-cc; do
        refuses "$e: an architecture of another machine" 125 'armv8-a' env \
            ZBUILD_ENGINE=$e zshim cc --target=aarch64-unknown-linux-gnu \
            -march=skylake -c "$c"
    done
    refuses "a CPU for macOS' -march=" 125 'is -mcpu=apple-m1' zshim cc \
        --target=aarch64-apple-darwin -march=apple-m1 -c "$c"
    refuses 'a CPU of thumb for -march=' 125 'is -mcpu=cortex-m4' zshim cc \
        --target=thumbv7em-none-eabihf -march=cortex-m4 -c "$c"
    refuses 'RISC-V of the other width' 125 'rv64gc' zshim cc \
        --target=riscv64gc-unknown-linux-gnu -march=rv32imac -c "$c"
    refuses 'a machine without -march=' 125 'print-supported-cpus' zshim cc \
        --target=wasm32-wasip1 -march=skylake -c "$c"
    refuses 'unknown CPU of AVR' 125 'nearest known: atmega328' zshim cc \
        --target=avr-none -mmcu=atmega328q -c "$c"
    refuses 'a floor below the first glibc' 125 '2\.27' zshim cc \
        --target=riscv64gc-unknown-linux-gnu.2.17 -c "$c"
    refuses 'no glibc in this zig' 125 'no glibc for' zshim cc \
        --target=powerpc-unknown-linux-gnu -c "$c"
    refuses 'ELFv1' 125 'powerpc64-unknown-linux-musl' zshim cc \
        --target=powerpc64-unknown-linux-gnu -c "$c"
    refuses 'Android' 125 'NDK' zshim cc --target=aarch64-linux-android -c "$c"
    refuses 'MSVC' 125 'cargo-xwin' zshim cc --target=x86_64-pc-windows-msvc \
        -c "$c"
    refuses "a BSD with zig 0.14" 125 "FreeBSD's C library came with zig 0.15" \
        env ZBUILD_ZIG="$top/.deps/zigs/0.14.1/ziglang/zig" zshim cc \
        --target=x86_64-unknown-freebsd -c "$c"
    # GCC's names that clang lacks, and rustc's, on both engines
    for e in direct zig-cc; do
        try "$e: GCC's names of CPUs" bash -ec "export ZBUILD_ENGINE=$e
            cd '$work'
            zshim cc --target=aarch64-linux-gnu -mcpu=cortex-a72.cortex-a53 -c '$c'
            zshim cc --target=mips-linux-gnu -march=24kc -c '$c'
            zshim cc --target=riscv64-linux-gnu -mcpu=thead-c906 -c '$c'
            zshim cc --target=x86_64-linux-gnu -march=lujiazui -c '$c'
            zshim cc --target=armv7-unknown-linux-gnueabihf -march=armv7-a+neon-vfpv4 -c '$c'
            zshim cc --target=s390x-linux-gnu -march=arch12 -c '$c'"
        try "$e: C for the CPU of Rust's code" bash -ec "
            export ZBUILD_ENGINE=$e ZBUILD_CPU_x86_64_unknown_linux_gnu=x86-64-v3
            zshim cc --target=x86_64-unknown-linux-gnu -E -dM -x c /dev/null |
                grep -q __AVX2__
            zshim cc --target=x86_64-unknown-linux-gnu -march=x86-64 -E -dM \
                -x c /dev/null >'$work/macros'
            ! grep -q __AVX2__ '$work/macros'"
    done
}

# Every row of ours is in a list above.
all_listed()
{
    try 'every Linux and BSD target is built here' python3 - "$gnu$musl$bsd$others" \
        "$neighbours" <<'PY'
import json, subprocess, sys
here = {l.split("|")[0] for l in sys.argv[1].split("\n") if l}
here |= set(sys.argv[2].split())
rows = {x["rust"] for x in json.loads(subprocess.check_output(
        ["cargo-zbuild", "zbuild", "targets", "--json"],
        stderr=subprocess.DEVNULL))
        if not x["refused"] and not x["own"] and
        x["libc"] in ("gnu", "musl", "freebsd", "netbsd", "openbsd")}
print("not here:", *sorted(rows - here), "no target:", *sorted(here - rows))
sys.exit(rows != here)
PY
}

# docs/target-table.md, README.md and the rows' `tested` say what make check-targets found.
in_step()
{
    try 'docs/target-table.md is what the results say' bash -c "
        python3 '$top/tests/targets/table.py' '$top/tests/targets/results.tsv' |
            diff - '$top/docs/target-table.md'"
    try "README.md's table is what the results say" bash -c "
        python3 '$top/tests/targets/table.py' '$top/tests/targets/results.tsv' \
            '$top/README.md' | diff - '$top/README.md'"
    try 'each row says how far it is tested' python3 - \
        "$top/tests/targets/results.tsv" <<'PY'
import json, subprocess, sys
got = {l.split("\t")[0]: l.rstrip("\n").split("\t")[1:] for l in open(sys.argv[1])}
bad = 0
for x in json.loads(subprocess.check_output(
        ["cargo-zbuild", "zbuild", "targets", "--json"],
        stderr=subprocess.DEVNULL)):
    if x["refused"] or x["own"]:
        continue
    cells = got.pop(x["rust"], ["not tried"] * 6)
    want = ("run" if cells[5] == "pass" else
            "compiled" if cells[5].startswith("compiled only") else
            "linked" if cells[0] == "pass" else None)
    if x["tested"] != want:
        print(x["rust"], "says", x["tested"], "but came to", want)
        bad = 1
for name in got:
    print(name, "is no target any more")
    bad = 1
sys.exit(bad)
PY
}

# Rust's code and C's must agree: rustc's description of each target.
try 'clang is told what rustc says of each target' \
    python3 "$top/tests/targets/specs.py" "$ZBUILD_ZIG"

while IFS= read -r line; do one_gnu "$line"; done < <(chosen "$gnu")
while IFS= read -r line; do
    every || [ -n "${TARGETS-}" ] ||
        [[ " $musl_sample " == *[[:space:]]${line%%|*}[[:space:]]* ]] || continue
    one_musl "$line"
done < <(chosen "$musl")
while IFS= read -r line; do one_bsd "$line"; done < <(chosen "$bsd")
while IFS= read -r line; do one_other "$line"; done < <(chosen "$others")
bare
while IFS= read -r line; do
    case ${line%%|*} in
    s390x-unknown-linux-gnu | armv7-unknown-linux-musleabihf) cxx "$line" ;;
    esac
done < <(chosen "$gnu$musl")
while IFS= read -r line; do
    case ${line%%|*} in
    x86_64-unknown-netbsd) bsd_cxx "${line%%|*}" ;;
    esac
done < <(chosen "$bsd")
[ -n "${TARGETS-}" ] || { refusals; all_listed; in_step; }
finish
