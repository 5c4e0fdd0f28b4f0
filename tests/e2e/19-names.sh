#!/bin/bash
# Names that are not plain: of files and folders, of the cache, of what we print.
. "$(dirname "$0")/../lib/e2e.sh"
. "$top/tests/e2e/deps/repo.sh"

t=x86_64-unknown-linux-gnu.2.17
for tool in $t-cc $t-ar $t-strip x86_64-pc-windows-gnu-cc wasm32-wasip1-cc \
    x86_64-pc-windows-gnu-dlltool; do
    ln -s "$shim" "$work/$tool"
done
echo 'int main(void) { return 0; }' >"$work/a.c"

# --- files and folders ----------------------------------------------------------

repo_key "$work/key" && repo_make "$work/repo" && repo_index "$work/repo" "$work/key"
repo_conf "$work/apt.conf" \
    "deb [signed-by=$work/key/key.gpg] file:$work/repo stable main"
export APT_CONFIG=$work/apt.conf
said=$(python3 "$top/tests/e2e/names/table.py" $t "$work" "$BUILD/bin" 2>&1)
printf '%s\n' "$said"
! grep -q '^not ok' <<<"$said" || suite_bad=1

# LLVM's tools of every target take a % in a folder's name for a digit.
mkdir "$work/50%off"
printf 'EXPORTS\n f\n' >"$work/50%off/x.def"
for other in x86_64-pc-windows-gnu wasm32-wasip1; do
    try "a link in a folder with % for $other" \
        "$work/$other-cc" -o "$work/50%off/$other" "$work/a.c"
done
try "an import library in a folder with %" "$work/x86_64-pc-windows-gnu-dlltool" \
    -d "$work/50%off/x.def" -D x.dll -l "$work/50%off/libx.a"
try "... is there" test -s "$work/50%off/libx.a"
try "zig's own driver in a folder with %" env ZBUILD_ENGINE=zig-cc \
    "$work/$t-cc" -o "$work/50%off/zig" "$work/a.c"
try "... made it" "$work/50%off/zig"

# --- what lld says ---------------------------------------------------------------

# (a name of somebody's object must not set the terminal's title)
echo 'int f(void) __asm__("\033]0;x\007"); int main(void) { return f(); }' >"$work/osc.c"
refuses "a symbol that a terminal would obey" 1 'symbol: \\x1b\]0;x\\x07$' \
    "$work/$t-cc" -o "$work/osc" "$work/osc.c"
echo 'int f(void); int main(void) { return f(); }' >"$work/colour.c"
refuses "... colours stay" 1 $'\033\\[0;31m' \
    "$work/$t-cc" -Wl,--color-diagnostics=always -o "$work/osc" "$work/colour.c"

# --- the cache ------------------------------------------------------------------

for name in 'a%2Fb' 'a*b' "a'b" '$a' 'ü' 'a b'; do
    mkdir -m 700 "$work/cache of $name"
    ZBUILD_CACHE_DIR="$work/cache of $name" try "a cache called $(printf %q "$name")" \
        "$work/$t-cc" -o "$work/cached" "$work/a.c"
done
ZBUILD_CACHE_DIR="$work/cache of a%2Fb" try "dlltool with a % in the cache's name" \
    "$work/x86_64-pc-windows-gnu-dlltool" -d "$work/50%off/x.def" -D x.dll -l "$work/x.a"

# zig's own reader of .d files stumbles over these, and PATH over the first.
for name in 'a:b' 'a\b' $'a\nb'; do
    ZBUILD_CACHE_DIR="$work/cache of $name" \
        refuses "no cache called $(printf %q "$name")" 125 \
        "has a ':', a .* or a new line in its name" \
        "$work/$t-cc" -o "$work/cached" "$work/a.c"
done

# --- streams that are closed ----------------------------------------------------

mkdir -m 700 "$work/cold"
closed() { ZBUILD_CACHE_DIR=$work/cold "$@" <&- >&- 2>&-; }
rm -f "$work/closed"
closed "$work/$t-cc" -Wall -o "$work/closed" "$work/a.c"
try "all three descriptors closed" "$work/closed"
closed "$work/$t-strip" "$work/closed"
try "... strip, too" "$work/closed"
if "$work/$t-cc" -E "$work/a.c" >&- 2>"$work/err"; then
    not_ok "output to a closed stream is an error"
else
    ok "output to a closed stream is an error"
fi
finish
