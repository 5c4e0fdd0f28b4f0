#!/bin/bash
# Tools that call cargo-zigbuild: our program under that name gives cargo the
# variables that cargo-zigbuild itself gives it, and takes its `zig cc` form; a
# caller like goreleaser; maturin --zig, which has its own. (napi-rs' CLI is in
# 89-node.) docs/cargo-zigbuild.md.
. "$(dirname "$0")/../lib/e2e.sh"

peer=$(find -L "$top/.deps/peer" -type f -name cargo-zigbuild)
mkdir "$work/bin" "$work/peer"
ln -s "$BUILD/bin/cargo-zbuild" "$work/bin/cargo-zigbuild"
PATH=$work/bin:$PATH
doc=$top/docs/cargo-zigbuild.md

# --- the variables ------------------------------------------------------------

mkdir -p "$work/p/src"
cd "$work/p" || exit 1
printf '[package]\nname = "p"\nversion = "0.1.0"\nedition = "2021"\n[workspace]\n' \
    >Cargo.toml
echo 'fn main() { println!("zigbuild works"); }' >src/main.rs
# A cargo that prints the names in its environment instead of building.
real=$(command -v cargo)
cat >"$work/cargo" <<C
#!/bin/sh
case \$1 in build) ;; *) exec "$real" "\$@" ;; esac
env -0 | tr '\n\0' ' \n' | sed 's/=.*//' | sort -u
C
chmod +x "$work/cargo"
export CARGO_ZIGBUILD_CACHE_DIR=$cache/peer
env -0 | tr '\n\0' ' \n' | sed 's/=.*//' | sort -u >"$work/before"
# What the page says of names that are not set.
differs=$(sed -n '/^| Variable/,/^$/s/^| `\([A-Z_a-z]*\)` .*/\1/p' "$doc")
[ -n "$differs" ] || not_ok 'the page lists variables' "$doc"
for t in aarch64-unknown-linux-gnu.2.17 x86_64-unknown-linux-gnu.2.17 \
    x86_64-unknown-linux-musl; do
    u=$(echo "${t%.2.17}" | tr - _)
    CARGO=$work/cargo PATH="$(dirname "$ZBUILD_ZIG"):$PATH" "$peer" zigbuild --target "$t" \
        2>"$work/peer.err" | comm -23 - "$work/before" >"$work/peer/$t"
    # (With that word no std is looked for.)
    CARGO=$work/cargo cargo-zigbuild zigbuild -Zbuild-std --target "$t" 2>"$work/ours.err" |
        comm -23 - "$work/before" >"$work/ours"
    [ -s "$work/peer/$t" ] || not_ok "$t: cargo-zigbuild runs" "$(cat "$work/peer.err")"
    missing=
    for name in $(comm -23 "$work/peer/$t" "$work/ours"); do
        generic=$(echo "$name" | sed "s/${u^^}/T/; s/$u/t/")
        case " $(echo $differs) " in
        *" $generic "*) ;;
        *) missing+=" $name" ;;
        esac
    done
    if [ -z "$missing" ]; then
        ok "$t: every name that cargo-zigbuild sets, but for the documented"
    else
        not_ok "$t: every name that cargo-zigbuild sets" "missing:$missing"
    fi
done

# --- zig cc -- -------------------------------------------------------------------

printf '%s\n' '#include <stdio.h>' 'int seven(void);' \
    'int main(void) { printf("%d\n", seven() * 6); }' >main.c
echo 'int seven(void) { return 7; }' >seven.c
t=aarch64-unknown-linux-gnu.2.17
# As its wrapper scripts have it.
cc=(cargo-zigbuild zig cc -- -g -fno-sanitize=all -target aarch64-linux-gnu.2.17)
try 'zig cc -- -c' "${cc[@]}" -c -o seven.o seven.c &&
    try 'zig ar --' cargo-zigbuild zig ar -- rc libseven.a seven.o &&
    try 'zig ranlib --' cargo-zigbuild zig ranlib -- libseven.a &&
    try 'zig cc -- links' "${cc[@]}" -o seven main.c -L. -lseven &&
    try_says 'zig cc --: it runs' 42 run_as $t "$PWD/seven" &&
    { said=$(elf_program seven $t) && ok 'zig cc --: ELF' || not_ok 'zig cc --: ELF' "$said"; }
