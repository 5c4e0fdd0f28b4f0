#!/bin/bash
# tests/hosts.sh [TRIPLE…]: `make check-hosts`. The programs for each host of
# dist/hosts are built by this tree's zbuild and started by qemu-user; on three of
# them the golden tests run, and a compile with this machine's zig
# (that host's zig would need a kernel that starts its programs: binfmt_misc). Last,
# the tree crossed with Debian's gcc.
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

# tests_pass HOST SUITE PROGRAM
tests_pass()
{
    hear env -C "$top" $qemu "$3"
    local passes
    passes=$(grep -cE '^ok ' "$log")
    if [ "$status" = 0 ] && [ "$passes" -gt 100 ]; then
        ok "$1: its $2 tests pass ($passes)"
    else
        heard "$1: its $2 tests pass" "$(grep -E '^not ok' "$log" | head)"
    fi
}

for host; do
    dir=$work/$host qemu=$(qemu_of "$host") more=
    [ $host != gcc ] || continue
    case $host in aarch64-* | armv7-* | riscv64gc-*)
        more=tests/golden-tests ;;
    esac
    try "$host: zbuild builds zbuild" "$top/dist/build" "$host" "$dir" $more || continue
    # LSX is part of Rust's LoongArch, and qemu plays it since 8.2.
    if [ "$qemu" = qemu-loongarch64 ] && qemu-loongarch64 --version | grep -q 'version 7'; then
        skip "$host: it starts" 'this qemu plays no LSX'
        continue
    fi
    starts "$host" "$dir/zshim"
    [ -n "$more" ] || continue
    tests_pass "$host" golden "$dir/build/tests/golden-tests"
    try "$host: it compiles" $qemu "$work/$host-name/aarch64-linux-gnu-cc" \
        -c -o "$dir/main.o" "$work/main.c"
    try "$host: ... what links" "$BUILD/bin/zshim" cc --target=aarch64-linux-gnu \
        -o "$dir/main" "$dir/main.o"
    hear qemu-aarch64 -L /usr/aarch64-linux-gnu "$dir/main"
    [ "$status" = 42 ] && ok "$host: ... and runs" || heard "$host: ... and runs" "status $status"
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
