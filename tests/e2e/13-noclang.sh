#!/bin/bash
# A zig without clang and lld, as zig's plan has it (zig#16270, #20875): everything
# is made with those on PATH, and is the same as with what zig says. With
# ZBUILD_TEST_CLANG (make check-zigs) musl, libc++, Windows and WASI are, too.
. "$(dirname "$0")/../lib/e2e.sh"

unset ZBUILD_CLANG ZBUILD_LLD ZIG_GLOBAL_CACHE_DIR ZIG_LOCAL_CACHE_DIR
real=$ZBUILD_ZIG
arm=aarch64-unknown-linux-gnu.2.17
cd "$work" || exit 1

mkdir bare
cat >bare/zig <<EOF
#!/bin/sh
case \$1 in
env)
    "$real" env | sed 's|zig_exe = ".*"|zig_exe = "$work/bare/zig"|'
    exit ;;
clang | cc | c++ | ld.lld | ld64.lld | lld-link | wasm-ld | translate-c)
    echo "error: unknown command: \$1" >&2
    exit 1 ;;
build-*)
    for word; do
        case \$word in
        *.c | *.cpp | *.S | *.s | -lc++)
            echo "error: clang not available" >&2
            exit 1 ;;
        esac
    done ;;
esac
exec "$real" "\$@"
EOF
chmod +x bare/zig

# with WHICH COMMAND…: by the zig that has none, or by a whole one that is told
# to use the same
with()
{
    local which=$1
    shift
    if [ $which = bare ]; then
        set -- ZBUILD_ZIG="$work/bare/zig" "$@"
    else
        set -- ZBUILD_CLANG=clang-19 ZBUILD_LLD=ld.lld-19 "$@"
    fi
    env ZBUILD_CACHE_DIR="$work/cache-$which" "$@"
}

# contents FILE: of an archive its members' bytes in any order: their names tell how
# they were asked for, and zig has one of mingw-w64's sources twice in its list
contents()
{
    case $1 in
    *.a) python3 - "$1" <<'P' ;;
import hashlib, sys
data = open(sys.argv[1], 'rb').read()
at, members, archive = 8, [], data[:8] == b'!<arch>\n'
while archive and at < len(data):
    size = int(data[at + 48:at + 58])
    if data[at:at + 16].strip() not in (b'/', b'//'):
        members.append(data[at + 60:at + 60 + size])
    at += 60 + size + (size & 1)
print(archive or data, *sorted(
    {hashlib.sha256(m).hexdigest() for m in members}), sep='\n')
P
    # zig's own where zig has a clang
    */*-musl/lib/*crt1.o) nm "$1" | awk '{ print $(NF - 1), $NF }' | sort ;;
    */*-musl/shared/libc.so) nm -DS "$1" | sort ;;
    */recipe) grep -v '^file ' "$1" | sed 's|[^ ]*/sysroots/[^/]*|.|' ;;
    *) cat "$1" ;;
    esac | sha256sum
}

