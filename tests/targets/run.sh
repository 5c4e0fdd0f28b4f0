#!/bin/bash
# make check-targets: each target x {C, C++, Rust bin, cdylib, staticlib, run},
# from real builds. What came of it goes into tests/targets/results.tsv, a line for
# each target, from which docs/target-table.md and README.md's table are made; a
# target that is not chosen keeps its line. At the end of a line stands with which
# zig, rustc and qemu C and C++ were tried, on which day, and then the same for Rust
# if that is another (a line of one such text means both).
#
# ONLY (Rust triples) chooses; LANGS="C C++ Rust" is what is built (all). Rust
# needs std for each target: with `cargo zbuild std`'s way of building it, that
# is about a minute each on a free machine; STD=cargo has cargo's own -Zbuild-std
# build an unoptimised one, in a third of that. Components have that in any case
# (crates.io's wit-bindgen); gnuasan's is built by rustup's toolchain, which has
# the runtime of AddressSanitizer.
. "$(dirname "$0")/../lib/e2e.sh"

here=$top/tests/targets
PATH=$PATH:$top/.deps/wasmtime/wasmtime_cli
results=$here/results.tsv
langs=" ${LANGS:-C C++ Rust} "
columns='C C++ bin cdylib staticlib run'
hello_c='hello 1.4142 5'
hello_cc='hello 2 2'
hello_rs='hello 7 true'
declare -A cell
asan_rust=1.95.0
zig="zig $("$ZBUILD_ZIG" version)"
rustc=$(/usr/bin/rustc --version | cut -d' ' -f2)
qemu="qemu $(qemu-aarch64 --version | sed -n 's/.*version \([0-9.]*\).*/\1/p')"

# with COLUMN: what it is tried with today
with()
{
    local version=$rustc
    case $t in *-linux-gnuasan) version=$asan_rust ;; esac
    case $1 in
    C | C++) echo "$zig, $qemu, $(date +%F)" ;;
    *) echo "$zig, rustc $version, $qemu, $(date +%F)" ;;
    esac
}

# What went wrong, in one line without this machine's paths.
reason()
{
    grep -m1 -E '^(error|zshim|cargo-zbuild|ld\.lld|lld-link|wasm-ld|zig)[^ ]*: .' \
        "$1" | sed -e "s|$top|.|g; s|$work|.|g; s|$HOME|~|g" | tr '\t|' '  ' |
        cut -c1-140 | grep . || echo "failed without a message"
}

# attempt COLUMN COMMAND…: pass, or the reason. False if it failed.
attempt()
{
    local column=$1 log=$work/log/$t.$1 status
    shift
    case $column in
    C | C++) on_c=$(with C) ;;
    *) on_rust=$(with bin) ;;
    esac
    "$@" >"$log" 2>&1
    status=$?
    case $status in
    0) cell[$column]=pass ;;
    124) cell[$column]='not done in half an hour' ;;
    *) cell[$column]=$(reason "$log") ;;
    esac
    return $status
}

# ran WANT PROGRAM: adds to the column run
ran()
{
    local said want=$1 log=$work/log/$t.run
    shift
    case ${cell[run]-} in '' | pass) ;; *) return ;; esac
    if [ -n "$missing" ]; then
        cell[run]=$missing
        return
    fi
    said=$(timeout 300 cargo-zbuild zbuild run-binary --target "$t" "$@" \
        2>"$log" | tr -d '\r')
    if [ "$said" = "$want" ]; then cell[run]=pass; else
        cell[run]="$(grep -v '^hint: ' "$log" | tail -n 1 | tr '\t|' '  ' |
            cut -c1-140)"
        [ -n "${cell[run]}" ] || cell[run]="said '$said'"
    fi
}

file_of()
{
    find "$1" -maxdepth 1 \( -name hello -o -name 'hello.exe' -o \
        -name 'hello.wasm' \) -type f | head -n 1
}

hosted_c()
{
    if [[ $langs = *' C '* ]]; then
        attempt C timeout 1800 zshim cc --target="$t" -O2 -o "$d/hello" "$here/hello.c" \
            -lm && ran "$hello_c" "$(file_of "$d")"
    fi
    mkdir -p "$d/cc"
    if [[ $langs = *' C++ '* ]]; then
        attempt C++ timeout 1800 zshim c++ --target="$t" -O1 -o "$d/cc/hello" \
            "$here/hello.cc" && ran "$hello_cc" "$(file_of "$d/cc")"
    fi
}

