# Sourced by the suites that need no real zig: suite.sh, a zig that only answers
# what the programs ask of it, and a home of cargo's with nothing in it.
#
# Names that a suite uses, beside those of suite.sh: $host.
. "$(dirname "${BASH_SOURCE[0]}")/suite.sh"

# fake_zig DIR: a zig 0.17.1 with the lists of glibc's symbols and folders of
# headers; the questions about headers are noted in DIR/asked.
fake_zig()
{
    mkdir -p "$1/lib/libc/glibc" "$1/lib/std" "$1/lib/include"
    cp "$top/tests/unit/data/abilists-0.17.1" "$1/lib/libc/glibc/abilists"
    : >"$1/lib/std/std.zig"
    cat >"$1/zig" <<EOF
#!/bin/sh
case \$1 in
version) echo 0.17.1 ;;
env) echo '.{ .lib_dir = "$1/lib" }' ;;
c++) echo "zig \$*" >>"$1/asked"
    echo ' "zig" -cc1 -isystem /fake/libcxx/include -isystem $1/lib/include -isystem /fake/libc -D __GLIBC_MINOR__=17 -x c++' >&2 ;;
clang) [ "\$2" != --version ] || { echo "clang version 22.1.0"; exit; }; exit 9 ;;
*) exit 9 ;;
esac
EOF
    chmod +x "$1/zig"
}

fake_zig "$work/zig"
export ZBUILD_ZIG=$work/zig/zig
# Nothing of the caller's: no aliases, no build.target of cargo's, no network.
export CARGO_HOME=$work/cargo-home CARGO_NET_OFFLINE=true
host=x86_64-unknown-linux-gnu
