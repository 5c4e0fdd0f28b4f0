#!/bin/bash
# Every ```sh block of README.md, in order and in one shell, in a fresh home
# folder and a copy of the sources. zig is installed from the wheel that
# `make deps` keeps.
. "$(dirname "$0")/../lib/e2e.sh"

home=$work/home
mkdir -p "$home"
rustup=${RUSTUP_HOME:-$HOME/.rustup}
[ ! -d "$rustup" ] || export RUSTUP_HOME=$rustup
unset ZBUILD_ZIG ZBUILD_CACHE_DIR XDG_CONFIG_HOME
# The zig of .deps; there may be wheels of others.
version=$(basename "$top"/.deps/zig/ziglang-*.dist-info .dist-info)
wheel=$(ls "$cache"/wheels/*/"$version"-*.whl | head -n 1)
export HOME=$home PIP_NO_INDEX=1 PIP_FIND_LINKS=${wheel%/*}
export ZIG_GLOBAL_CACHE_DIR=$cache/cache/zig
# Only what an ordinary machine has: no programs of ours yet.
PATH=${PATH#"$BUILD/bin:"}

# Not here: other suites run the programs that `make` would build again.
mkdir "$work/zbuild"
tar -C "$top" --exclude=./.git --exclude=./.deps --exclude=./build \
    --exclude="./${BUILD##*/}" -cf - . | tar -C "$work/zbuild" -xf -
unset BUILD

# The blocks, each as its own command group that names its first line.
script()
{
    printf 'set -e\ncd %q\n' "$work/zbuild"
    awk '/^```sh$/ { on = 1; n++; next }
        on && /^```$/ { on = 0; printf "echo \"block %d fine\"\n", n; next }
        on { print }' "$top/README.md"
}

script >"$work/readme.sh"
blocks=$(grep -c '^echo "block' "$work/readme.sh")
bash "$work/readme.sh" >"$work/said" 2>&1
for i in $(seq "$blocks"); do
    if grep -qx "block $i fine" "$work/said"; then
        ok "README block $i"
    else
        not_ok "README block $i" "$(tail -n 20 "$work/said")"
        break
    fi
done
[ "$blocks" -ge 5 ] || not_ok "README has its blocks" "only $blocks"
finish
