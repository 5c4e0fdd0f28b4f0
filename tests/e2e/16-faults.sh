#!/bin/bash
# What must not break a cache: many first uses at once, kill -9 at any moment,
# a full disk, a read-only file system, two zigs, damaged files, foreign owners.
# ZBUILD_TEST_KILLS sets how often the cold start is killed (200).
. "$(dirname "$0")/../lib/e2e.sh"

t=x86_64-unknown-linux-gnu.2.17
bin=$work/bin
PATH=$bin:$PATH
zig_cache=$ZBUILD_CACHE_DIR/zig
kills=${ZBUILD_TEST_KILLS:-200}
export ZBUILD_ENGINE=direct

cargo zbuild link --target "$t" --dir "$bin" >/dev/null
printf '#include <stdio.h>\nint main(void) { puts("fine"); return 0; }\n' \
    >"$work/main.c"

# A cache of its own, cold but for what zig itself keeps: what is tested is our
# part, and zig's own build takes its time.
cold()
{
    rm -rf "$work/cold"
    mkdir -m 700 "$work/cold"
    export ZBUILD_CACHE_DIR=$work/cold ZIG_GLOBAL_CACHE_DIR=$zig_cache
}

builds()
{
    "$t-cc" -o "$1" "$work/main.c" && [ "$("$1")" = fine ]
}

leftovers()
{
    find "$ZBUILD_CACHE_DIR" -name 'tmp.*' -o -name '*.??????' -path '*/lib/*'
}

parallel_first_use()
{
    local i made bad=0
    cold
    for i in $(seq 50); do
        (ZBUILD_TRACE=$work/trace.$i builds "$work/p$i" 2>"$work/err.$i") &
    done
    for i in $(jobs -p); do wait "$i" || bad=$((bad + 1)); done
    made=$(cat "$work"/trace.* | grep -c 'asking zig .*/tmp\.starts-')
    if [ $bad = 0 ]; then ok "50 first uses at once succeed"; else
        not_ok "50 first uses at once succeed" "$bad failed" \
            "$(cat "$work"/err.* | sort | uniq -c | head)"
    fi
    if [ "$made" = 1 ]; then ok "zig is asked once for them"; else
        not_ok "zig is asked once for them" "asked $made times"
    fi
    rm -f "$work"/p[0-9]* "$work"/trace.* "$work"/err.*
}

killed_cold_starts()
{
    local i pid bad=0 after=0 left=
    for i in $(seq "$kills"); do
        [ $((i % 10)) != 1 ] || cold
        setsid "$bin/$t-cc" -o "$work/k" "$work/main.c" 2>/dev/null &
        pid=$!
        sleep "0.$(printf %03d $((RANDOM % 700)))"
        kill -9 -- "-$pid" 2>/dev/null
        wait "$pid" 2>/dev/null
        if [ $((i % 10)) = 0 ]; then
            builds "$work/k" || bad=$((bad + 1))
            [ -z "$(leftovers)" ] || left="$(leftovers)"
            after=$((after + 1))
        fi
    done
    if [ $bad = 0 ]; then
        ok "$kills cold starts killed, $after calls after them work"
    else
        not_ok "calls after killed cold starts work" "$bad of $after failed"
    fi
    if [ -z "$left" ]; then ok "nothing of the killed ones stays"; else
        not_ok "nothing of the killed ones stays" "$left"
    fi
}

# What an assembler leaves that was killed: an empty file, which lld takes for a
# linker script that says nothing.
killed_assembler()
{
    local pid
    cold
    setsid "$bin/$t-cc" -o "$work/k" "$work/main.c" 2>/dev/null &
    pid=$!
    until compgen -G "$ZBUILD_CACHE_DIR/sysroots/*/objects-starts*/*.[oS]*" >/dev/null ||
        ! kill -0 $pid 2>/dev/null; do sleep 0.01; done
    until compgen -G "$ZBUILD_CACHE_DIR/sysroots/*/objects-starts*/*-start*.S.o" >/dev/null ||
        ! compgen -G "$ZBUILD_CACHE_DIR/sysroots/*/objects-starts*" >/dev/null; do sleep 0.01; done
    kill -9 -- "-$pid" 2>/dev/null
    wait $pid 2>/dev/null
    find "$ZBUILD_CACHE_DIR" -path '*/objects-*' -name '*.S.o' -exec truncate -s 0 {} +
    try "a killed assembler's object is not gone on with" builds "$work/k"
}