rust()
{
    local out=$work/rust flags='' std='' vars='RUSTC=/usr/bin/rustc
        CARGO=/usr/bin/cargo'
    case $t,${STD-} in
    *-linux-gnuasan,*)
        vars="RUSTUP_HOME=$cache/rustup RUSTUP_TOOLCHAIN=$asan_rust"
        env $vars rustup toolchain install $asan_rust --profile minimal \
            --no-self-update -c rust-src >"$work/log/rustup" 2>&1
        ;;
    wasm32-wasip[23],* | *,cargo)
        vars+=' RUSTC_BOOTSTRAP=1 ZBUILD_STD=no CARGO_PROFILE_DEV_DEBUG=0'
        std='-Zbuild-std=std,panic_unwind,panic_abort
            -Zbuild-std-features=panic-unwind'
        ;;
    esac
    zb() { env -C "$work/crate" CARGO_TARGET_DIR="$out" $vars \
        RUSTFLAGS="$flags" timeout 1800 cargo-zbuild zbuild "$@" $std \
        --target "$t"; }
    attempt bin zb build --bin hello &&
        ran "$hello_rs" "$(file_of "$out/$t/debug")"
    attempt staticlib zb rustc --lib --crate-type staticlib
    case $t in *-musl*) flags='-Ctarget-feature=-crt-static' ;; esac
    attempt cdylib zb rustc --lib --crate-type cdylib &&
        case $t in wasm*-unknown-*) cp "$out/$t/debug/seven.wasm" "$d" ;; esac
    rm -rf "$out"
}

# The board's linker script of e2e 66; nothing for a machine that qemu lacks.
board()
{
    case $1 in
    *-nuttx-*) ;;
    thumbv6m-*) echo microbit ;;
    thumbv7*m-*) echo mps2 ;;
    thumbv8m.main-*) echo an505 ;;
    riscv32e*) ;;
    riscv*-none*) echo virt ;;
    aarch64-unknown-none | armv7a-none-* | thumbv7a-none-*) echo virt-arm ;;
    esac
}

# Rust on core and alloc with a part in C: an archive and, where lld knows the
# machine, a program. cargo's own way of building both is the quicker one.
bare_rust()
{
    local out=$work/bare-rust flags=''
    case $langs in *' Rust '*) ;; *) return ;; esac
    case $t in avr-*) flags=-Ctarget-cpu=atmega328p ;; esac
    zb() { env -C "$work/bare" CARGO_TARGET_DIR="$out" RUSTC=/usr/bin/rustc \
        CARGO=/usr/bin/cargo RUSTC_BOOTSTRAP=1 ZBUILD_STD=no RUSTFLAGS="$flags" \
        CARGO_PROFILE_DEV_DEBUG=0 timeout 1800 cargo-zbuild zbuild "$@" \
        -Zbuild-std=core,alloc -Zbuild-std-features=compiler-builtins-mem \
        --target "$t"; }
    attempt staticlib zb rustc --lib --crate-type staticlib
    [ -n "${cell[bin]-}" ] || attempt bin zb build --bin hello
    rm -rf "$out/$t" # not the build script's crates
}

# No C library: a program is what brings its own start, a module what exports.
bare()
{
    local src=$top/tests/e2e/bare script
    script=$(board "$t")
    cell[C++]='no C++ library' cell[cdylib]='no_std only'
    case $t in
    avr-* | bpf* | msp430-* | sparc-unknown-none-elf)
        attempt C zshim cc --target="$t" -O2 -ffreestanding -c \
            -o "$d/seven.o" "$here/seven.c"
        cell[bin]='compiled only: lld does not know it' cell[run]=${cell[bin]}
        bare_rust
        return
        ;;
    esac
    if [[ $t = *-uefi ]]; then
        attempt C zshim cc --target="$t" -O2 -o "$d/hello.efi" \
            "$src/efi/main.c" && ran 'efi: fine, 428571428574' "$d/hello.efi"
        bare_rust
        return
    fi
    if [ -z "$script" ]; then
        attempt C timeout 1800 zshim cc --target="$t" -O2 -nostdlib \
            -ffreestanding -Wl,--entry=seven,--export-dynamic \
            -o "$d/seven" "$here/seven.c"
        cell[run]=${missing:-no board}
        bare_rust
        return
    fi
    cd "$d" || return
    if [[ $langs = *' C '* ]]; then
        attempt C timeout 1800 zshim cc --target="$t" -O2 -ffreestanding \
            "$src"/c/{main,start,semihost}.c -L"$src" -T "$script.ld" \
            -o hello && ran 'bare: fine, args: ./hello, 97000' ./hello
    fi
    if [[ $langs = *' Rust '* ]]; then
        attempt bin env -C "$src/app" CARGO_TARGET_DIR="$work/rust" \
            RUSTC=/usr/bin/rustc CARGO=/usr/bin/cargo \
            timeout 1800 cargo-zbuild zbuild --locked --release \
            --target "$t" && cp "$work/rust/$t/release/bare-app" app &&
            ran 'app: is 2.25 1844674407 []' ./app
        rm -rf "$work/rust"
    fi
    bare_rust
    cd "$here" || exit 1
}

