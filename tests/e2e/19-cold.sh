#!/bin/bash
# The first build: what a call waits for when nothing has been made yet, and
# how that is made.
. "$(dirname "$0")/../lib/e2e.sh"

# One of the pieces that are looked at; glibc's programs take libgcc_s by themselves.
export ZBUILD_UNWINDER=libunwind

# cold NAME: an empty cache of ours.
cold()
{
    export ZBUILD_CACHE_DIR=$work/$1
    mkdir -p "$ZBUILD_CACHE_DIR"
}

# --- a compile waits for header folders only -------------------------------------
cd "$work" || exit 1
printf '#include <stdio.h>\nint f(void) { return puts("x"); }\n' >f.c
printf '#include <string>\nstd::string g() { return "x"; }\n' >g.cc
cold headers
nothing_made()
{
    ! find "$ZBUILD_CACHE_DIR" -path '*/lib/*' -o -name recipe | grep .
}
for t in x86_64-pc-windows-gnu i686-pc-windows-gnu wasm32-wasip1 \
    x86_64-unknown-linux-musl aarch64-unknown-linux-gnu \
    x86_64-unknown-freebsd x86_64-unknown-netbsd thumbv7em-none-eabihf; do
    file=f.c
    case $t in *-none-*) echo 'int f(void) { return 1; }' >n.c; file=n.c ;; esac
    : >first; : >second
    before=$(zshim cc --target=$t -print-file-name=libm.a)
    try "$t: compiles" env ZBUILD_TRACE=$work/first \
        zshim cc --target=$t -c $file -o f.o
    try "$t: nothing is made for a compile" nothing_made
    try "$t: compiles again" env ZBUILD_TRACE=$work/second \
        zshim cc --target=$t -c $file -o f2.o
    try "$t: zig is asked once" \
        eval 'grep -q "asking zig" first && ! grep "asking zig" second'
    [ $file = n.c ] ||
        try "$t: C++ compiles" zshim c++ --target=$t -c g.cc -o g.o
    try_says "$t: -print-file-name knows the place of a file to come" \
        "$before" zshim cc --target=$t -print-file-name=libm.a
done
# The link then makes it, and the note of the compile goes.
t=x86_64-unknown-linux-gnu.2.17
try "$t: compiles" zshim cc --target=$t -c f.c -o f.o
try "$t: links" zshim cc --target=$t -shared f.o -o f.so
try "$t: the words are the recipe's now" eval \
    '! find "$ZBUILD_CACHE_DIR" -name "words-$t" | grep .'

# --- a link that runs again ---------------------------------------------------------
# A piece is missing, and what the link read has come out of a pipe.
cold again
cat >int128.c <<'EOC'
int b(void);
__int128 quotient(__int128 a, __int128 b) { return a / b; }
int main(int n, char **v) { return v[0] == 0 ? (int)quotient(n, n) : b(); }
EOC
echo 'int b(void) { return 0; }' >b.c
echo '{ global: *; };' >all.map
t=x86_64-unknown-linux-gnu.2.17
mkfifo fifo.o
links_piped()
{
    zshim cc --target=$t -c int128.c b.c && zshim ar --target=$t rcs b.a b.o &&
        { timeout 300 sh -c 'cat int128.o >fifo.o' & } &&
        timeout 300 zshim cc --target=$t fifo.o <(cat b.a) \
            -Wl,--version-script,<(cat all.map) -o piped
}
: >trace
ZBUILD_TRACE=$work/trace try "$t: what comes out of a pipe is linked" links_piped
try "$t: the link ran again" grep -q 'again with more pieces' trace
try "$t: it runs" ./piped
cold headers

# --- pieces in C and C++: our pool compiles what zig says --------------------------
# symbols ARCHIVE: what its members define for others.
symbols()
{
    nm --defined-only "$1" 2>/dev/null | awk 'NF == 3 && $2 ~ /[A-Z]/ { print $2, $3 }' |
        sort -u
}

# zigs_own TARGET WORD…: the archives that zig itself makes, into the folder own.
zigs_own()
{
    local t=$1 line path
    shift
    rm -rf own && mkdir own && echo 'int main(void) { return 0; }' >own/p.c
    line=$(ZIG_VERBOSE_LINK=1 "$ZBUILD_ZIG" build-exe own/p.c -lc -fPIE -fstrip \
        -fno-compiler-rt -fno-ubsan-rt -target "$t" -femit-bin=own/p "$@" 2>&1 |
        grep '^ld.lld')
    for path in $line; do
        case $path in *.a) cp "$path" own ;; esac
    done
}

