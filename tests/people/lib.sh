# Sourced by the suites of tests/people: a folder of their own, the built
# programs, a zig, and none of the caller's compiler settings.
#
# Names that a suite uses: $bin, $work, $host; new_crate DIR; ok, not_ok, skip;
# check NAME COMMAND…; refuses NAME STATUS TEXT COMMAND…

set -u
people_top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
bin=$(readlink -f "${ZBUILD_BIN:-${BUILD:-$people_top/build}/bin}")
if [ ! -x "$bin/cargo-zbuild" ]; then
    echo "not ok - there is no cargo-zbuild in $bin: run make"
    exit 1
fi
people_zig=${ZBUILD_ZIG:-$people_top/.deps/zig/ziglang/zig}
people_cache=${ZBUILD_TEST_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/zbuild-tests}
people_bad=0

for people_var in $(compgen -e); do
    case $people_var in
    CC | CC_* | CXX* | AR | AR_* | LD | *FLAGS | *FLAGS_* | RUSTC* | \
        TARGET_* | HOST_* | CARGO_BUILD_* | CARGO_TARGET_* | \
        CARGO_ENCODED_* | ZIG* | ZBUILD_* | CMAKE* | PKG_CONFIG* | \
        BINDGEN_* | CROSS_COMPILE | QEMU_* | NO_COLOR | CPATH | \
        *_INCLUDE_PATH | LIBRARY_PATH | RUST_BACKTRACE)
        unset "$people_var" ;;
    esac
done
export LC_ALL=C CARGO_TERM_COLOR=never CARGO_NET_OFFLINE=true
[ ! -x "$people_zig" ] || export ZBUILD_ZIG=$people_zig
export ZBUILD_CACHE_DIR=$people_cache/cache
export PATH=$bin:$PATH
work=$(mktemp -d "${TMPDIR:-/tmp}/zbuild-people.XXXXXX") || exit 1
trap 'cd /; rm -rf "$work"' EXIT
# Nothing of the caller's: no settings, no aliases, no build.target of cargo's.
export XDG_CONFIG_HOME=$work/xdg CARGO_HOME=$work/cargo-home
host=x86_64-unknown-linux-gnu

ok()
{
    echo "ok - $1"
}

# not_ok NAME [LINE…]: what is known about it goes before
not_ok()
{
    local name=$1
    shift
    [ $# = 0 ] || printf '%s\n' "$@"
    echo "not ok - $name"
    people_bad=1
}

skip()
{
    echo "skip - $1: $2"
}

# check NAME COMMAND…: ok if it succeeds; its output stays in $out
check()
{
    local name=$1 status
    shift
    out=$("$@" 2>&1)
    status=$?
    if [ $status = 0 ]; then
        ok "$name"
    else
        not_ok "$name" "status $status of: $*" "$out"
    fi
}

# refuses NAME STATUS TEXT COMMAND…: it must fail so, and say TEXT (a regexp)
refuses()
{
    local name=$1 want=$2 text=$3 status
    shift 3
    out=$("$@" 2>&1)
    status=$?
    if [ $status != "$want" ]; then
        not_ok "$name" "status $status, not $want, of: $*" "$out"
    elif ! grep -qE -e "$text" <<<"$out"; then
        not_ok "$name" "does not say '$text': $*" "$out"
    else
        ok "$name"
    fi
}

# says NAME TEXT: $out of the last check holds TEXT (a regexp)
says()
{
    if grep -qE -e "$2" <<<"$out"; then
        ok "$1"
    else
        not_ok "$1" "does not say '$2':" "$out"
    fi
}

# silent NAME TEXT: $out does not hold TEXT
silent()
{
    if grep -qE -e "$2" <<<"$out"; then
        not_ok "$1" "says '$2':" "$out"
    else
        ok "$1"
    fi
}

# new_crate DIR: a program without dependencies, without .cargo
new_crate()
{
    mkdir -p "$1/src" || exit 1
    printf '[package]\nname = "%s"\nversion = "0.1.0"\nedition = "2021"\n' \
        "$(basename "$1")" >"$1/Cargo.toml"
    echo 'fn main() { println!("hello"); }' >"$1/src/main.rs"
}

finish()
{
    exit $people_bad
}
