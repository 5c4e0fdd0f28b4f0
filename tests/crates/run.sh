#!/bin/bash
# make check-crates: the public crates of `list` that compile C, C++ or assembler,
# each built for six targets and run (linked for Apple), and beside it by plain cargo
# with Debian's cross compilers where those are installed. What came of it goes into
# results.tsv, a line for a cell, from which docs/crates-table.md is made.
#
# ONLY="…" chooses crates, CELLS="…" columns; what passed, or is known to be the
# crate's own limit, is not done again without FRESH=1: a run that was stopped goes
# on. An hour or two from nothing.
. "$(dirname "$0")/../lib/e2e.sh"

here=$top/tests/crates
results=$here/results.tsv
rust=1.95.0
zbuild_cells='x86_64-unknown-linux-gnu.2.17 aarch64-unknown-linux-gnu.2.17
x86_64-unknown-linux-musl armv7-unknown-linux-gnueabihf.2.17 x86_64-pc-windows-gnu
aarch64-apple-darwin'
plain_cells='plain-x86_64-unknown-linux-gnu plain-aarch64-unknown-linux-gnu
plain-x86_64-unknown-linux-musl plain-armv7-unknown-linux-gnueabihf
plain-x86_64-pc-windows-gnu'

# A Rust of its own: the user's gets no targets for our sake.
export RUSTUP_HOME=$cache/rustup RUSTUP_TOOLCHAIN=$rust CARGO_BUILD_JOBS=${JOBS:-}
unset ZBUILD_STD
[ -n "$CARGO_BUILD_JOBS" ] || unset CARGO_BUILD_JOBS
command -v rustup >/dev/null || { echo "check-crates: no rustup here"; exit 1; }
rustup toolchain install $rust --profile minimal --no-self-update -t "$(
    tr ' ' '\n' <<<"$zbuild_cells" | sed 's/\.[0-9.]*$//' | paste -sd,)" \
    >"$work/rustup" 2>&1 || { cat "$work/rustup"; exit 1; }
# Of the machine's own libraries, none.
export PCRE2_SYS_STATIC=1 PKG_CONFIG_LIBDIR=/nowhere
LIBCLANG_PATH=$(dirname "$(find -L "$top/.deps/libclang" -name libclang.so)")
export LIBCLANG_PATH
cd "$here" || exit 1
cargo fetch --locked >"$work/fetch" 2>&1 || { cat "$work/fetch"; exit 1; }
export CARGO_NET_OFFLINE=true
zbuild_on="zig $("$ZBUILD_ZIG" version), rustc $rust, $(date +%F)"
plain_on="GCC $(gcc -dumpversion), rustc $rust, $(date +%F)"

# What Debian calls a target's compiler.
gcc_of()
{
    case $1 in
    x86_64-unknown-linux-gnu) echo gcc ;;
    x86_64-unknown-linux-musl) echo musl-gcc ;;
    armv7-*) echo arm-linux-gnueabihf-gcc ;;
    x86_64-pc-windows-gnu) echo x86_64-w64-mingw32-gcc ;;
    aarch64-*) echo aarch64-linux-gnu-gcc ;;
    esac
}

# plain TRIPLE CARGO-WORDS…: what a user of cargo sets for a foreign target.
plain()
{
    local t=$1 gcc name up
    gcc=$(gcc_of "$t") name=${t//-/_} up=${t//-/_}
    shift
    case $gcc in
    # rustc brings musl's start files, and links by `cc`
    musl-gcc) set -- env "CC_$name=$gcc" "AR_$name=ar" "$@" ;;
    *-gcc)
        set -- env "CC_$name=$gcc" "AR_$name=${gcc%gcc}ar" \
            "CARGO_TARGET_${up^^}_LINKER=$gcc" "$@" ;;
    esac
    case $gcc in *-*-gcc) set -- env "CXX_$name=${gcc%gcc}g++" "$@" ;; esac
    "$@"
}

