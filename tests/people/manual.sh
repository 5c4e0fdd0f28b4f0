#!/bin/bash
# The manual pages say what the programs do: every subcommand, option and variable
# is in one, each page has its sections and mandoc finds nothing; --help and wrong
# words of each subcommand.
. "$(dirname "$0")/../lib/suite.sh"
cd "$top" || exit 1

# --- pages
for page in man/*.[157]; do
    name=$(basename "$page")
    lint=$(cd man && mandoc -Tlint -Wstyle "$name" 2>&1 |
        grep -v 'outdated mandoc.db\|referenced manual not found')
    if [ -z "$lint" ]; then ok "$name: mandoc finds nothing"; else
        not_ok "$name: mandoc finds nothing" "$lint"; fi
    case $name in
    *.1) sections='NAME SYNOPSIS DESCRIPTION EXIT.STATUS EXAMPLES SEE.ALSO CAVEATS' ;;
    *) sections='NAME DESCRIPTION' ;;
    esac
    case $name in
    cargo-zbuild.1 | zshim.1) sections="$sections ENVIRONMENT" ;;
    # nothing to beware of
    cargo-zbuild-targets.1 | cargo-zbuild-zig.1) sections=${sections% *} ;;
    esac
    missing=
    for section in $sections; do
        grep -q "^\.Sh $section" "$page" || missing="$missing $section"
    done
    if [ -z "$missing" ]; then ok "$name: sections"; else
        not_ok "$name: sections" "without$missing"; fi
    # What it refers to among our pages is there.
    for ref in $(sed -n 's/^\.Xr \(cargo-zbuild[a-z-]*\|zshim\|zbuild[a-z.-]*\) \([157]\).*/\1.\2/p' \
        "$page" | sort -u); do
        [ -e "man/$ref" ] || not_ok "$name: refers to $ref"
    done
done

# --- docs/ without a network
missing=
for page in docs/*.md; do
    name=$(basename "$page" .md)
    cargo-zbuild zbuild help "$name.md" | cmp -s - "$page" || missing="$missing $name"
    cargo-zbuild help | grep -qE "^  (.* )?$name( |$)" || missing="$missing -$name"
done
equal 'help PAGE: each page of docs/, as it is, and listed' "$missing" ''
try_says 'help NAME of a subcommand says that there is a page, too' \
    '.*help targets.md.*' cargo-zbuild help targets
try_says 'help: a page by its bare name' '# CMake.*' cargo-zbuild help cmake
check 'help: fits a terminal' test -z "$(cargo-zbuild help | grep -E '.{81}')"

# --- what they have to say
subcommands=$(cargo-zbuild --help |
    sed -n 's|^  \([a-z-]*\)   *[a-zA-Z].*|\1|p')
[ "$(wc -l <<<"$subcommands")" -gt 15 ] && ok "--help lists the subcommands" ||
    not_ok "--help lists the subcommands" "$subcommands"
for command in $subcommands; do
    if grep -qE "^\.It (Xo )?Cm $command( |$)" man/cargo-zbuild.1; then
        ok "$command is in cargo-zbuild(1)"
    else
        not_ok "$command is in cargo-zbuild(1)" "no .It Cm $command"
    fi
    try "$command --help" cargo-zbuild "$command" --help
    says "$command --help: usage" "^Usage: cargo zbuild $command"
    missing=
    for option in $(grep -oE -e '--[a-z][a-z0-9+-]*' "$log" | sort -u); do
        case $command$option in
        # Words of other programs in the examples.
        *--host | *--sysroot | *--release) continue ;;
        esac
        grep -qhE "Fl -$(sed 's/+/[+]/g' <<<"${option#--}")( |$|\))" man/*.1 || missing="$missing $option"
    done
    if [ -z "$missing" ]; then ok "$command: its options are in a page"; else
        not_ok "$command: its options are in a page" "not there:$missing"; fi
    refuses "$command: a wrong option" 2 "$command.*'--frobnicate'" \
        cargo-zbuild "$command" --frobnicate
    says "$command: ... and what is right" '^hint: '
done
# A misspelled one: cargo would recommend another.
new_crate "$work/crate"
for word in docotr explian target; do
    refuses "'$word' is none of cargo's" 101 \
        "^zbuild: .$word. goes to cargo; ours is .cargo zbuild (doctor|explain|targets)." \
        sh -c "cd '$work/crate' && cargo-zbuild $word"
done
for word in init fix test bench; do
    hear sh -c "cd '$work/crate' && cargo-zbuild $word --help"
    silent "'$word' is cargo's" 'goes to cargo'
done
variables=$(grep -rhoE '"ZBUILD_[A-Z_]+' --include='*.[ch]' common shim wrapper targets |
    tr -d '"' | sort -u)
for variable in $variables; do
    case $variable in
    # A part of a name; an internal mark; no program has it.
    ZBUILD_END_ | ZBUILD_LOOKING_FOR_ZIG | ZBUILD_MUTATE) continue ;;
    esac
    if grep -q "$variable" man/*.[15]; then ok "$variable is in a page"; else
        not_ok "$variable is in a page"; fi
done

# --- installed
# What is built is installed as it is, whatever flags it was built with.
try "make install" make -s -o all -o man/zbuild-rules.7 install BUILD="$BUILD" \
    DESTDIR="$work/root" PREFIX=/usr
for page in man/*.[157]; do
    [ -s "$work/root/usr/share/man/man${page##*.}/$(basename "$page")" ] ||
        not_ok "installed: $page"
done
finish