# same NAME: what both have is the same
same()
{
    local name=$1 n=0 file other
    local -a differ=()
    for file in cache-bare/sysroots/*/*/{lib,lib/shared,shared}/* \
        cache-bare/sysroots/*/*/recipe cache-bare/sysroots/*/words-*; do
        # (names in it are counted)
        [ -f "$file" ] && [[ $file != */libcompiler_rt.a ]] || continue
        other=$(echo cache-whole/sysroots/*/"${file#cache-bare/sysroots/*/}")
        [ -f "$other" ] || { differ+=("no $other"); continue; }
        n=$((n + 1))
        [ "$(contents "$file")" = "$(contents "$other")" ] ||
            differ+=("$file")
    done
    [ $n -gt 20 ] && [ ${#differ[@]} = 0 ] && ok "$name" ||
        not_ok "$name" "$n files" "${differ[@]}"
}

for which in bare whole; do
    try "$which: C" with $which zshim cc --target=$arm -O1 \
        "$top/tests/e2e/c/work.c" -o work-$which -lpthread -lm &&
        works "$which: runs" $arm ./work-$which
done
try 'its newest clang' with bare zshim cc --target=$arm --version
says 'is clang 19' '^clang version 19'
same 'gnu: start files, libc_nonshared, words'
for t in x86_64-unknown-linux-gnu.2.36 riscv64gc-unknown-linux-gnu \
    armv7-unknown-linux-gnueabihf.2.33 x86_64-unknown-linux-musl; do
    for which in bare whole; do
        try "$which: C++ words, $t" with $which zshim c++ --target=$t -c \
            -x c++ /dev/null -o /dev/null
    done
done
for which in bare whole; do
    try "$which: a start, 2.36" with $which zshim cc \
        --target=x86_64-unknown-linux-gnu.2.36 "$top/tests/e2e/c/work.c" -o new-$which
done
same 'other machines and floors'
# what bindgen is told
for t in $arm x86_64-unknown-linux-musl x86_64-pc-windows-gnu; do
    for which in bare whole; do
        try "$which: env, $t" with $which cargo-zbuild zbuild env --target $t
        silent "$which: ... without a warning" 'warning'
        grep '^export BINDGEN_' "$log" | tr " '" '\n\n' | grep / | sort >headers-$which
    done
    try "bindgen's folders, $t" cmp headers-bare headers-whole
    try '... are some' grep -q '/libc/include/generic-' headers-bare
done
# compiler_rt and libunwind, for the oldest floor; what libc has is hidden in them
echo 'int main(int c, char **v) { __int128 a = c; return (int)(((a << 70) / 3) >> 100); }' >wide.c
for which in bare whole; do
    try "$which: compiler_rt" with $which zshim cc --target=x86_64-unknown-linux-gnu.2.36 \
        wide.c -o wide-$which && try "$which: ... runs" ./wide-$which
    archive=$(echo cache-$which/sysroots/*/layer-x86_64-*-1/lib/libcompiler_rt.a)
    "$real" ar t "$archive" | sed 's/.*-//' | sort >parts-$which
done
try '... of parts' test "$(wc -l <parts-bare)" -gt 10
try '... of the same parts' cmp parts-bare parts-whole
for which in bare whole; do
    nm "$(echo cache-$which/sysroots/*/layer-x86_64-*-1/lib/libcompiler_rt.a)" 2>/dev/null |
        awk 'NF == 3 && $3 !~ /^\./ { print $3, $2 }' | sort -u >names-$which
done
try '... of names' test "$(wc -l <names-bare)" -gt 500
try '... that hide the same' cmp names-bare names-whole

printf '#include <stdio.h>\nint main(void) { puts("hello"); return 0; }\n' >hello.c
for t in x86_64-unknown-freebsd powerpc64-unknown-freebsd armv7-unknown-netbsd-eabihf \
    riscv64gc-unknown-netbsd aarch64-unknown-openbsd; do
    for which in bare whole; do
        try "$which: a BSD, $t" with $which zshim cc --target=$t hello.c -o bsd-$which
        try "$which: C++ words, $t" with $which zshim c++ --target=$t -c \
            -x c++ /dev/null -o /dev/null
    done
    try '... is the same program' cmp bsd-bare bsd-whole
done
same 'BSDs: start files, stubs, words'

# Mach-O is linked by zig cc alone
refuses 'Apple is not' 125 \
    "zig 0.17.1 has no clang, and for 'aarch64-apple-darwin' no other is used" \
    with bare zshim cc --target=aarch64-apple-darwin -c -x c /dev/null -o /dev/null

if [ -n "${ZBUILD_TEST_CLANG-}" ]; then
    for t in $arm x86_64-unknown-linux-musl; do
        for which in bare whole; do
            try "$which: C++, $t" with $which zshim c++ --target=$t -O1 \
                "$top/tests/e2e/c/throw.cc" -o throw-$which &&
                try "$which: throws, $t" run_as $t ./throw-$which
        done
    done
    same 'musl, libc++, libc++abi, libunwind, compiler_rt'
    for t in i686-pc-windows-gnu aarch64-pc-windows-gnullvm; do
        for which in bare whole; do
            try "$which: C, $t" with $which zshim cc --target=$t hello.c -o hello-$which
        done
    done
    t=x86_64-pc-windows-gnu
    for which in bare whole; do
        try "$which: C++, $t" with $which zshim c++ --target=$t -O1 \
            "$top/tests/e2e/c/throw.cc" -o throw-$which.exe &&
            try "$which: throws, $t" run_as $t ./throw-$which.exe
        try "$which: C++, WASI" with $which zshim c++ --target=wasm32-wasip1 -O1 \
            -fno-exceptions "$top/tests/e2e/wasm/plus.cc" -o plus-$which.wasm &&
            ends "$which: WASI's runs" 0 'plus: 3940' \
                cargo zbuild run-binary plus-$which.wasm
    done
    same 'Windows: mingw-w64, libc++; WASI: wasi-libc, libc++'
fi
finish
