# Sourced by every suite, by those of tests/e2e through e2e.sh: what they share.
# A suite prints lines that tests/run adds up. It has a folder of its own, the
# built programs first on PATH, and none of the caller's settings.
#
# Names that a suite uses: $top, $BUILD, $bin, $shim; $cache, kept for other
# clones; $work, a fresh folder (the caller may name one in $suite_work); $log,
# $status, out and err in $work: what the last command said and how it ended.

set -u
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
BUILD=$(readlink -f "${BUILD:-$top/build}")
bin=$BUILD/bin
shim=$bin/zshim
cache=${ZBUILD_TEST_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/zbuild-tests}
suite_user_cargo=${CARGO_HOME:-$HOME/.cargo}

for suite_var in $(compgen -e); do
    case $suite_var in
    CC | CC_* | CXX | CXX_* | AR | AR_* | LD | *FLAGS | *FLAGS_* | \
        RUSTC* | RUSTDOC* | RUST_TARGET_PATH | RUST_BACKTRACE | TARGET_* | \
        HOST_* | CARGO_BUILD_* | CARGO_TARGET_* | CARGO_PROFILE_* | \
        CARGO_ENCODED_* | ZIG* | ZBUILD_[!T]* | ZBUILD_TRACE | CMAKE* | \
        PKG_CONFIG* | OPENSSL_* | BINDGEN_* | CROSS_COMPILE | CPATH | \
        *_INCLUDE_PATH | LIBRARY_PATH | QEMU_* | NO_COLOR | MAKEFLAGS | \
        MAKELEVEL | MFLAGS)
        unset "$suite_var" ;;
    esac
done
# check-hosts: emulated programs, on a machine whose rustc and gcc are its own
[ -z "${ZBUILD_TEST_HOST-}" ] || export ZBUILD_HOST=$ZBUILD_TEST_HOST
export BUILD LC_ALL=C CARGO_TERM_COLOR=never CARGO_TERM_PROGRESS_WHEN=never
export PATH="$bin:$PATH"

# --- what is said of a test ---------------------------------------------------

suite_bad=0

ok()
{
    printf 'ok - %s\n' "$1"
}

