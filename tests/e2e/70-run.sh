#!/bin/bash
# run-binary: programs of every kind find their runner by their own headers,
# start themselves, end as they would by themselves, and nothing outlives a
# Ctrl-C.
. "$(dirname "$0")/../lib/e2e.sh"

src=$top/tests/e2e/run
cd "$work" || exit 1
mkdir -p empty

run()
{
    cargo zbuild run-binary "$@"
}

# --- a program that runs itself, four ways and once more in its own place ----

cat >wanted <<'OUT'
called: child two words
name 9
proc: child abc
proc 3
PROGRAM: child by shell
shell 8
spawned: child six
thread 3
last: child in my place
OUT
for t in x86_64-unknown-linux-gnu.2.17 aarch64-unknown-linux-gnu.2.17 \
    aarch64-unknown-linux-musl riscv64gc-unknown-linux-gnu \
    arm-unknown-linux-gnueabihf; do
    try "$t: compile" zshim cc --target="$t" -O1 -pthread -o "spawn-$t" \
        "$src/spawn.c" || continue
    run "spawn-$t" >out 2>err
    status=$?
    sed "s|^.*/spawn-$t:|PROGRAM:|" out >out2
    if [ $status = 11 ] && cmp -s wanted out2; then
        ok "$t: what it starts runs, too"
    else
        not_ok "$t: what it starts runs, too" "status $status" "$(cat out err)"
    fi
done
t=aarch64-unknown-linux-gnu.2.17
p=./spawn-$t
n=$(bash -c "'$BUILD/bin/cargo-zbuild' run-binary $p abort; echo \$?" 2>err)
if [ "$n" = 134 ]; then ok "an abort is an abort"; else
    not_ok "an abort is an abort" "status $n" "$(cat err)"; fi
refuses "words of the program are its own" 6 '^./spawn.*: child --help' \
    cargo zbuild run-binary "$p" child --help

