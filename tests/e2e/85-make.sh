#!/bin/bash
# Plain make and CROSS_COMPILE=: Lua and BusyBox, whose Makefiles know nothing of
# us. docs/make.md.
. "$(dirname "$0")/../lib/e2e.sh"
. "$top/tests/lib/sources.sh"

bin=$work/bin
# --- variables of make --------------------------------------------------------

# lua TARGET WORD…: the words are make's.
lua()
{
    local t=$1 d=$work/lua-$1 exe
    shift
    cp -r "$work/lua" "$d"
    try "lua $t: make" "$@" || return
    case $t in *-windows-*)
        exe=$d/src/lua.exe
        suits "$t" "$exe" "lua $t: headers" lua54.dll
        suits "$t" "$d/src/lua54.dll" "lua $t: the DLL's headers" ;;
    *)
        exe=$d/src/lua
        suits "$t" "$exe" "lua $t: ELF" ;;
    esac
    try_says "lua $t: runs" '42' run_as "$t" "$exe" \
        -e 'print(string.format("%d", 6 * 7))'
    try_says "lua $t: its errors unwind" 'false.*boom.*' run_as "$t" \
        "$exe" -e 'print(pcall(function() error("boom") end))'
}
try 'lua: its source package' unpack_debian "$work/lua" \
    lua5.4_5.4.4.orig.tar.gz \
    164c7849653b80ae67bec4b7473b884bf5cc8d2dca05653475ec2ed27b9ebf61
t=aarch64-unknown-linux-gnu.2.17
m=x86_64-unknown-linux-musl
# Its Makefile sets CC itself, so that make must be told (-e would do, too).
lua $t cargo-zbuild zbuild exec --target $t -- make -e -C "$work/lua-$t/src" \
    -j2 MYCFLAGS=-DLUA_USE_LINUX MYLIBS='-Wl,-E -ldl' 'AR=aarch64-linux-gnu-ar rcu' all
try "$m: link makes the names" cargo-zbuild zbuild link --target $m --dir "$bin"
PATH=$bin:$PATH
! every || lua $m make -C "$work/lua-$m/src" -j2 CC=x86_64-linux-musl-gcc \
    AR='x86_64-linux-musl-ar rcu' RANLIB=x86_64-linux-musl-ranlib \
    MYCFLAGS=-DLUA_USE_POSIX all
# Its own way to a DLL: `mingw`, with strip as linker's option and no import
# library; the program links the DLL itself.
w=x86_64-pc-windows-gnu
try "$w: link makes the names" cargo-zbuild zbuild link --target $w --dir "$bin"
lua $w make -C "$work/lua-$w/src" -j2 mingw CC='x86_64-w64-mingw32-gcc -std=gnu99' \
    AR='x86_64-w64-mingw32-ar rcu' RANLIB=x86_64-w64-mingw32-ranlib

# --- a profile -------------------------------------------------------------------

cat >"$work/work.lua" <<'END'
local t, s = {}, 0
for i = 1, 20000 do t[i] = (i * 7919) % 10007 end
table.sort(t)
for i, v in ipairs(t) do if v % 3 == 0 then s = s + v else s = s - #tostring(v) end end
print(s, select(2, ("x"):rep(999):gsub("x", "y")))
END

# profiled TARGET WORD: Lua again, with it for compiler and linker
profiled()
{
    local d=$work/pgo-$1-$3
    cp -r "$work/lua" "$d"
    try "lua $1, $3: make" cargo-zbuild zbuild exec --target "$1" -- make -s -e \
        -C "$d/src" -j2 MYCFLAGS="-DLUA_USE_LINUX $2" MYLIBS='-Wl,-E -ldl' \
        MYLDFLAGS="$2" AR="${1%%-*}-linux-gnu-ar rc" all || return
    try_says "lua $1, $3: runs" '33303932.999' run_as "$1" "$d/src/lua" "$work/work.lua"
}

# instructions FILE: those of its run, as valgrind counts them
instructions()
{
    valgrind --tool=callgrind --callgrind-out-file=/dev/null "$1" "$work/work.lua" 2>&1 |
        sed -n 's/.*Collected : //p'
}

# pgo TARGET: made, run, made again with what it wrote (docs/pgo.md)
pgo()
{
    local t=$1 raw=$work/raw-$1 used=$work/pgo-$1-used plain
    profiled "$t" '' plain && profiled "$t" "-fprofile-generate=$raw" counted &&
        try "lua $t: the profile" llvm-profdata-22 merge -o "$raw.profdata" "$raw" &&
        profiled "$t" "-fprofile-use=$raw.profdata" used || return
    suits "$t" "$used/src/lua" "lua $t: the floor"
    hear readelf -SW "$used/src/lvm.o"
    says "lua $t: hot and cold apart" '[.]text[.]hot[.]'
    [ "$t" = "$x" ] && command -v valgrind >/dev/null || return
    plain=$(instructions "$work/pgo-$t-plain/src/lua")
    hear instructions "$used/src/lua"
    try "lua $t: a twentieth fewer instructions than $plain" \
        test "$(cat "$log")" -lt $((plain / 20 * 19))
}
x=x86_64-unknown-linux-gnu.2.17
for p in $x $t; do
    every || continue
    if compgen -G "$(rustc --print sysroot)/lib/rustlib/${p%.2.17}/lib/libprofiler_builtins-*" >/dev/null
    then pgo $p
    else skip "a profile for $p" 'rustc here has no runtime of it'
    fi
