#!/bin/bash
# cargo zbuild sysroot, warm and cache: exported sysroots with Debian's own
# clang and lld, what lies in the cache, what goes, and what can be carried off.
# (Folders that need no zig: tests/cache/run.sh.)
. "$(dirname "$0")/../lib/e2e.sh"
. "$top/tests/cache/lib.sh"
cd "$work" || exit 1

x86=x86_64-unknown-linux-gnu.2.17
arm=aarch64-unknown-linux-gnu.2.28
zig_cache=$ZIG_GLOBAL_CACHE_DIR

# A cache without anything of zig's: whatever zig had to build would show.
far_away()
{
    new_cache "$1"
    export ZIG_GLOBAL_CACHE_DIR=$work/$1/zig ZIG_LOCAL_CACHE_DIR=$work/$1/zig
}

near_again()
{
    export ZBUILD_CACHE_DIR=$work/c ZIG_GLOBAL_CACHE_DIR=$zig_cache
    export ZIG_LOCAL_CACHE_DIR=$zig_cache ZBUILD_ZIG=$top/.deps/zig/ziglang/zig
}

cat >main.c <<'END'
#include <math.h>
#include <pthread.h>
#include <stdio.h>

static void *start(void *arg)
{
	*(double *)arg = log(2.718281828459045);
	return NULL;
}

int main(void)
{
	double got = 0;
	pthread_t t;

	if (pthread_create(&t, NULL, start, &got) != 0)
		return 1;
	pthread_join(t, NULL);
	printf("glibc %d.%d, %.3f\n", __GLIBC__, __GLIBC_MINOR__, got);
	return 0;
}
END
cat >main.cc <<'END'
#include <iostream>
#include <map>
#include <stdexcept>
#include <string>

int main()
{
	std::map<std::string, int> m{{"one", 1}};

	try {
		m.at("two") = 2;
	} catch (const std::out_of_range &) {
		std::cout << "caught, " << m["one"] << std::endl;
	}
	return 0;
}
END

# --- warm ---------------------------------------------------------------------

new_cache c
cargo zbuild warm --target "$x86" --target nonsense --target "$arm" \
    >warm.out 2>warm.err
status=$?
if [ $status = 1 ] && grep -q '^cargo-zbuild: nonsense: ' warm.err; then
    ok "warm: a target that fails is named, exit 1"
else
    not_ok "warm: a target that fails is named, exit 1" "status $status" \
        "$(cat warm.out warm.err)"
fi
for t in "$x86" "$arm"; do
    if grep -qE "^$t  (direct|zig-cc)  [0-9]+\.[0-9] s$" warm.out; then
        ok "warm: $t has its line"
    else
        not_ok "warm: $t has its line" "$(cat warm.out)"
    fi
    ZBUILD_TRACE=$work/trace zshim cc --target="$t" -o w main.c -lgcc_s
    if [ -s trace ] && ! grep -q 'asking zig' trace; then
        ok "warm: a link for $t asks zig nothing"
    else
        not_ok "warm: a link for $t asks zig nothing" "$(grep asking trace)"
    fi
    rm -f trace
done
if [ -e "$ZBUILD_CACHE_DIR/ready" ]; then
    not_ok "warm: the direct engine leaves no notes about zig-cc" "$(ls c/ready)"
else
    ok "warm: the direct engine leaves no notes about zig-cc"
fi
ZBUILD_ENGINE=zig-cc try_says "warm: a target of zig-cc is linked once" \
    "$x86  zig-cc  [0-9.]* s" cargo zbuild warm --target "$x86"
if [ -n "$(ls "$ZBUILD_CACHE_DIR/ready" 2>/dev/null)" ]; then
    ok "warm: the next link need not wait for zig's runtime"
else
    not_ok "warm: the next link need not wait for zig's runtime"
