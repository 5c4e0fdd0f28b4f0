#!/bin/bash
# docs/: the pages about targets, Windows and running, block by block, and of all
# pages: each is in the index, each link leads somewhere, each command is run by a
# test.
. "$(dirname "$0")/../lib/e2e.sh"
. "$top/tests/lib/blocks.sh"
. "$top/tests/lib/windows.sh"

for name in targets windows running; do
    mkdir "$work/$name"
    run_blocks "$name" "$top/docs/$name.md" "$work/$name"
done
try 'what docs/running.md builds says hello' grep -qx hello "$work/log/running.said"

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

# ```sh is run, by one of the three suites that do so. Commands that need more than
# a page can set up are ```text SUITE, which does them, or ```console SUITE with what
# they print. Other blocks say what they
# are, and are no commands.
commands='^(\$ )?([A-Z_]+=[^ ]* )*(cargo|zshim|make|cmake|meson|ninja|go|npm|npx|napi|python3?|pip|distccd?|ccache|icecc|ln|cp|mkdir|eval|export|[a-z0-9_.-]+-(cc|gcc|clang|pkg-config)) '
for page in "$top/README.md" "$top"/docs/*.md; do
    name=$(basename "$page" .md) bad=
    if grep -qx '```sh' "$page" && ! { [ "$page" = "$top/README.md" ] ||
        grep -qE "^(page|for name in) (.* )?$name( |;|\$)" "$top"/tests/e2e/[59]2-docs.sh; }; then
        bad="no suite runs its blocks;"
    fi
    while read -r line kind suite text; do
        case $kind in
        sh) ;;
        text | console | yaml | dockerfile)
            if [ "$suite" != - ]; then
                [ -f "$top/tests/e2e/$suite.sh" ] || [ -f "$top/tests/$suite/run.sh" ] ||
                    bad="$bad line $line: no suite $suite;"
            elif [[ $text =~ $commands ]]; then
                bad="$bad line $line: a command that no suite is named for;"
            fi
            ;;
        ini | toml | make | c | starlark) ;;
        *) bad="$bad line $line: what is $kind?;" ;;
        esac
    done < <(awk '/^```/ && !on { on = 1; line = NR; kind = substr($1, 4)
            suite = NF > 1 ? $2 : "-"; if (kind == "") kind = "nothing"; next }
        /^```$/ && on { on = 0; next }
        on { print line, kind, suite, $0 }' "$page")
    if [ -z "$bad" ]; then ok "commands of ${page#"$top/"} are run"; else
        not_ok "commands of ${page#"$top/"} are run" "$bad"; fi
done
finish
