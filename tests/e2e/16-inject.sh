#!/bin/bash
# System calls that fail at a random moment while a sysroot is made, or while what
# is made is used: the call ends with a message or does without, nobody crashes, and
# the next call works. ZBUILD_TEST_FAULTS sets how many (24); make torture has 400.
. "$(dirname "$0")/../lib/e2e.sh"

t=x86_64-unknown-linux-gnu.2.17
faults=${ZBUILD_TEST_FAULTS:-24}
RANDOM=${ZBUILD_TEST_SEED:-$$}
echo "seed: ZBUILD_TEST_SEED=${ZBUILD_TEST_SEED:-$$}"
zig_cache=$ZBUILD_CACHE_DIR/zig
export ZIG_GLOBAL_CACHE_DIR=$zig_cache
for tool in cc ar ranlib strip; do ln -s "$shim" "$work/$t-$tool"; done
echo 'int main(void) { return 0; }' >"$work/a.c"

strace -qq -o /dev/null true 2>/dev/null || {
    skip "calls that fail" "no strace that may trace here"
    finish
}

# (close: strace leaves the descriptor open then, as no kernel does)
calls=(openat write rename mkdir read link symlink unlink pipe2)
errors=(ENOSPC EIO ENFILE EDQUOT EMFILE EINTR)

cold()
{
    rm -rf "$work/cold"
    mkdir -m 700 "$work/cold"
    export ZBUILD_CACHE_DIR=$work/cold
}

builds()
{
    "$work/$t-cc" -g -c -o "$work/a.o" "$work/a.c" &&
        "$work/$t-ar" rcs "$work/a.a" "$work/a.o" &&
        "$work/$t-cc" -o "$work/a" "$work/a.c" &&
        "$work/$t-strip" "$work/a" && "$work/a"
}

# one CALL ERROR N COMMAND…: our own N-th such call fails.
one()
{
    local call=$1 error=$2 n=$3 status
    shift 3
    strace -qq -o /dev/null -e "trace=$call" \
        -e "inject=$call:error=$error:when=$n" "$@" >"$work/said" 2>&1
    status=$?
    [ $status -lt 126 ] && { [ $status = 0 ] || [ -s "$work/said" ]; }
}

# The old archive stays whole, and where there was none no empty one is left.
keeps()
{
    local n
    builds && cp "$work/a.o" "$work/b.o" &&
        "$work/$t-ar" rcS "$work/plain.a" "$work/a.o" || return
    for n in 1 2 3 4; do
        rm -f "$work/new.a"
        strace -qq -f -o /dev/null -e trace=write -e "inject=write:error=ENOSPC:when=$n" \
            "$work/$t-ar" rcs "$work/new.a" "$work/a.o"
        [ ! -e "$work/new.a" ] || "$work/$t-ar" t "$work/new.a" | grep -x a.o || return
        strace -qq -f -o /dev/null -e trace=write -e "inject=write:error=ENOSPC:when=$n" \
            "$work/$t-ar" rcs "$work/a.a" "$work/b.o"
        "$work/$t-ar" t "$work/a.a" | grep -x a.o || return
        strace -qq -f -o /dev/null -e trace=write -e "inject=write:error=ENOSPC:when=$n" \
            "$work/$t-ranlib" "$work/plain.a"
        "$work/$t-ar" t "$work/plain.a" | grep -x a.o || return
    done
    [ "$(ls "$work" | grep -c '[.]a[.]')" = 0 ]
}
try 'a full disk leaves an archive as it was' keeps

bad=0 after=0
for ((i = 0; i < faults; i++)); do
    call=${calls[RANDOM % ${#calls[@]}]} error=${errors[RANDOM % ${#errors[@]}]}
    n=$((RANDOM % 40 + 1))
    case $((i % 4)) in
    0) cold; set -- "$work/$t-cc" -o "$work/a" "$work/a.c" ;;
    1) set -- "$work/$t-cc" -o "$work/a" "$work/a.c" ;;
    2) set -- "$work/$t-ar" rcs "$work/a.a" "$work/a.o" ;;
    3) set -- "$BUILD/bin/cargo-zbuild" zbuild verify "$work/a" ;;
    esac
    one "$call" "$error" "$n" "$@" || {
        echo "$call $error $n: $(basename "$1"): $(tail -c 300 "$work/said")"
        bad=$((bad + 1))
    }
    hear builds
    [ $status = 0 ] || {
        echo "after $call $error $n: $(tail -c 300 "$log")"
        after=$((after + 1))
    }
done
if [ $bad = 0 ]; then ok "$faults calls that fail are told"; else
    not_ok "$faults calls that fail are told" "$bad were not"; fi
if [ $after = 0 ]; then ok "... and the next call works"; else
    not_ok "... and the next call works" "$after did not"; fi
finish