# not_ok NAME [REASON…]
not_ok()
{
    local name=$1
    shift
    [ $# = 0 ] || printf '%s\n' "$@"
    printf 'not ok - %s\n' "$name"
    suite_bad=1
}

skip()
{
    printf 'skip - %s: %s\n' "$1" "$2"
}

# --- a command is the test ----------------------------------------------------

# hear COMMAND…: what it says, on both streams, is in $log.
hear()
{
    suite_n=$((suite_n + 1))
    log=$work/log/$suite_n
    "$@" >"$log" 2>&1
    status=$?
}
suite_n=0

# heard NAME REASON [COMMAND…]: a not_ok with the last lines of $log.
heard()
{
    local name=$1 reason=$2
    shift 2
    [ $# = 0 ] || printf '$ %s\n' "$*"
    tail -n 60 "$log"
    not_ok "$name" "$reason"
    return 1
}

# try NAME COMMAND…: ok if the command succeeds; else shows its last lines.
try()
{
    local name=$1
    shift
    hear "$@"
    [ $status = 0 ] || { heard "$name" "status $status" "$@"; return 1; }
    ok "$name"
}

# try_says NAME LINE COMMAND…: try, and a line of its output is LINE (an
# extended regular expression, as all of them here).
try_says()
{
    local name=$1 line=$2
    shift 2
    hear "$@"
    [ $status = 0 ] && grep -qxE -e "$line" "$log" || {
        heard "$name" "status $status, wanted the line: $line" "$@"
        return 1
    }
    ok "$name"
}

# refuses NAME STATUS TEXT COMMAND…: it ends with STATUS and says TEXT.
refuses()
{
    local name=$1 want=$2 text=$3
    shift 3
    hear "$@"
    [ $status = "$want" ] && grep -qE -e "$text" "$log" || {
        heard "$name" "status $status, wanted $want and: $text" "$@"
        return 1
    }
    ok "$name"
}

# says NAME TEXT: $log holds TEXT.
says()
{
    grep -qE -e "$2" "$log" || { heard "$1" "does not say: $2"; return 1; }
    ok "$1"
}

# silent NAME TEXT: $log does not hold TEXT.
silent()
{
    ! grep -qE -e "$2" "$log" || { heard "$1" "says: $2"; return 1; }
    ok "$1"
}

# ends NAME STATUS LINE COMMAND…: ends with STATUS and says LINE only.
ends()
{
    local name=$1 want=$2 line=$3
    shift 3
    ask "$@"
    [ $status = "$want" ] && out_is "$line" || {
        asked "$name" "status $want and: $line"
        return 1
    }
    ok "$name"
}

# gives NAME STATUS COMMAND…: ends with STATUS; then check looks at the rest.
gives()
{
    local name=$1 want=$2
    shift 2
    ask "$@"
    check "$name" is_status "$want"
}

# --- a command, and then tests of what it said --------------------------------

# ask COMMAND…: what it prints is in out, what it remarks in err.
ask()
{
    "$@" >"$work/out" 2>"$work/err" </dev/null
    status=$?
}

# asked NAME WANTED: a not_ok with all that the last ask heard.
asked()
{
    sed 's/^/stdout: /' "$work/out"
    sed 's/^/stderr: /' "$work/err"
    not_ok "$1" "status: $status" "wanted: $2"
}

# check NAME CONDITION…: the condition, a command, holds of the last ask.
check()
{
    local name=$1
    shift
    "$@" || { asked "$name" "$*"; return 1; }
    ok "$name"
}

is_status() { [ "$status" = "$1" ]; }
# Whole lines of the output, texts in one of the two, an expression that is not.
out_has() { suite_each "$work/out" -xF "$@"; }
out_says() { suite_each "$work/out" -F "$@"; }
err_has() { suite_each "$work/err" -F "$@"; }
out_lacks() { ! grep -q -- "$1" "$work/out"; }
out_is() { [ "$(cat "$work/out")" = "$1" ]; }
err_empty() { [ ! -s "$work/err" ]; }
# json EXPRESSION: the output is JSON, and Python's expression on d holds.
json()
{
    python3 -c 'import json, sys
d = json.load(sys.stdin)
assert eval("(" + sys.argv[1] + ")"), "not so"' "$1" <"$work/out"
}

# suite_each FILE HOW TEXT…: each of them is there
suite_each()
{
    local file=$1 how=$2 text
    shift 2
    for text; do grep -q "$how" -e "$text" "$file" || return; done
}

# equal NAME GOT WANTED
equal()
{
    if [ "$2" = "$3" ]; then ok "$1"; else
        not_ok "$1" 'got:' "$2" 'wanted:' "$3"; fi
}

# --- what is tried on ---------------------------------------------------------

# new_crate DIR: a program without dependencies, without .cargo
new_crate()
{
    mkdir -p "$1/src" || exit 1
    printf '[package]\nname = "%s"\nversion = "0.1.0"\nedition = "2021"\n' \
        "$(basename "$1")" >"$1/Cargo.toml"
    echo 'fn main() { println!("hello"); }' >"$1/src/main.rs"
}

# --- start and end ------------------------------------------------------------

for suite_need in "$shim" "$bin/cargo-zbuild"; do
    [ -x "$suite_need" ] || {
        not_ok 'set-up' "no $suite_need: run make first"
        exit 1
    }
done
if [ -n "${suite_work-}" ]; then
    work=$suite_work
    rm -rf "$work"
else
    work=$(mktemp -d "${TMPDIR:-/tmp}/zbuild-suite.XXXXXX") || exit 1
    trap 'cd /; rm -rf "$work"' EXIT
fi
mkdir -p "$work/log" "$work/config"
export XDG_CONFIG_HOME=$work/config ZBUILD_CACHE_DIR=$work/cache

# The suite's last word; a named folder stays if something failed.
finish()
{
    [ $suite_bad != 0 ] || rm -rf "$work"
    exit $suite_bad
}
