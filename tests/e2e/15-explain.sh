#!/bin/bash
# cargo zbuild explain: what became of the words, and why a build failed.
. "$(dirname "$0")/../lib/e2e.sh"

export ZBUILD_CACHE_DIR=$work/cache
T=x86_64-unknown-linux-gnu
cd "$work" || exit 1
cat >m.c <<'END'
#include <math.h>
#include <stdio.h>
int main(int n, char **v) { (void)v; printf("%f\n", pow(n, 1.5)); return 0; }
END
echo 'int nosuch(void); int main(void) { return nosuch(); }' >bad.c

refuses "explain: nothing on record" 125 'no link is on record' \
    cargo-zbuild explain
refuses "explain --failure: nothing on record" 125 'explain --failure -' \
    cargo-zbuild explain --failure

# --- the last link
zshim cc --target=$T.2.31 -O2 -c m.c -o m.o
try "a link to explain" zshim cc --target=$T.2.31 -march=x86-64-v2 m.o \
    -o m -lm -Wl,-stats
try "explain" cargo-zbuild explain
says "explain: the folder and how it ended" "^the last link, in $work: it succeeded"
says "explain: target and engine" "^target: +$T.2.31$"
says "explain: the engine" '^engine: +direct$'
says "explain: a kept word" '^  -march=x86-64-v2 +kept'
says "explain: a dropped word" '^  -Wl,-stats +dropped'
says "explain: its rule and the reason" '^ +rule lld-stats: .*GNU ld'
says "explain: the object" '^  m\.o$'
says "explain: where a library came from" '^  -lm +/.*/lib/libm\.so +\(zig'
says "explain: the floor" '^  the floor is 2\.31, from the target.s name'
says "explain: what set the version" '^    pow@GLIBC_2\.29 wanted by m\.o$'
silent "explain runs nothing" 'warning|error'
rm m.o
hear sh -c 'cd / && cargo-zbuild explain'
says "explain: from another folder, with a file gone" '^  m\.o +\(gone by now\)'

# --- a call that is not run
try "explain -- CC" env ZBUILD_ENGINE=zig-cc cargo-zbuild explain -- zshim cc \
    --target=$T.2.17 m.c -o never -Wp,-MD,f -lgcc_s -march=haswell
says "explain --: what a rule made of a word" '^  -lgcc_s +replaced by -lunwind$'
says "explain --: a list" '^  -Wp,-MD,f +replaced by -MD -MF f$'
says "explain --: the engine's reason" '^engine: +zig-cc \(ZBUILD_ENGINE'
if [ -e never ]; then not_ok "explain -- runs nothing"; else
    ok "explain -- runs nothing"; fi
try "explain -- a query" cargo-zbuild explain -- zshim cc --target=$T \
    -dumpmachine
says "explain --: we answer it" '^answered by zshim itself:$'
mkdir -p "$XDG_CONFIG_HOME/zbuild"
cat >"$XDG_CONFIG_HOME/zbuild/config.ini" <<'END'
[target x86_64-unknown-linux-gnu]
glibc = 2.28
[rule no-frob]
match = -ffrob
scope = driver
action = drop
why = frob is for the old compiler
END
try "explain: a rule of the user's" cargo-zbuild explain -- zshim cc \
    --target=$T -ffrob m.c
says "explain: it and its reason" 'rule no-frob: frob is for the old compiler'
says "explain: a floor of the user's" \
    'floor is 2\.28, from \[target\] in .*config\.ini'
rm -r "$XDG_CONFIG_HOME/zbuild"

# --- the zbuild.ini of the folder where the call is made
mkdir ini
printf '[target %s]\ncflags = -DINI\n' $T >ini/zbuild.ini
zshim cc --target=$T -c m.c -o ini/m.o
try "zbuild.ini: a link there" env -C ini ZBUILD_TRACE=$work/trace \
    zshim cc --target=$T m.o -o m -lm
hear grep '^zbuild: direct:' "$work/trace"
says "zbuild.ini: what is started is told of it" \
    "ZBUILD_WORKSPACE_CONFIG=$work/ini/zbuild.ini "
