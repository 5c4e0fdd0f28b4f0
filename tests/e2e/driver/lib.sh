# Sourced by the suites 12-driver-*.sh: what a GCC or clang cross compiler does
# with its options, looked at in the result: readelf, the files that were written,
# running the program. One function per item, each in a folder of its own.
#
# A suite has functions of items and says which are for whom: common (both
# engines), everywhere (every target), shared_world (targets with shared
# libraries), static_world (those without); then drive goes through them all.
#
# ENGINES, TARGETS and ONLY (a pattern of functions) choose.
. "$(dirname "${BASH_SOURCE[0]}")/../../lib/e2e.sh"

src=$top/tests/e2e/driver
bin=$work/bin
PATH=$bin:$PATH
shopt -s inherit_errexit

gnu='x86_64-unknown-linux-gnu.2.17 aarch64-unknown-linux-gnu.2.17'
musl='x86_64-unknown-linux-musl aarch64-unknown-linux-musl'

# --- the words of the items ---------------------------------------------------

# item NAME FUNCTION [ARGUMENTS]: one that ONLY, a pattern of functions, matches
item()
{
    local name="$t: $1" dir
    shift
    [[ $1 == ${ONLY:-*} ]] || return 0
    [ "$engine" = direct ] || name="$engine: $name"
    dir=$work/$t-$engine/$((suite_n + 1))-$1
    mkdir -p "$dir"
    hear in_folder "$dir" "$@"
    if [ $status = 0 ]; then ok "$name"; else heard "$name" "status $status"; fi
}

# in_folder DIR FUNCTION [ARGUMENTS]: it stops at its first command that fails;
# every command is in the log. (No condition may hold this call, or set -e is off.)
in_folder()
(
    exec 9>&1
    BASH_XTRACEFD=9
    cd "$1" || exit
    shift
    set -ex
    "$@"
)

cc() { "$t-cc" "$@"; }
cxx() { "$t-c++" "$@"; }
run() { run_as "$t" "$@"; }

# c FILE TEXT…: a source, one line per word
c()
{
    local file=$1
    shift
    printf '%s\n' "$@" >"$file"
}

# quiet COMMAND…: succeeds and prints nothing at all
quiet()
{
    "$@" >quiet.out 2>&1 || { cat quiet.out; return 1; }
    # (what is made once, on a new machine, says so)
    sed -i '/^preparing .* (once/d' quiet.out
    if [ -s quiet.out ]; then cat quiet.out; return 1; fi
}

# fails TEXT COMMAND…: fails and says TEXT
fails()
{
    local text=$1
    shift
    if "$@" >fails.out 2>&1; then echo 'did not fail'; return 1; fi
    grep -q -- "$text" fails.out || { cat fails.out; return 1; }
}

# says_one_line TEXT COMMAND…: fails in one line (and a hint) before any tool
# ran: status 125, and no output
says_one_line()
{
    local text=$1 status=0
    shift
    rm -f a.out
    "$@" >fails.out 2>&1 || status=$?
    cat fails.out
    [ $status = 125 ]
    grep -q -- "$text" fails.out
    [ "$(grep -vc '^hint: ' fails.out)" = 1 ]
    [ ! -e a.out ]
}

has() { grep -q -- "$1" "$2" || { tail -n 30 "$2"; return 1; }; }
lacks() { if grep -- "$1" "$2"; then return 1; fi; }
is() { [ "$1" = "$2" ]; }
differ() { [ "$1" != "$2" ]; }

# Names that other files can bind to, and all names; each one a line.
dynsyms()
{
    readelf --dyn-syms -W "$1" |
        awk '$1 ~ /:$/ && $7 != "UND" && $8 != "" { sub(/@.*/, "", $8); print $8 }'
}
symbols()
{
    readelf -sW "$1" |
        awk '$1 ~ /:$/ && $7 != "UND" && $8 != "" { sub(/@.*/, "", $8); print $8 }'
}
address() { readelf -sW "$1" | awk -v n="$2" '$8 == n { print $2; exit }'; }
exports() { dynsyms "$1" >names; grep -qx "$2" names; }
hides() { dynsyms "$1" >names; lacks "^$2\$" names; }
defines() { symbols "$1" >names; grep -qx "$2" names; }
undefines() { symbols "$1" >names; lacks "^$2\$" names; }
dyn() { readelf -dW "$1" >dyn; has "$2" dyn; }
nodyn() { readelf -dW "$1" >dyn; lacks "$2" dyn; }
section() { readelf -SW "$1" >sections; has " $2 " sections; }
nosection() { readelf -SW "$1" >sections; lacks " $2" sections; }
needs() { elf_needed "$1" >needed; grep -qx -- "$2" needed; }
neednt() { elf_needed "$1" >needed; lacks "$2" needed; }
type_is() { readelf -hW "$1" >header; has "Type: *$2 " header; }

# Two archives with one function each, and a program that calls neither.
two_archives()
{
    c one.c 'int one(void) { return 1; }'
    c two.c 'int two(void) { return 2; }'
    c main.c 'int main(void) { return 0; }'
    cc -O1 -fPIC -ffunction-sections -c one.c two.c main.c
    "$t-ar" rcs libone.a one.o
    "$t-ar" rcs libtwo.a two.o
}

# --- all of them --------------------------------------------------------------

common() { :; }
everywhere() { :; }
shared_world() { :; }
static_world() { :; }

# Pieces are made once, with a line that says so; made here, the items can ask
# for silence.
prepare()
{
    c m.c 'int main(void) { return 0; }'
    cp m.c m.cc
    cc m.c -o m
    [ "$engine" = direct ] || return 0
    cxx m.cc -o c++
    cc -fsanitize=undefined "$src/ubsan.c" -o ubsan
    cc "$src/int128.c" -o int128
    run ./c++
}

drive()
{
    for t in $gnu $musl; do
        cargo-zbuild zbuild link --target "$t" --dir "$bin" >/dev/null ||
            not_ok "$t: names"
    done
    for engine in ${ENGINES:-direct zig-cc}; do
        export ZBUILD_ENGINE=$engine
        for t in ${TARGETS:-$gnu $musl}; do
            [ "$engine" = direct ] || [[ $t == x86_64-*-gnu* ]] || continue
            mkdir -p "$work/pieces"
            hear in_folder "$work/pieces" prepare
            [ $status = 0 ] || heard "$t: pieces" "status $status"
            common
            [ "$engine" = direct ] || continue
            everywhere
            case $t in *-musl) static_world ;; *) shared_world ;; esac
        done
    done
}
