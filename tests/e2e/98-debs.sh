#!/bin/bash
# Debian's libraries that differ most, for a foreign machine: added, found by
# pkg-config and CMake, linked with and run. `make check-deps` does them all.
. "$(dirname "$0")/../lib/e2e.sh"
. "$top/tests/debs/lib.sh"

debs=$cache/debs
mkdir -p "$debs" "$ZBUILD_CACHE_DIR/deps/store"
for deb in "$debs"/*.deb; do
    [ ! -f "$deb" ] || [ -e "$ZBUILD_CACHE_DIR/deps/store/${deb##*/}" ] ||
        cp "$deb" "$ZBUILD_CACHE_DIR/deps/store"
done
each=0
while IFS= read -r row; do
    name=${row%%|*}
    # The one machine or the other: both are in the long one.
    t=$(set -- $debs_targets; shift $((each++ % 2)); echo "$1")
    debs_cell "$row" "$t" "$work/$name"
    for how in "pkg-config:$by_pkg" "CMake:$by_cmake"; do
        case ${how#*:} in
        pass) ok "$name, by ${how%%:*}, for $t" ;;
        -) ;;
        *) not_ok "$name, by ${how%%:*}, for $t" "${how#*:}" ;;
        esac
    done
done < <(debs_rows | awk -F'|' '$5 ~ / s$/')
cp -n "$ZBUILD_CACHE_DIR"/deps/store/*.deb "$debs"

cd "$top/tests/debs" || exit 1
try 'docs/deps-table.md is what the results say' bash -c \
    'python3 table.py list results.tsv crates.tsv | diff - ../../docs/deps-table.md'
finish
