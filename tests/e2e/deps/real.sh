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
    libssl-dev zlib1g-dev libjsoncpp-dev libstdc++-12-dev; then
    return
fi
cp -n "$ZBUILD_CACHE_DIR"/deps/store/*.deb "$debs"
try 'the glibc that they need is told' grep -qx \
    "zbuild: these libraries need glibc 2\.[0-9]*: link with them by --target $t\.2\.[0-9]*" \
    "$e2e_log"
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
try_says 'explain tells whose each library is' \
    "  -lssl  *$libdir/libssl.so  (of the target's root)" cargo-zbuild zbuild explain
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
said=$e2e_log
try '... in one message with the choice' grep -q \
    "^hint: raise the floor to $t\.2\.[0-9]*, link its static library.*vendored" "$said"
try '... and not in many' test "$(wc -l <"$said")" = 2
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
try '... with a line' grep -q 'note: -I/usr/include dropped: headers of this machine' "$e2e_log"
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
    'hint: .*__isoc23_strtol.*that object (.*libnewer.a(newer.o)) was compiled with headers' \
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
    try '... and runs it under qemu' meson test -C meson

# --- C++ ------------------------------------------------------------------------

json=$("$full-pkg-config" --cflags jsoncpp)
refuses 'a library built with libstdc++' 1 \
    'hint: .*libstdc++.*`cxx = libstdc++`' \
    "$full-g++" $json -o json json.cc -ljsoncpp -lz
try '... is told in one hint' test "$(grep -c '^hint: ' "$e2e_log")" = 1
printf '[target %s]\ncxx = libstdc++\n' $t >>zbuild.ini
try 'cxx = libstdc++: links' "$full-g++" -O1 $json -o json json.cc -ljsoncpp -lz &&
    try_says '... runs under qemu' 'caught 7, {"a":\[1,2\]}, zlib 1' run ./json
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
refuses '... needs a newer glibc, too' 1 'libstdc++.so.6 needs glibc 2' \
    $t.2.17-g++ -o old static.cc
try 'cargo gets to know it' bash -c "cargo-zbuild zbuild env --target $full |
    grep -qx 'export CXXSTDLIB_aarch64_unknown_linux_gnu=.\{0,1\}stdc++.\{0,1\}'"
cp plain.ini zbuild.ini

# --- Rust -----------------------------------------------------------------------

cp -r "$src/tls" "$work/tls"
cd "$work/tls" || exit 1
cp "$real/zbuild.ini" "$real/zbuild.lock" .
try 'openssl-sys builds' zbuild_cargo "$full" build --locked &&
    try_says '... and runs under qemu' 'OpenSSL 3 baad' zbuild_cargo "$full" run --locked -q
try 'by pkg-config, too' bash -c "touch src/main.rs
    cargo-zbuild zbuild exec --cargo --target $full -- sh -c '
        test \"\$PKG_CONFIG_SYSROOT_DIR_aarch64_unknown_linux_gnu\" = \"$root\" &&
        \$PKG_CONFIG_aarch64_unknown_linux_gnu --exists openssl'"
refuses "what the user set stays, and is told" 0 \
    'PKG_CONFIG_LIBDIR.*stays: it may hide' env PKG_CONFIG_LIBDIR=/mine \
    cargo-zbuild zbuild exec --cargo --target "$full" -- true
cd "$top" || exit 1
