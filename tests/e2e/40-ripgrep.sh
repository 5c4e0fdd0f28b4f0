#!/bin/bash
# ripgrep from crates.io with its C library (PCRE2), by `cargo zbuild install`.
. "$(dirname "$0")/../lib/e2e.sh"

version=14.1.1
export PCRE2_SYS_STATIC=1  # never a host's libpcre2

# What it searches.
tree=$work/tree
mkdir -p "$tree/sub"
printf 'one two\nzwei 2.17\n' >"$tree/a.txt"
printf 'two three\n' >"$tree/sub/b.c"
printf 'two ignored\n' >"$tree/sub/c.log"
printf '*.log\n' >"$tree/.ignore"
wanted='a.txt:one two
sub/b.c:two three'

# finds NAME TARGET RG ARGS…: the search's result is $wanted.
finds()
{
    local name=$1 said
    shift
    said=$(cd "$tree" && run_as "$@" 2>&1)
    if [ "$said" = "$wanted" ]; then ok "$name"; else not_ok "$name" "$said"; fi
}

# ripgrep_suite TARGET PROFILE
ripgrep_suite()
{
    local t=$1 name="ripgrep $1 $2" root=$work/$1-$2 flags=() rg said
    [ "$2" = release ] || flags+=(--debug)
    try "$name: install" zbuild_cargo "$t" install ripgrep \
        --version "$version" --locked --features pcre2 "${flags[@]}" \
        --root "$root" || return
    rg=$root/bin/rg
    finds "$name: finds" "$t" "$rg" --sort path --no-heading --no-config two a.txt sub
    finds "$name: finds with PCRE2" "$t" "$rg" --sort path --no-heading \
        --no-config -P '(?<!x)t(?=wo)\w+' a.txt sub
    try "$name: PCRE2 is there" run_as "$t" "$rg" --pcre2-version
    if said=$(elf_program "$rg" "$t"); then
        ok "$name: ELF"
    else
        not_ok "$name: ELF" "$said"
    fi
}

for t in $targets; do
    ripgrep_suite "$t" debug
    ripgrep_suite "$t" release
done
finish
