#!/bin/bash
# ccache, sccache, distcc and icecream in front of the shim: recognised, a second
# build hits, targets are kept apart, and two daemons compile. docs/caches.md.
. "$(dirname "$0")/../lib/e2e.sh"
. "$top/tests/lib/sources.sh"

bin=$work/bin
PATH=$bin:$PATH
t=aarch64-unknown-linux-gnu.2.17
m=x86_64-unknown-linux-musl
started=()
# Only what this suite started, by its number.
stop()
{
    [ ${#started[@]} = 0 ] || kill "${started[@]}" 2>/dev/null
    [ -z "${SCCACHE_SERVER_PORT-}" ] || sccache --stop-server >/dev/null 2>&1
}
trap stop EXIT
for target_name in $t $m; do
    try "$target_name: link makes the names" \
        cargo-zbuild zbuild link --target $target_name --dir "$bin"
done
try 'libyaml: its source package' unpack_debian "$work/yaml" \
    libyaml_0.2.5.orig.tar.gz \
    fa240dbf262be053f3898006d502d514936c818e422afdcf33921c63bed9bf2e
cd "$work/yaml" || exit 1
printf '%s\n' '#define YAML_VERSION_MAJOR 0' '#define YAML_VERSION_MINOR 2' \
    '#define YAML_VERSION_PATCH 5' '#define YAML_VERSION_STRING "0.2.5"' >config.h
# A file whose preprocessed text is the same for every target.
echo 'int answer(void) { return 42; }' >answer.c

# objects DIR WORD…: libyaml's eight files, by the words before the source.
objects()
{
    local dir=$1 file
    shift
    mkdir -p "$dir"
    for file in src/*.c; do
        "$@" -O2 -DHAVE_CONFIG_H -I. -Iinclude -c "$file" \
            -o "$dir/$(basename "$file" .c).o" || return
    done
}

# machine NAME FILE AArch64|X86-64
machine()
{
    case $(elf_machine "$2") in
    *"$3"*) ok "$1" ;;
    *) not_ok "$1" "$(elf_machine "$2")" ;;
    esac
}

# apart NAME WORD…: one file for two targets is two objects.
apart()
{
    local name=$1
    shift
    try "$name: one target's object" "$@" aarch64-linux-gnu-gcc -O2 -c answer.c -o a.o &&
        try "$name: another one's" "$@" x86_64-linux-musl-gcc -O2 -c answer.c -o x.o
    machine "$name: is for aarch64" a.o AArch64
    machine "$name: is for x86-64" x.o X86-64
}

# --- ccache ---------------------------------------------------------------------

export CCACHE_DIR=$work/ccache CCACHE_COMPILERCHECK='%compiler% --version'
hits() { ccache --print-stats | awk '/^(direct|preprocessed)_cache_hit\t/ { n += $2 } END { print n }'; }
try 'ccache: compiles' objects o1 ccache aarch64-linux-gnu-clang
try_says 'ccache: none was there' 0 hits
try 'ccache: compiles again' objects o2 ccache aarch64-linux-gnu-clang
try_says 'ccache: all were there' 8 hits
try 'ccache: the same objects' diff -r o1 o2
# By its name; ccache 4.7 looks at what a link leads to.
mkdir "$work/copy"
cp "$shim" "$work/copy/aarch64-linux-gnu-clang"
CCACHE_LOGFILE=$work/ccache.log ccache "$work/copy/aarch64-linux-gnu-clang" \
    -c answer.c -o a.o
try 'ccache: takes it for clang' grep -q 'Compiler type: clang' "$work/ccache.log"
apart ccache ccache
# The same by CMake's launcher and by cc-rs' way to name it.
try 'ccache: in exec, by CC' cargo-zbuild zbuild exec --target $t -- \
    bash -c 'ccache "$CC" -c answer.c -o c1.o && ccache "$CC" -c answer.c -o c2.o' &&
    try_says 'ccache: hits' 9 hits

# --- sccache --------------------------------------------------------------------

# A server of our own; it ends by itself when nobody asks for a while. (Ten ports
# for each of us, below those that the kernel gives to whoever connects.)
export SCCACHE_DIR=$work/sccache SCCACHE_IDLE_TIMEOUT=1200
SCCACHE_SERVER_PORT=$((20000 + $$ % 1200 * 10))
export SCCACHE_SERVER_PORT
stat_of() { sccache --show-stats | sed -n "s/^$1  *\([0-9]*\) *\$/\1/p"; }
# (It waits ten seconds for its server: a busy machine may need more.)
for _ in $(seq 60); do
    ! sccache --show-stats >/dev/null 2>&1 || break
    sleep 1
done
try 'sccache: compiles' objects o3 sccache aarch64-linux-gnu-clang
try_says 'sccache: takes it for a compiler' 0 stat_of 'Unsupported compiler calls'
try_says 'sccache: none was there' 8 stat_of 'Cache misses (C\/C++)'
try 'sccache: compiles again' objects o4 sccache aarch64-linux-gnu-clang
try_says 'sccache: all were there' 8 stat_of 'Cache hits (C\/C++)'
try 'sccache: the same objects' diff -r o3 o4
apart sccache sccache
# cargo zbuild with RUSTC_WRAPPER: Rust, and C by cc-rs, which puts it in front
# of the compiler, too.
crate=$top/tests/e2e/workspace
sccache --zero-stats >/dev/null
for dir in first second; do
    rm -rf "$work/rust"
    try "sccache: cargo zbuild, $dir build" env -C "$crate" CARGO_INCREMENTAL=0 \
        RUSTC_WRAPPER=sccache CARGO_TARGET_DIR="$work/rust" cargo zbuild build \
        --locked -p tool --target x86_64-unknown-linux-gnu.2.17
done
for kind in 'C\/C++' Rust; do
    n=$(stat_of "Cache hits ($kind)")
    if [ "${n:-0}" -gt 0 ]; then ok "sccache: $kind of the second build hits"; else
        not_ok "sccache: $kind of the second build hits" "$(sccache --show-stats)"; fi
done
try_says 'sccache: the program works' \
    'tool for x86_64-unknown-linux-gnu: hash bf9cf968, square 49, pointer 64 bits' \
    "$work/rust/x86_64-unknown-linux-gnu/debug/tool"
sccache --stop-server >/dev/null 2>&1

# --- distcc ---------------------------------------------------------------------

unset CCACHE_DIR
port=$((SCCACHE_SERVER_PORT + 1))
# The daemon refuses to be root; in a user namespace we are the same user under
# another number.
daemon=(distccd)
[ "$(id -u)" != 0 ] ||
    daemon=(unshare --user --map-user=1000 --map-group=1000 distccd)
for i in 1 2; do
    # (--enable-tcp-insecure: without a list of the compilers that may be run.)
    DISTCCD_PATH=$PATH "${daemon[@]}" --daemon --no-detach --listen 127.0.0.1 \
        --port $((port + i)) --allow 127.0.0.1 --jobs 2 \
        --enable-tcp-insecure --log-level info --log-file "$work/distccd$i" &
    started+=($!)
done
export DISTCC_HOSTS="127.0.0.1:$((port + 1))/1 127.0.0.1:$((port + 2))/1"
mkdir "$work/distcc" o5
export DISTCC_DIR=$work/distcc DISTCC_FALLBACK=0 DISTCC_BACKOFF_PERIOD=0
# Both take jobs before the first is given out.
for i in 1 2; do
    for _ in $(seq 600); do
        ! (: <"/dev/tcp/127.0.0.1/$((port + i))") 2>/dev/null || break
        sleep 0.1
    done
done
printf '%s\n' 'all: $(patsubst src/%.c,o5/%.o,$(wildcard src/*.c))' \
    'o5/%.o: src/%.c; $(CC) -O2 -DHAVE_CONFIG_H -I. -Iinclude -c $< -o $@' >d.mk
try 'distcc: make -j4' make -f d.mk -j4 CC='distcc aarch64-linux-gnu-clang'
# A daemon writes that down after it has sent the object.
for i in 1 2; do
    for _ in $(seq 600); do
        ! grep -q COMPILE_OK "$work/distccd$i" || break
        sleep 0.1
    done
    try "distcc: daemon $i compiled" grep -q 'COMPILE_OK.*aarch64-linux-gnu-clang' \
        "$work/distccd$i"
done
for file in o1/*.o; do
    cmp -s "$file" "o5/$(basename "$file")" || not_ok "distcc: $file is the same"
done
try 'distcc: the objects are as without it' cmp o1/parser.o o5/parser.o
apart distcc distcc

# --- icecream -------------------------------------------------------------------

# Without any daemon icecc compiles here, by the same name.
try 'icecc: compiles' objects o6 icecc aarch64-linux-gnu-clang
try 'icecc: the objects are as without it' diff -r o1 o6
apart icecc icecc

# With a scheduler and two daemons, one of which takes no jobs: the compiler goes
# to the other one as an archive, made as docs/caches.md says, and is run there in
# a chroot. In a network of their own, so that nobody hears of them.
ice=$work/ice
mkdir -p "$ice/made"
chmod 777 "$ice"
chmod +x "$work"
make_archive()
{
    awk '/^mkdir -p env/ { on = 1 } /^export ICECC_VERSION/ { on = 0 } on' \
        "$top/docs/caches.md" >"$ice/make.sh"
    (cd "$ice/made" && bash -e "$ice/make.sh" && ls -l zig-clang.tar.gz)
}
cat >"$ice/run.sh" <<'END'
# DIR PORT WORD…: the command, with its jobs sent to the daemon "remote".
ice=$1 port=$2
shift 2
PATH=$PATH:/usr/sbin:/sbin
pids=()
trap 'kill "${pids[@]}" 2>/dev/null' EXIT
ip link set lo up || exit
rm -f "$ice"/*.socket "$ice/scheduler.log"
icecc-scheduler -i lo -p "$port" -n zbuild -l "$ice/scheduler.log" -vvv &
pids+=($!)
daemon()
{
    local name=$1
    shift
    ICECC_TESTS=1 ICECC_TEST_SOCKET=$ice/$name.socket iceccd -N "$name" \
        -s "127.0.0.1:$port" -n zbuild -b "$ice/$name" -l "$ice/$name.log" \
        -m 2 -vvv "$@" &
    pids+=($!)
}
daemon local -i lo --no-remote
daemon remote -p $((port + 5))
# The daemons are ready when each has its socket and the scheduler knows both.
ready()
{
    [ -S "$ice/local.socket" ] && [ -S "$ice/remote.socket" ] &&
        grep -qs 'login local' "$ice/scheduler.log" &&
        grep -q 'login remote' "$ice/scheduler.log"
}
for _ in $(seq 600); do
    ! ready || break
    sleep 0.1
done
ready || { echo "icecream's daemons are not ready after 60 s"; exit 1; }
export ICECC_TEST_SOCKET=$ice/local.socket ICECC_PREFERRED_HOST=remote
export ICECC_VERSION=$ice/made/zig-clang.tar.gz
export ICECC_DEBUG=debug ICECC_LOGFILE=$ice/client.log
"$@"
END
remotely() { unshare --net bash "$ice/run.sh" "$ice" "$port" "$@"; }
if [ "$(id -u)" != 0 ]; then
    skip 'icecream: a file is compiled remotely' "iceccd's chroot needs root"
else
    try 'icecream: the archive of docs/caches.md' make_archive
    # The first jobs are done here, until the archive has arrived there.
    until_remote()
    {
        for _ in $(seq 300); do
            icecc aarch64-linux-gnu-clang -O2 -DHAVE_CONFIG_H -I. -Iinclude \
                -c src/parser.c -o ice.o || return
            ! grep -q 'Remote compilation completed with exit code 0' \
                "$ice/remote.log" || return 0
            sleep 0.2
        done
        return 1
    }
    export -f until_remote
    export ice
    try 'icecream: a file is compiled by the other daemon' \
        remotely bash -c until_remote || tail -n 30 "$ice"/*.log
    try 'icecream: the object is as without it' cmp o1/parser.o ice.o
    # Errors come back, too.
    echo 'int broken(void) { return nothing; }' >broken.c
    refuses 'icecream: an error is the one of the compiler' 1 \
        "broken.c:1:.*undeclared identifier 'nothing'" \
        remotely icecc aarch64-linux-gnu-clang -c broken.c -o broken.o
fi
finish
