# Sourced by the end-to-end suites: what they share. Each suite prints lines
# that tests/run adds up. They run the built programs with the zig of .deps, a
# cache of their own, and none of the caller's compiler settings.
#
# Names that a suite uses: $top, $work (fresh folder of this suite), $target
# (build folder shared by the suites), $targets.

set -u
e2e_suite=$(basename "$0" .sh)
[ "$e2e_suite" != run ] || e2e_suite=$(basename "$(dirname "$(readlink -f "$0")")")
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
BUILD=$(readlink -f "${BUILD:-$top/build}")
cache=${ZBUILD_TEST_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/zbuild-tests}
shim=$BUILD/bin/zshim

for e2e_var in $(compgen -e); do
    case $e2e_var in
    CC | CC_* | CXX | CXX_* | AR | AR_* | LD | *FLAGS | *FLAGS_* | \
        RUSTC* | RUSTDOC* | RUST_TARGET_PATH | TARGET_* | HOST_* | \
        CARGO_BUILD_* | CARGO_TARGET_* | CARGO_PROFILE_* | CARGO_ENCODED_* | \
        ZIG* | ZBUILD_[!T]* | ZBUILD_TRACE | CMAKE* | PKG_CONFIG* | \
        OPENSSL_* | BINDGEN_* | CROSS_COMPILE | MAKEFLAGS | MAKELEVEL | MFLAGS)
        unset "$e2e_var" ;;
    esac
done
export LC_ALL=C CARGO_TERM_COLOR=never CARGO_TERM_PROGRESS_WHEN=never
export ZBUILD_ZIG=$top/.deps/zig/ziglang/zig
# Our own state belongs to this build (its links name this shim); what zig made
# is the same for every clone and takes long. It lies apart from the suites' own
# folders, which go by their names: one is called cache.
shared_cache=$BUILD/cache
export ZBUILD_CACHE_DIR=$shared_cache
export ZIG_GLOBAL_CACHE_DIR=$cache/zig ZIG_LOCAL_CACHE_DIR=$cache/zig
# rustup's toolchain is the user's: it gets no targets for our sake.
export ZBUILD_STD=build
e2e_user_cargo=${CARGO_HOME:-$HOME/.cargo}
export CARGO_HOME=$cache/cargo
export PATH="$BUILD/bin:$PATH"

ok()
{
    echo "ok - $1"
}