fi
mkdir -m 700 first
ZBUILD_CACHE_DIR=$work/first ZBUILD_ENGINE=zig-cc ZBUILD_TRACE=$work/trace \
    try "zig-cc: a link in a new cache" zshim cc --target="$x86" -o w main.c
try "... by itself: parallel ones wait" eval \
    "grep -q 'zig-cc' trace && ! grep 'without a lock' trace"
rm -f trace
# A sysroot without compiler_rt: the link fails, and runs again with it. What was
# read from a pipe must not be lost then. (In a cache apart: what follows counts
# this one's sysroots.)
cat >wide.c <<'END'
#include <stdio.h>
int main(int argc, char **argv)
{
	__int128 x = (__int128)argc << 70;
	(void)argv;
	return printf("wide %d\n", (int)(x / ((__int128)argc << 60))) < 0;
}
END
try "a link that runs again: a source from standard input" bash -c \
    'ZBUILD_CACHE_DIR=$PWD/again zshim cc --target=x86_64-unknown-linux-gnu.2.30 -x c - -o wide <wide.c' &&
    try_says "a link that runs again: and runs" 'wide 1024' ./wide
try "a link that runs again: a source from a pipe" bash -c \
    'ZBUILD_CACHE_DIR=$PWD/again zshim cc --target=x86_64-unknown-linux-gnu.2.29 -x c <(cat wide.c) -o pipe' &&
    try_says "a link that runs again: and runs, too" 'wide 1024' ./pipe

refuses "warm without target" 2 "missing option '--target'" cargo zbuild warm
refuses "warm with a word too many" 2 "unexpected word 'x'" \
    cargo zbuild warm --target "$x86" x

# --- sysroot ------------------------------------------------------------------

try "sysroot prints a folder" cargo zbuild sysroot --target "$x86"
dir=$(cat "$log")
if [ "${dir#"$ZBUILD_CACHE_DIR"/}" != "$dir" ] && [ -f "$dir/lib/libc.so" ]; then
    ok "the folder is in the cache and has libc.so"
else
    not_ok "the folder is in the cache and has libc.so" "'$dir'"
fi

# foreign_cc SYSROOT TARGET OUT: Debian's clang and lld, as README.md says
foreign_cc()
{
    local words=(--target="${2%.[0-9]*.[0-9]*}" --sysroot="$1"
        --gcc-toolchain="$1" -fuse-ld=lld -Wall -Werror -o "$3" main.c)
    clang --no-default-config "${words[@]}" 2>/dev/null || clang "${words[@]}"
}