# What went wrong, in one line without this machine's paths: what a compiler or
# linker said, else what the build script did.
reason()
{
    local what
    for what in '^ *(= note: +)?([^ ]*:[0-9]+:[0-9]+: (fatal )?error:|(ld.lld|ld64.lld|lld-link|zshim|.*-(cc|c\+\+|g\+\+|gcc))[^ ]*: .*(error|undefined|cannot|not )|.*undefined reference)' \
        '^ *(configure: error|Error: |make.*\*\*\*|CMake Error|.*error: linking|error: )' \
        panicked '^ *cargo:warning=' '^  error|^error'; do
        grep -E -A1 "$what" "$1" | grep -vE '^[ |]*$|^--|panicked at|linking with|failed to run custom build|could not compile' |
            head -n1 | grep . && break
    done | sed -e "s|$top|.|g; s|$target|…|g; s|$out|…|g; s|$work|.|g; s|$CARGO_HOME/registry/src/[^/]*/||g; s|$HOME|~|g; s|^ *||; s|^= note: *||; s|^cargo:warning=||; s|^warning: .*failed to find tool \"\([^\"]*\)\".*|there is no \1|" |
        tr '\t|`' "  '" | cut -c1-200 | grep . || echo 'failed without a message'
}

# cell CRATE CELL WANT: pass, linked, or why not; seconds behind it.
cell()
{
    local crate=$1 cell=$2 want=$3 log=$work/log/$1.$2 t=${2#plain-} said file
    local words=(--locked --bin "$crate" --features "$crate" --target "$t")
    case $cell in
    plain-*) out=$keep/plain
        CARGO_TARGET_DIR=$out plain "$t" timeout 1200 cargo build "${words[@]}" ;;
    *) out=$keep/zbuild
        CARGO_TARGET_DIR=$out timeout 1200 cargo-zbuild zbuild build "${words[@]}" ;;
    esac >"$log" 2>&1 || { reason "$log"; return; }
    case $t in *-apple-*) echo linked; return ;; esac
    file=$out/${t%.[0-9]*.[0-9]*}/debug/$crate
    [ -e "$file" ] || file+=.exe
    said=$(WINEDEBUG=-all timeout 120 cargo-zbuild zbuild run-binary --target "$t" "$file" \
        2>"$log" | tr -d '\r' | paste -sd' ')
    [ "$said" = "$want" ] && rm -f "$file" && echo pass && return
    # GCC's own libraries, which no Windows has
    case $file in *.exe)
        x86_64-w64-mingw32-objdump -p "$file" 2>/dev/null |
            sed -n 's/^.*DLL Name: \(lib.*\)/wants \1 beside the program/p' | grep -m1 . &&
            return ;;
    esac
    grep -v '^hint\|^setting up' "$log" | tail -n1 | tr '\t|`' "  '" |
        sed "s|$out|…|g" | cut -c1-200 | grep . || echo "said '$said'"
}

# known CRATE CELL: what the file has of it.
known()
{
    grep -m1 "^$1	$2	" "$results" | cut -f3
}

record()
{
    {
        grep -v "^$1	$2	" "$results"
        printf '%s\t%s\t%s\t%s\t%s\n' "$@"
    } | sort >"$results.tmp" && mv "$results.tmp" "$results"
    echo "$(date +%H:%M) $1 $2: $3 ($4 s)"
}

one()
{
    local crate=$1 want=$2 never=$3 cell start came on
    for cell in ${CELLS:-$zbuild_cells $plain_cells}; do
        case ${FRESH:-$(known "$crate" "$cell")} in pass | linked) continue ;; esac
        on=$zbuild_on
        case $cell in plain-*) on=$plain_on
            command -v "$(gcc_of "${cell#plain-}")" >/dev/null || continue ;;
        esac
        start=$SECONDS
        came=$(sed -n "s/.*\(^\|;\) *${cell#plain-}: *\([^;]*\).*/\2/p" <<<"$never" | grep .) ||
            came=$(cell "$crate" "$cell" "$want")
        record "$crate" "$cell" "$came" $((SECONDS - start)) "$on"
    done
}

keep=${CRATES_OUT:-$target/crates}
touch "$results"
while IFS='|' read -r crate way want never <&4; do
    crate=${crate// /} want=$(sed 's/^ *//; s/ *$//' <<<"$want")
    [[ $crate = '#'* || " ${ONLY:-$crate} " != *" $crate "* ]] ||
        one "$crate" "$want" "$never"
done 4<list
python3 table.py list results.tsv >"$top/docs/crates-table.md.tmp" &&
    mv "$top/docs/crates-table.md.tmp" "$top/docs/crates-table.md"