full_disk()
{
    local said
    mkdir -p "$work/small"
    if ! mount -t tmpfs -o size=200k,mode=700 tmpfs "$work/small" 2>/dev/null
    then
        skip "full disk" "no right to mount"
        skip "read-only file system" "no right to mount"
        return
    fi
    export ZBUILD_CACHE_DIR=$work/small ZIG_GLOBAL_CACHE_DIR=$zig_cache
    said=$("$t-cc" -o "$work/f" "$work/main.c" 2>&1)
    if [ $? = 125 ] && grep -q 'No space left on device' <<<"$said" &&
        [ -z "$(leftovers)" ]; then
        ok "full disk: one message, nothing left behind"
    else
        not_ok "full disk: one message, nothing left behind" "$said" \
            "$(leftovers)"
    fi
    mount -o remount,size=64m "$work/small"
    try "with room again it works" builds "$work/f"
    mount -o remount,ro "$work/small"
    try "a warm cache on a read-only file system" builds "$work/f"
    umount "$work/small"
}

two_zigs()
{
    local zig=$ZBUILD_ZIG other=$work/zig2
    cold
    cp -al "$(dirname "$zig")" "$other" 2>/dev/null ||
        cp -a "$(dirname "$zig")" "$other"
    try "the first of two zigs" builds "$work/z1"
    ZBUILD_ZIG=$other/zig try "the second of two zigs" builds "$work/z2"
    try "the first once more" builds "$work/z1"
    if [ "$(find "$ZBUILD_CACHE_DIR/sysroots" -name recipe | wc -l)" = 2 ]
    then ok "each zig has its sysroot"; else
        not_ok "each zig has its sysroot" \
            "$(find "$ZBUILD_CACHE_DIR/sysroots" -name recipe)"
    fi
    # replaced in place: another file under the same name
    cp "$other/zig" "$other/zig.new" && mv "$other/zig.new" "$other/zig"
    ZBUILD_ZIG=$other/zig try "a zig replaced in place" builds "$work/z2"
    if [ "$(find "$ZBUILD_CACHE_DIR/sysroots" -name recipe | wc -l)" = 3 ]
    then ok "a zig replaced in place is noticed"; else
        not_ok "a zig replaced in place is noticed"
    fi
    rm -rf "$other"
}

# damage NAME COMMAND…: after the command the next call says so once, works,
# and the one after it says nothing.
damage()
{
    local name=$1 root said
    shift
    root=$("$t-cc" -print-sysroot)
    (cd "$root" && "$@")
    said=$(builds "$work/d" 2>&1) && grep -q 'is damaged' <<<"$said" &&
        [ "$(grep -c 'is damaged' <<<"$said")" = 1 ] &&
        said=$(builds "$work/d" 2>&1) && [ -z "$said" ]
    if [ $? = 0 ]; then ok "$name"; else not_ok "$name" "$said"; fi
}

damaged_files()
{
    cold
    builds "$work/d" 2>/dev/null
    damage "a truncated library is made again" truncate -s 100 lib/libc.so.6
    damage "an emptied library is made again" cp /dev/null lib/crt1.o
    damage "a missing library is made again" rm lib/libm.so
    damage "an emptied recipe is made again" cp /dev/null recipe
    damage "a cut recipe is made again" truncate -s 300 recipe
    damage "a foreign recipe is made again" cp /etc/passwd recipe
}

foreign_owner()
{
    cold
    if ! chown 65534 "$ZBUILD_CACHE_DIR" 2>/dev/null; then
        skip "foreign cache folder" "no right to change owners"
        return
    fi
    refuses "a cache folder of somebody else is refused" 125 \
        'belongs to user 65534' "$t-cc" -o "$work/o" "$work/main.c"
    chown 0 "$ZBUILD_CACHE_DIR"
    chmod 0777 "$ZBUILD_CACHE_DIR"
    refuses "a cache folder open to everybody is refused" 125 \
        'everybody may write' "$t-cc" -o "$work/o" "$work/main.c"
}

# The shim's own memory: -### makes the whole plan and starts nothing.
memory()
{
    local kb
    cold
    builds "$work/m" 2>/dev/null
    kb=$( (/usr/bin/env time -f %M "$t-cc" -### -O2 -Wall "$work/main.c" -o m \
        -lm -lpthread) 2>&1 >/dev/null | tail -n 1)
    if [ "$kb" -gt 0 ] && [ "$kb" -lt 4096 ]; then
        ok "the shim's peak memory is below 4 MB"
    else
        not_ok "the shim's peak memory is below 4 MB" "$kb kB"
    fi
}

parallel_first_use
killed_cold_starts
killed_assembler
full_disk
two_zigs
damaged_files
foreign_owner
memory
finish