same_symbols()
{
    local ours
    ours=$(find "$ZBUILD_CACHE_DIR"/sysroots/*/"$1"/lib -name "$2") || return
    symbols own/"$2" >own/theirs && symbols "$ours" >own/ours &&
        [ "$(wc -l <own/ours)" -gt 10 ] && diff own/theirs own/ours
}

cat >throw.cc <<'EOC'
#include <cstdio>
#include <stdexcept>
int main() {
	try { throw std::runtime_error("thrown"); }
	catch (std::exception &e) { puts(e.what()); }
	return 0;
}
EOC
# Beside a build: when the first source in C++ is compiled, its library is begun.
mkdir -p crate/src
printf '[package]\nname = "crate"\nversion = "0.1.0"\nedition = "2021"\n[workspace]\n' \
    >crate/Cargo.toml
cat >crate/build.rs <<'EOC'
use std::{env, process::Command};
fn main() {
    let out = env::var("OUT_DIR").unwrap();
    let run = |tool: &str, words: &[&str]| {
        let tool = env::var(format!("{tool}_x86_64_unknown_linux_gnu")).unwrap();
        assert!(Command::new(tool).args(words).current_dir(&out).status().unwrap().success());
    };
    let source = env::current_dir().unwrap().join("../throw.cc");
    run("CXX", &["-Dmain=thrown", "-c", source.to_str().unwrap(), "-o", "t.o"]);
    run("AR", &["rcs", "libt.a", "t.o"]);
    println!("cargo:rustc-link-search={out}\ncargo:rustc-link-lib=static=t");
    println!("cargo:rustc-link-arg=-lc++");
}
EOC
cat >crate/src/main.rs <<'EOC'
extern "C" { #[link_name = "_Z6thrownv"] fn thrown() -> i32; }
fn main() { std::process::exit(unsafe { thrown() }) }
EOC
# builds: and no process of its is left (told by its environment: other suites build beside it)
builds()
{
    (cd crate && ZBUILD_TRACE=$work/trace cargo-zbuild zbuild build --target "$1") || return
    for _ in $(seq 50); do
        grep -lszx "ZBUILD_TRACE=$work/trace" /proc/[0-9]*/environ >left || return 0
        sleep 0.1
    done
    echo "still there:"
    sed 's/environ$/cmdline/' left | xargs tail -n +1 | tr '\0' ' '
    return 1
}
for t in x86_64-unknown-linux-gnu.2.17; do
    : >trace
    try "$t: a crate with C++" builds $t
    try "$t: the library is made beside the build" \
        grep -q 'beside the build: the C++ library' trace
    try_says "$t: runs" thrown "${CARGO_TARGET_DIR:-crate/target}/${t%.2.17}/debug/crate"
    cp trace first
    touch crate/build.rs
    : >trace
    try "$t: again" builds $t
    try "$t: with nothing beside it" eval '! grep "beside the build" trace'
    cp first trace
    try "$t: C++" zshim c++ --target=$t throw.cc -o throw
    try_says "$t: runs" thrown ./throw
    try "$t: by our pool" eval \
        'grep -q "asking zig what" trace && ! grep "by zig itself" trace'
    zigs_own x86_64-linux-gnu.2.17 -lc++ -lunwind
    for lib in libunwind.a libc++.a libc++abi.a; do
        try "$t: $lib has the symbols of zig's" same_symbols $t $lib
    done
    try "$t: nothing is left of the work" eval \
        '! find "$ZBUILD_CACHE_DIR" -name "objects-*" | grep .'
done

# --- mingw-w64 the same way -------------------------------------------------------
has_symbols()
{
    local dir file symbol
    dir=$(echo "$ZBUILD_CACHE_DIR"/sysroots/*/"$1"/lib)
    for pair in crt2.o:mainCRTStartup crt2u.o:mainCRTStartup \
        dllcrt2.o:DllMainCRTStartup libmingw32.a:pthread_create \
        libmingw32.a:__mingw_vfprintf libmingw32.a:in6addr_any \
        libunwind.a:_Unwind_RaiseException libcompiler_rt.a:__divti3 \
        libucrt.a:_wfopen libkernel32.a:CreateFileW; do
        file=${pair%:*} symbol=${pair#*:}
        # (a weak one of COFF is called .weak.NAME.default)
        symbols "$dir/$file" |
            grep -qE " (\.weak\.)?$symbol(\.default.*)?$" || {
            echo "no $symbol in $file"
            return 1
        }
    done
    [ "$(symbols "$dir/libmingw32.a" | wc -l)" -gt 800 ]
}
echo 'int main(void) { return 0; }' >main.c
t=x86_64-pc-windows-gnu
: >trace
try "$t: links" env ZBUILD_TRACE=$work/trace zshim cc --target=$t main.c -o a.exe
try "$t: by our pool" eval \
    'grep -q "asking zig what" trace && ! grep "by zig itself" trace'
try "$t: everything is in it" has_symbols $t
# What a link does not name is not made by it: GUIDs and their like, until one
# names a library of them, or has a symbol that may be theirs.
printf 'extern char IID_IUnknown; int has(void);
int main(void) { return has() != 7 || IID_IUnknown; }\n' >guid.c
guids=$(echo "$ZBUILD_CACHE_DIR"/sysroots/*/$t/lib/libmingw_guids.a)
links_guids()
{
    ZBUILD_TRACE=$work/trace zshim cc --target=$t "$@" -o guids.exe
}
equal "$t: no GUIDs are made" "$(wc -c <"$guids")" 8
printf 'int nobodys(void);\nint main(void) { return nobodys(); }\n' >nobodys.c
try "$t: nobody has a symbol" eval '! links_guids nobodys.c'
equal "$t: that makes no GUIDs" "$(wc -c <"$guids")" 8
echo 'int has(void) { return 7; }' >has.c
: >trace
try "$t: a program with GUIDs links" links_guids guid.c has.c
try "$t: with one more piece" grep -q 'again with more pieces' trace
try "$t: with the GUIDs" eval '[ "$(symbols "$guids" | wc -l)" -gt 8000 ]'
: >trace
try "$t: the next one" links_guids guid.c has.c -luuid
try "$t: with what is there" eval '! grep "again with" trace'

# --- wasi-libc the same way -------------------------------------------------------
t=wasm32-wasip1
# ... on a disk that is full at first
full=$ZBUILD_CACHE_DIR
if mkdir -p small && mount -t tmpfs -o size=1500k,mode=700 tmpfs small 2>/dev/null; then
    full=$work/small
    status=0
    ZBUILD_CACHE_DIR=$full zshim cc --target=$t main.c -o a.wasm 2>said || status=$?
    try "$t: a full disk is an error of ours" [ $status = 125 ]
    try "$t: one line says so" eval '[ "$(grep -v "^preparing" said | wc -l)" = 1 ] &&
        grep -q "cannot prepare.*No space left on device" said'
    try "$t: nothing half-made is left" eval '! find small -name recipe -o -name "tmp.*" | grep .'
    mount -o remount,size=500m small
else
    skip "$t: a full disk" "no right to mount"
fi
export ZBUILD_CACHE_DIR=$full
: >trace
try "$t: links" env ZBUILD_TRACE=$work/trace zshim cc --target=$t main.c -o a.wasm
try "$t: by our pool" eval \
    'grep -q "asking zig what" trace && ! grep "by zig itself" trace'
wasi_lib=$(echo "$ZBUILD_CACHE_DIR"/sysroots/*/$t/lib)
for pair in crt1-command.o:_start crt1-reactor.o:_initialize libc.a:printf \
    libc.a:__wasi_fd_write libc.a:memcpy libcompiler_rt.a:__divti3; do
    try "$t: ${pair#*:} is in ${pair%:*}" eval 'zshim nm --target=$t \
        --defined-only "$wasi_lib/${pair%:*}" | grep -q " [TW] ${pair#*:}$"'
done

cold apple
umount small 2>/dev/null

# --- macOS: of zig's compiler_rt hardly a program has anything ----------------------
t=aarch64-apple-darwin
apple()
{
    cold apple && mkdir -p apple-zig && env ZBUILD_TRACE=$work/trace \
        ZIG_GLOBAL_CACHE_DIR=$work/apple-zig ZIG_LOCAL_CACHE_DIR=$work/apple-zig \
        zshim cc --target=$t "$@"
}
made_runtime() { find apple-zig -name libcompiler_rt.a | grep .; }
echo 'int main(void) { if (__builtin_available(macOS 99, *)) return 1; return 0; }' >newer.c
try "$t: links" apple int128.c b.c -o int128
try "$t: without a compiler_rt being made" eval '! made_runtime'
: >trace
try "$t: what is looked up when it is loaded" apple -shared newer.c -o newer.dylib \
    -Wl,-undefined,dynamic_lookup
try "$t: is not tried without" eval '! grep "first without" trace && made_runtime'
rm -rf apple-zig apple trace
try "$t: one that wants it links" apple newer.c -o newer
try "$t: with it" eval 'grep "first without" trace && made_runtime &&
    [ "$(zshim nm --target=$t newer | grep -c "[Tt] ___isPlatformVersionAtLeast")" = 1 ]'
: >trace
try "$t: and the next one at once" apple newer.c -o newer
try "$t: with what is there" eval '! grep "first without" trace'

# --- a kernel without filters of system calls (qemu-user, gVisor) -------------------
# zig cannot be kept from starting its clang, then, when it is asked what it would run.
if strace -qq -o /dev/null -e trace=prctl -e inject=prctl:error=EINVAL true 2>/dev/null
then
    cold unfiltered
    try 'without filters: links' strace -f -qq -o /dev/null -e trace=prctl \
        -e inject=prctl:error=EINVAL zshim cc --target=x86_64-unknown-linux-gnu.2.17 main.c -o without
    try 'without filters: runs' ./without
else
    skip 'without filters: links' 'no strace that may trace'
fi

# --- a zig that is not as we know it ------------------------------------------------
# Its answers, but what it would compile is asked in vain ($SAYS), and its clang
# fails for a source ($FAILS), or for several at a time ($SINGLY), or waits ($HOLD).
cat >fake.c <<EOC
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
int main(int n, char **v)
{
	char *says = getenv("SAYS"), *fails = getenv("FAILS");
	FILE *log = fopen("$work/calls", "a");
	for (int i = 1; i < n; i++)
		fprintf(log, "%s%c", v[i], i + 1 < n ? ' ' : '\\n');
	fclose(log);
	if (says != NULL && getenv("ZIG_VERBOSE_CC") != NULL &&
		getenv("ZIG_VERBOSE_LINK") == NULL && !strcmp(v[1], "build-exe"))
		return fprintf(stderr, "%s\n", says), 1;
	for (int i = 2; i < n && fails != NULL; i++)
		if ((!strcmp(v[1], "clang") || !strcmp(v[1], "-cc1")) &&
			strstr(v[i], fails) != NULL &&
			strstr(v[n - 1], "/objects-") != NULL)
			return fprintf(stderr, "%s: No space left\n", v[i]), 1;
	char *hold = getenv("HOLD");
	for (int i = 2; i < n && hold != NULL; i++)
		while (strstr(v[i], "/objects-") && strstr(v[i], hold) && access("$work/go", F_OK))
			usleep(20000);
	if (getenv("SINGLY") != NULL && !strcmp(v[1], "-cc1") &&
		strstr(v[n - 1], "/objects-") != NULL)
		return fprintf(stderr, "not so many\n"), 1;
	/* its execve(2) may have been taken away */
	fexecve(open("$ZBUILD_ZIG", O_RDONLY), v, environ);
	return 126;
}
EOC
mkdir -p fake && ${CC:-cc} -o fake/zig fake.c || not_ok "a zig to go wrong"
t=x86_64-unknown-linux-gnu.2.17
# links NAME WORD…: C that unwinds links, in a cache of its own, and says why.
unwinds()
{
    local name=$1
    shift
    cold "$name"
    : >trace
    try "$name: links" env "$@" ZBUILD_ZIG=$work/fake/zig ZBUILD_TRACE=$work/trace \
        zshim cc --target=$t throws.c -lgcc_s -o unwinds
    try "$name: runs" ./unwinds
}
cat >throws.c <<'EOC'
#include <unwind.h>
static _Unwind_Reason_Code f(struct _Unwind_Context *c, void *n)
{
	return ++*(int *)n, (void)c, _URC_NO_REASON;
}
int main(void) { int n = 0; _Unwind_Backtrace(f, &n); return n < 1; }
EOC
rm -f calls
unwinds fake-plain A=1
try "fake-plain: the stub of libgcc_s.so.1 is written, not linked" eval \
    'grep -q "^ld.lld -r" calls && ! grep "libgcc_s.so.1" calls | grep -v "^ld.lld.* -o unwinds"'
try "fake-plain: by our pool" eval '! grep "by zig itself" trace'
try "fake-plain: many sources by one process" \
    grep -q '^-cc1 .*/objects-.*/objects-' calls
unwinds fake-singly SINGLY=1
try "fake-singly: the trace says why they are compiled one by one" \
    grep -q 'one by one: .*not so many' trace
for lib in libunwind.a libc_nonshared.a Scrt1.o; do
    try "fake-singly: $lib is the same, byte by byte" cmp \
        fake-plain/sysroots/*/$t/lib/$lib fake-singly/sysroots/*/$t/lib/$lib
done
unwinds fake-silent SAYS=
unwinds fake-strange SAYS='zig clang -c one.c two.c'
try "fake-strange: the trace says why zig made it" \
    grep -q "by zig itself: zig prints commands of clang's in a form" trace
try "fake-strange: that of the start files, too" \
    grep -q "libc by zig itself: zig prints commands of clang's in a form" trace
unwinds fake-starts FAILS=atexit.c
try "fake-starts: the trace says which and why" \
    grep -q 'libc by zig itself: status 1: .*atexit.c: No space left' trace
try "fake-starts: the next try goes on with what is there" eval \
    'find "$ZBUILD_CACHE_DIR" -path "*/objects-starts-*/*.o" | grep -q .'
: >trace
try "fake-starts: another floor is made by us again" env \
    ZBUILD_ZIG=$work/fake/zig ZBUILD_TRACE=$work/trace \
    zshim cc --target=x86_64-unknown-linux-gnu.2.27 throws.c -lgcc_s -o unwinds
try "fake-starts: of what was compiled" eval \
    'grep -qE " [1-9][0-9]* of [0-9]+ objects were there" trace &&
    ! grep "libc by zig itself" trace'
unwinds fake-fails FAILS=UnwindLevel1.c
try "fake-fails: the trace says which and why" \
    grep -q 'by zig itself: status 1: .*UnwindLevel1.c: No space left' trace
# While one call has a piece made: what it says, who waits for it and who does not.
# waits SECONDS COMMAND…: until it succeeds
waits()
{
    local i
    for i in $(seq $(($1 * 20))); do "${@:2}" && return; sleep 0.05; done
    return 1
}
cold shared
rm -f go calls
held()
{
    HOLD=/UnwindLevel1. ZBUILD_ZIG=$work/fake/zig ZBUILD_TRACE=$work/trace.$1 TERM=xterm \
        "${@:2}"
}
c_call="zshim cc --target=$t throws.c -lgcc_s -o unwinds"
held 1 script -qec "$c_call" /dev/null >seen </dev/null &
one=$!
try "shared: what a terminal is told names the piece and counts files" waits 60 \
    grep -qaE "its libunwind.* [0-9]+/[0-9]+ [0-9]+ s" seen
: >trace.2
held 2 zshim cc --target=$t throws.c -lgcc_s -o unwinds2 &
two=$!
waits 60 grep -q 'called as' trace.2
try "shared: a call that needs another piece does not wait" held 3 \
    zshim cc --target=$t int128.c b.c -o int128
try "shared: the others do" kill -0 $one $two
: >go
try "shared: the first one goes on" wait $one
try "shared: the second, too" wait $two
try "shared: both run" eval './unwinds && ./unwinds2'
try "shared: the piece was made once" eval \
    '[ "$(grep -cE "^(-cc1|clang) .*/objects-[^ ]*/UnwindLevel1\." calls)" = 1 ]'
rm -f go
# Killed while it compiles: what is there is used again.
cold killed
(
    exec env ZBUILD_ZIG="$work/fake/zig" zshim cc --target=$t throws.c -lgcc_s \
        -o unwinds
) 2>/dev/null &
pid=$!
for i in $(seq 600); do
    find "$ZBUILD_CACHE_DIR" -path '*/objects-*/*.o' 2>/dev/null | grep -q . && break
    sleep 0.02
done
kill -9 $pid 2>/dev/null
wait $pid 2>/dev/null
sleep 1
: >trace
try "killed: links" env ZBUILD_ZIG=$work/fake/zig ZBUILD_TRACE=$work/trace \
    zshim cc --target=$t throws.c -lgcc_s -o unwinds
try "killed: what was compiled is used again" \
    grep -qE ' [1-9][0-9]* of [0-9]+ objects were there' trace
finish