# As an ordinary user, for whom the kernel has fewer rights to offer.
if [ "$(id -u)" = 0 ]; then
    mkdir -p as-user && cp "$BUILD/bin/cargo-zbuild" "$p" as-user
    chmod 755 as-user as-user/*
    if out=$(tar -C as-user -c . | setpriv --reuid=65534 --regid=65534 \
        --clear-groups sh -c "d=\$(mktemp -d) && tar -C \$d -x && cd \$d &&
        HOME=\$d ZBUILD_CACHE_DIR=\$d ./cargo-zbuild run-binary $p
        s=\$?; rm -rf \$d; exit \$s" 2>&1); [ $? = 11 ]; then
        ok "as an ordinary user"
    else
        not_ok "as an ordinary user" "$out"
    fi
fi

# --- signals -------------------------------------------------------------------

# The processes of a session of their own.
alive()
{
    ps -o pid=,args= --sid "$1" | grep -v -e defunct -e cargo-zbuild
}

# interrupted NAME SIGNAL WHOM: 'group' as a terminal's Ctrl-C, or only 'us'.
interrupted()
{
    local pid to i=0
    rm -f pipe
    mkfifo pipe
    setsid "$BUILD/bin/cargo-zbuild" run-binary "$p" sleep >pipe 2>err &
    pid=$!
    read -r line <pipe
    case $3 in group) to=-$pid ;; *) to=$pid ;; esac
    kill "-$2" -- "$to"
    wait $pid 2>/dev/null
    n=$?
    while alive $pid >left && [ $i -lt 600 ]; do i=$((i + 1)); sleep 0.1; done
    if [ "$line" = asleep ] && [ $n -gt 128 ] && ! [ -s left ]; then
        ok "$1"
    else
        not_ok "$1" "said '$line', status $n, left:" "$(cat left err)"
        kill -9 -- "-$pid" 2>/dev/null
    fi
}
# (SIGINT is ignored in the background of a script: TERM and HUP stand for it.)
interrupted "a signal to the group ends all" TERM group
interrupted "a signal to run-binary alone ends all" TERM us
interrupted "a closed terminal ends all" HUP us
interrupted "killed, it takes the emulator with it" KILL us
# Ctrl-C as a terminal sends it.
cat >ctrl-c.py <<'PY'
import os, pty, signal, sys
pid, fd = pty.fork()
if pid == 0:
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.execvp(sys.argv[1], sys.argv[1:])
seen = b""
while b"asleep" not in seen:
    seen += os.read(fd, 1000)
os.write(fd, b"\x03")
_, status = os.waitpid(pid, 0)
print("ended by signal", os.WTERMSIG(status) if os.WIFSIGNALED(status) else None)
print("session", pid)
PY
python3 ctrl-c.py "$BUILD/bin/cargo-zbuild" run-binary "$p" sleep >out 2>err
sid=$(sed -n 's/^session //p' out)
i=0
while alive "${sid:-0}" >left && [ $i -lt 600 ]; do i=$((i + 1)); sleep 0.1; done
if grep -qx 'ended by signal 2' out && ! [ -s left ]; then
    ok "Ctrl-C ends it and what it started"
else
    not_ok "Ctrl-C ends it and what it started" "$(cat out err left)"
fi

# The program alone, not what it started, has wine's number; wine itself says 0
# after a Ctrl-C.
export WINEPREFIX=$cache/wine WINEDLLOVERRIDES=mscoree,mshtml,winedbg.exe=
unset DISPLAY WAYLAND_DISPLAY
mkdir -p "$WINEPREFIX"
if try "Windows: compile" zshim cc --target=x86_64-pc-windows-gnu -O1 \
    "$src/wine.c" -o wine.exe; then
    seq 1 30 >in
    run wine.exe <in 2>err | tr -d '\r' >out
    n=${PIPESTATUS[0]}
    if [ "$n" = 30 ] && cmp -s in out; then ok "wine: stdin and status"; else
        not_ok "wine: stdin and status" "status $n" "$(cat out err)"; fi
    for how in 'INT group' 'INT us' 'TERM group' 'TERM us' 'QUIT us' \
        'INT tty'; do
        try "wine: $how" python3 "$top/tests/lib/ends_by.py" $how asleep \
            "$BUILD/bin/cargo-zbuild" run-binary wine.exe sleep
    done
fi
for how in 'INT group' 'INT us' 'QUIT group'; do
    try "qemu-user: $how" python3 "$top/tests/lib/ends_by.py" $how asleep \
        "$BUILD/bin/cargo-zbuild" run-binary "$p" sleep
done
n=$(printf 'a\nb\n' | run "$p" cat 2>err; echo $?)
if [ "$n" = $'a\nb\n2' ]; then ok "qemu-user: stdin"; else
    not_ok "qemu-user: stdin" "$n" "$(cat err)"; fi

# --- what cannot be run -----------------------------------------------------------

refuses "a program of another machine" 126 \
    "is a program for aarch64, not for riscv64gc-unknown-linux-gnu" \
    cargo zbuild run-binary --target riscv64gc-unknown-linux-gnu "$p"
refuses "a file that is not there" 127 'No such file' cargo zbuild run-binary nosuch
refuses "a folder" 126 'not a file' cargo zbuild run-binary .
echo text >text
refuses "no program" 126 'no kind of program' cargo zbuild run-binary text
printf '\317\372\355\376\014\0\0\001%64s' '' >mac
refuses "a macOS program" 126 'copy it to a Mac' cargo zbuild run-binary mac
head -c 30 "$p" >cut
refuses "half a program" 126 'cut' cargo zbuild run-binary cut
refuses "no qemu" 126 "'qemu-aarch64' is not on PATH" \
    env PATH="$work/empty" "$BUILD/bin/cargo-zbuild" run-binary "$p"
refuses "... and its package" 126 '^hint: apt-get install qemu-user' \
    env PATH="$work/empty" "$BUILD/bin/cargo-zbuild" run-binary "$p"
t=x86_64-unknown-freebsd
if zshim cc --target=$t -o bsd -x c - <<<'int main(void) { return 0; }' 2>err; then
    refuses "a FreeBSD program" 126 'a FreeBSD program' cargo zbuild run-binary bsd
fi
refuses "no file" 2 "missing word 'FILE'" cargo zbuild run-binary
printf '#!/bin/sh\necho "script $1"\n' >script && chmod +x script
try_says "a script runs as it is" 'script a b' run script 'a b'

# --- the C library -----------------------------------------------------------------

# That of the folder, though this machine's ld.so.cache and multiarch folder may
# have another build of it; and of what the program starts.
for t in i686-unknown-linux-gnu aarch64-unknown-linux-gnu.2.17; do
    case $t in
    i686-*) root=/usr/i686-linux-gnu multi=i386-linux-gnu ;;
    *) root=/usr/aarch64-linux-gnu multi=aarch64-linux-gnu ;;
    esac
    try "$t: compile" zshim cc --target="$t" -D_GNU_SOURCE -O1 -o "where-$t" \
        "$src/where.c" -ldl &&
        try_says "$t: the C library of the folder" "/lib/$multi/libc.so.6" \
            run --sysroot "$root" "where-$t"
    ZBUILD_TRACE=1 run --sysroot "$root" "where-$t" >out 2>err
    dir=$(sed -n 's/^zbuild: run: qemu-[^ ]* -L \([^ ]*\) .*/\1/p' err)
    if [ -e "$dir/etc/ld.so.cache" ] && ! [ -s "$dir/etc/ld.so.cache" ] &&
        [ "$(readlink -f "$dir/lib/$multi/libc.so.6")" = \
            "$(readlink -f "$root/lib/libc.so.6")" ]; then
        ok "$t: nothing of this machine's in its place"
    else
        not_ok "$t: nothing of this machine's in its place" "$(cat err)" \
            "$(ls -l "$dir" "$dir/etc")"
    fi