try 'zig c++ --' cargo-zigbuild zig c++ -- -target x86_64-linux-musl -x c++ \
    -o plus - <<<'#include <vector>
int main() { std::vector<int> v(7, 6); return v.size() * v[0] == 42 ? 0 : 1; }' &&
    try 'zig c++ --: it runs' ./plus
printf 'LIBRARY x.dll\nEXPORTS\n  seven\n' >x.def
try 'zig dlltool --' cargo-zigbuild zig dlltool -- -d x.def -D x.dll -l libx.a \
    -m i386:x86-64

# --- a caller like goreleaser -------------------------------------------------------

# It looks for the program, asks its version, and calls cargo.
try 'cargo-zigbuild --version' cargo-zigbuild --version
try 'cargo help zigbuild' cargo help zigbuild
t=x86_64-unknown-linux-gnu.2.17
try 'cargo zigbuild --target=T.V --release' env CARGO_TARGET_DIR="$target/host" \
    cargo zigbuild --target=$t --release &&
    try_says '... it runs' 'zigbuild works' \
        "$target/host/x86_64-unknown-linux-gnu/release/p" &&
    { said=$(elf_program "$target/host/x86_64-unknown-linux-gnu/release/p" $t) &&
        ok '... ELF' || not_ok '... ELF' "$said"; }

# --- PGO: a program that writes a profile ------------------------------------------------

# profiles TARGET RUNNER…: with the profile runtime that rustc's std of TARGET has.
profiles()
{
    local t=$1 out=$work/pgo-$1
    shift
    try "$t: -Cprofile-generate links" env RUSTFLAGS="-Cprofile-generate=$out" \
        CARGO_TARGET_DIR="$target/pgo" cargo zigbuild --target "$t.2.17" || return
    try "$t: ... runs" "$@" "$target/pgo/$t/debug/p"
    try "$t: ... and wrote it" compgen -G "$out/*.profraw"
}
profiles x86_64-unknown-linux-gnu
arm=aarch64-unknown-linux-gnu
if [ -d "$(rustc --print sysroot)/lib/rustlib/$arm/lib" ]; then
    profiles $arm qemu-aarch64 -L /usr/aarch64-linux-gnu
else
    skip "$arm: -Cprofile-generate" "rustc here has no std of it (rustup target add)"
fi

# --- the lines of other callers, as the page has them --------------------------------
printf '[profile.dist]\ninherits = "release"\n' >>Cargo.toml
sed -i 's/name = "p"/name = "app"/' Cargo.toml
lines=$(sed -n '/^| Tool/,/^$/s/.*| `\(cargo[ -]zigbuild .*\)` |$/\1/p' "$doc")
try 'the page has five callers' test "$(wc -l <<<"$lines")" = 5
while IFS= read -r line; do
    flags=$(grep -F "$line" "$doc" | sed -n 's/.*(`RUSTFLAGS=\([^`]*\)`).*/\1/p')
    rust= kind=host
    [[ $line != *-musl* ]] || rust=$std_rust kind=std
    try "$line" env $rust ${flags:+"RUSTFLAGS=$flags"} CARGO_TARGET_DIR="$target/$kind" \
        $line
done <<<"$lines"

# --- maturin --zig ---------------------------------------------------------------------

# maturin has cargo-zigbuild inside and calls zig itself; in our environment the
# shim's names are set already, and stay.
tools=$top/.deps/python
try 'maturin --zig works beside us' env PATH="$tools/bin:$(dirname "$ZBUILD_ZIG"):$PATH" \
    CARGO_TARGET_DIR="$target/host" \
    cargo-zbuild zbuild exec --cargo --target $t -- maturin build --zig \
    -m "$top/tests/e2e/builds/python/wheel/Cargo.toml" --locked \
    --target x86_64-unknown-linux-gnu --compatibility manylinux2014 --out "$work/wheels" &&
    try '... its wheel imports' bash -c "
        python3 -m zipfile -e '$work'/wheels/*x86_64.whl '$work/import' &&
        PYTHONPATH='$work/import' python3 -c 'import zbuild_wheel as z; assert z.triple(14) == 42'"
finish
