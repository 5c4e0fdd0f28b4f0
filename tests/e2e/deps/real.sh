# Sourced by 90-deps.sh: packages of the distribution, linked with and run.

# What was downloaded once is kept for other clones and builds.
debs=$cache/debs
mkdir -p "$debs" "$ZBUILD_CACHE_DIR/deps/store"
for deb in "$debs"/*.deb; do
    [ ! -f "$deb" ] || [ -e "$ZBUILD_CACHE_DIR/deps/store/${deb##*/}" ] ||
        cp "$deb" "$ZBUILD_CACHE_DIR/deps/store"
done
real=$work/real
mkdir -p "$real"
cp -r "$src/c/." "$real"
cd "$real" || exit 1
if ! try 'real packages' cargo-zbuild zbuild deps add --target $t \
    libssl-dev zlib1g-dev libjsoncpp-dev libstdc++-12-dev libsqlite3-dev; then
    return
fi
cp -n "$ZBUILD_CACHE_DIR"/deps/store/*.deb "$debs"
try 'the glibc that they need is told' grep -qx \
    "zbuild: these libraries need glibc 2\.[0-9]*: link with them by --target $t\.2\.[0-9]*" \
    "$log"
root=$(cargo-zbuild zbuild deps list --path)
libdir=$root/usr/lib/aarch64-linux-gnu
# Debian's own glibc is the floor of what its libraries need.
floor=$(sed -n 's/^libc6 = \([0-9]*\.[0-9]*\)-.*/\1/p' zbuild.lock)
full=$t.$floor
mkdir bin
try 'names of the target' cargo-zbuild zbuild link --target "$full" \
    --target $t.2.17 --dir bin
PATH=$real/bin:$PATH
run() { cargo-zbuild zbuild run-binary "$@"; }
tls_says='zlib 1\.[0-9.]*, OpenSSL 3, ba7816bf, 35 bytes'

# The shim by itself, in the workspace.
try "C with -lssl, by $full-gcc" "$full-gcc" -O1 -o tls tls.c -lssl -lcrypto -lz &&
    try_says '... runs under qemu' "$tls_says" run ./tls
# In a cache whose last link is ours: other suites link meanwhile.
mkdir "$work/explain"
for each in "$ZBUILD_CACHE_DIR"/*; do
    [ "${each##*/}" = records ] || ln -s "$each" "$work/explain"
done
ZBUILD_CACHE_DIR=$work/explain try '... a link to explain' "$full-gcc" -o tls-again \
    tls.c -lssl -lcrypto -lz
ZBUILD_CACHE_DIR=$work/explain try_says 'explain tells whose each library is' \
    "  -lssl  */.*${libdir#"$ZBUILD_CACHE_DIR"}/libssl.so  [(]of the target's root[)]" \
    cargo-zbuild zbuild explain
flags=$("$full-pkg-config" --cflags --libs openssl zlib)
case $flags in
*"-I$root/usr/include"*"-lssl"*"-lz"*) ok 'pkg-config names the root' ;;
*) not_ok 'pkg-config names the root' "$flags" ;;
esac
try 'and a link takes its words' "$full-cc" -o tls-pc tls.c $flags &&
    try_says '... runs under qemu' "$tls_says" run ./tls-pc
refuses 'pkg-config has what the root has' 1 'Package .*x11.* not found' \
    "$full-pkg-config" --print-errors --exists x11
try_says "and so it does under GNU's name" '3\..*' \
    aarch64-linux-gnu-pkg-config --modversion libssl

# --- the floor ------------------------------------------------------------------

refuses 'a library that needs a newer glibc' 1 \
    "libcrypto.so.3 needs glibc 2\.[0-9]*, the floor is 2.17: '.*@GLIBC_2\.[0-9]*'" \
    $t.2.17-gcc -o old tls.c -lssl -lcrypto -lz
said=$log
try '... in one message with the choice' grep -q \
    "^hint: raise the floor to $t\.2\.[0-9]*, link its static library.*vendored" "$said"
# (what is prepared slowly is told, too)
try '... and not in many' test "$(grep -vc '^preparing ' "$said")" = 2
try '... and nothing is linked' test ! -e old
try 'gate = warn lets it pass' env ZBUILD_GLIBC_GATE=warn $t.2.17-gcc -o warned \
    tls.c -lssl -lcrypto -lz &&
    try_says '... runs under qemu' "$tls_says" run ./warned
