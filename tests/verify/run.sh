#!/bin/bash
# `cargo zbuild verify` and the glibc gate of the shim on real files.
#
# ZBUILD_BIN is the folder of the programs (build/bin). Files of the host need
# its C compiler; those of other machines, and the gate, need zig (ZBUILD_ZIG
# or the one of `make deps`). What readelf says is the judge, never our reader.
set -u
top=$(cd "$(dirname "$0")/../.." && pwd)
bin=$(readlink -f "${ZBUILD_BIN:-${BUILD:-$top/build}/bin}")
zig=${ZBUILD_ZIG:-$top/.deps/zig/ziglang/zig}
export LC_ALL=C
unset CC CFLAGS LDFLAGS ZBUILD_GLIBC_GATE ZBUILD_CONFIG ZBUILD_TRACE \
    ZBUILD_ENGINE
export ZBUILD_CACHE_DIR=${ZBUILD_CACHE_DIR:-${ZBUILD_TEST_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/zbuild-tests}/cache}

for need in "$bin/cargo-zbuild" "$bin/zshim"; do
    [ -x "$need" ] || { echo "not ok - verify: no $need"; exit 1; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export XDG_CONFIG_HOME=$work/config
cd "$work" || exit 1
bad=0

ok() { echo "ok - $1"; }
skip() { echo "skip - $1: $2"; }
not_ok() { echo "not ok - $1"; bad=1; }

verify() { "$bin/cargo-zbuild" verify "$@"; }

# check NAME STATUS COMMAND…: the output stays in ./out and ./err.
check()
{
    local name=$1 want=$2 status
    shift 2
    "$@" >out 2>err
    status=$?
    [ $status = "$want" ] && { ok "$name"; return 0; }
    echo "\$ $*"
    cat out err
    echo "status $status, wanted $want"
    not_ok "$name"
    return 1
}

# says NAME FILE LINE…: each LINE is a whole line of FILE.
says()
{
    local name=$1 file=$2 line
    shift 2
    for line in "$@"; do
        grep -qxF -- "$line" "$file" && continue
        cat "$file"
        echo "wanted the line: $line"
        not_ok "$name"
        return 1
    done
    ok "$name"
}

# has NAME FILE TEXT…: each TEXT is somewhere in FILE.
has()
{
    local name=$1 file=$2 text
    shift 2
    for text in "$@"; do
        grep -qF -- "$text" "$file" && continue
        cat "$file"
        echo "wanted the text: $text"
        not_ok "$name"
        return 1
    done
    ok "$name"
}

equal()
{
    [ "$2" = "$3" ] && { ok "$1"; return 0; }
    printf 'got:\n%s\nwanted:\n%s\n' "$2" "$3"
    not_ok "$1"
}

# field KEY FILE: what verify says behind "KEY:".
field() { verify "$2" 2>/dev/null | sed -n "s/^  $1: *//p"; }

# --- what readelf sees --------------------------------------------------------

glibc_needs()
{
    readelf -VW "$1" | awk '/^Version needs/ { on = 1 }
        /^Version (symbols|definition)/ { on = 0 }
        on && match($0, /Name: GLIBC_[0-9.]+/) {
            print substr($0, RSTART + 12, RLENGTH - 12) }' | sort -Vu
}

needed() { readelf -dW "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | xargs; }
interp() { readelf -lW "$1" | sed -n 's/.*interpreter: \(.*\)\]/\1/p'; }

# agree FILE: NEEDED, interpreter and highest glibc as readelf says.
agree()
{
    equal "$1: needed" "$(field needed "$1")" "$(needed "$1")"
    equal "$1: interpreter" "$(field interpreter "$1")" "$(interp "$1")"
    equal "$1: highest glibc" "$(field glibc "$1")" \
        "$(glibc_needs "$1" | tail -n 1)"
}

# --- files of this machine ----------------------------------------------------

cat >hello.c <<'C'
#include <stdio.h>
int main(void) { return puts("hello") < 0; }
C
echo 'int lib(void) { return 1; }' >lib.c
if cc -o dynamic hello.c && readelf --version >/dev/null; then
    check 'a program' 0 verify dynamic
    agree dynamic
    has 'a program: libc and type' out 'PIE executable' \
        'libc:        glibc'
    check 'an absolute path, several files' 0 verify "$PWD/dynamic" dynamic
    says 'headings' out "$PWD/dynamic:" dynamic:
    check 'as cargo calls it' 0 "$bin/cargo-zbuild" zbuild verify dynamic
    cc -static -o static hello.c
    check 'a static program' 0 verify static
    says 'a static program: type' out '  type:        static executable' \
        '  libc:        none needed'
    cc -shared -fPIC -Wl,-soname,liblib.so.3 -Wl,-rpath,/opt/lib \
        -Wl,--enable-new-dtags -o liblib.so lib.c
    check 'a shared library' 0 verify liblib.so
    says 'a shared library: names' out '  type:        shared library' \
        '  soname:      liblib.so.3' '  runpath:     /opt/lib'
    cc -c lib.c && ar rc liblib.a lib.o && cp lib.o two.o &&
        ar rc liblib.a two.o
    check 'an object and an archive' 0 verify lib.o liblib.a
    says 'an object and an archive: types' out \
        '  type:        relocatable object' \
        '  type:        archive of 2 members'
    cc -z execstack -o execstack hello.c 2>/dev/null
    check 'an executable stack' 0 verify execstack
    says 'an executable stack: flag' out '  flags:       execstack'

    high=$(glibc_needs dynamic | tail -n 1)
    check 'below the limit' 0 verify dynamic --max-glibc "$high"
    check 'above the limit' 1 verify --max-glibc=2.2 dynamic
    has 'above the limit: symbols' out 'above glibc 2.2:' \
        "__libc_start_main@GLIBC_$high (libc.so.6)"
    check 'the limit as a symbol version' 1 verify --max-glibc GLIBC_2.2 \
        dynamic
    check 'above it, and another file' 1 verify --max-glibc 2.2 dynamic static
    echo text >text
    check 'a bad file does not stop the others' 125 verify --max-glibc 2.2 \
        text gone dynamic
    has 'a bad file: messages' err "cannot read 'text': not an ELF file" \
        "cannot read 'gone': No such file or directory"
    has 'a bad file: the others' out 'dynamic:' '__libc_start_main@GLIBC_'
    head -c 3000 dynamic >cut
    check 'a file cut off' 125 verify cut
    has 'a file cut off: message' err 'damaged or cut-off ELF file'
    head -c 300 liblib.a >cut.a
    check 'an archive cut off' 125 verify cut.a
    has 'an archive cut off: message' err 'damaged archive'

    verify --json --max-glibc 2.2 dynamic liblib.a text >json 2>err
    equal 'json: status' $? 125
    if python3 -c '' 2>/dev/null; then
        check 'json: contents' 0 python3 - "$high" <<'PY'
import json, sys
a = json.load(open("json"))
assert [x["file"] for x in a] == ["dynamic", "liblib.a", "text"], a
assert [x["ok"] for x in a] == [False, True, False], a
d = a[0]
assert d["glibc"] == sys.argv[1] and d["libc"] == "glibc", d
assert "libc.so.6" in d["needed"] and d["bits"] in (32, 64), d
assert any(s.startswith("__libc_start_main@") for s in d["above_max"]), d
assert {"library": "libc.so.6", "version": "GLIBC_" + d["glibc"],
        "weak": False} in d["versions"], d
assert a[1]["type"] == "archive" and a[1]["members"] == 2, a
assert "not an ELF file" in a[2]["error"], a
PY
    else
        skip 'json: contents' 'no python3 to read it'
    fi
else
    skip 'files of this machine' 'no cc or readelf'
fi

# --- wrong usage --------------------------------------------------------------

for words in '' '--max-glibc' '--max-glibc two x' '--max-glibc 2.17.x x' \
    '--frob x' '--json'; do
    # shellcheck disable=SC2086
    check "wrong usage: verify $words" 2 verify $words
    [ ! -s out ] || not_ok "wrong usage: verify $words: stdout"
done
check 'verify --help' 0 verify --help
has 'verify --help: text' out '--max-glibc V'

# --- files of other machines, and the gate ------------------------------------

if [ ! -x "$zig" ]; then
    skip 'files of other machines' "no zig ($zig)"
    skip 'the gate' "no zig ($zig)"
    exit $bad
fi
export ZBUILD_ZIG=$zig ZIG_GLOBAL_CACHE_DIR=$ZBUILD_CACHE_DIR/zig
mkdir -p "$ZIG_GLOBAL_CACHE_DIR"

# A library needs no libc of its machine: it is made in a moment.
foreign()
{
    local t=$1 machine=$2 class=$3
    if "$zig" clang --target="$t" -c -fPIC -o "$t.o" want.c 2>err &&
        "$zig" ld.lld -shared --hash-style="${4:-both}" -o "lib$t.so" "$t.o" \
            2>>err; then
        check "$t" 0 verify "lib$t.so" "$t.o"
        says "$t: machine" out "  machine:     $machine" \
            "  class:       $class" '  type:        shared library' \
            '  type:        relocatable object'
    else
        cat err
        not_ok "$t"
    fi
}
echo 'int wanted(void); int offered(void) { return wanted(); }' >want.c
foreign powerpc-linux-musl powerpc '32-bit, big-endian'
foreign powerpc64le-linux-gnu powerpc64le '64-bit, little-endian'
foreign s390x-linux-gnu s390x '64-bit, big-endian'
foreign aarch64-linux-gnu aarch64 '64-bit, little-endian'
foreign armv7-linux-gnueabihf arm '32-bit, little-endian' gnu
foreign riscv64-linux-gnu riscv64 '64-bit, little-endian'
foreign mips-linux-musl mips '32-bit, big-endian' sysv

shim() { "$bin/zshim" cc --target=x86_64-unknown-linux-gnu.2.17 "$@"; }

check 'the shim links for 2.17' 0 shim -o floor hello.c
check 'the shim: 2.17 holds' 0 verify --max-glibc 2.17 floor
[ ! -f floor ] || agree floor

echo 'int main(void) { char b[1]; int getentropy(void *, unsigned long);
return getentropy(b, 1); }' >entropy.c
check 'a newer symbol fails' 1 shim -o entropy entropy.c
says 'a newer symbol: hint' err \
    'hint: `getentropy` came with glibc 2.25; the floor is 2.17'
echo 'int main(void) { int __isoc23_strtol(const char *, char **, int);
return __isoc23_strtol("1", 0, 10); }' >isoc.c
check 'headers of a newer glibc fail' 1 shim -o isoc isoc.c
has 'headers of a newer glibc: hint' err \
    'came with glibc 2.38; the floor is 2.17: that object ('