# not_ok NAME [REASON…]
not_ok()
{
    local name=$1
    shift
    [ $# = 0 ] || printf '%s\n' "$@"
    echo "not ok - $name"
    e2e_bad=1
}

skip()
{
    echo "skip - $1: $2"
}

e2e_bad=0
e2e_n=0

# try NAME COMMAND…: ok if the command succeeds; else shows its last lines.
# The output stays in $e2e_log.
try()
{
    local name=$1 status
    shift
    e2e_n=$((e2e_n + 1))
    e2e_log=$work/log/$e2e_n
    "$@" >"$e2e_log" 2>&1
    status=$?
    if [ $status = 0 ]; then
        ok "$name"
        return 0
    fi
    printf '$ %s\n' "$*"
    tail -n 60 "$e2e_log"
    not_ok "$name" "status $status"
    return 1
}

# try_says NAME TEXT COMMAND…: try, and a line of its output is TEXT (a basic
# regular expression, whole line).
try_says()
{
    local name=$1 text=$2 status
    shift 2
    e2e_n=$((e2e_n + 1))
    e2e_log=$work/log/$e2e_n
    "$@" >"$e2e_log" 2>&1
    status=$?
    if [ $status = 0 ] && grep -qx -- "$text" "$e2e_log"; then
        ok "$name"
        return 0
    fi
    printf '$ %s\n' "$*"
    tail -n 40 "$e2e_log"
    not_ok "$name" "status $status, wanted the line: $text"
    return 1
}

# ends NAME STATUS LINE COMMAND…: ends with STATUS and says LINE only.
ends()
{
    local name=$1 status=$2 line=$3 got said
    shift 3
    said=$("$@" 2>"$work/err")
    got=$?
    if [ $got = "$status" ] && [ "$said" = "$line" ]; then
        ok "$name"
    else
        not_ok "$name" "status $got, said: $said" "$(tail -n 20 "$work/err")"
    fi
}

# refuses NAME STATUS TEXT COMMAND…: the command must end with STATUS and say
# TEXT (a basic regular expression).
refuses()
{
    local name=$1 want=$2 text=$3 status
    shift 3
    e2e_n=$((e2e_n + 1))
    e2e_log=$work/log/$e2e_n
    "$@" >"$e2e_log" 2>&1
    status=$?
    if [ $status = "$want" ] && grep -q -- "$text" "$e2e_log"; then
        ok "$name"
        return 0
    fi
    printf '$ %s\n' "$*"
    tail -n 40 "$e2e_log"
    not_ok "$name" "status $status, wanted $want and: $text"
    return 1
}

# --- reading ELF files with readelf, not with our own reader ---------------

elf_needed()
{
    readelf -dW "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p'
}

elf_interp()
{
    readelf -lW "$1" | sed -n 's/.*program interpreter: \(.*\)\]/\1/p'
}

elf_machine()
{
    readelf -hW "$1" | sed -n 's/^ *Machine: *//p'
}

# The GLIBC versions that a file needs, lowest first. Only the needs count: the
# same names appear among a libc's definitions.
elf_glibc()
{
    readelf -VW "$1" | awk '/^Version needs/ { on = 1 }
        /^Version (symbols|definition)/ { on = 0 }
        on && match($0, /Name: GLIBC_[A-Za-z0-9_.]+/) {
            print substr($0, RSTART + 12, RLENGTH - 12) }' | sort -Vu
}

# The libraries that every glibc brings: no others may be needed.
glibc_libs='libc.so.6 libm.so.6 libpthread.so.0 libdl.so.2 librt.so.1
libutil.so.1 libresolv.so.2 ld-linux-x86-64.so.2 ld-linux-aarch64.so.1'

# elf_suits FILE TARGET: is it what TARGET's programs are? Says what is not.
elf_suits()
{
    local file=$1 floor machine interp highest lib kind
    kind=$(readelf -hW "$file" | sed -n 's/^ *Type: *\([A-Z]*\).*/\1/p')
    case $2 in
    x86_64-*) machine='Advanced Micro Devices X86-64' ;;
    aarch64-*) machine=AArch64 ;;
    *) echo "elf_suits: what is $2?"; return 1 ;;
    esac
    if [ "$(elf_machine "$file")" != "$machine" ]; then
        echo "machine is $(elf_machine "$file")"
        return 1
    fi
    interp=$(elf_interp "$file")
    case $2 in
    *-musl)
        if [ -n "$interp$(elf_needed "$file")" ]; then
            echo "not static: '$interp' $(elf_needed "$file" | xargs)"
            return 1
        fi
        return 0
        ;;
    x86_64-*) machine=/lib64/ld-linux-x86-64.so.2 ;;
    aarch64-*) machine=/lib/ld-linux-aarch64.so.1 ;;
    esac
    # A shared object may have none.
    if [ "$interp" != "$machine" ] && [ "$kind${interp:+x}" != DYN ]; then
        echo "interpreter is '$interp'"
        return 1
    fi
    for lib in $(elf_needed "$file"); do
        case " $(echo $glibc_libs) " in
        *" $lib "*) ;;
        *) echo "needs $lib"; return 1 ;;
        esac
    done
    floor=${2##*-gnu.}
    highest=$(elf_glibc "$file" | tail -n 1)
    case $highest in
    '' | [!0-9]*)
        echo "glibc version needs: '$(elf_glibc "$file" | xargs)'"
        return 1
        ;;
    esac
    if [ "$(printf '%s\n' "$highest" "$floor" | sort -V | tail -n 1)" \
        != "$floor" ]; then
        echo "needs GLIBC_$highest, above $floor"
        return 1
    fi
}

# An executable must have the interpreter; elf_suits cannot tell a PIE from a
# shared object.
elf_program()
{
    case $2 in
    *-gnu.*) [ -n "$(elf_interp "$1")" ] || { echo 'no interpreter'; return 1; } ;;
    esac
    elf_suits "$@"
}