try 'a static one with the old floor' $t.2.17-gcc -o static z.c -Wl,-Bstatic \
    -lz -Wl,-Bdynamic &&
    try_says '... runs under qemu' 'zlib 1\..*' run ./static
if [ "$(elf_needed static | xargs)" = libc.so.6 ]; then
    ok '... and needs libc only'
else
    not_ok '... and needs libc only' "$(elf_needed static)"
fi

# --- host leaks -----------------------------------------------------------------

hostlib=/usr/lib/x86_64-linux-gnu
if [ -e $hostlib/libinih.so ]; then
    refuses "this machine's library" 1 \
        "'$hostlib/libinih.so' is for x86_64, the target is $t" \
        "$full-gcc" -o leak z.c -L$hostlib -linih -lz
    refuses "this machine's library for musl" 1 \
        "'$hostlib/libinih.a' is built for this machine's C library" \
        zshim cc --target=x86_64-unknown-linux-musl -o leak z.c -L$hostlib -linih
    refuses "this machine's archive" 1 "'$hostlib/libinih.a' is for x86_64" \
        "$full-gcc" -o leak z.c -L$hostlib -Wl,-Bstatic -linih
else
    not_ok "this machine's library" "no $hostlib/libinih.so"
fi
refuses "this machine's .pc file" 1 \
    "'/usr/lib/x86_64-linux-gnu/pkgconfig/check.pc' is this machine's" \
    env PKG_CONFIG_PATH=/usr/lib/x86_64-linux-gnu/pkgconfig "$full-pkg-config" --libs check
try "this machine's header folder is left out" "$full-gcc" -I/usr/include -c -o z.o z.c
try '... with a line' grep -q 'note: -I/usr/include dropped: headers of this machine' "$log"
cp zbuild.ini plain.ini
printf '[zbuild]\nstrict = yes\n' >>zbuild.ini
refuses '... and refused by strict' 125 "'-I/usr/include': headers of this machine" \
    "$full-gcc" -I/usr/include -c -o z.o z.c
cp plain.ini zbuild.ini
cc -c -o host.o host.c
refuses 'an object of this machine' 1 'host.o is incompatible with' \
    "$full-gcc" -o leak host.o
# What headers of glibc 2.38 make of strtol.
"$full-gcc" -Dstrtol=__isoc23_strtol -c -o newer.o host.c
"$full-ar" rc libnewer.a newer.o
refuses "an object of newer headers" 1 \
    'hint: .*__isoc23_strtol.*that object \(.*libnewer.a\(newer.o\)\) was compiled with headers' \
    $t.2.17-gcc -o leak libnewer.a

# libc is zig's, whatever a root brings along.
other=$work/other-root
cp -r "$root" "$other"
echo '#error the headers of another libc' | tee "$other/usr/include/stdio.h" \
    >"$other/usr/include/aarch64-linux-gnu/stdlib.h"
echo 'INPUT(/nowhere/libc.so.6)' | tee "$other/usr/lib/aarch64-linux-gnu/libc.so" \
    >"$other/usr/lib/aarch64-linux-gnu/libm.so"
try 'another root: --sysroot for exec' cargo-zbuild zbuild exec --target "$full" \
    --sysroot "$other" -- sh -c '$CC -I"$0/usr/include" -isystem \
    "$0/usr/include/aarch64-linux-gnu" -L"$0/usr/lib/aarch64-linux-gnu" -o tls-other \
    tls.c $($PKG_CONFIG --cflags --libs openssl zlib) -lm' "$other" &&
    try_says '... runs under qemu' "$tls_says" run --sysroot "$other" ./tls-other
refuses 'a root that is not there' 125 "the root '/nowhere' of $t is not there" \
    cargo-zbuild zbuild exec --target "$full" --sysroot /nowhere -- true

# --- build systems ------------------------------------------------------------

try 'CMake finds the libraries' cargo-zbuild zbuild exec --target "$full" -- \
    cmake -S . -B cmake -G Ninja &&
    try '... builds' ninja -C cmake &&
    try '... and ctest runs it under qemu' cargo-zbuild zbuild exec \
        --target "$full" -- ctest --test-dir cmake --output-on-failure