try "zbuild.ini: explain from another folder" cargo-zbuild explain
says "zbuild.ini: explain has its words" '^  -DINI +kept'
try "zbuild.ini: explain -- CC" env -C ini cargo-zbuild explain -- \
    zshim cc --target=$T m.o
says "zbuild.ini: explain -- CC has its words" '^  -DINI +kept'
refuses "explain: no such tool" 2 "unknown tool 'frobcc'" \
    cargo-zbuild explain -- zshim frobcc
refuses "explain: a word without --" 2 'unexpected word' cargo-zbuild explain cc
refuses "explain: an unknown option" 2 'unknown option' cargo-zbuild explain --x
refuses "explain: --target alone" 2 'only with --failure' \
    cargo-zbuild explain --target $T

# --- failures
refuses "a link that fails" 1 'undefined symbol: nosuch' \
    zshim cc --target=$T.2.17 bad.c -o bad
refuses "explain --failure: an unknown cause" 1 'No known cause' \
    cargo-zbuild explain --failure
says "explain --failure: what was said" '^failed: +ld.lld: error: undefined symbol: nosuch'
try "explain: the last link failed" cargo-zbuild explain
says "explain: it says so" 'it failed: see cargo zbuild explain --failure'
echo 'int getentropy(void *, unsigned long);
    int main(void) { return getentropy(0, 0); }' >new.c
refuses "a link below a symbol's glibc" 1 'undefined symbol: getentropy' \
    zshim cc --target=$T.2.17 new.c -o new
zshim cc --target=$T.2.17 m.c -o m -lm
try "explain --failure: kept over a link that works" \
    cargo-zbuild explain --failure
says "explain --failure: the cause" \
    '^cause: +`getentropy` came with glibc 2\.25; the floor is 2\.17'
printf '   Compiling openssl-sys v0.9.1\n%s\n%s\n' \
    '  Could not find directory of OpenSSL installation, and this' \
    'error: failed to run custom build command' >said.txt
try "explain --failure FILE" cargo-zbuild explain --failure said.txt \
    --target aarch64-unknown-linux-gnu
says "explain --failure: the fix is for the target" \
    '^fix: +cargo zbuild deps add --target aarch64-unknown-linux-gnu libssl-dev'
hear cargo-zbuild explain --failure - <said.txt
says "explain --failure -" '^cause: +openssl-sys found no OpenSSL'

# What tools of today really say. real NAME CAUSE FIX COMMAND…: COMMAND fails,
# and the first cause for what it said is CAUSE, with FIX (regexps).
real()
{
    local name=$1 cause=$2 fix=$3 said
    shift 3
    if said=$("$@" 2>&1); then
        not_ok "real: $name" "it worked: $*" "$said"
        return
    fi
    hear cargo-zbuild explain --failure - --target $T.2.31 <<<"$said"
    if [[ $(grep -m1 '^cause:' "$log") =~ $cause ]] &&
        { [ -z "$fix" ] || grep -qE -e "^fix: .*$fix" "$log"; }; then
        ok "real: $name"
    else
        heard "real: $name" "no '$cause', '$fix' for what was said: $said"
    fi
}
zcc() { zshim cc --target=$T.2.31 "$@"; }
printf '%s\n' 'int *p; static int q; int *f(void) { return p ? p : &q; }' >abs.c
printf '%s\n' '#include <openssl/ssl.h>' >ssl.c
printf '%s\n' '#include <immintrin.h>' \
    '__m256i f(__m256i a) { return _mm256_add_epi8(a, a); }' >avx.c
