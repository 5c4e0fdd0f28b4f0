# Sourced by the end-to-end suites: suite.sh, the zig of .deps, the cache that
# the suites of this build share, and what reads and runs programs of a target.
#
# Names that a suite uses, beside those of suite.sh: $target (build folder shared
# by the suites), $targets.

e2e_suite=$(basename "$0" .sh)
[ "$e2e_suite" != run ] || e2e_suite=$(basename "$(dirname "$(readlink -f "$0")")")
suite_work=$(readlink -m "${BUILD:-$(dirname "${BASH_SOURCE[0]}")/../../build}")/e2e/$e2e_suite
. "$(dirname "${BASH_SOURCE[0]}")/suite.sh"
. "$top/tests/lib/elf.sh"

export ZBUILD_ZIG=$top/.deps/zig/ziglang/zig
# make check-zigs: with that LLVM's clang and lld in the place of zig's
if [ -n "${ZBUILD_TEST_CLANG-}" ]; then
    # (absolute: some suites have no PATH)
    ZBUILD_CLANG=$(command -v "clang-$ZBUILD_TEST_CLANG")
    ZBUILD_LLD=$(command -v "ld.lld-$ZBUILD_TEST_CLANG")
    export ZBUILD_CLANG ZBUILD_LLD
fi
# Our own state belongs to this build (its links name this shim); what zig made
# is the same for every clone and takes long. It lies apart from the suites' own
# folders, which go by their names: one is called cache.
shared_cache=$BUILD/cache
export ZBUILD_CACHE_DIR=$shared_cache
export ZIG_GLOBAL_CACHE_DIR=$cache/zig ZIG_LOCAL_CACHE_DIR=$cache/zig
# rustup's toolchain is the user's: it gets no targets for our sake.
export ZBUILD_STD=build
export CARGO_HOME=$cache/cargo

# The file that the zig of .deps came in; those of other hosts and versions lie
# beside it.
this_zigs_wheel()
{
    echo "$cache/wheels/$(cat "$top/.deps/zig/.sha256")"/ziglang-*.whl
}

# --- what a program of a target is ---------------------------------------------

# What every system with glibc has: no other libraries may be needed.
glibc_libs='libc.so.6 libm.so.6 libpthread.so.0 libdl.so.2 librt.so.1
libutil.so.1 libresolv.so.2 ld-linux-x86-64.so.2 ld-linux-aarch64.so.1
libgcc_s.so.1'

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

# Is this `make check-builds`? `make check` leaves out what takes long and
# proves little that is not proved by another target.
every()
{
    [ -n "${BUILDS-}" ]
}

# works NAME TARGET PROGRAM: what tests/e2e/c/work.c became runs, and each of its
# lines says 1.
works()
{
    local said
    said=$(run_as "$2" "$3" 2>&1)
    equal "$1" "$said" 'threads 1
files 1
numbers 1
clock 1
wrap 1'
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

[ -x "$ZBUILD_ZIG" ] || {
    not_ok "$e2e_suite: set-up" "no $ZBUILD_ZIG: run make deps first"
    exit 1
}
mkdir -p "$CARGO_HOME" "$ZBUILD_CACHE_DIR" "$cache/std"
# Rust's std is the same for every clone, too.
[ -e "$ZBUILD_CACHE_DIR/std" ] || ln -sfn "$cache/std" "$ZBUILD_CACHE_DIR/std"
[ ! -f "$suite_user_cargo/config.toml" ] || [ -e "$CARGO_HOME/config.toml" ] ||
    ln -s "$suite_user_cargo/config.toml" "$CARGO_HOME/config.toml"

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