try 'Meson: the cross file' bash -c "cargo-zbuild zbuild env --target $full \
    --format meson >cross.meson" &&
    try '... says the root' grep -qx "sys_root = '$root'" cross.meson &&
    try '... finds the libraries' meson setup --cross-file cross.meson meson &&
    try '... builds' ninja -C meson &&
    try '... and runs it under qemu' meson test -t 10 -C meson

# --- C++ ------------------------------------------------------------------------

json=$("$full-pkg-config" --cflags jsoncpp)
refuses 'a library built with libstdc++' 1 \
    'hint: .*libstdc\+\+.*`cxx = libstdc\+\+`' \
    "$full-g++" $json -o json json.cc -ljsoncpp -lz
try '... is told in one hint' test "$(grep -c '^hint: ' "$log")" = 1
printf '[target %s]\ncxx = libstdc++\n' $t >>zbuild.ini
try 'cxx = libstdc++: links' "$full-g++" -O1 $json -o json json.cc -ljsoncpp -lz &&
    try_says '... runs under qemu' 'caught 7, \{"a":\[1,2\]\}, zlib 1' run ./json
# One unwinder for both sides of an exception, and one set of types.
if [ "$(elf_needed json | grep -c '^lib\(stdc++\.so\.6\|gcc_s\.so\.1\)$')" = 2 ] &&
    ! nm json | grep -q '__1\| t _Unwind_Resume'; then
    ok "... with GCC's C++ library"
else
    not_ok "... with GCC's C++ library" "$(elf_needed json)"
fi
try '... statically' "$full-g++" -O1 -static-libstdc++ -static-libgcc \
    -o static-cxx static.cc &&
    try_says '... runs under qemu' 'thrown up' run ./static-cxx up
refuses '... needs a newer glibc, too' 1 'libstdc\+\+.so.6 needs glibc 2' \
    $t.2.17-g++ -o old static.cc
try 'cargo gets to know it' bash -c "cargo-zbuild zbuild env --target $full |
    grep -qx 'export CXXSTDLIB_aarch64_unknown_linux_gnu=.\{0,1\}stdc++.\{0,1\}'"
cp plain.ini zbuild.ini

# --- Rust -----------------------------------------------------------------------

cp -r "$src/tls" "$work/tls"
cd "$work/tls" || exit 1
cp "$real/zbuild.ini" "$real/zbuild.lock" .
tls_rust='OpenSSL 3 baad, SQLite 3, zlib 1 cbf43926'
tls_file=$(zbuild_out "$full")/debug/tls
tls_needs='libcrypto.so.3 libsqlite3.so.0 libssl.so.3 libz.so.1'

# tls_works NAME: it runs, and each library is the one of the root.
tls_works()
{
    try_says "$1: runs under qemu" "$tls_rust" run "$tls_file"
    if [ "$(elf_needed "$tls_file" | grep -E 'ssl|crypto|sqlite|libz' | sort |
        xargs)" = "$tls_needs" ]; then
        ok "$1: the root's libraries, none of its own"
    else
        not_ok "$1: the root's libraries, none of its own" "$(elf_needed "$tls_file")"
    fi
}
try 'openssl, libsqlite3-sys, libz-sys: build' zbuild_cargo "$full" build --locked &&
    tls_works 'openssl, libsqlite3-sys, libz-sys'
try '... and cargo zbuild run runs it' zbuild_cargo "$full" run --locked -q

# Two machines that this one's release has nothing for, or not quite: ARMv6 with
# Debian's armhf, riscv64 of a newer release.
mkdir "$work/far"
cd "$work/far" || exit 1
cp "$src/c/tls.c" .
armv6=arm-unknown-linux-gnueabihf
riscv=riscv64gc-unknown-linux-gnu
refuses 'no packages for ARMv6' 125 "no packages for '$armv6'" \
    cargo-zbuild zbuild deps add --target $armv6 libssl-dev zlib1g-dev