done
t=i686-unknown-linux-gnu
try "$t: compile" zshim cc --target=$t -O1 -pthread -o spawn-$t \
    "$src/spawn.c" && {
    run --sysroot /usr/i686-linux-gnu spawn-$t 2>err |
        sed "s|^.*/spawn-$t:|PROGRAM:|" >out
    if cmp -s wanted out; then ok "$t: and of what it starts"; else
        not_ok "$t: and of what it starts" "$(cat out err)"; fi
}
# A root with a cache of its own is taken as it is; so is one that no links can
# be made to.
mkdir -p root/etc root/lib
cp -r /usr/aarch64-linux-gnu/lib root/lib/aarch64-linux-gnu
ln -s aarch64-linux-gnu/ld-linux-aarch64.so.1 root/lib/
: >root/etc/ld.so.cache
t=aarch64-unknown-linux-gnu.2.17
ZBUILD_TRACE=1 run --sysroot root "where-$t" >out 2>err
if grep -qx /lib/aarch64-linux-gnu/libc.so.6 out &&
    grep -q "^zbuild: run: qemu-[^ ]* -L root " err; then
    ok "a root with a cache of its own"
else
    not_ok "a root with a cache of its own" "$(cat out err)"
fi
: >file
try_says "no folder to make links in" '.*/libc.so.6' \
    env ZBUILD_CACHE_DIR="$work/file" "$BUILD/bin/cargo-zbuild" run-binary \
    --sysroot /usr/aarch64-linux-gnu "where-$t"

t=s390x-unknown-linux-gnu
export ZBUILD_CACHE_DIR=$cache/runtime
try "$t: compile" env ZBUILD_CACHE_DIR="$shared_cache" zshim cc \
    --target=$t -O1 -pthread -o "spawn-$t" "$src/spawn.c" && {
    [ -e /usr/s390x-linux-gnu ] || refuses "fetching may be forbidden" 125 \
        'ZBUILD_RUNTIME=no' env ZBUILD_RUNTIME=no \
        ZBUILD_CACHE_DIR="$work/none" cargo-zbuild run-binary "./spawn-$t"
    export ZBUILD_RUNTIME=fetched
    try "runtime $t" cargo zbuild runtime $t
    grep -q "$t: glibc 2\.[0-9]" "$log" || not_ok "it says which glibc" \
        "$(cat "$log")"
    try_says "big-endian, with the fetched library" 'name 9' \
        bash -c 'cargo zbuild run-binary "$1" || [ $? = 11 ]' - "spawn-$t"
}
unset ZBUILD_RUNTIME
refuses "no packages for a target" 125 "no C library of 'loongarch64" \
    cargo zbuild runtime loongarch64-unknown-linux-gnu
for t in aarch64_be-unknown-linux-gnu riscv32gc-unknown-linux-gnu; do
    refuses "$t: Debian has none" 125 "no C library for '$t'" \
        cargo zbuild runtime $t
    refuses "$t: what to do" 125 '^hint: .*QEMU_LD_PREFIX=DIR.*: .*-musl$' \
        cargo zbuild runtime $t
done
# Debian has no ARMv6 with hard floats: ARMv7's library has the same loader.
t=arm-unknown-linux-gnueabihf
try "$t: compile" env ZBUILD_CACHE_DIR="$shared_cache" zshim cc --target=$t \
    -O1 -pthread -o "spawn-$t" "$src/spawn.c" &&
    try_says "$t: runs with armhf's library" 'name 9' env ZBUILD_RUNTIME=fetched \
        bash -c 'cargo zbuild run-binary "$1" || [ $? = 11 ]' - "spawn-$t"
try_says "musl needs none" '.*bring their C library along' \
    cargo zbuild runtime aarch64-unknown-linux-musl
finish
