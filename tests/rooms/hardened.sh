#!/bin/bash
# The programs are hardened as the Makefile's HARDEN says: where they lie nobody
# knows, nothing that can be written to is executed, nor is what the loader wrote
# written to again, and overruns of buffers end them.
set -u
export LC_ALL=C
cd "$(dirname "$0")/../.." || exit 1
BUILD=$(readlink -f "${BUILD:-build}")

# is NAME COMMAND…
is()
{
    local name=$1
    shift
    if "$@"; then echo "ok - $name"; else echo "not ok - $name"; fi
}

# has REGEX / lacks REGEX: a line of $1's headers, dynamic section and segments
has() { readelf -hldW "$program" | grep -qE -e "$1"; }
lacks() { ! has "$1"; }

# call FUNCTION: how many of our objects do; $1 an expression.
callers()
{
    find "$BUILD"/{common,shim,wrapper,targets} -name '*.o' -exec nm -A {} + |
        grep -E " U ($1)\$" | cut -d: -f1 | sort -u | wc -l
}
many() { [ "$(callers "$1")" -ge "$2" ]; }

for program in "$BUILD/bin/zshim" "$BUILD/bin/cargo-zbuild"; do
    name=$(basename "$program")
    is "$name can be loaded anywhere" has 'Flags:.* PIE'
    is "$name: no stack that is executed" has 'GNU_STACK .* RW +0x'
    is "$name: no segment written to and executed" lacks ' RWE +0x'
    is "$name: relocations are read-only" has GNU_RELRO
    is "$name: all of them, from the start" has 'BIND_NOW'
done
is "functions with buffers look after their stack" many __stack_chk_fail 60
case $(cat "$BUILD/.flags") in
*-O0* | *-fsanitize*)
    echo "skip - the C library checks sizes: not in a build like this" ;;
*)
    is "the C library checks sizes" many '__[a-z]+_chk' 40 ;;
esac