try '... the hint has them' grep -q '^hint: with --arch armhf .*armv7' "$log"
far_works()
{
    local t=$1.$(sed -n "/^\[$1\]/,/^\[/s/^libc6 = \([0-9]*\.[0-9]*\)-.*/\1/p" zbuild.lock)
    try "$1: links" cargo-zbuild zbuild exec --target "$t" -- \
        sh -c '$CC -O1 -o tls tls.c $($PKG_CONFIG --libs openssl zlib)' &&
        try_says '... runs under qemu' 'zlib 1\.[0-9.]*, OpenSSL 3, ba7816bf, 35 bytes' \
            run ./tls
}
try 'ARMv6 with armhf' cargo-zbuild zbuild deps add --target $armv6 --arch armhf \
    libssl-dev zlib1g-dev &&
    try '... is told what it means' grep -q "armhf is built for the CPU of armv7" "$log"
try '... and is remembered' grep -A1 -x "\[deps $armv6\]" zbuild.ini && far_works $armv6
if [ "$(readelf -A tls | sed -n 's/ *Tag_CPU_arch: //p')" = v6 ]; then
    ok '... our code is ARMv6'
else
    not_ok '... our code is ARMv6' "$(readelf -A tls)"
fi
if [ "$(. /etc/os-release && echo "$VERSION_CODENAME")" = bookworm ]; then
    refuses 'no riscv64 in this release' 125 'no source of this machine has them' \
        cargo-zbuild zbuild deps add --target $riscv libssl-dev
    try '... the hint says which has it' \
        grep -q "^hint: [a-z]* has them: .*--target $riscv --suite [a-z]" "$log"
    refuses 'a suite that is not there' 125 "trixy Release' does not have a Release file" \
        cargo-zbuild zbuild deps add --target $riscv --suite trixy libssl-dev
    says '... the hint says which is' '^hint: [a-z]* has them: .*--suite [a-z]'
else
    skip 'no riscv64 in this release' 'this machine is no Debian 12'
fi
try 'riscv64 of trixie' cargo-zbuild zbuild deps add --target $riscv --suite trixie \
    libssl-dev zlib1g-dev && far_works $riscv
