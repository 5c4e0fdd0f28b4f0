#!/bin/bash
# cargo zbuild cache: a cache as builds, `deps` and runs leave it, each thing in
# its place; what goes, and what stays because somebody is at it.
. "$(dirname "$0")/../lib/fake.sh"
. "$top/tests/cache/lib.sh"
cd "$work" || exit 1

arm=aarch64-unknown-linux-gnu.2.28
new_cache c3
std=c3/std/1.0.0-abc/aarch64-unknown-linux-gnu
half=c3/std/1.0.0-abc/x86_64-unknown-linux-musl.tmp
root=c3/deps/roots/arm64-0123456789abcdef
runtime=c3/deps/roots/arm64-fedcba9876543210
for file in $std/lib/libstd.rlib $std.lock $half/work/x $root/usr/lib/libz.so \
    $runtime/lib/libc.so.6 c3/deps/roots/tmp.arm64.abcdef/x c3/deps/store/0.deb \
    c3/deps/gcc/0/x c3/deps/arm64/state/lists/x_Packages \
    c3/deps/arm64/cache/pkgcache.bin c3/deps/arm64/status c3/runners/wasi.mjs \
    c3/runners/wine-x86_64/a.dll c3/wine-i386/system.reg c3/wine/system.reg c3/wine/lock c3/zigs/0.17.1/zig \
    c3/zigs/.tmp-abcdef/x c3/found/old c3/found/new c3/bindgen/x c3/records/link \
    c3/nonsense/x; do
    mkdir -p "${file%/*}"
    echo x >$file
done
mkdir -p "c3/bin/$arm"
ln -s "$shim" "c3/bin/$arm/aarch64-linux-gnu-gcc"
ln -s "$PWD/$runtime" c3/deps/arm64/of-libc6
old()
{
    aged '40 days ago' c3
    touch c3/found/new
}
old
cargo-zbuild cache --json >cache.json
try 'cache knows every folder' python3 - <<'END'
import json, os
top = os.environ["ZBUILD_CACHE_DIR"]
got = {os.path.relpath(e["path"], top): (e["what"], e["piece"])
       for e in json.load(open("cache.json"))["entries"]}
want = {
    "std/1.0.0-abc/aarch64-unknown-linux-gnu": ("std", "1.0.0-abc"),
    "std/1.0.0-abc/x86_64-unknown-linux-musl.tmp": ("leftover", None),
    "deps/roots/arm64-0123456789abcdef": ("root", None),
    "deps/roots/arm64-fedcba9876543210": ("runtime", None),
    "deps/roots/tmp.arm64.abcdef": ("leftover", None),
    "deps/store": ("packages", None), "deps/gcc": ("notes", None),
    "deps/arm64": ("lists", None), "runners/wasi.mjs": ("runner", None),
    "runners/wine-x86_64": ("runner", None), "wine": ("runner", None),
    "wine-i386": ("runner", None),
    "zigs/0.17.1": ("zig", None), "zigs/.tmp-abcdef": ("leftover", None),
    "bin/aarch64-unknown-linux-gnu.2.28": ("links", None),
    "found": ("notes", None), "bindgen": ("notes", None),
    "records": ("notes", None), "nonsense": ("other", None),
}
assert got == want, sorted(set(got.items()) ^ set(want.items()))
END
try_says 'the table has a std and its age' \
    'std +aarch64-unknown-linux-gnu 1\.0\.0-abc .* 40 days ago' cargo-zbuild cache

# Whoever is at work holds the lock of a std, or of an architecture's packages.
exec 8>$std.lock 9>c3/deps/lock-arm64
flock 8 && flock 9
try "gc: while packages and a std are being made" \
    cargo-zbuild cache gc --older-than 30d --deps
gone_and_there "gc: what others hold stays" c3/wine c3/runners/wasi.mjs -- \
    $std/lib/libstd.rlib $root $runtime c3/deps/store/0.deb c3/deps/arm64/state
says "gc: packages that are held are named" \
    '^zbuild: kept packages store: being made$'
says "gc: so are lists" '^zbuild: kept lists arm64: being made$'
exec 8>&- 9>&-
# A running cargo has it in its environment; no command line need name it.
old
CARGO_ENCODED_RUSTFLAGS=--sysroot$'\x1f'$PWD/$std$'\x1f'-Copt-level=3 \
    bash -c 'read -r _' <>never &
user=$!
until_it_runs $user
try "gc: while a build knows of a std" cargo-zbuild cache gc
kill $user
wait $user 2>/dev/null
gone_and_there "gc: a running build's std stays" $runtime c3/deps/arm64/state -- \
    $std/lib/libstd.rlib $root c3/deps/store/0.deb
says "gc: and is named" \
    '^zbuild: kept std aarch64-unknown-linux-gnu 1\.0\.0-abc: in use$'
old
try "gc: all that can be made again" \
    cargo-zbuild cache gc --older-than 30d --max-size 1K
gone_and_there "gc: it goes, with old notes and leftovers; the rest stays" \
    $std $half c3/deps/roots/tmp.arm64.abcdef c3/zigs/.tmp-abcdef c3/found/old \
    c3/bindgen/x c3/deps/arm64/cache c3/runners/wine-x86_64 -- \
    $root/usr/lib/libz.so c3/deps/store/0.deb c3/deps/arm64/status \
    c3/deps/arm64/of-libc6 c3/found/new c3/zigs/0.17.1/zig c3/records/link \
    "c3/bin/$arm/aarch64-linux-gnu-gcc" c3/nonsense/x
touch $root/usr/lib/libz.so
try "gc: --deps" cargo-zbuild cache gc --older-than 30d --deps
gone_and_there "gc: --deps takes what is old" c3/deps/store -- $root
old
ZBUILD_SYSROOT_aarch64_unknown_linux_gnu=$PWD/$root \
    bash -c 'read -r _' <>never &
user=$!
until_it_runs $user
try "gc: --deps while a build links with a root" cargo-zbuild cache gc --deps
kill $user
wait $user 2>/dev/null
gone_and_there "gc: the root stays" -- $root/usr/lib/libz.so
old
try "gc: --deps, default age" cargo-zbuild cache gc --deps
gone_and_there "gc: old roots go" $root -- c3/deps/roots
# One that was killed in the midst of it.
mkdir -p c3/std/1.0.0-abc/tmp.gc.1.0/lib c3/deps/roots/tmp.gc.1.0 c3/bin/tmp.gc.1.0
old
try "gc: after one that was killed" cargo-zbuild cache gc
gone_and_there "gc: what that one had put aside goes" c3/std/1.0.0-abc/tmp.gc.1.0 \
    c3/deps/roots/tmp.gc.1.0 c3/bin/tmp.gc.1.0 -- "c3/bin/$arm"
# A size needs a letter, but for none at all.
mkdir -p $std/lib
echo x >$std/lib/libstd.rlib
aged '2 hours ago' c3
try "gc: --max-size 0" cargo-zbuild cache gc --max-size 0
gone_and_there "gc: --max-size 0 leaves nothing of what can be made again" \
    $std -- "c3/bin/$arm"
leftover=$(find c3 -name 'tmp.gc.*')
if [ -z "$leftover" ]; then ok "gc: nothing that it put aside itself stays"; else
    not_ok "gc: nothing that it put aside itself stays" "$leftover"; fi
finish
