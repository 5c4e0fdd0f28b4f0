#!/bin/bash
# tests/hosts.sh [TRIPLE…]: `make check-hosts`. The programs for each host of
# dist/hosts are built by this tree's zbuild and started by qemu-user; on three of
# them the test programs run, and a compile with this machine's zig. Where the kernel
# lets a namespace have a binfmt_misc of its own (Linux 6.7) the suites that run the
# programs as users do follow, and a compile and link with that host's zig. Last, the
# tree crossed with Debian's gcc.
suite_work=${BUILD:-build}/e2e/hosts
. "$(dirname "$0")/lib/suite.sh"
export ZBUILD_ZIG=${ZBUILD_ZIG:-$top/.deps/zig/ziglang/zig}
cache=${ZBUILD_TEST_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/zbuild-tests}
export ZBUILD_CACHE_DIR=$cache ZIG_GLOBAL_CACHE_DIR=$cache/zig ZIG_LOCAL_CACHE_DIR=$cache/zig
[ $# != 0 ] || set -- $(awk '!/^#/ && NF { print $1 }' "$top/dist/hosts") gcc
echo 'int main(void) { return 42; }' >"$work/main.c"

# qemu's name of a host's machine
qemu_of()
{
    case ${1%%-*} in
    armv7) echo qemu-arm ;;
    i686) echo qemu-i386 ;;
    riscv64gc) echo qemu-riscv64 ;;
    powerpc64le) echo qemu-ppc64le ;;
    *) echo "qemu-${1%%-*}" ;;
    esac
}

# starts HOST ZSHIM: under a name of its own, and says the host that it is for
starts()
{
    local link=$work/$1-name/aarch64-linux-gnu-cc
    mkdir -p "${link%/*}"
    ln -sf "$2" "$link"
    try_says "$1: it starts, under the name that it is run by" aarch64-linux-gnu \
        $qemu "$link" -dumpmachine
}

# suites_pass HOST DIR SUITE…: those of tests/run, with that host's programs
suites_pass()
{
    local host=$1 dir=$2
    shift 2
    hear $private env BUILD="$dir/build" ZBUILD_TEST_HOST=x86_64-unknown-linux-gnu SLOW=10 JOBS=1 RUN="$run" "$top/tests/run" "$@"
    if [ "$status" = 0 ]; then
        ok "$host: $*: $(tail -n 1 "$log")"
    else
        heard "$host: $*" "$(tail -n 60 "$log")"
    fi
}

# binfmt HOST: words before a command to whose programs the kernel starts that
# host's by qemu, for nobody else; none where it cannot.
binfmt()
{
    local word
    case ${1%%-*} in
    aarch64) word='\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7' ;;
    riscv64gc) word='\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xf3' ;;
    armv7) word='\x01\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\x28' ;;
    esac
    word=":zbuild:M::\x7fELF$word:\xff\xff\xff\xff\xff\xff\xff\x00"
    word+="\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff:$(command -v "$qemu"):P"
    printf '%s\n' '#!/bin/sh' 'mount -t binfmt_misc none /proc/sys/fs/binfmt_misc &&' \
        "printf %s '$word' >/proc/sys/fs/binfmt_misc/register &&" 'exec "$@"' >"$work/binfmt"
    chmod +x "$work/binfmt"
    private="unshare -rm $work/binfmt"
    $private true 2>/dev/null || private=
}

# own_zig HOST: that of its wheel
own_zig()
{
    local arch=${1%%-*}
    case $arch in armv7) arch=armv7l ;; riscv64gc) arch=riscv64 ;; esac
    echo "$top/.deps/zig-$arch/ziglang/zig"
}

for host; do
    dir=$work/$host qemu=$(qemu_of "$host") more=
    [ $host != gcc ] || continue
    case $host in aarch64-* | armv7-* | riscv64gc-*)
        more=$(printf 'tests/%s-tests ' unit golden mutate prop) ;;
    esac
    try "$host: zbuild builds zbuild" "$top/dist/build" "$host" "$dir" $more || continue
    # LSX is part of Rust's LoongArch, and qemu plays it since 8.2.
    if [ "$qemu" = qemu-loongarch64 ] && qemu-loongarch64 --version | grep -q 'version 7'; then
        skip "$host: it starts" 'this qemu plays no LSX'
        continue
    fi
    starts "$host" "$dir/zshim"
    [ -n "$more" ] || continue
    run=$qemu private= suites_pass "$host" "$dir" unit golden mutate prop
    try "$host: it compiles" $qemu "$work/$host-name/aarch64-linux-gnu-cc" \
        -c -o "$dir/main.o" "$work/main.c"
    try "$host: ... what links" "$BUILD/bin/zshim" cc --target=aarch64-linux-gnu \
        -o "$dir/main" "$dir/main.o"
    hear qemu-aarch64 -L /usr/aarch64-linux-gnu "$dir/main"
    [ "$status" = 42 ] && ok "$host: ... and runs" || heard "$host: ... and runs" "status $status"
    binfmt "$host"
    if [ -z "$private" ]; then
        skip "$host: as users run it" 'no private binfmt_misc (Linux 6.7)'
        continue
    fi
    # (the others ask for the machine's own programs, which are this one's)
    run= suites_pass "$host" "$dir" people-completions people-manual people-pages zig verify \
        cache faults
    mkdir -p "$work/own"
    try "$host: with its own zig" $private env ZBUILD_ZIG="$(own_zig "$host")" ZBUILD_CACHE_DIR="$work/own" \
        ZIG_GLOBAL_CACHE_DIR="$work/own" ZIG_LOCAL_CACHE_DIR="$work/own" \
        "$dir/zshim" cc --target=aarch64-linux-gnu.2.17 -o "$dir/main" "$work/main.c"
    hear qemu-aarch64 -L /usr/aarch64-linux-gnu "$dir/main"
    [ "$status" = 42 ] && ok "$host: ... runs" || heard "$host: ... runs" "status $status"
done

# make CC=aarch64-linux-gnu-gcc, with Debian's libraries by `cargo zbuild deps`
case " $* " in *' gcc '*)
    mkdir -p "$work/deps" && cd "$work/deps" || exit 1
    printf '[deps]\naarch64-unknown-linux-gnu = libbsd-dev libinih-dev libmd-dev\n' >zbuild.ini
    try "gcc: Debian's libraries" "$BUILD/bin/cargo-zbuild" zbuild deps sync
    root=$("$BUILD/bin/cargo-zbuild" zbuild deps list --path)
    cd "$top" || exit 1
    try 'gcc: make CC=aarch64-linux-gnu-gcc' make -s -j2 BUILD="$work/gcc" STATIC= HOSTCC=cc \
        CC=aarch64-linux-gnu-gcc CFLAGS="-O1 -g0 -isystem $root/usr/include" \
        LDFLAGS="-L$root/usr/lib/aarch64-linux-gnu -Wl,-rpath-link,$root/usr/lib/aarch64-linux-gnu" \
        "$work/gcc/bin/zshim" "$work/gcc/bin/cargo-zbuild"
    qemu="qemu-aarch64 -L /usr/aarch64-linux-gnu -E LD_LIBRARY_PATH=$root/usr/lib/aarch64-linux-gnu"
    starts gcc "$work/gcc/bin/zshim" ;;
esac
finish
