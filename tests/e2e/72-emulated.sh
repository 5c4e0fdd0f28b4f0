#!/bin/bash
# A crate's tests on a foreign machine: std built by zbuild, more than a thousand
# tests in parallel, doc tests, threads, tests that start themselves, panics,
# signals; run, bench, nextest; and documentation.
. "$(dirname "$0")/../lib/e2e.sh"

A=aarch64-unknown-linux-gnu
M=aarch64-unknown-linux-musl
cd "$top/tests/e2e/std" || exit 1

# passed NAME N: so many tests passed in the last run, none failed.
passed()
{
    local n
    n=$(sed -n 's/^test result: ok\. \([0-9]*\) passed; 0 failed.*/\1/p' \
        "$log" | awk '{ n += $1 } END { print n + 0 }')
    if [ "$n" = "$2" ]; then ok "$1"; else
        not_ok "$1" "$n tests passed" "$(grep -v '^test .* ok$' "$log" |
            tail -n 20)"; fi
}

try "$A: test" zbuild_cargo $A.2.17 test --locked &&
    passed "$A: all tests and doc tests" 1010
if grep -q 'Doc-tests emulated' "$log"; then ok "doc tests were there"; else
    not_ok "doc tests were there"; fi
try_says "build scripts are this machine's" 'aarch64 built on x86_64' \
    zbuild_cargo $A.2.17 run -q --locked
refuses "a panic's status" 101 "panicked at src/main.rs" \
    zbuild_cargo $A.2.17 run -q --locked -- panic
n=$(zbuild_cargo $A.2.17 run -q --locked -- exit >out 2>&1; echo $?)
if [ "$n" = 42 ]; then ok "an exit status"; else
    not_ok "an exit status" "$n" "$(cat out)"; fi
n=$(zbuild_cargo $A.2.17 run -q --locked -- abort >out 2>&1; echo $?)
if [ "$n" = 134 ]; then ok "a signal"; else not_ok "a signal" "$n" "$(cat out)"; fi
n=$(CARGO_PROFILE_DEV_PANIC=abort zbuild_cargo $A.2.17 run -q --locked -- panic \
    >out 2>&1; echo $?)
if [ "$n" = 134 ]; then ok "panic = abort"; else
    not_ok "panic = abort" "$n" "$(cat out)"; fi
rm -f out
try "doc" zbuild_cargo $A.2.17 doc --locked
try "bench" zbuild_cargo $A.2.17 bench --locked &&
    grep -q 'Running.*target.*aarch64' "$log" ||
    not_ok "bench ran" "$(cat "$log")"
# -C lto needs bitcode in std.
try_says "release with lto" 'aarch64 built on x86_64' \
    zbuild_cargo $A.2.17 run -q --locked --release
try "clippy's own driver is left alone" zbuild_cargo $A.2.17 check --locked

# Lines come as they are written, not at the end: the second is written when the
# first has been read.
mkfifo "$work/go-on"
exec 7<>"$work/go-on"
said=$(zbuild_cargo $A.2.17 run -q --locked -- stream <&7 |
    { read -r -t 600 line && echo "first $line"; echo >&7; cat; } | xargs)
exec 7>&-
if [ "$said" = 'first line 0 line 1' ]; then
    ok "output streams"; else not_ok "output streams" "$said"; fi

# The user's RUSTFLAGS go with ours; his runner wins.
try "RUSTFLAGS" env RUSTFLAGS='-Cdebuginfo=0 --cfg mine' $std_rust \
    CARGO_TARGET_DIR="$target/std" cargo-zbuild run -q --locked --target $A.2.17
if grep -qx 'aarch64 built on x86_64' "$log"; then ok "... are merged"; else
    not_ok "... are merged" "$(cat "$log")"; fi
