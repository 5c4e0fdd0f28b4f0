#!/bin/bash
# Four of tests/crates (make check-crates has the others), one for each way that
# leaves cc's: C++ with Rust on both sides, assembler, a Makefile that runs programs
# of its own while it builds, and a configure.
. "$(dirname "$0")/../lib/e2e.sh"

cd "$top/tests/crates" || exit 1
export CARGO_NET_RETRY=0
try 'docs/crates-table.md is what the results say' bash -c \
    'python3 table.py list results.tsv | diff - ../../docs/crates-table.md'
equal 'each crate of the list has a program' "$(ls src/bin)" \
    "$(sed -n 's/^\([^# ]*\) |.*/\1.rs/p' list | sort)"

# built TARGET CRATE: builds and runs it, and compares with the list.
built()
{
    local t=$1 crate=$2 file want
    want=$(sed -n "s/^$crate |[^|]*| *\([^|]*[^| ]\).*/\1/p" list)
    hear zbuild_cargo "$t" build --locked --bin "$crate" --features "$crate"
    if [ $status != 0 ] && grep -qE 'failed to (download|get|fetch)|unable to update' \
        "$log"; then
        skip "$crate for $t" "the registry has not been reached: $(tail -n 1 "$log")"
        return
    fi
    [ $status = 0 ] || { heard "$crate for $t" "status $status"; return; }
    file=$(zbuild_out "$t")/debug/$crate
    [ -e "$file" ] || file+=.exe
    equal "$crate for $t" "$(run_as "$t" "$file" 2>"$work/err" | paste -sd' ')" "$want"
}

for crate in cxx blake3 luajit mp3lame-sys; do
    built aarch64-unknown-linux-gnu.2.17 $crate
    built x86_64-pc-windows-gnu $crate
done
finish