has 'headers of a newer glibc: why' err \
    ' was compiled with headers of glibc 2.38 or newer'

# The libm.so.6 of a distribution: new_fn came with its 2.34. It takes the
# place of zig's stub, as lld reads one library of a soname only.
cat >fake.c <<'C'
void new_fn(void) {}
C
echo 'GLIBC_2.34 { global: new_fn; local: *; };' >fake.map
mkdir -p fake
"$zig" clang --target=x86_64-linux-gnu -c -fPIC -o fake.o fake.c &&
    "$zig" ld.lld -shared -soname libm.so.6 --version-script=fake.map \
        -o fake/libm.so.6 fake.o || not_ok 'the gate: set-up'
echo 'void new_fn(void); void bar(void) { new_fn(); }' >bar.c
echo 'void bar(void); int main(void) { bar(); return 0; }' >main.c
shim -c bar.c main.c && "$bin/zshim" ar --target=x86_64-unknown-linux-gnu.2.17 \
    rc libfoo.a bar.o || not_ok 'the gate: set-up'
check 'the gate refuses' 1 shim -o app main.o -L. -lfoo fake/libm.so.6
has 'the gate: message' err "'app' needs glibc 2.34, the floor is 2.17: \
'new_fn@GLIBC_2.34' wanted by libfoo.a(bar.o)" \
    'raise the floor to x86_64-unknown-linux-gnu.2.34'
export ZBUILD_GLIBC_GATE=warn
check 'the gate warns' 0 shim -o app main.o -L. -lfoo fake/libm.so.6
has 'the gate warns: message' err 'warning: ' 'wanted by libfoo.a(bar.o)'
[ -x app ] && ok 'the gate warns: the program stays' ||
    not_ok 'the gate warns: the program stays'
export ZBUILD_GLIBC_GATE=off
check 'the gate is off' 0 shim -o app main.o -L. -lfoo fake/libm.so.6
equal 'the gate is off: silence' "$(cat err)" ''
check 'verify sees it all the same' 1 verify --max-glibc 2.17 app
has 'verify names the symbol' out 'new_fn@GLIBC_2.34 (libm.so.6)'
export ZBUILD_GLIBC_GATE=maybe
check 'an unknown mode' 125 shim -o app main.o -L. -lfoo fake/libm.so.6
has 'an unknown mode: message' err "unknown ZBUILD_GLIBC_GATE value 'maybe'" \
    'hint: use error, warn or off'
exit $bad
