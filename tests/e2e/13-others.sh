#!/bin/bash
# Another clang, zig and root than they should be: an NDK's clang works, the rest
# is refused in one message with a way on, and nothing is left half made.
. "$(dirname "$0")/../lib/e2e.sh"

unset ZBUILD_CLANG ZBUILD_LLD ZIG_GLOBAL_CACHE_DIR ZIG_LOCAL_CACHE_DIR
arm=aarch64-unknown-linux-gnu.2.17
x86=x86_64-unknown-linux-gnu.2.17
real=$(readlink -f "$ZBUILD_ZIG")
cd "$work" || exit 1
printf '%s\n' '#include <stdio.h>' 'int main(void) { puts("here"); return 0; }' >m.c

# --- an NDK's clang --------------------------------------------------------------

# ndk VERSION: its layout; clang and lld say what those of an NDK say of themselves
ndk()
{
    local bin=$work/ndk/toolchains/llvm/prebuilt/linux-x86_64/bin
    local says='Android (12470979, +pgo, +bolt, +lto, based on r522817c)'
    mkdir -p "$bin" ndk-config/zbuild
    stand_in "$bin/clang" clang-19 "$says clang version $1 (https://a 0)"
    stand_in "$bin/ld.lld" ld.lld-19 "$says LLD $1 (https://a 0)"
    printf '%s\n' '[zbuild]' "clang = $bin/clang" "lld = $bin/ld.lld" \
        >ndk-config/zbuild/config.ini
}
# stand_in FILE PROGRAM VERSION
stand_in()
{
    cat >"$1" <<X
#!/bin/sh
case " \$* " in *" --version "*) echo "$3"; exit ;; esac
exec $2 "\$@"
X
    chmod +x "$1"
}
with_ndk() { env XDG_CONFIG_HOME="$work/ndk-config" ZBUILD_CACHE_DIR="$work/cache-ndk" "$@"; }

ndk 19.0.1
for t in $x86 $arm; do
    try "an NDK's clang, $t" with_ndk zshim cc --target=$t -O1 m.c -o m &&
        try_says '... runs' here run_as $t ./m
    hear strings -a m
    says '... it was that one' 'clang version 19'
done
try 'info names it' with_ndk cargo-zbuild zbuild info $x86
says '... with its version' 'clang.*ndk/toolchains/llvm/prebuilt/linux-x86_64/bin/clang'
rm -f m
ndk 18.0.4
refuses "an older NDK's" 126 "\[zbuild\] clang '.*bin/clang': it is clang 18.0.4, too old .*needs 19" \
    with_ndk zshim cc --target=$x86 m.c -o m

# --- refused -----------------------------------------------------------------------

# whole NAME: nothing was made, and one message with its hint was all
whole()
{
    [ ! -e m ] && [ "$(grep -c '^zshim: ' "$log")" = 1 ] && grep -q '^hint: ' "$log" &&
        [ -z "$(find cache-*/sysroots -name 'tmp.*' 2>/dev/null)" ] && ok "$1" ||
        heard "$1" "a file, or not one message: $(ls)"
}
whole '... whole'
refuses 'a clang of the wrong version' 126 'it is clang 14.*, too old .*needs 19' \
    env ZBUILD_CLANG=/usr/lib/llvm-14/bin/clang zshim cc --target=$x86 m.c -o m
whole '... whole'
refuses 'an lld of the wrong version' 126 'it is lld 14.*, too old .*needs 19' \
    env ZBUILD_LLD=/usr/lib/llvm-14/bin/ld.lld zshim cc --target=$x86 m.c -o m
whole '... whole'
refuses 'no clang at all' 126 "ZBUILD_CLANG '/usr/bin/gcc': it is no clang that runs here" \
    env ZBUILD_CLANG=/usr/bin/gcc zshim cc --target=$x86 m.c -o m
whole '... whole'
refuses 'a clang that is not there' 127 "ZBUILD_CLANG 'clang-99': no such program" \
    env ZBUILD_CLANG=clang-99 zshim cc --target=$x86 m.c -o m
whole '... whole'

# its lib folder of links, so that it can go
mkdir -p zig/lib && ln -s "${real%/*}"/lib/* zig/lib
cat >zig/zig <<EOF
#!/bin/sh
[ "\$1" != env ] || { "$real" env | sed 's|_dir = "${real%/*}/lib|_dir = "$work/zig/lib|; s|zig_exe = ".*"|zig_exe = "$work/zig/zig"|'; exit; }
exec "$real" "\$@"
EOF
chmod +x zig/zig
lost() { env ZBUILD_ZIG="$work/zig/zig" ZBUILD_CACHE_DIR="$work/cache-lost" "$@"; }
try 'a zig with all its files' lost zshim cc --target=$x86 -c m.c -o m.o
mv zig/lib zig/gone
for t in $x86 $arm; do
    refuses "a zig that loses its folder, $t" 126 'without its lib folder' \
        lost zshim cc --target=$t m.c -o m
    says '... says the way' '^hint: unpack zig 0.17.1 once more'
    whole '... whole'
done
mv zig/gone zig/lib
try '... and has it again' lost zshim cc --target=$x86 m.c -o m
rm -f m

mkdir -p root/usr/lib
printf '%s\n' '#include <stdlib.h>' 'unsigned any(void) { return arc4random(); }' >any.c
echo 'unsigned any(void); int main(void) { return any() == 1; }' >m.c
try 'a library for glibc 2.36' zshim cc --target=${x86%.2.17}.2.36 -shared -fPIC \
    -Wl,-soname,libany.so.1 any.c -o root/usr/lib/libany.so
refuses 'a root that needs a newer libc than the floor' 1 \
    'libany.so.1 needs glibc 2.36, the floor is 2.17' \
    env ZBUILD_SYSROOT_x86_64_unknown_linux_gnu="$work/root" \
    zshim cc --target=$x86 m.c -o m -lany
whole '... whole'
finish