done

# --- CROSS_COMPILE= ------------------------------------------------------------

# Kbuild: helpers with this machine's compiler, objects joined by `ld -r`, nm,
# objcopy and strip by their prefix.
try 'busybox: its source package' unpack_debian "$work/busybox" \
    busybox_1.35.0.orig.tar.bz2 \
    faeeb244c35a348a334f4a59e44626ee870fb07b6884d68c10ae8bc19f83a694
# (No applet with globals: clang reads BusyBox' constant pointer to them too
# early, on aarch64.)
settings='CONFIG_BUSYBOX=y CONFIG_SHOW_USAGE=y CONFIG_FEATURE_VERBOSE_USAGE=y
CONFIG_ECHO=y CONFIG_FACTOR=y CONFIG_WC=y CONFIG_MD5SUM=y CONFIG_LFS=y'

# busybox TARGET PREFIX WORD…
busybox()
{
    local t=$1 prefix=$2 d=$work/busybox-$1 one
    shift 2
    mkdir "$d"
    try "busybox $t: allnoconfig" make -C "$work/busybox" O="$d" -s \
        allnoconfig || return
    for one in $settings "$@"; do
        sed -i "/^# ${one%%=*} is not set/d; /^${one%%=*}=/d" "$d/.config"
        echo "$one" >>"$d/.config"
    done
    yes '' | make -C "$d" -s oldconfig >/dev/null 2>&1
    try "busybox $t: make CROSS_COMPILE=$prefix" make -C "$d" -j2 -s \
        CROSS_COMPILE="$prefix" || return
    suits "$t" "$d/busybox" "busybox $t: ELF"
    try_says "busybox $t: factor runs" '4294967297: 641 6700417' \
        run_as "$t" "$d/busybox" factor 4294967297
    printf hello >"$work/hello"
    try_says "busybox $t: md5sum runs" "5d41402abc4b2a76b9719d911017c592  .*" \
        run_as "$t" "$d/busybox" md5sum "$work/hello"
    try "busybox $t: is stripped" bash -c \
        "! readelf -SW '$d/busybox' | grep -q '\.symtab'"
}
! every || busybox $m x86_64-linux-musl- CONFIG_STATIC=y

# The same with what a recipe of Yocto adds to every call.
yocto()
{
    local t=aarch64-unknown-linux-gnu.2.28 map=-prefix-map=$work=/usr/src
    try "$t: link makes the names" cargo-zbuild zbuild link --target $t \
        --dir "$work/yocto"
    busybox $t "$work/yocto/aarch64-linux-gnu-" "CONFIG_EXTRA_CFLAGS=\"-mcpu=cortex-a57 \
-mbranch-protection=standard -O2 -g -pipe -feliminate-unused-debug-types \
-fcanon-prefix-map -fmacro$map -ffile$map -fdebug$map -fstack-protector-strong \
-D_FORTIFY_SOURCE=2 -Wformat -Wformat-security -Werror=format-security\"" \
        "CONFIG_EXTRA_LDFLAGS=\"-Wl,-O1 -Wl,--hash-style=gnu -Wl,--as-needed \
-fcanon-prefix-map -Wl,-z,relro,-z,now\""
}
! every || yocto

# Firmware: its start code, linker scripts and `objcopy -O binary`; qemu boots it.
# (OD writes a disassembly, which we have not.)
firmware()
{
    local t=aarch64-unknown-none d=$work/tf-a
    try 'tf-a: its source package' unpack_debian "$d" \
        arm-trusted-firmware_2.8.0+dfsg.orig.tar.xz \
        a4ecc35e0b893fe8682c075fc1bdb858de87e4cb18fbed9a1597e2c9f6d320de
    try "$t: link makes the names" cargo-zbuild zbuild link --target $t --dir "$bin"
    try 'tf-a: make CROSS_COMPILE=' make -C "$d" -j2 -s PLAT=qemu DEBUG=0 E=0 \
        CROSS_COMPILE="$bin/$t-" OD=: BUILD_BASE="$work/tf-a.built" bl1 bl31 ||
        return
    timeout 20 qemu-system-aarch64 -M virt,secure=on -cpu cortex-a57 -m 1G \
        -nographic -bios "$work/tf-a.built/qemu/release/bl1.bin" </dev/null \
        >"$work/tf-a.said" 2>&1
    try 'tf-a: qemu boots it' grep -q 'BL1: v2.8(release)' "$work/tf-a.said"
}
! every || firmware
try "$t: link makes the names" cargo-zbuild zbuild link --target $t --dir "$bin"
busybox $t aarch64-linux-gnu-
finish
