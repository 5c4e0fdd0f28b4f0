#!/bin/bash
# Rust's std for a target, with a toolchain that only pretends: where it is
# looked for, what is said when it is nowhere, and that a build which fails, is
# interrupted or killed leaves nothing behind.
. "$(dirname "$0")/../lib/e2e.sh"

. "$top/tests/e2e/std/pretend.sh"

calls()
{
    cat "$LOG.calls" 2>/dev/null | grep -c x || :
}

# Nothing but locks and what was there before.
left_over()
{
    find "$ZBUILD_CACHE_DIR/std" -mindepth 2 -maxdepth 2 ! -name '*.lock' \
        2>/dev/null
}

nothing_left()
{
    if [ -z "$(left_over)" ]; then ok "$1"; else not_ok "$1" "$(left_over)"; fi
}

# --- nowhere -------------------------------------------------------------------

refuses "no sources" 125 "^hint: put Rust's sources into $src" \
    cargo-zbuild std $A
refuses "... in a build, too" 125 "Rust's std for $A is not there" \
    env -C crate cargo-zbuild build --target $A
refuses "an unknown target" 2 "unknown target" cargo-zbuild std no-such-target
refuses "an unknown setting" 125 "one of auto, rustup, build, no" \
    env ZBUILD_STD=maybe cargo-zbuild std $A
sources
echo 1.98.0 >"$src/src/version"
refuses "sources of another release" 125 \
    "in '$src' are of release 1.98.0, and '.*' is 1.99.0" cargo-zbuild std $A
refuses "... and the fix" 125 '^hint: install the sources of the same release' \
    cargo-zbuild std $A
echo 1.99.0 >"$src/src/version"
refuses "a std of one CPU" 125 "^hint: let cargo build it .*-Zbuild-std=core --target avr-none" \
    cargo-zbuild std avr-none
refuses "ZBUILD_STD=no" 125 "ZBUILD_STD=no forbids" \
    env ZBUILD_STD=no cargo-zbuild std $A
refuses "a blank in the cache's name" 125 'set ZBUILD_CACHE_DIR' \
    env ZBUILD_CACHE_DIR="$work/a b" cargo-zbuild std $A
if [ "$(calls)" = 0 ] && [ -z "$(left_over)" ]; then
    ok "no cargo was started"
else
    not_ok "no cargo was started" "$(calls) calls" "$(left_over)"
fi

# --- what fails leaves nothing, and the next try works --------------------------

refuses "a build that fails" 125 'error\[E0463\]: as you asked' \
    env MOOD=fail cargo-zbuild std $A
nothing_left "... leaves nothing"
refuses "a build that makes nothing" 125 'named no library' \
    env MOOD=nothing cargo-zbuild std $A
nothing_left "... leaves nothing, either"
MOOD=sleep cargo-zbuild std $A >out 2>&1 &
pid=$!
for i in $(seq 600); do [ -s "$LOG.pid" ] && break; sleep 0.1; done
kill -TERM $pid
wait $pid
n=$?
if [ $n = 143 ] && grep -q interrupted out; then ok "interrupted"; else
    not_ok "interrupted" "status $n" "$(cat out)"; fi
nothing_left "... leaves nothing"
if kill -0 "$(cat "$LOG.pid")" 2>/dev/null; then
    not_ok "... not even cargo"; else ok "... not even cargo"; fi
rm -f "$LOG.pid"
MOOD=sleep cargo-zbuild std $A >out 2>&1 &
pid=$!
for i in $(seq 600); do [ -s "$LOG.pid" ] && break; sleep 0.1; done
kill -KILL $pid "$(cat "$LOG.pid")"
wait $pid 2>/dev/null
rm -f "$LOG.calls"
for i in 1 2 3 4; do
    MOOD=slow cargo-zbuild std $A >"out$i" 2>"err$i" &
done
wait
d=$(echo cache/std/1.99.0-*/$A)
if [ "$(cat out1 out2 out3 out4 | sort -u)" = "$work/$d" ] &&
    [ "$(calls)" = 1 ]; then
    ok "after a kill four at once build it once"