cp -n "$ZBUILD_CACHE_DIR"/deps/store/*.deb "$debs"
cd "$work/tls" || exit 1

# Without the folders that openssl-sys is told, it asks pkg-config as the others
# do: ours, then Debian's, which the variables lead to the root.
ssl_folders="-u AARCH64_UNKNOWN_LINUX_GNU_OPENSSL_LIB_DIR
    -u AARCH64_UNKNOWN_LINUX_GNU_OPENSSL_INCLUDE_DIR"
by_pkg_config()
{
    env $std_rust CARGO_TARGET_DIR="$target/std" cargo-zbuild zbuild exec --cargo \
        --target "$full" -- env $ssl_folders "$@" /usr/bin/cargo build \
        --locked --target $t
}
# log_of_pkg_config NAME PROGRAM: a pkg-config that notes what it is asked.
log_of_pkg_config()
{
    printf '#!/bin/sh\necho "$*" >>%s\nexec %s "$@"\n' "$work/$1.log" "$2" \
        >"$work/$1"
    chmod +x "$work/$1"
}
own=$(cargo-zbuild zbuild exec --cargo --target "$full" -- sh -c \
    'echo "$PKG_CONFIG_aarch64_unknown_linux_gnu"')
log_of_pkg_config applet "$own"
log_of_pkg_config debians /usr/bin/pkg-config
for kind in applet debians; do
    try "crates by pkg-config ($kind): build" by_pkg_config \
        PKG_CONFIG_aarch64_unknown_linux_gnu="$work/$kind" &&
        tls_works "crates by pkg-config ($kind)"
    for library in openssl sqlite3 zlib; do
        try "crates by pkg-config ($kind): $library was asked for" \
            grep -qw -- "--libs.* $library" "$work/$kind.log"
    done
done

# [deps] changed: a build brings the lock file up to date; --locked forbids.
printf '%s = libssl-dev libsqlite3-dev zlib1g-dev libjsoncpp-dev\n' $t |
    sed '1i [deps]' >zbuild.ini
refuses 'a build with --locked and an old zbuild.lock' 125 \
    "zbuild.lock has other packages of $t's \[deps\]" \
    zbuild_cargo "$full" build --locked
try 'a build brings zbuild.lock up to date' zbuild_cargo "$full" build
try '... with the packages of [deps]' \
    grep -q '^libjsoncpp-dev = ' zbuild.lock
if grep -q '^libstdc++-12-dev = ' zbuild.lock; then
    not_ok '... and no others' "$(cat zbuild.lock)"
else
    ok '... and no others'
fi
# In the cache, as cache and gc see it.
root=$(cargo-zbuild zbuild deps list --path)
cached()
{
    cargo-zbuild zbuild cache --json | python3 -c '
import json, sys
got = {(e["what"], e["path"]) for e in json.load(sys.stdin)["entries"]}
base = sys.argv[1].rsplit("/roots/", 1)[0]
for want in (("root", sys.argv[1]), ("packages", base + "/store"),
             ("lists", base + "/arm64")):
    assert want in got, want' "$root"
}
try 'cache lists the root, the packages and the lists' cached

# What setup wrote is right until the packages change; doctor sees it.
doctor_line()
{
    env $std_rust cargo-zbuild zbuild doctor --target "$full" | grep -E "^$1 +setup "
}
try 'setup, for its root and its std' env $std_rust cargo-zbuild zbuild setup \
    --target "$full" &&
    try '... doctor finds it right' doctor_line ok
try 'another package' cargo-zbuild zbuild deps add --target $t libstdc++-12-dev &&
    try '... and doctor finds it old' doctor_line missing
cargo-zbuild zbuild setup --remove 2>/dev/null
root=$(cargo-zbuild zbuild deps list --path)

# A machine without apt: what is there is used; for the rest it says the way.
mkdir "$work/no-apt"
for tool in sh cargo rustc cc ar pkg-config pkgconf; do
    ln -s "$(command -v $tool)" "$work/no-apt/$tool"
done
without_apt() { PATH=$work/no-apt:$BUILD/bin "$@"; }
refuses 'without apt, packages cannot be had' 127 'need apt' without_apt \
    cargo-zbuild zbuild deps add --target $t libjsoncpp-dev libyaml-dev
try '... the hint says --sysroot' grep -q '^hint: .*--sysroot DIR' "$log"
try '--sysroot DIR does as well' without_apt /usr/bin/env $std_rust \
    CARGO_TARGET_DIR="$target/std" "$BUILD/bin/cargo-zbuild" zbuild build \
    --target "$full" --sysroot "$root" && tls_works '--sysroot DIR'
refuses "what the user set stays, and is told" 0 \
    'PKG_CONFIG_LIBDIR.*stays: it may hide' env PKG_CONFIG_LIBDIR=/mine \
    cargo-zbuild zbuild exec --cargo --target "$full" -- true
# --- as the pages say it ---------------------------------------------------------

# A root of another C library, by docs/deps.md's words.
mkdir -p "$work/musl/usr/include" "$work/musl/usr/lib" "$work/musl/src"
cd "$work/musl" || exit 1
echo 'int seven(void);' >usr/include/seven.h
echo 'int seven(void) { return 7; }' >seven.c
printf '#include <seven.h>\n#include <stdio.h>\nint main(void) { printf("%%d\\n", seven()); }\n' >main.c
musl=aarch64-unknown-linux-musl
try 'a root of musl: its library' zshim cc --target=$musl -c seven.c &&
    zshim ar --target=$musl rc usr/lib/libseven.a seven.o
try '... is linked with' cargo-zbuild zbuild exec --target $musl --sysroot . -- \
    sh -c '$CC -o seven main.c -lseven' &&
    try_says '... runs under qemu' 7 run ./seven

# docs/targets.md's OpenMP.
mkdir "$work/omp"
cd "$work/omp" || exit 1
printf '%s\n' '#include <omp.h>' '#include <stdio.h>' 'int main(void) {' 'int sum = 0;' \
    'omp_set_num_threads(3);' '_Pragma("omp parallel for reduction(+:sum)")' \
    'for (int i = 1; i <= 10; i++) sum += i;' 'printf("sum %d\n", sum); }' >main.c
sed -n '/^## OpenMP/,/^```$/p' "$top/docs/targets.md" |
    sed '1,/^```text 90-deps$/d; /^```$/d' >omp.sh
cp "$real"/bin/* . 2>/dev/null
try 'OpenMP, as docs/targets.md says' env PATH="$PWD:$PATH" bash -e omp.sh &&
    cp -n "$ZBUILD_CACHE_DIR"/deps/store/*.deb "$debs" &&
    try_says '... runs under qemu' 'sum 55' run ./a.out
cd "$top" || exit 1
