#!/bin/bash
# Every ```sh block of README.md, in order and in one shell, in a fresh home
# folder and a copy of the sources. zig is installed from the wheel that
# `make deps` keeps.
. "$(dirname "$0")/../lib/e2e.sh"
. "$top/tests/lib/blocks.sh"

home=$work/home
mkdir -p "$home"
rustup=${RUSTUP_HOME:-$HOME/.rustup}
[ ! -d "$rustup" ] || export RUSTUP_HOME=$rustup
unset ZBUILD_ZIG ZBUILD_CACHE_DIR XDG_CONFIG_HOME
wheel=$(this_zigs_wheel)
export HOME=$home PIP_NO_INDEX=1 PIP_FIND_LINKS=${wheel%/*}
export ZIG_GLOBAL_CACHE_DIR=$cache/cache/zig
# Only what an ordinary machine has: no programs of ours yet.
PATH=${PATH#"$BUILD/bin:"}

# Not here: other suites run the programs that `make` would build again.
mkdir "$work/zbuild"
tar -C "$top" --exclude=./.git --exclude=./.deps --exclude=./build \
    --exclude="./${BUILD##*/}" -cf - . | tar -C "$work/zbuild" -xf -
unset BUILD

# What the page shows of a link that is refused is what is said.
printf '%s\n' 'int getentropy(void *, unsigned long);' \
    'int main(void) { int n; return getentropy(&n, sizeof n); }' >"$work/dice.c"
(cd "$work" && ZBUILD_ZIG=$top/.deps/zig/ziglang/zig ZBUILD_CACHE_DIR=$shared_cache \
    "$shim" cc --target=aarch64-linux-gnu.2.17 dice.c -o dice) >"$work/said" 2>&1
equal 'a refused link looks as the page shows it' \
    "$(sed -n '/^```console 50-readme$/,/^```$/{/^[`$]/d;p}' "$top/README.md" |
        grep -vxFf "$work/said")" ''

run_blocks README "$top/README.md" "$work/zbuild"
try 'README has its blocks' test "$(grep -c '^block' "$work/log/README.said")" -ge 5
finish
