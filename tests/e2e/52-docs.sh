#!/bin/bash
# docs/: the ```sh blocks of the pages about targets and running, each page in a
# shell of its own, and every page in the index, every link to something.
. "$(dirname "$0")/../lib/e2e.sh"

for name in targets running; do
    page=$top/docs/$name.md
    mkdir "$work/$name"
    {
        printf 'set -e\ncd %q\n' "$work/$name"
        awk '/^```sh$/ { on = 1; n++; next }
            on && /^```$/ { on = 0; printf "echo \"block %d fine\"\n", n; next }
            on { print }' "$page"
    } >"$work/$name.sh"
    blocks=$(grep -c '^echo "block' "$work/$name.sh")
    bash "$work/$name.sh" >"$work/$name.said" 2>&1 </dev/null
    for i in $(seq "$blocks"); do
        if grep -qx "block $i fine" "$work/$name.said"; then
            ok "docs/$name.md, block $i"
        else
            not_ok "docs/$name.md, block $i" "$(tail -n 20 "$work/$name.said")"
            break
        fi
    done
    [ "$blocks" != 0 ] || not_ok "docs/$name.md has blocks"
done
try 'what docs/running.md builds says hello' grep -qx hello "$work/running.said"

for page in "$top"/docs/*.md; do
    name=$(basename "$page")
    [ "$name" = README.md ] || try "docs/README.md names $name" \
        grep -qF "($name)" "$top/docs/README.md"
done
for page in "$top/README.md" "$top"/docs/*.md; do
    bad=
    while IFS= read -r link; do
        case $link in *://* | '#'* | '') continue ;; esac
        [ -e "$(dirname "$page")/${link%%#*}" ] || bad="$bad $link"
    done < <(grep -oE '\]\([^)]+\)' "$page" | sed 's/^](//; s/)$//')
    if [ -z "$bad" ]; then ok "links of ${page#"$top/"}"; else
        not_ok "links of ${page#"$top/"}" "to nothing:$bad"; fi
done
finish
