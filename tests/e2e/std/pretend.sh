# Sourced: a toolchain of Rust that only pretends, in $work/home; $MOOD says how a
# build of std goes. The sources of std come with `sources`.
#
# Names that a suite uses: $A, $fake, $src, $LOG.
cd "$work" || exit 1
A=aarch64-unknown-linux-gnu
fake=$work/home/toolchains/pretend
src=$fake/lib/rustlib/src/rust
export ZBUILD_CACHE_DIR=$work/cache
unset ZBUILD_STD

mkdir -p bin "$fake/bin" "$fake/lib/rustlib/x86_64-unknown-linux-gnu/lib" \
    crate/src
printf '[package]\nname = "c"\nversion = "0.1.0"\n' >crate/Cargo.toml
touch crate/src/lib.rs

cat >"$fake/bin/rustc" <<RUSTC
#!/bin/sh
case "\$*" in
'--print sysroot') echo "$fake" ;;
--print=cfg\ --target=aarch64*) echo 'target_feature="crt-static"' ;;
--print=cfg*) echo 'target_env="musl"' ;;
-vV) printf 'rustc 1.99.0 (pretend)\nrelease: 1.99.0\ncommit-hash: 1234abcd\n' ;;
*) echo "rustc: \$*" >&2; exit 1 ;;
esac
RUSTC
# Called for the unit graph, then to build; \$MOOD says how that goes.
cat >"$fake/bin/cargo" <<'CARGO'
#!/bin/bash
case "$*" in
*--unit-graph*) echo '{"units":[{"pkg_id":"core"},{"pkg_id":"std"}]}'; exit ;;
*-Zbuild-std*) ;;
*) for w; do echo "arg: $w"; done; env | grep -a RUST; exit ;;
esac
echo x >>"$LOG.calls"
{ for w; do echo "arg: $w"; done; env; } >"$LOG"
for w; do case $w in
    --target-dir=*) dir=${w#*=} ;;
    --manifest-path=*) grep -q zbuild_std "${w#*=}" || exit 9 ;;
esac; done
case $MOOD in
fail) echo 'warning: x'; echo 'error[E0463]: as you asked' >&2
    mkdir -p "$dir/half"; exit 101 ;;
sleep) mkdir -p "$dir/half"; echo "$$" >"$LOG.pid"; exec sleep 600 ;;
killed) kill -9 $$ ;;
slow) sleep 1 ;;
nothing) exit 0 ;;
novendor) case "$*" in *--offline*) echo 'error: no such crate' >&2; exit 101 ;; esac ;;
esac
t=$*
t=${t##*--target }
d=$dir/${t%% *}/release/deps
mkdir -p "$d" "$dir/release/deps"
echo core >"$d/libcore-1.rlib"
echo std >"$d/libstd-2.rlib"
echo '{"reason":"compiler-artifact","target":{"kind":["custom-build"]},"filenames":["'"$dir"'/release/deps/libbuild.rlib"]}'
echo '{"reason":"compiler-artifact","filenames":["'"$d"'/libcore-1.rlib","'"$d"'/libcore-1.rmeta"],"executable":null}'
echo '{"reason":"compiler-artifact","filenames":["'"$d"'/libstd-2.rlib"]}'
echo '{"reason":"compiler-artifact","filenames":["'"$d"'/libzbuild_std-3.rlib"]}'
CARGO
chmod +x "$fake/bin"/*
export RUSTC=$fake/bin/rustc CARGO=$fake/bin/cargo LOG=$work/cargo.log MOOD=
sources()
{
    mkdir -p "$src/library/std" "$src/src"
    touch "$src/library/std/Cargo.toml"
}
