#!/bin/bash
# What zbuild makes itself of a C library with shared objects: the stubs have
# the symbols, versions, types and sizes of those that zig makes, the start files
# and libc_nonshared.a what zig's have. STUBS=all (make check-stubs): every
# architecture, five floors each.
. "$(dirname "$0")/../lib/e2e.sh"

export ZBUILD_CACHE_DIR=$work/zbuild
mkdir -p "$ZBUILD_CACHE_DIR"
cd "$work" || exit 1
echo 'int main(void) { return 0; }' >main.c

# zigs TARGET CPU: what zig itself makes for its target, into the folder zigs.
zigs()
{
    local w
    rm -rf zigs && mkdir zigs
    for w in $(ZIG_VERBOSE_LINK=1 "$ZBUILD_ZIG" build-exe main.c -lc -fPIE \
        -fstrip -fno-compiler-rt -fno-ubsan-rt -target "$1" ${2:+-mcpu=$2} \
        -femit-bin=zigs/p 2>&1 | grep "^ld.lld.*zigs/p "); do
        case $w in
        */zigs/p) ;;
        */o/*/*.so) cp "$w" "zigs/${w##*/}.0" ;; # OpenBSD's
        */o/*/*.so.* | */o/*/*.a | */o/*/*crt[01].o) cp "$w" zigs ;;
        esac
    done
    ls zigs/*.so.* >/dev/null
}

# dynamic FILE: what a linker sees. (zig's FreeBSD has one name of its own making.)
dynamic()
{
    readelf --dyn-syms -VhdW "$1" | awk '
        $5 ~ /^(GLOBAL|WEAK)$/ && $8 !~ /_FBSD_[0-9]_[0-9]$/ {
            print $8, $3, $4, $5, $6, $7 == "UND" ? "wanted" : "there"
        }
        /Index: .*Name:/ { sub(/^.*Flags/, "Flags"); print }
        /SONAME|NEEDED/ { sub(/^.*\(/, "("); print }
        # (zig says soft-float of all for ARM, whatever they are, BE8 of what is
        # never loaded, and FreeBSD of one machine only)
        /^  (Class|Data|OS.ABI|Machine|Flags):/ {
            sub(/0x5[08]00200/, "0x5000000"); sub(/, soft-float ABI/, "")
            sub(/, BE8/, ""); sub(/UNIX - FreeBSD/, "UNIX - System V"); print
        }
    ' | LC_ALL=C sort
}

# one_place FILE: variables at one address, of which a program would get one copy.
one_place()
{
    readelf --dyn-syms -W "$1" | awk '$4 == "OBJECT" { print $2 }' |
        LC_ALL=C sort | uniq -d
}

# statics FILE: an object's or an archive's symbols, member by member.
statics()
{
    readelf -sW "$1" 2>/dev/null | awk '$1 ~ /^[0-9]+:$/ && $5 != "LOCAL" {
        print $8, $4, $5, $6, $7 == "UND" ? "wanted" : "there" }' |
        LC_ALL=C sort
}

# same TARGET: in the sysroot and in the folder zigs.
same()
{
    local lib r=0 f
    lib=$(echo "$ZBUILD_CACHE_DIR"/sysroots/*/"$1"/lib)
    for f in zigs/*; do
        f=${f#zigs/}
        case $f in
        *.so.*)
            [ -s "$lib/$f" ] && diff <(dynamic zigs/$f) <(dynamic "$lib/$f") &&
                [ -z "$(one_place "$lib/$f")" ] && continue
            ;;
        p) continue ;;
        *)
            diff <(statics zigs/$f) <(statics "$lib/$f") && continue
            ;;
        esac
        echo "$f of $1 is another one"
        r=1
    done
    for f in "$lib"/*.so.*; do
        f=${f##*/}
        [ -e zigs/$f ] || [ $f = libgcc_s.so.1 ] || { echo "zig has no $f"; r=1; }
    done
    return $r
}

# field TARGET NAME
field()
{
    cargo-zbuild info "$1" --json | sed -n "s/^.\"$2\": \"\(.*\)\",\$/\1/p"
}

check()
{
    local t=$1
    : >trace
    try "$t: links" env ZBUILD_TRACE=$work/trace zshim cc --target=$t main.c -o p
    try "$t: by us" eval '! grep "by zig itself" trace'
    try "$t: zig makes its own" zigs "$(field $t zig)" "$(field $t cpu)"
    try "$t: the same" same $t
}

floors()
{
    local lowest=$1 v
    for v in 2.12 2.17 2.28 2.33 2.39 2.41; do
        [ "$(printf '%s\n' "$lowest" $v | sort -V | head -1)" = "$lowest" ] &&
            echo $v
    done
}

if [ "${STUBS:-}" = all ]; then
    for t in $(cargo-zbuild targets | awk '/unknown-linux-gnu|bsd/ { print $1 }'); do
        case $t in
        *bsd*) check $t ;;
        *-gnu*) zshim cc --target=$t.2.41 -c main.c -o p 2>&1 |
            grep -q 'this zig has no glibc' && continue ;;&
        *) for v in $(floors "$(field $t glibc_lowest)"); do check $t.$v; done ;;
        esac
    done
else
    check x86_64-unknown-linux-gnu.2.17
    check i686-unknown-linux-gnu.2.33
    check s390x-unknown-linux-gnu.2.41
    check aarch64-unknown-freebsd
    check x86_64-unknown-netbsd
    check x86_64-unknown-openbsd
fi

# --- another floor costs nothing ------------------------------------------------
t=x86_64-unknown-linux-gnu
: >trace
[ -e "$(echo "$ZBUILD_CACHE_DIR"/sysroots/*/starts-$t-2.32)" ] ||
    zshim cc --target=$t.2.17 main.c -o p
try "another floor: links" env ZBUILD_TRACE=$work/trace \
    zshim cc --target=$t.2.25 main.c -o p
try "another floor: zig is not asked" eval '! grep -q "asking zig" trace'
# words TARGET: of its compiles.
words() { sed -n '/^c/p' "$ZBUILD_CACHE_DIR"/sysroots/*/$1/recipe; }
words $t.2.25 >reused
ZBUILD_CACHE_DIR=$work/fresh
zshim cc --target=$t.2.25 main.c -o p
try "another floor: a compile's words are those that zig says" eval \
    'words $t.2.25 | diff reused - && grep -q GLIBC_MINOR__=25 reused'

# --- a damaged one is made again ------------------------------------------------
part=$(echo "$ZBUILD_CACHE_DIR"/sysroots/*/starts-$t-2.32/lib/Scrt1.o)
printf 'other bytes' | dd of="$part" bs=1 seek=100 conv=notrunc status=none
try "damage: links for another floor" zshim cc --target=$t.2.26 main.c -o p
try "damage: runs" ./p
finish