echo 'eor3 v0.16b, v1.16b, v2.16b, v3.16b' >sha3.s
echo 'int twice; int main(void) { return 0; }' >one.c
echo 'int twice = 1;' >two.c
echo 'struct s { ~s(); }; s::~s() {} int main() { s t; throw 1; }' >throw.cc
zcc -fno-pic -mcmodel=large -c abs.c
zcc -c one.c
zcc -c two.c
zshim c++ --target=$T.2.31 -c throw.cc
zshim cc --target=aarch64-unknown-linux-gnu -c two.c -o arm.o
zshim ar --target=$T.2.31 rcs libcut.a two.o
truncate -s 100 libcut.a
echo 'fn main() {}' >m.rs
echo 'V1 { global: gone; };' >gone.map
real "no header" 'no header `openssl/ssl\.h`' 'deps add' zcc -c ssl.c
real "an instruction set in C" 'instructions \(`avx2`\)' '-mavx2' zcc -c avx.c
real "an instruction set in assembly" 'instructions \(sha3\)' '-march=' \
    zshim cc --target=aarch64-unknown-linux-gnu -c sha3.s
real "a symbol twice" '`twice` is defined twice' '' zcc one.o two.o -o x
real "C++ linked as C" 'that is C\+\+' '' zcc throw.o -o x
real "another machine" 'for another machine' '' zcc one.o arm.o -o x
real "no library" 'no library `nosuch`' 'deps add' zcc one.o -lnosuch -o x
real "OpenMP" 'OpenMP \(`gomp`\)' 'libomp-dev' zcc one.o -lgomp -o x
real "no linker script" 'no linker script `nosuch\.x`' '-T' \
    zcc one.o -Wl,-T,nosuch.x -o x
real "a version script of more" 'names `gone`' '--undefined-version' \
    zcc -shared two.o -Wl,--no-undefined-version,--version-script=gone.map -o x.so
real "an archive cut off" 'empty, cut off' 'remove it' zcc one.o libcut.a -o x
real "no main" 'nothing defines `main`' '-shared' zcc two.o -o x
real "no such option" 'the option `-fno-such`' 'zbuild\.ini' zcc -fno-such -c two.c
real "no such CPU" 'knows no such CPU' 'print-supported-cpus' \
    zshim cc --target=aarch64-unknown-linux-gnu -march=armv8-a -mcpu=nosuch -c two.c
real "an impossible floor" "unknown glibc version" '' \
    zshim cc --target=$T.2.99 -c two.c
real "the host's strip" 'does not know the file format' 'zbuild link' \
    strip -o x arm.o
real "the host's ld" 'for another machine' '' ld -r one.o arm.o -o x
if command -v rustc >/dev/null; then
    real "a floor for rustc" "\`$T\.2\.17\` reached rustc" "other tools $T;" \
        rustc --target $T.2.17 m.rs
    real "no std" 'rustc has no `(std|core)`' "zbuild std $T" \
        rustc --target sparc64-unknown-linux-gnu m.rs
    real "no target" 'knows no target `nosuch`' 'zbuild targets' \
        rustc --target nosuch m.rs
    real "-Z on stable" 'this rustc is no nightly' 'RUSTC_BOOTSTRAP' \
        rustc -Zthreads=2 m.rs
    real "not on PATH" 'cargo found no cargo-zbuild' 'PATH' \
        env PATH="${PATH#"$bin:"}" CARGO_HOME="$work/none" cargo zbuild
    real "no linker" 'linker|link with `nosuch-ld`' 'zbuild link' \
        rustc -Clinker=nosuch-ld m.rs
else
    skip "real: rustc" "no rustc on PATH"
fi
real "no program" 'the build runs `nasm`' 'install' sh -c 'PATH=/none; nasm'
refuses "explain --failure: no such file" 125 "cannot read 'nolog'" \
    cargo-zbuild explain --failure nolog
refuses "explain --failure: a folder" 125 "cannot read '/'" \
    cargo-zbuild explain --failure /
head -c 40 "$ZBUILD_CACHE_DIR/records/link" >cut
cp cut "$ZBUILD_CACHE_DIR/records/link"
refuses "explain: a damaged record" 125 'damaged: not a record' \
    cargo-zbuild explain
[ "$(stat -c %a "$ZBUILD_CACHE_DIR/records/failure")" = 600 ] &&
    ok "a record is its owner's" || not_ok "a record is its owner's"
finish