check_export()
{
    local t=$1 minor=${1##*.} out

    try "$t: sysroot --out" cargo zbuild sysroot --target "$t" --out "sr $t" ||
        return
    mkdir -p elsewhere
    mv "sr $t" "elsewhere/moved $t"
    if grep -rqF "$work" "elsewhere/moved $t"; then
        not_ok "$t: nothing in it knows where it was made" \
            "$(grep -rlF "$work" "elsewhere/moved $t" | head)"
    else
        ok "$t: nothing in it knows where it was made"
    fi
    if ! command -v clang ld.lld >/dev/null; then
        skip "$t: clang and lld" "not installed"
        return
    fi
    try "$t: clang and lld link a program, after the folder moved" \
        foreign_cc "elsewhere/moved $t" "$t" "p-$t" || return
    try_says "$t: it runs, with the right __GLIBC_MINOR__" \
        "glibc 2\.$minor, 1\.000" run_as "$t" "./p-$t"
    try "$t: it needs nothing above the floor" elf_program "p-$t" "$t"
    if [ -z "$(readelf -dW "p-$t" | grep -E 'RPATH|RUNPATH')" ]; then
        ok "$t: no rpath in it"
    else
        not_ok "$t: no rpath in it"
    fi
}
check_export "$x86"
check_export "$arm"

# A BSD's libraries where clang looks for them; Windows has no such place.
bsd=aarch64-unknown-freebsd
bsd_cc()
{
    sed -n 's/^    \(clang --target=.*\) -o x x\.c$/\1/p' elsewhere/bsd/README.md >cmd
    [ -s cmd ] && S=$work/elsewhere/bsd && eval "$(cat cmd) -o p-bsd bsd.c -lm"
}
echo '#include <math.h>
int main(int n, char **v) { (void)v; return cos(n - 1) < 1; }' >bsd.c
try "$bsd: sysroot --out" env ZBUILD_CACHE_DIR="$work/bsd" \
    cargo zbuild sysroot --target $bsd --out elsewhere/bsd
if command -v clang ld.lld >/dev/null; then
    try "$bsd: README.md's command links" bsd_cc &&
        try_says "$bsd: for FreeBSD's loader" '.*/libexec/ld-elf.so.1]' \
            readelf -lW p-bsd
else
    skip "$bsd: README.md's command" "no clang or lld"
fi
refuses "Windows: sysroot --out" 125 "made for Linux and the BSDs alone" \
    cargo zbuild sysroot --target x86_64-pc-windows-gnu --out elsewhere/windows

# A cross GCC beside clang, as Debian's gcc-aarch64-linux-gnu is: all that clang
# looks for is this file. Every example of README.md must pass it by.
mkdir -p gcc/bin gcc/lib/gcc-cross/aarch64-linux-gnu/12
: >gcc/lib/gcc-cross/aarch64-linux-gnu/12/crtbegin.o
ln -s "$(command -v clang)" gcc/bin/clang
sees_gcc()
{
    gcc/bin/clang -no-canonical-prefixes -v -c main.c -o gcc.o "$@" 2>&1 |
        grep 'gcc-cross'
}
own_gcc()
{
    local line n=0
    ln -sfn "moved $arm" elsewhere/s
    while IFS= read -r line; do
        n=$((n + 1))
        # Unquoted: words of a command, as a user pastes them.
        ! sees_gcc ${line//\$S/elsewhere/s} || return
    done < <(grep -oE -- '--target=[^ ,]*,? --sysroot=[^"`]*' \
        elsewhere/s/README.md | sed 's/-fuse-ld.*//; s/[],]//g')
    [ $n -ge 4 ] && sees_gcc --target=aarch64-linux-gnu --sysroot=elsewhere/s
}
try "README.md's examples pass a cross GCC of this machine's by" own_gcc

by_cmake()
{
    printf '%s\n' 'cmake_minimum_required(VERSION 3.13)' 'project(p C)' \
        'find_package(Threads REQUIRED)' 'add_executable(p main.c)' \
        'target_link_libraries(p m Threads::Threads)' >CMakeLists.txt
    cmake -B by-cmake -DCMAKE_TOOLCHAIN_FILE="$work/elsewhere/moved $arm/toolchain.cmake" &&
        cmake --build by-cmake
}
if command -v clang cmake >/dev/null; then
    try "toolchain.cmake: a project configures and builds" by_cmake &&
        try_says "toolchain.cmake: its program runs" 'glibc 2\.28, 1\.000' \
            run_as "$arm" by-cmake/p
else
    skip "toolchain.cmake" "no clang or cmake"
fi
by_meson()
{
    printf '%s\n' "project('p', 'c')" "cc = meson.get_compiler('c')" \
        "executable('p', 'main.c', dependencies: [cc.find_library('m'), dependency('threads')])" \
        >meson.build
    local S="$work/elsewhere/moved $arm" cross
    cross=$S/meson.cross
    # The copy that README.md tells users of older ones to make.
    if [ "$(printf '%s\n' "$(meson --version)" 1.3 | sort -V | head -n 1)" \
        != 1.3 ]; then
        cross=old-meson.cross
        sed -n 's/^    sed \(.*\) \$S\/meson.cross >.*/\1/p' "$S/README.md" >cmd
        [ -s cmd ] && eval "sed $(cat cmd)" '"$S/meson.cross"' >$cross || return
    fi
    meson setup by-meson --cross-file "$cross" && meson compile -C by-meson
}
if command -v meson >/dev/null && command -v clang >/dev/null; then
    try "meson.cross: a project configures and builds" by_meson &&
        try_says "meson.cross: its program runs" 'glibc 2\.28, 1\.000' \
            run_as "$arm" by-meson/p
else
    skip "meson.cross" "no meson"
fi

# musl: static programs, with the flag that README.md says.
musl=x86_64-unknown-linux-musl
musl_cc()
{
    local S=$work/elsewhere/musl
    sed -n 's/^    \(clang --target=.*\) -o x x\.c$/\1/p' "$S/README.md" >cmd &&
        [ -s cmd ] && eval "$(cat cmd) -o p-musl main.c"
}
try "$musl: sysroot --out" \
    cargo zbuild sysroot --target $musl --out elsewhere/musl
if command -v clang ld.lld >/dev/null; then
    sed -i 's/__GLIBC__, __GLIBC_MINOR__/0, 0/' main.c
    try "$musl: README.md's command links" musl_cc &&
        try_says "$musl: it runs" 'glibc 0\.0, 1\.000' ./p-musl &&
        try "$musl: it is static" elf_suits p-musl $musl
    sed -i 's/"glibc.*", 0, 0,/"glibc %d.%d, %.3f\\n", __GLIBC__, __GLIBC_MINOR__,/' main.c
fi

# libc++ wants a clang of its own age: zig's, as plain clang with the headers
# that belong to it. The link is Debian's again.
cxx()
{
    mkdir -p resource &&
        ln -sfn "$(dirname "$(readlink -f "$ZBUILD_ZIG")")/lib/include" \
            resource/include &&
        "$ZBUILD_ZIG" clang --driver-mode=g++ --no-default-config \
            -resource-dir "$work/resource" --target=x86_64-unknown-linux-gnu \
            --sysroot="$work/elsewhere/cxx" -stdlib=libc++ -Wall -Werror \
            -c main.cc -o main-cc.o &&
        clang++ --target=x86_64-unknown-linux-gnu \
            --sysroot="$work/elsewhere/cxx" -stdlib=libc++ -fuse-ld=lld \
            -o p-cxx main-cc.o
}
try "sysroot --with c++" \
    cargo zbuild sysroot --target "$x86" --with c++ --out cxx &&
    mv cxx elsewhere/cxx
if command -v clang++ ld.lld >/dev/null; then
    try "C++ with -stdlib=libc++ and no other word" cxx &&
        try_says "it throws and catches" 'caught, 1' ./p-cxx &&
        try "it needs nothing above the floor" elf_program p-cxx "$x86"
else
    skip "C++ with a plain clang" "not installed"
fi

try "sysroot --out replaces its own" \
    cargo zbuild sysroot --target "$arm" --out elsewhere/cxx
if [ ! -e elsewhere/cxx/usr/include/c++ ] && grep -q "target $arm" \
    elsewhere/cxx/.zbuild-sysroot; then
    ok "nothing of the old one stays"
else
    not_ok "nothing of the old one stays" "$(ls -A elsewhere/cxx)"
fi
mkdir -p mine && echo precious >mine/file
refuses "sysroot --out leaves a stranger's folder alone" 125 \
    'not empty and no sysroot of ours' \
    cargo zbuild sysroot --target "$x86" --out mine
if [ "$(cat mine/file)" = precious ] && [ "$(ls -A mine)" = file ]; then
    ok "and what is in it"
else
    not_ok "and what is in it"
fi
leftover=$(find . -name '.zbuild-*.??????*' | head)
if [ -z "$leftover" ]; then ok "no half-made copies stay"; else
    not_ok "no half-made copies stay" "$leftover"
fi
refuses "sysroot --with nonsense" 2 "unknown piece 'nonsense'" \
    cargo zbuild sysroot --target "$x86" --with nonsense
refuses "sysroot of a target without one" 125 'no sysroot can be made' \
    cargo zbuild sysroot --target x86_64-apple-darwin

# --- cache --------------------------------------------------------------------

try "cache prints a table" cargo zbuild cache
if grep -qE "^sysroot +$x86 +0\.[0-9.]+ .* (kB|MB)" "$log" &&
    grep -qE '^layer +x86_64-unknown-linux-gnu.* c\+\+ ' "$log" &&
    grep -qE '^total [0-9.]+ MB in ' "$log"; then
    ok "the table has sysroots, layers and the total"
else
    not_ok "the table has sysroots, layers and the total" "$(cat "$log")"
fi
cargo zbuild cache --json >cache.json
try "--json is what the disk says" python3 - "$ZBUILD_CACHE_DIR" <<'END'
import json, os, sys
d = json.load(open("cache.json"))
assert os.path.realpath(d["dir"]) == os.path.realpath(sys.argv[1]), d["dir"]
assert sum(e["bytes"] for e in d["entries"]) == d["bytes"]
seen, total = set(), 0
for e in d["entries"]:
    assert os.path.exists(e["path"]), e["path"]
    for root, dirs, files in os.walk(e["path"]):
        total += os.lstat(root).st_blocks * 512
        for f in files:
            s = os.lstat(os.path.join(root, f))
            if os.path.islink(os.path.join(root, f)): continue
            if (s.st_dev, s.st_ino) not in seen:
                total += s.st_blocks * 512
                seen.add((s.st_dev, s.st_ino))
assert abs(total - d["bytes"]) < 64 * 1024, (total, d["bytes"])
roots = [e for e in d["entries"] if e["what"] == "sysroot"]
assert len(roots) == 3 and all(e["current"] and e["zig"] for e in roots), roots
END
refuses "cache with an unknown word" 2 "unknown word 'nonsense'" \
    cargo zbuild cache nonsense
refuses "list does not know --force" 2 "unknown option '--force'" \
    cargo zbuild cache --force

# --- pack and unpack ------------------------------------------------------------

near_again
for suffix in tar tar.gz tar.zst; do
    try "pack: $suffix" cargo zbuild cache pack "p.$suffix"
    cargo zbuild cache pack "again.$suffix" >/dev/null
    if cmp -s "p.$suffix" "again.$suffix"; then
        ok "pack: $suffix is the same bytes again"
    else
        not_ok "pack: $suffix is the same bytes again"
    fi
done
echo victim >victim
ln -s victim linked.tar
try "pack: a name that is a link" cargo zbuild cache pack linked.tar --target "$arm"
try "pack: what it led to is untouched" test "$(cat victim)" = victim
try "pack: one target" cargo zbuild cache pack one.tar --target "$arm"
if [ "$(tar tf one.tar | sed -n 's,^sysroots/\([^/]*\)/recipe$,\1,p')" = "$arm" ] &&
    ! tar tf one.tar | grep -q x86_64-linux; then
    ok "pack: only that is in it"
else
    not_ok "pack: only that is in it" "$(tar tf one.tar | head -n 40)"
fi
if tar xOf p.tar --wildcards '*/recipe' | grep -qF "$top"; then
    not_ok "pack: no path of this machine in it"
else
    ok "pack: no path of this machine in it"
fi
refuses "pack: a target that is not there" 125 "no sysroot for .* yet" \
    cargo zbuild cache pack no.tar --target x86_64-unknown-linux-gnu.2.30
refuses "pack: a target of zig-cc" 125 'has no sysroot to pack' \
    cargo zbuild cache pack no.tar --target x86_64-apple-darwin
if [ -e no.tar ] || compgen -G '*.tmp*' >/dev/null; then
    not_ok "pack: nothing half-made stays" "$(ls)"
else
    ok "pack: nothing half-made stays"
fi

# The same zig at another path, on a machine that never built anything.
mkdir -p other
cp -al "$(dirname "$(readlink -f "$ZBUILD_ZIG")")" other/zig 2>/dev/null ||
    cp -a "$(dirname "$(readlink -f "$ZBUILD_ZIG")")" other/zig
export ZBUILD_ZIG=$work/other/zig/zig
far_away far
try "unpack: .tar.zst, for a zig at another path" \
    cargo zbuild cache unpack p.tar.zst
for t in "$x86" "$arm"; do
    try "unpack: a program for $t links" env ZBUILD_TRACE="$work/trace" \
        zshim cc --target="$t" -o u main.c -lgcc_s &&
        try_says "unpack: and runs" "glibc 2\.${t##*.}, 1\.000" run_as "$t" ./u
    if [ -s trace ] && ! grep -q 'asking zig' trace &&
        ! grep -qF "$top/.deps" trace; then
        ok "unpack: zig is asked nothing, and the other zig not named"
    else
        not_ok "unpack: zig is asked nothing, and the other zig not named" \
            "$(grep -E 'asking|\.deps' trace)"
    fi
    rm -f trace
done
try "unpack: C++ links" zshim c++ --target="$x86" -o ucc main.cc &&
    try_says "unpack: and runs" 'caught, 1' ./ucc
if [ -z "$(find far/zig -type f 2>/dev/null | head -n 1)" ]; then
    ok "unpack: zig built nothing at all"
else
    not_ok "unpack: zig built nothing at all" "$(find far/zig -type f | head)"
fi
try_says "unpack: what is there stays" "kept $x86" \
    cargo zbuild cache unpack p.tar.gz
far_away far2
try_says "unpack: a plain tar file" "unpacked $arm" \
    cargo zbuild cache unpack one.tar

# Archives that nobody should trust. changed NAME COMMAND: p.tar, changed by a
# command in its unpacked folder, as NAME.tar
changed()
{
    rm -rf bad && mkdir bad && tar xf p.tar -C bad || return 1
    (cd bad && eval "$2") || return 1
    tar cf "$1.tar" -C bad zbuild-pack layers sysroots
}
root=sysroots/$x86
far_away far3
# bad_pack NAME TEXT COMMAND
bad_pack()
{
    changed "$1" "$3" || { not_ok "unpack refuses: $1" "no archive"; return; }
    refuses "unpack refuses: $1" 125 "$2" cargo zbuild cache unpack "$1.tar"
}
bad_pack other-zig 'made with zig 0\.1\.2, and the zig in use is' \
    "sed -i 's/^zig .*/zig 0.1.2/' zbuild-pack"
bad_pack other-format 'sysroots of the form' \
    "sed -i 's/^format .*/format zbuild-sysroot 1/' zbuild-pack"
bad_pack no-contents 'or is damaged' 'echo zbuild-pack >zbuild-pack'
bad_pack symlink 'neither file nor folder' \
    "ln -s libc.so $root/lib/libz.a"
bad_pack symlink-out 'refusing the archive' "ln -s /etc $root/lib/x"
bad_pack climbing-target 'damaged' \
    "sed -i 's,^target .*,target ../../x,' zbuild-pack"
bad_pack climbing-layer 'damaged' \
    "sed -i 's,^layer .*,layer layer-/../../x,' zbuild-pack"
bad_pack header-elsewhere 'in a recipe is not in' \
    "sed -i 's,@ZIG_LIB@/include,/tmp/evil,' $root/recipe"
bad_pack header-climbs 'in a recipe is not in' \
    "sed -i 's,@ZIG_LIB@/include,@ZIG_LIB@/../../evil,' $root/recipe"
bad_pack compiler-option 'in a recipe is not in' \
    "sed -i 's,^c @ZIG_LIB@/include,c -fplugin=x.so,' $root/recipe"
bad_pack cut-off 'missing or cut off' "truncate -s 100 $root/lib/libc.so.6"
bad_pack unknown-target 'unknown target' \
    "sed -i 's,^target .*,target x86_64-unknown-nonsense,' zbuild-pack"
python3 - <<'END'
import io, tarfile
for name, path in (("dotdot", "../evil"), ("absolute", "/tmp/zbuild-evil")):
    t = tarfile.open(name + ".tar", "w", format=tarfile.USTAR_FORMAT)
    for p in ("zbuild-pack", path):
        i = tarfile.TarInfo(p)
        i.size = 4
        t.addfile(i, io.BytesIO(b"evil"))
    t.close()
END
for name in dotdot absolute; do
    refuses "unpack refuses: $name" 125 'could be written elsewhere' \
        cargo zbuild cache unpack $name.tar
done
head -c 300000 p.tar >half.tar
refuses "unpack refuses: half an archive" 125 'cannot unpack' \
    cargo zbuild cache unpack half.tar
refuses "unpack refuses: what is no archive" 125 'cannot unpack' \
    cargo zbuild cache unpack main.c
if [ -z "$(find far3/sysroots -mindepth 2 ! -name 'lock-*' ! -name 'layer-*' \
    ! -path '*/layer-*' ! -name 'aarch64-*' ! -path '*/aarch64-*' | head)" ]; then
    ok "unpack: nothing of the refused ones is in the cache"
else
    not_ok "unpack: nothing of the refused ones is in the cache" \
        "$(find far3/sysroots -mindepth 2 -maxdepth 2)"
fi

# --- gc -------------------------------------------------------------------------

near_again
rm -rf c2 && cp -a c c2
export ZBUILD_CACHE_DIR=$work/c2
key=$(echo c2/sysroots/*)

try "gc: nothing old, nothing goes" cargo zbuild cache gc
if [ -d "$key/$x86" ] && [ -d "$key/$arm" ] && ! grep -q '^removed' "$log"; then
    ok "gc: all is still there"
else
    not_ok "gc: all is still there" "$(cat "$log")"
fi
aged '40 days ago' "$key/$arm"
try "gc: --dry-run" cargo zbuild cache gc --dry-run
if grep -q "^would remove sysroot $arm " "$log" && [ -d "$key/$arm" ]; then
    ok "gc: --dry-run says it and does nothing"
else
    not_ok "gc: --dry-run says it and does nothing" "$(cat "$log")"
fi

exec 8>"$key/lock-$arm"
flock 8
try "gc: while somebody makes it" cargo zbuild cache gc
exec 8>&-
if [ -d "$key/$arm" ] && grep -q "kept sysroot $arm: being made" "$log"; then
    ok "gc: what is locked stays"
else
    not_ok "gc: what is locked stays" "$(cat "$log")"
fi
# A process with the sysroot on its command line, as a compile has it.
bash -c 'read -r _' "$PWD/$key/$arm/lib" <>never &
user=$!
until_it_runs $user
try "gc: while it is used" cargo zbuild cache gc
kill $user
wait $user 2>/dev/null
if [ -d "$key/$arm" ] && grep -q "kept sysroot $arm: in use" "$log"; then
    ok "gc: what a running process uses stays"
else
    not_ok "gc: what a running process uses stays" "$(cat "$log")"
fi
try "gc: nobody uses it" cargo zbuild cache gc
if [ ! -e "$key/$arm" ] && [ -d "$key/$x86" ] &&
    grep -q "^removed sysroot $arm " "$log"; then
    ok "gc: the old one goes, the other stays"
else
    not_ok "gc: the old one goes, the other stays" "$(cat "$log")"
fi
try "a link makes it again" zshim cc --target="$arm" -o g main.c &&
    try_says "and the program runs" 'glibc 2\.28, 1\.000' run_as "$arm" ./g

# What somebody has just read is not old, whenever it was made.
aged '40 days ago' "$key/$arm"
zshim cc --target="$arm" -o g main.c
try "gc: after a link" cargo zbuild cache gc
if [ -d "$key/$arm" ]; then ok "gc: what was just used stays"; else
    if findmnt -no OPTIONS -T "$work" | grep -q noatime; then
        skip "gc: what was just used stays" "noatime file system"
    else
        not_ok "gc: what was just used stays" "$(cat "$log")"
    fi
fi

# zig's own cache, with the notes that it is ready.
mkdir -p c2/zig/o/x c2/ready
head -c 5000000 /dev/urandom >c2/zig/o/x/libc.a
echo note >c2/ready/0123
aged '3 hours ago' c2/zig
aged '2 hours ago' "$key/layer-"*
try "gc: --max-size takes the oldest first" cargo zbuild cache gc --max-size 9M
if [ ! -e c2/zig/o/x ] && [ ! -e c2/ready ] && [ -d "$key/$x86" ]; then
    ok "gc: zig's cache goes, and the notes about it"
else
    not_ok "gc: zig's cache goes, and the notes about it" "$(cat "$log")"
fi
# Leftovers of killed calls.
mkdir -p "$key/tmp.$x86.abcdef/lib" && echo x >"$key/tmp.$x86.abcdef/lib/x"
cargo zbuild cache gc --older-than 30d >/dev/null
if [ -e "$key/tmp.$x86.abcdef" ]; then
    ok "gc: what may still be worked on stays"
else
    not_ok "gc: what may still be worked on stays"
fi
aged '2 hours ago' "$key/tmp.$x86.abcdef"
cargo zbuild cache gc --older-than 30d >/dev/null
if [ ! -e "$key/tmp.$x86.abcdef" ]; then ok "gc: what was left behind goes"; else
    not_ok "gc: what was left behind goes"
fi
try "gc: --max-size, nothing older than an hour" \
    cargo zbuild cache gc --max-size 1K
if [ -d "$key/$x86" ] && grep -q 'still above --max-size' "$log"; then
    ok "gc: says that it is not enough"
else
    not_ok "gc: says that it is not enough" "$(cat "$log")"
fi
# What a call does that is at work: it holds the recipe.
held=$(find "$key" -mindepth 2 -maxdepth 2 -name recipe | head -n 1)
exec 9<"$held"
flock -s 9
cargo zbuild cache gc --max-size 1K --force >"$log" 2>&1
if [ -f "$held" ]; then ok "gc: --force leaves what a call uses"; else
    not_ok "gc: --force leaves what a call uses" "$(cat "$log")"
fi
exec 9<&-
try "gc: --force" cargo zbuild cache gc --max-size 1K --force
if [ ! -e "$key/$x86" ] && ! compgen -G "$key/tmp.*" >/dev/null; then
    ok "gc: --force takes it all"
else
    not_ok "gc: --force takes it all" "$(cat "$log")" "$(ls "$key")"
fi
refuses "gc: an age without unit" 2 "unknown age '30'" \
    cargo zbuild cache gc --older-than 30
refuses "gc: a size without sense" 2 "unknown size '-1G'" \
    cargo zbuild cache gc --max-size -1G

# Links and gc at the same time: every link must work, whatever goes meanwhile.
near_again
rm -rf c2 && cp -a c c2
export ZBUILD_CACHE_DIR=$work/c2
: >failed
(for i in $(seq 25); do
    zshim cc --target="$x86" -o race main.c 2>race.err && ./race >/dev/null ||
        { echo "link $i: $(cat race.err)" >>failed; }
done) &
links=$!
removed=0
while kill -0 $links 2>/dev/null; do
    # Something to remove, each time.
    rm -rf "$key/$arm" && cp -a "${key/c2/c}/$arm" "$key/"
    aged '2 hours ago' "$key/$arm"
    cargo zbuild cache gc --older-than 1h >gc.out 2>/dev/null
    removed=$((removed + $(grep -c '^removed' gc.out)))
    sleep 0.05
done
wait $links
if [ ! -s failed ] && [ $removed -gt 0 ]; then
    ok "25 links while gc runs ($removed removed)"
else
    not_ok "25 links while gc runs" "$removed removed" "$(cat failed)"
fi
finish