else
    not_ok "after a kill four at once build it once" "$(calls) calls" \
        "$(cat out? err?)"
fi
if [ "$(left_over)" = "$work/$d" ]; then ok "the killed one's folder is gone"
else not_ok "the killed one's folder is gone" "$(left_over)"; fi

# --- what was made ---------------------------------------------------------------

listed=$(cargo-zbuild cache --json | python3 -c '
import json, sys
for e in json.load(sys.stdin)["entries"]:
    if e["what"] == "std": print(e["path"], e["name"], e["piece"])')
if [ "$listed" = "$work/$d $A $(basename "${d%/*}")" ]; then
    ok "cache lists it, and nothing else of std's"
else
    not_ok "cache lists it, and nothing else of std's" "$listed"
fi

if [ "$(ls "$d/lib/rustlib/$A/lib" | xargs)" = 'libcore-1.rlib libstd-2.rlib' ]
then ok "the target's libraries and no others"
else not_ok "the target's libraries and no others" "$(find "$d")"; fi
if [ "$(readlink "$d/lib/rustlib/x86_64-unknown-linux-gnu")" = \
    "$fake/lib/rustlib/x86_64-unknown-linux-gnu" ] &&
    [ "$(ls "$fake/lib/rustlib")" = "$(printf 'src\nx86_64-unknown-linux-gnu')" ]
then ok "the rest leads to rustc's own folder, which is as it was"
else not_ok "the rest leads to rustc's own folder" "$(find "$d" "$fake")"; fi
for want in RUSTC_BOOTSTRAP=1 CARGO_PROFILE_RELEASE_OPT_LEVEL=3 \
    CARGO_PROFILE_RELEASE_CODEGEN_UNITS=1 RUSTC_WRAPPER= \
    'arg: -Zbuild-std=std,panic_unwind,panic_abort,proc_macro,test'; do
    if grep -qx -- "$want" "$LOG"; then ok "built with $want"; else
        not_ok "built with $want" "$(cat "$LOG")"; fi
done

# rustc links AddressSanitizer's runtime from beside the std.
t=x86_64-unknown-linux-gnuasan
refuses "gnuasan: no runtime of it" 125 'no runtime of AddressSanitizer in' \
    cargo-zbuild std $t
touch "$fake/lib/rustlib/x86_64-unknown-linux-gnu/lib/librustc-stable_rt.asan.a"
if try "gnuasan: with the toolchain's" cargo-zbuild std $t; then
    equal "... which is gnu's" \
        "$(readlink "${d%/*}/$t/lib/rustlib/$t/lib/librustc-stable_rt.asan.a")" \
        "$fake/lib/rustlib/x86_64-unknown-linux-gnu/lib/librustc-stable_rt.asan.a"
fi
rm "$fake/lib/rustlib/x86_64-unknown-linux-gnu/lib/librustc-stable_rt.asan.a"
rm -r "${d%/*}/$t"

# Another rustc of the same name, or another way of building: another library.
rm -f "$LOG.calls"
try_says "it is kept" "$work/$d" cargo-zbuild std $A
[ "$(calls)" = 0 ] || not_ok "... and not built again"
# A file cut off, as found at the next boot.
rlib=$d/lib/rustlib/$A/lib/libstd-2.rlib
truncate -s 2 "$rlib"
touch -d @1 "$d/digests"
try_says "a damaged one is built again" \
    "zbuild: Rust's std in '.*/$A' is damaged; building it again" cargo-zbuild std $A
try "... and is whole" grep -qx std "$rlib"
try_says "... once" "$work/$d" cargo-zbuild std $A
rm -f "$LOG.calls"
sed -i 's/1234abcd/5678abcd/' "$fake/bin/rustc"
try "an upgraded rustc" cargo-zbuild std $A
if [ "$(calls)" = 1 ] && [ "$(tail -n 1 "$log")" != "$work/$d" ] &&
    [ -d "$d" ]; then
    ok "... has one of its own"
else
    not_ok "... has one of its own" "$(calls) calls" "$(cat "$log")"
fi
sed -i 's/5678abcd/1234abcd/' "$fake/bin/rustc"
touch -d '1 hour ago' "$fake/bin/rustc"
try "one that was only replaced" cargo-zbuild std $A
[ "$(calls)" = 2 ] || not_ok "... has one of its own, too" "$(calls) calls"
rm -f "$LOG.calls"
# The flags of the user are for his crates.
rm -rf cache
try "the user's settings are not for std" env RUSTFLAGS='--cfg mine' \
    RUSTC_WRAPPER=sccache CARGO_TARGET_DIR=elsewhere CARGO_BUILD_TARGET=$A \
    cargo-zbuild std $A
d=$(echo cache/std/1.99.0-*/$A)
if grep -q -e mine -e sccache -e elsewhere -e '^RUSTFLAGS' "$LOG"; then
    not_ok "... none of them" "$(grep -e mine -e sccache -e elsewhere "$LOG")"
else ok "... none of them"; fi
cd crate || exit 1
try_says "RUSTFLAGS get the folder" "RUSTFLAGS=--cfg mine --sysroot=$work/$d" \
    env RUSTFLAGS='--cfg mine' cargo-zbuild build --target $A
try_says "and so does rustdoc" \
    "CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUSTDOCFLAGS=--sysroot=$work/$d" \
    cargo-zbuild test --no-run --target $A
try "a sysroot of the user's" env RUSTFLAGS=--sysroot=/mine \
    cargo-zbuild build --target $A
if grep -qx 'RUSTFLAGS=--sysroot=/mine' "$log"; then ok "... stays"; else
    not_ok "... stays" "$(cat "$log")"; fi
try "two targets, one of them this machine" env RUSTFLAGS='--cfg mine' \
    cargo-zbuild build --target $A --target x86_64-unknown-linux-gnu.2.17
for want in "CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUSTFLAGS=--cfg mine --sysroot=$work/$d" \
    'CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUSTFLAGS=--cfg mine -Clinker=x86_64-unknown-linux-gnu.2.17-cc'; do
    if grep -qxF -- "$want" "$log"; then ok "${want%%=*}"; else
        not_ok "${want%%=*}" "$(cat "$log")"; fi
done
rm -f "$LOG.calls"
try "cargo's own -Zbuild-std is left to it" env ZBUILD_CACHE_DIR="$work/other" \
    cargo-zbuild build -Zbuild-std --target $A
grep -q '^arg: -Zbuild-std$' "$LOG" && ! [ -e "$work/other/std" ] ||
    not_ok "... and nothing else built" "$(cat "$LOG")"
cd ..

# --- vendored crates, or cargo's registry -----------------------------------------

mkdir -p "$src/library/vendor"
rm -rf cache
try "vendored crates" cargo-zbuild std $A
if grep -qx 'arg: --offline' "$LOG"; then ok "... without a network"; else
    not_ok "... without a network" "$(cat "$LOG")"; fi
rm -rf cache
try "those that are not enough" env MOOD=novendor cargo-zbuild std $A
if grep -qx 'arg: --offline' "$LOG"; then
    not_ok "... are no reason to fail" "$(cat "$LOG")"
else ok "... are no reason to fail"; fi

# --- musl is static -----------------------------------------------------------------

# has_line NAME LINE: the last try said it
has_line()
{
    if grep -qxF -- "$2" "$log"; then ok "$1"; else
        not_ok "$1" "$(cat "$log")"; fi
}

M=riscv64gc-unknown-linux-musl
mkdir -p "$fake/lib/rustlib/$M/lib" "$fake/lib/rustlib/aarch64-unknown-linux-musl/lib"
cd crate || exit 1
key=CARGO_TARGET_RISCV64GC_UNKNOWN_LINUX_MUSL
try "musl" cargo-zbuild build --target $M
has_line "... is static where rustc's default is not" \
    "${key}_RUSTFLAGS=-Ctarget-feature=+crt-static"
has_line "... doctests, too" \
    "${key}_RUSTDOCFLAGS=-Ctarget-feature=+crt-static"
try "musl with -Zbuild-std" cargo-zbuild build --target $M -Zbuild-std
if grep -qx "${key}_RUSTFLAGS=-Ctarget-feature=+crt-static" "$LOG"; then
    ok "... is static, too"; else not_ok "... is static, too" "$(cat "$LOG")"; fi
try_says "... goes with the user's flags" \
    'RUSTFLAGS=--cfg mine -Ctarget-feature=\+crt-static' env \
    RUSTFLAGS='--cfg mine' cargo-zbuild build --target $M
try_says "... who may have it otherwise" \
    'RUSTFLAGS=-C target-feature=-crt-static' env \
    RUSTFLAGS='-C target-feature=-crt-static' cargo-zbuild build --target $M
try "musl that rustc links statically" cargo-zbuild build \
    --target aarch64-unknown-linux-musl
if grep -q crt-static "$log"; then
    not_ok "... needs no flag" "$(cat "$log")"
else ok "... needs no flag"; fi
cd ..
rm -rf "$fake/lib/rustlib"/*-musl

# --- rustup -----------------------------------------------------------------------

touch home/settings.toml
cat >bin/rustup <<RUSTUP
#!/bin/sh
echo "\$*" >>"$work/rustup.log"
[ "\$MOOD" != "\$1" ] || { echo \$\$ >"$LOG.pid"; exec sleep 600; }
case \$REFUSE\$2 in
add) mkdir -p "$fake/lib/rustlib/\$5/lib" ;;
*) echo 'error: no such target today' >&2; exit 1 ;;
esac
RUSTUP
chmod +x bin/rustup
PATH=$work/bin:$PATH
rm -rf cache
try "what rustup refuses is built" env REFUSE=1 cargo-zbuild std $A
for want in "zbuild: rustup target add --toolchain pretend $A (ZBUILD_STD=no forbids)" \
    'no such target today'; do
    if grep -qF -- "$want" "$log"; then ok "it says: $want"; else
        not_ok "it says: $want" "$(cat "$log")"; fi
done
# ended_in WORD TARGET: cargo zbuild std of TARGET, ended in rustup's subcommand
ended_in()
{
    rm -f "$LOG.pid" "$LOG.calls"
    MOOD=$1 cargo-zbuild std $2 &
    pid=$!
    for i in $(seq 600); do [ -s "$LOG.pid" ] && break; sleep 0.1; done
    kill -TERM $pid
    wait $pid
}
rm -rf cache
refuses "ended while rustup runs" 143 '^(cargo-zbuild|zbuild): .*interrupted' ended_in target $A
equal "... builds nothing" "$(calls)$(left_over)" 0
rm -rf cache rustup.log
try "ZBUILD_STD=build asks no rustup" env ZBUILD_STD=build cargo-zbuild std $A
[ ! -e rustup.log ] || not_ok "... indeed" "$(cat rustup.log)"
rm -rf cache
refuses "ZBUILD_STD=rustup builds nothing" 125 'no such target today' \
    env REFUSE=1 ZBUILD_STD=rustup cargo-zbuild std $A
mv "$src" "$work/sources"
refuses "without sources: both commands" 125 \
    "^hint: rustup target add --toolchain pretend $A; or" \
    env REFUSE=1 cargo-zbuild std $A
refuses "a target that rustup has nothing for: only the sources" 125 \
    '^hint: rustup has none for it; .* rustup component add --toolchain pretend rust-src' \
    cargo-zbuild std mips-unknown-linux-gnu
refuses "ended while it gets them" 143 '^(cargo-zbuild|zbuild): .*interrupted' \
    ended_in component mips-unknown-linux-gnu
equal "... builds nothing" "$(calls)$(left_over)" 0
equal "... it was asked for the sources alone" "$(grep -v ^component rustup.log |
    grep mips)" ''
refuses "a target that zig has no C library for" 2 \
    "this zig has no glibc for 'powerpc-unknown-linux-gnu'" \
    cargo-zbuild std powerpc-unknown-linux-gnu
try_says "rustup brings it" "$fake" cargo-zbuild std $A
rm -f rustup.log
try_says "and is not asked again" "$fake" cargo-zbuild std $A
[ ! -e rustup.log ] || not_ok "... indeed" "$(cat rustup.log)"
finish
