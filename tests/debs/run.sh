#!/bin/bash
# make check-deps: Debian's -dev packages of `list`, each added for two foreign
# targets, found by pkg-config and by CMake, a program linked with it and run under
# qemu. What came of it goes into results.tsv, a line for a cell, from which
# docs/deps-table.md is made.
#
# ONLY="…" chooses packages, TARGETS="…" targets; what passed is not done again
# without FRESH=1: a run that was stopped goes on. 98-debs.sh does a sample.
. "$(dirname "$0")/../lib/e2e.sh"
. "$top/tests/debs/lib.sh"

results=${RESULTS:-$here/results.tsv}
touch "$results"
while IFS= read -r row; do
    name=${row%%|*}
    [ -z "${ONLY-}" ] || [[ " $ONLY " = *" $name "* ]] || continue
    for t in ${TARGETS:-$debs_targets}; do
        [ "${FRESH-}" ] || ! grep -q "^$name	$t	pass	pass	" "$results" || continue
        start=$SECONDS
        debs_cell "$row" "$t" "$work/$name-$t"
        {
            grep -v "^$name	$t	" "$results"
            printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$name" "$t" "$by_pkg" "$by_cmake" \
                "$added" "$((SECONDS - start))"
        } | sort >"$results.tmp" && mv "$results.tmp" "$results"
        echo "$(date +%H:%M) $name $t: $by_pkg, CMake $by_cmake ($((SECONDS - start)) s)"
        rm -rf "$work/$name-$t"
        [ "${KEEP-}" ] || rm -rf "$ZBUILD_CACHE_DIR/deps/roots"/*
    done
done < <(debs_rows)
cd "$top" || exit 1 # (the last cell's folder is gone)
. "$here/crates.sh"
[ "${RESULTS-}" ] || {
    crates_all
    python3 "$here/table.py" "$here/list" "$results" "$here/crates.tsv" >"$work/table" &&
        cp "$work/table" "$top/docs/deps-table.md"
}
! cut -f3,4 "$results" | grep -qv '^\(pass\|-\)	\(pass\|-\)$'