printf '#!/bin/sh\necho "mine: ${1##*/} $2"\n' >"$work/mine"
chmod +x "$work/mine"
try_says "a runner of the user's wins" 'mine: emulated word' env \
    CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER="$work/mine" $std_rust \
    CARGO_TARGET_DIR="$target/std" cargo-zbuild run -q --locked \
    --target $A.2.17 -- word

# The real cargo-nextest: it lists by the runner, then starts one process for each
# test, several at once.
nextest=$(compgen -G "$top/.deps/nextest/*.data/scripts")
in_nextest()
{
    PATH=$nextest:$PATH CARGO_TARGET_DIR=$target/std env $std_rust "$@"
}
some='test(/::[ab]::a::/) | test(threads) | test(panics) | binary(spawn)'
try "nextest run" in_nextest cargo-zbuild nextest run --locked \
    --target $A.2.17 -E "$some"
# (nextest tells which were slow, too.)
if grep -qE ' 2[0-9] tests run: 2[0-9] passed( \([0-9]+ slow\))?, 9[0-9]* skipped' \
    "$log"; then
    ok "nextest: all pass, each in a process of its own"
else
    not_ok "nextest: all pass, each in a process of its own" "$(cat "$log")"
fi
try "nextest list" in_nextest env CARGO_BUILD_TARGET=$A.2.17 cargo-zbuild \
    nextest list --locked --message-format oneline
n=$(grep -c '^emulated' "$log")
if [ "$n" = 1008 ]; then ok "nextest list: all"; else
    not_ok "nextest list: all" "$n"; fi
printf '#!/bin/sh\nexit 3\n' >"$work/fails"
chmod +x "$work/fails"
refuses "nextest: a runner of the user's wins" 104 "$work/fails" in_nextest env \
    CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER="$work/fails" \
    cargo-zbuild nextest run --locked --target $A.2.17

# musl needs no C library from anywhere.
try "$M: test" zbuild_cargo $M test --locked --lib --tests &&
    passed "$M: all tests" 1008

# --- the oldest glibc that there is ------------------------------------------------

# What was fetched is kept for the next time.
mkdir -p "$work/zc" "$cache/runtime/deps"
ln -s "$cache/runtime/deps" "$cache/std" "$work/zc"
old()
{
    ZBUILD_CACHE_DIR=$work/zc zbuild_cargo "$@"
}
for t in $A.2.17 x86_64-unknown-linux-gnu.2.17; do
    try "$t: --glibc-check" old $t test --locked --glibc-check --test spawn &&
        passed "$t: all tests" 5
    if grep -q "^zbuild: ${t%.2.17}: running with glibc 2\.[0-9]* ([a-z]* of http.*the floor is 2.17\$" \
        "$log"; then ok "$t: it says which glibc"; else
        not_ok "$t: it says which glibc" "$(cat "$log")"; fi
done
try "--glibc-check from a folder with a blank in its name" from_blank \
    old $A.2.17 test --locked --glibc-check --test spawn && passed "all of them" 5
refuses "a floor above that glibc" 2 'give a lower floor: --target' \
    old $A.2.36 test --locked --glibc-check --test spawn
refuses "musl has none" 2 'aarch64-unknown-linux-musl has no glibc' \
    old $M test --locked --glibc-check --lib
refuses "nothing to run" 2 'needs something to run' \
    old $A.2.17 build --glibc-check

refuses "a CPU that rustc does not know" 125 'nearest known: cortex-a53' \
    env RUSTFLAGS=-Ctarget-cpu=cortexa53 $std_rust cargo-zbuild check --locked \
    --target $A.2.17
refuses "no runner: it says so before it builds" 126 \
    "cannot run programs of aarch64-apple-darwin" \
    zbuild_cargo aarch64-apple-darwin test --locked
refuses "no qemu: the package" 126 '^hint: apt-get install qemu-user' \
    env PATH="$BUILD/bin" $std_rust cargo-zbuild test --locked \
    --target $A.2.17
cd "$top" || exit 1
finish