# --- running programs of a target -------------------------------------------

# run_as TARGET PROGRAM ARGS…
run_as()
{
    local t=$1
    shift
    case $t in
    *-windows-*)
        cargo-zbuild zbuild run-binary "$@" | tr -d '\r'
        return "${PIPESTATUS[0]}" ;;
    x86_64-*) "$@" ;;
    aarch64-*) qemu-aarch64 -L /usr/aarch64-linux-gnu "$@" ;;
    *) echo "run_as: no runner for $t"; return 1 ;;
    esac
}

# --- Rust ---------------------------------------------------------------------

# The Rust that builds std for foreign targets: the distribution's, which has its
# source.
std_rust="RUSTC=/usr/bin/rustc CARGO=/usr/bin/cargo"

# zbuild_cargo TARGET SUBCOMMAND ARGS…: `cargo zbuild`, by the stable cargo where
# its std is there, else by the distribution's, whose std zbuild builds once and
# keeps. (What stands behind a -- is the program's.)
zbuild_cargo()
{
    local t=$1 subcommand=$2
    shift 2
    set -- "$subcommand" --target "$t" "$@"
    case $t in
    x86_64-unknown-linux-gnu*)
        CARGO_TARGET_DIR=$target/host cargo zbuild "$@"
        ;;
    *)
        CARGO_TARGET_DIR=$target/std env $std_rust cargo-zbuild zbuild "$@"
        ;;
    esac
}

# from_blank COMMAND…: with our programs in a folder that has a blank in its name.
from_blank()
{
    mkdir -p "$work/a blank"
    cp "$BUILD"/bin/{cargo-zbuild,zshim} "$work/a blank"
    PATH="$work/a blank:$PATH" "$@"
}

# zbuild_out TARGET: the folder with TARGET's debug and release.
zbuild_out()
{
    local triple=${1%.[0-9]*.[0-9]*} kind=std
    case $1 in x86_64-unknown-linux-gnu*) kind=host ;; esac
    echo "$target/$kind/$triple"
}

targets='x86_64-unknown-linux-gnu.2.17 aarch64-unknown-linux-gnu.2.17
x86_64-unknown-linux-musl'

# --- start ----------------------------------------------------------------

for e2e_need in "$shim" "$BUILD/bin/cargo-zbuild" "$ZBUILD_ZIG"; do
    [ -x "$e2e_need" ] || {
        not_ok "$e2e_suite: set-up" "no $e2e_need: run make deps all first"
        exit 1
    }
done
work=$BUILD/e2e/$e2e_suite
rm -rf "$work"
mkdir -p "$work/log" "$work/config" "$CARGO_HOME" "$ZBUILD_CACHE_DIR" \
    "$cache/std"
# Rust's std is the same for every clone, too.
[ -e "$ZBUILD_CACHE_DIR/std" ] || ln -sfn "$cache/std" "$ZBUILD_CACHE_DIR/std"
export XDG_CONFIG_HOME=$work/config
[ ! -f "$e2e_user_cargo/config.toml" ] || [ -e "$CARGO_HOME/config.toml" ] ||
    ln -s "$e2e_user_cargo/config.toml" "$CARGO_HOME/config.toml"

# What was built by another shim, companion or zig proves nothing about these:
# cargo does not look into a linker. The same three may go on where they were.
e2e_key=$(cat "$shim" "$BUILD/bin/cargo-zbuild" "$top/.deps/zig/.sha256" |
    sha256sum | cut -c1-16)
target=$BUILD/e2e/target-$e2e_key
# Old ones go, unless a suite that runs beside this one may be using them.
exec 8>"$BUILD/e2e/lock"
if flock -n -x 8; then
    for e2e_old in "$BUILD"/e2e/target-*; do
        [ "$e2e_old" = "$target" ] || rm -rf "$e2e_old"
    done
fi
flock -s 8
mkdir -p "$target"

# The suite's last word; folders of suites that passed are not kept.
finish()
{
    [ $e2e_bad != 0 ] || rm -rf "$work"
    exit $e2e_bad
}