# A module without a start: JavaScript calls what it exports. One of the two has
# all of std.
called()
{
    local file said
    case $t$langs in wasm*-unknown-unknown*' Rust '*) rust ;; esac
    cell[run]=pass
    for file in "$d/seven" "$d"/*.wasm; do
        [ -e "$file" ] || continue
        case $t in wasm64*) # Node 20 has no 64-bit memories
            said=$(wasmtime run --invoke seven "$file" 2>"$work/log/invoke")
            [ "$said" = 7 ] || cell[run]="seven() of ${file##*/}: $said"
            continue ;;
        esac
        said=$(node -e 'WebAssembly.instantiate(require("fs").readFileSync(
            process.argv[1])).then(m => console.log(m.instance.exports.seven()))' \
            "$file" 2>&1)
        [ "$said" = 7 ] || cell[run]="seven() of ${file##*/}: $said"
    done
}

one()
{
    local libc=$2 missing=$3 d=$work/$1 column line
    t=$1
    cell=()
    on_c='' on_rust=''
    mkdir -p "$d"
    case $libc in
    none)
        bare
        case $t in wasm*) called ;; esac
        ;;
    *)
        hosted_c
        case ${cell[C]-pass}$langs in
        pass*' Rust '*) rust ;;
        *' Rust '*) cell[bin]=${cell[C]} cell[cdylib]=${cell[C]}
            cell[staticlib]=${cell[C]} cell[run]=${cell[C]} on_rust=$(with bin) ;;
        esac
        ;;
    esac
    line=$t
    for column in $columns; do
        line+=$'\t'${cell[$column]-$(kept "$t" "$column")}
    done
    : "${on_c:=$(field "$t" 8)}"
    line+=$'\t'$on_c$'\t'${on_rust:-$(field "$t" 9 || field "$t" 8)}
    {
        grep -v "^$t"$'\t' "$results"
        echo "$line"
    } | sort >"$results.tmp" && mv "$results.tmp" "$results"
    tr '\t' ' ' <<<"$line"
    rm -rf "$d"
}

# field TARGET N: of the target's line in the file, false if it has none
field()
{
    grep "^$1"$'\t' "$results" | cut -f "$2" | grep .
}

# What the file has for a column that was not tried this time.
kept()
{
    local n=2 column
    for column in $columns; do
        [ "$column" != "$2" ] || break
        n=$((n + 1))
    done
    field "$1" $n || echo 'not tried'
}

touch "$results"
cp -r "$here/crate" "$here/bare" "$here/seven.c" "$work"
cargo-zbuild zbuild targets --json 2>/dev/null | python3 -c '
import json, sys
for x in json.load(sys.stdin):
    if not x["refused"] and not x["own"] and not x["sdk"]:
        why = x["runner_missing"] if x["runs"] == "no" else ""
        print(x["rust"], x["libc"], (why or "").replace("\t", " "), sep="\t")
' >"$work/list"
while IFS=$'\t' read -r name libc why <&4; do
    [[ " ${ONLY:-$name} " != *" $name "* ]] || one "$name" "$libc" "$why"
done 4<"$work/list"
# fresh FILE ARGUMENT…: the file is what table.py makes of the results.
fresh()
{
    local file=$1
    shift
    python3 "$here/table.py" "$results" "$@" >"$file.tmp" && mv "$file.tmp" "$file"
}
fresh "$top/docs/target-table.md" && fresh "$top/README.md" "$top/README.md" &&
    make -s -C "$top" docs BUILD="$BUILD"
