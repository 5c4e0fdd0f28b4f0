#!/bin/bash
# What docs/compared.md says of zbuild is so: the cases of tests/bench/compare
# that need no other compiler beside it, each with the answer of the table.
. "$(dirname "$0")/../lib/e2e.sh"

mapfile -t cases < <(sed -n '/^same|/,/^.$/p' "$top/tests/bench/compare" |
    sed '1d; /^.$/d')
names=()
for case in "${cases[@]}"; do names+=("${case%%|*}"); done
[ ${#names[@]} -ge 40 ] && ok 'there are 40' || not_ok 'there are 40' ${#names[@]}
TOOLS=zshim "$top/tests/bench/compare" "${names[@]}" >"$work/table"
for case in "${cases[@]}"; do
    text=${case#*|}
    wanted=$(grep -F "| $text | " "$top/docs/compared.md")
    wanted=${wanted#"| $text | "}
    equal "$text" "$(grep -xF "| $text | ${wanted%% *} |" "$work/table")" \
        "| $text | ${wanted%% *} |"
done
finish
