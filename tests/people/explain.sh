#!/bin/bash
# cargo zbuild explain: what became of the words, and why a build failed.
. "$(dirname "$0")/lib.sh"

if [ -z "${ZBUILD_ZIG-}" ]; then
    skip "explain" "no zig at .deps/zig (make deps)"
    finish
fi
export ZIG_GLOBAL_CACHE_DIR=$people_cache/zig ZBUILD_CACHE_DIR=$work/cache
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
check "a link to explain" zshim cc --target=$T.2.31 -march=x86-64-v2 m.o \
    -o m -lm -Wl,-stats
check "explain" cargo-zbuild explain
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
out=$(cd / && cargo-zbuild explain 2>&1)
says "explain: from another folder, with a file gone" '^  m\.o +\(gone by now\)'

# --- a call that is not run
check "explain -- CC" env ZBUILD_ENGINE=zig-cc cargo-zbuild explain -- zshim cc \
    --target=$T.2.17 m.c -o never -Wp,-MD,f -lgcc_s -march=armv8.9-z
says "explain --: what a rule made of a word" '^  -lgcc_s +replaced by -lunwind$'
says "explain --: a list" '^  -Wp,-MD,f +replaced by -MD -MF f$'
says "explain --: the engine's reason" '^engine: +zig-cc \(ZBUILD_ENGINE'
if [ -e never ]; then not_ok "explain -- runs nothing"; else
    ok "explain -- runs nothing"; fi
check "explain -- a query" cargo-zbuild explain -- zshim cc --target=$T \
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
check "explain: a rule of the user's" cargo-zbuild explain -- zshim cc \
    --target=$T -ffrob m.c
says "explain: it and its reason" 'rule no-frob: frob is for the old compiler'
says "explain: a floor of the user's" \
    'floor is 2\.28, from \[target\] in .*config\.ini'
rm -r "$XDG_CONFIG_HOME/zbuild"
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
check "explain: the last link failed" cargo-zbuild explain
says "explain: it says so" 'it failed: see cargo zbuild explain --failure'
echo 'int getentropy(void *, unsigned long);
    int main(void) { return getentropy(0, 0); }' >new.c
refuses "a link below a symbol's glibc" 1 'undefined symbol: getentropy' \
    zshim cc --target=$T.2.17 new.c -o new
zshim cc --target=$T.2.17 m.c -o m -lm
check "explain --failure: kept over a link that works" \
    cargo-zbuild explain --failure
says "explain --failure: the cause" \
    '^cause: +`getentropy` came with glibc 2\.25; the floor is 2\.17'
printf '   Compiling openssl-sys v0.9.1\n%s\n%s\n' \
    '  Could not find directory of OpenSSL installation, and this' \
    'error: failed to run custom build command' >log
check "explain --failure FILE" cargo-zbuild explain --failure log \
    --target aarch64-unknown-linux-gnu
says "explain --failure: the fix is for the target" \
    '^fix: +cargo zbuild deps add --target aarch64-unknown-linux-gnu libssl-dev'
out=$(cargo-zbuild explain --failure - <log 2>&1)
says "explain --failure -" '^cause: +openssl-sys found no OpenSSL'
refuses "explain --failure: no such file" 125 "cannot read 'nolog'" \
    cargo-zbuild explain --failure nolog
head -c 40 "$ZBUILD_CACHE_DIR/records/link" >cut
cp cut "$ZBUILD_CACHE_DIR/records/link"
refuses "explain: a damaged record" 125 'damaged: not a record' \
    cargo-zbuild explain
[ "$(stat -c %a "$ZBUILD_CACHE_DIR/records/failure")" = 600 ] &&
    ok "a record is its owner's" || not_ok "a record is its owner's"
finish
