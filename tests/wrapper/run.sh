#!/bin/bash
# `cargo zbuild` with a fake cargo and a fake zig that say what they were given:
# targets, environment, links, env and exec; then with the real cargo, where it
# is there, what cargo does with all that. ZBUILD_BIN is where the programs are.
set -u
cd "$(dirname "$0")/../.."
repo=$PWD
bin=$(readlink -f "${ZBUILD_BIN:-${BUILD:-build}/bin}")
for p in cargo-zbuild zshim; do
    [ -x "$bin/$p" ] || { echo "not ok - $bin/$p is not built"; exit 1; }
done

T=$(mktemp -d "${TMPDIR:-/tmp}/zbuild-wrapper.XXXXXX")
trap 'rm -rf "$T"' EXIT
failed=0
ok() { printf 'ok - %s\n' "$1"; }
bad() { printf 'not ok - %s\n' "$1"; failed=1; }
skip() { printf 'skip - %s: %s\n' "$1" "$2"; }

# check NAME COMMAND…: shows the last run if the command fails.
check()
{
    local name=$1
    shift
    if "$@"; then
        ok "$name"
    else
        bad "$name"
        echo "# $*"
        echo "# status $status"
        sed 's/^/# stdout: /' "$T/out"
        sed 's/^/# stderr: /' "$T/err"
    fi
}

H=x86_64-unknown-linux-gnu
HU=x86_64_unknown_linux_gnu
HC=X86_64_UNKNOWN_LINUX_GNU
A=aarch64-unknown-linux-gnu
AU=aarch64_unknown_linux_gnu
AC=AARCH64_UNKNOWN_LINUX_GNU
M=x86_64-unknown-linux-musl

# --- the fakes --------------------------------------------------------------

mkdir -p "$T/bin" "$T/home" "$T/w" "$T/zig/lib/libc/glibc" "$T/zig/lib/std" \
    "$T/zig/lib/include"
cp tests/unit/data/abilists-0.17.1 "$T/zig/lib/libc/glibc/abilists"
: >"$T/zig/lib/std/std.zig"
cat >"$T/zig/zig" <<EOF
#!/bin/sh
case \$1 in
version) echo 0.17.1 ;;
env) echo '.{ .lib_dir = "$T/zig/lib" }' ;;
c++) echo "zig \$*" >>"$T/zig.log"
    echo ' "zig" -cc1 -isystem /fake/libcxx/include -isystem $T/zig/lib/include -isystem /fake/libc -D __GLIBC_MINOR__=17 -x c++' >&2 ;;
*) exit 9 ;;
esac
EOF
# Prints its words and its environment, one a line; FAKE_STATUS is its answer.
cat >"$T/bin/cargo" <<'EOF'
#!/bin/sh
if [ "$1" = locate-project ]; then
    echo "$FAKE_ROOT/Cargo.toml"
    exit 0
fi
[ "$1" != --version ] || exec echo 'cargo 1.95.0 (fake)'
for w; do echo "arg: $w"; done
env | sed 's/^/env: /'
[ -z "$FAKE_SIGNAL" ] || kill -"$FAKE_SIGNAL" $$
exit "${FAKE_STATUS:-0}"
EOF
cat >"$T/bin/rustc" <<'EOF'
#!/bin/sh
[ "$1 $2 $3" = '--print cfg --target' ] || exit 1
echo unix
echo 'target_os="linux"'
case $4 in aarch64*) echo 'target_arch="aarch64"';; *) echo 'target_arch="x86_64"';; esac
EOF
printf '#!/bin/sh\n' >"$T/bin/qemu-aarch64"
chmod +x "$T/zig/zig" "$T/bin/"*

status=0
# z VAR=VALUE… -- WORD…: cargo-zbuild in a bare environment, in folder $in.
in=$T/w
z()
{
    local vars=()
    while [ "$1" != -- ]; do vars+=("$1"); shift; done
    shift
    (cd "$in" && env -i HOME="$T/home" PATH="$T/bin:/usr/bin:/bin" \
        TMPDIR="$T" ZBUILD_ZIG="$T/zig/zig" ZBUILD_CACHE_DIR="$T/cache" \
        ${vars[@]+"${vars[@]}"} "$bin/cargo-zbuild" "$@") \
        >"$T/out" 2>"$T/err" </dev/null
    status=$?
}

has() { grep -qxF -- "$1" "$T/out"; }
hasnt() { ! grep -q -- "$1" "$T/out"; }
says() { grep -qF -- "$1" "$T/err"; }
quiet() { ! grep -q . "$T/err"; }
# The words that cargo got, joined by blanks.
words() { [ "$(sed -n 's/^arg: //p' "$T/out" | tr '\n' ' ')" = "$1 " ]; }
isstatus() { [ "$status" = "$1" ]; }

# --- words and targets ------------------------------------------------------

z -- zbuild --release --target $A.2.17
check 'no subcommand means build, the floor is stripped' \
    words "build --release --target $A"
check 'nothing is printed when the floor was given' quiet
z -- --release --target=$A.2.17
check 'the name need not be repeated, --target=T works' \
    words "build --release --target=$A"
z -- zbuild test --target $A.2.17 --target=$M -- --target x.2.17
check 'several targets; words behind -- stay' \
    words "test --target $A --target=$M -- --target x.2.17"
z -- zbuild nextest run --target $A.2.17 -E 'test(a b)'
check 'unknown subcommands go to cargo' \
    words "nextest run --target $A -E test(a b)"
check '... with the environment' has "env: CC_$AU=aarch64-linux-gnu.2.17-gcc"
z -- zbuild fmt --check
check 'a subcommand that builds nothing just passes' words "fmt --check"
check '... without our variables' hasnt 'CC_'
check '... silently' quiet
z -- zbuild tree --target all
check 'cargo tree --target all passes' words "tree --target all"
z -- zbuild clean --target $A.2.17
check 'cargo clean gets the plain triple' words "clean --target $A"
z ZBUILD_ZIG=/nonexistent -- zbuild clean --target $A.2.17
check '... and needs no zig' isstatus 0
for words in '--target' 'build --target' 'build --release --target' 'run --target -- x'; do
    z -- zbuild $words
    check "zbuild $words: no value" says "no value for option '--target'"
    check '... one error, and one hint' test "$(grep -c . "$T/err")" = 2
    check '... before cargo starts' hasnt '^arg:'
    check '... exit 2' isstatus 2
done
z -- zbuild --target $A
check 'the default floor is told' says "$A: glibc floor 2.17 (the default"
z -- zbuild -q --target $A
check '... unless --quiet' quiet
z -- zbuild build
check 'a build without target says so' says 'no --target: cargo builds'
check '... and goes on' words build
z -- zbuild build --help
check 'build --help is cargo'"'"'s' words 'build --help'
check '... without a remark' quiet
z CARGO=/nonexistent/cargo -- +nightly check --target $A.2.17
check '+toolchain takes cargo from PATH' words "+nightly check --target $A"
z -- zbuild --target aarch64-linux-gnu.2.17
check 'cargo gets the Rust spelling' words "build --target $A"
z -- zbuild --target ./my.json
check 'a target file is cargo'"'"'s own matter' words 'build --target ./my.json'
z -- zbuild --target host-tuple.2.17
check 'host-tuple is this machine' words "build --target $H"

for bad_target in $A.2.99 $A.2.5 $A.2.17.x $M.2.17 no-such-target; do
    z -- zbuild --target $bad_target
    check "$bad_target is refused" isstatus 2
    check '... before cargo starts' hasnt '^arg:'
done
z -- zbuild --target $A.2.17 --target $A.2.28
check 'two floors for one target are refused' \
    says "two glibc floors for '$A' in one call: 2.17 and 2.28"
z -- zbuild --target $A.2.17 --target $A.2.17
check 'twice the same is fine' words "build --target $A --target $A"

# --- exit status and signals ------------------------------------------------

z FAKE_STATUS=101 -- zbuild --target $A.2.17
check 'cargo'"'"'s exit status passes through' isstatus 101
z FAKE_SIGNAL=TERM -- zbuild --target $A.2.17
check 'cargo'"'"'s death by a signal too' isstatus 143
z CARGO=/nonexistent/cargo -- zbuild --target $A.2.17
check 'a missing cargo is 127' isstatus 127
z ZBUILD_ZIG=/nonexistent -- zbuild --target $A.2.17
check 'a missing zig is 127' isstatus 127
cp "$T/bin/cargo" "$T/mycargo"
z CARGO="$T/mycargo" PATH=/usr/bin:/bin -- zbuild --target $A.2.17
check '$CARGO is called' isstatus 0

# --- where targets come from ------------------------------------------------

z CARGO_BUILD_TARGET=$A.2.17 -- zbuild
check 'CARGO_BUILD_TARGET: used and stripped' has "env: CARGO_BUILD_TARGET=$A"
check '... with the environment' has "env: CC_$AU=aarch64-linux-gnu.2.17-gcc"
z CARGO_BUILD_TARGET=$A.2.17 -- zbuild --target $M
check '--target beats it' hasnt "CC_$AU="
check '... and cargo does not see the suffix' has "env: CARGO_BUILD_TARGET=$A"
mkdir -p "$T/c/.cargo" "$T/c/sub"
in=$T/c/sub
echo "build.target = '$A.2.28'" >"$T/c/.cargo/config.toml"
z -- zbuild
check 'build.target of a file above' has "env: CC_$AU=aarch64-linux-gnu.2.28-gcc"
check '... reaches cargo without the floor' has "env: CARGO_BUILD_TARGET=$A"
z -- zbuild --config "build.target='$M'"
check '--config beats the file' has 'env: CC_x86_64_unknown_linux_musl=x86_64-linux-musl-gcc'
check '... and stays a word of cargo'"'"'s' words "build --config build.target='$M'"
z -- zbuild --config "build.target='$A.2.17'"
check 'a floor in --config cannot be hidden from cargo' isstatus 2
echo "build.target = ['$A', '$M']" >"$T/c/.cargo/config.toml"
z -- zbuild
check 'build.target may be a list' has "env: CC_$AU=aarch64-linux-gnu.2.17-gcc"
check '... all of it' has 'env: CC_x86_64_unknown_linux_musl=x86_64-linux-musl-gcc'
echo "build.target = ['$A.2.17', '$M']" >"$T/c/.cargo/config.toml"
z -- zbuild
check '... without floors' says 'cargo would see the glibc floor'
printf 'include = "more.toml"\n[alias]\nxb = "build --target %s.2.17"\n' $A \
    >"$T/c/.cargo/config.toml"
echo 'term.quiet = false' >"$T/c/.cargo/more.toml"
z -- zbuild xb --release
check 'a target in an alias' words "build --target $A --release"
echo 'build = [' >"$T/c/.cargo/config.toml"
z -- zbuild --target $A.2.17
check 'configuration that cannot be read is an error' isstatus 125
check '... with file and line' says "$T/c/.cargo/config.toml:"
z -- zbuild install --target $A.2.17 x
check 'cargo install does not look at it' words "install --target $A x"
rm -r "$T/c/.cargo"
in=$T/w

# --- the environment --------------------------------------------------------

L=$T/cache/bin/$A.2.17
z -- zbuild --target $A.2.17
for v in "CC_$AU=aarch64-linux-gnu.2.17-gcc" \
    "CXX_$AU=aarch64-linux-gnu.2.17-g++" "AR_$AU=aarch64-linux-gnu.2.17-ar" \
    "RANLIB_$AU=aarch64-linux-gnu.2.17-ranlib" "CXXSTDLIB_$AU=c++" \
    "CMAKE_TOOLCHAIN_FILE_$AU=$L/toolchain.cmake" "PKG_CONFIG_LIBDIR_$AU=" \
    "CARGO_TARGET_${AC}_LINKER=$L/$A.2.17-cc" \
    "PATH=$L:$T/bin:/usr/bin:/bin" \
    "BINDGEN_EXTRA_CLANG_ARGS_$AU=-nostdlibinc -cxx-isystem /fake/libcxx/include -idirafter /fake/libc -D__GLIBC_MINOR__=17 -idirafter $T/zig/lib/include"; do
    check "sets ${v%%=*}" has "env: $v"
done
check 'sets a runner for a foreign Linux' \
    has "env: CARGO_TARGET_${AC}_RUNNER=$bin/cargo-zbuild run-binary --target $A"
check 'never sets plain names' hasnt '^env: \(CC\|CXX\|AR\|CFLAGS\|PKG_CONFIG_[A-Z]*\)='
check 'the compiler is on that PATH' test -x "$L/aarch64-linux-gnu.2.17-gcc"
check '... a link to zshim' test "$(readlink "$L/aarch64-linux-gnu.2.17-gcc")" = "$bin/zshim"
check 'plain GNU names of a foreign machine too' test -x "$L/aarch64-linux-gnu-ar"
calls=$(wc -l <"$T/zig.log")
stamp=$(stat -c %y "$L/toolchain.cmake" "$L/aarch64-linux-gnu.2.17-gcc" | md5sum)
z -- zbuild --target $A.2.17
check 'zig is asked for headers once' test "$(wc -l <"$T/zig.log")" = "$calls"
check 'nothing is written again' test \
    "$(stat -c %y "$L/toolchain.cmake" "$L/aarch64-linux-gnu.2.17-gcc" | md5sum)" = "$stamp"
z -- zbuild --target $A.2.28
check 'another floor is another name' has "env: CC_$AU=aarch64-linux-gnu.2.28-gcc"
z -- zbuild --target $M
check 'musl has no floor and no remark' quiet
check '... and no runner here' hasnt "_RUNNER="
z -- zbuild --target $A.2.17 --target $M
check 'two targets: both folders on PATH' \
    has "env: PATH=$L:$T/cache/bin/$M:$T/bin:/usr/bin:/bin"

z TARGET_CC=mycc -- zbuild --target $A.2.17
check 'TARGET_CC stays' hasnt "CC_$AU="
z "CC_$A=mycc" -- zbuild --target $A.2.17
check 'CC_triple stays' hasnt "CC_$AU="
z PKG_CONFIG_ALLOW_CROSS=1 -- zbuild --target $A.2.17
check 'pkg-config set up by the user stays' hasnt 'PKG_CONFIG_LIBDIR'
z CARGO_TARGET_${AC}_RUNNER=myrun -- zbuild --target $A.2.17
check 'a runner stays' has "env: CARGO_TARGET_${AC}_RUNNER=myrun"
z CARGO_TARGET_${AC}_LINKER=mylink -- zbuild --target $A.2.17
check 'a linker stays' has "env: CARGO_TARGET_${AC}_LINKER=mylink"
check '... with a warning, since a floor was given' \
    says "'mylink' (CARGO_TARGET_${AC}_LINKER) stays the linker, so nothing holds the glibc floor 2.17"
z BINDGEN_EXTRA_CLANG_ARGS='-I/u' ZBUILD_TRACE=1 -- zbuild --target $A.2.17
check "bindgen's words are joined" \
    has "env: BINDGEN_EXTRA_CLANG_ARGS_$AU=-nostdlibinc -cxx-isystem /fake/libcxx/include -idirafter /fake/libc -D__GLIBC_MINOR__=17 -idirafter $T/zig/lib/include -I/u"
z TARGET_AR=myar ZBUILD_TRACE=1 -- zbuild --target $A.2.17
check 'the trace says what stays' says 'env: TARGET_AR=myar kept: set by the environment'

mkdir -p "$T/c/.cargo"
in=$T/c
cat >"$T/c/.cargo/config.toml" <<EOF
[env]
CXX_$AU = "mycxx"
[target.$A]
linker = "mylink"
[target.'cfg(target_arch = "aarch64")']
runner = "myrun"
EOF
z -- zbuild --target $A.2.17
check '[env] counts as the user'"'"'s' hasnt "env: CXX_$AU="
check 'a linker of a file stays' hasnt "env: CARGO_TARGET_${AC}_LINKER="
check '... with a warning that names the line' says "$T/c/.cargo/config.toml:4) stays the linker"
check 'a runner by cfg(…) stays' hasnt "env: CARGO_TARGET_${AC}_RUNNER="
cat >"$T/c/.cargo/config.toml" <<EOF
[target.$A]
linker = "$A.2.31-cc"
EOF
z -- zbuild --target $A.2.17
check 'a shim by another floor gives way' has "env: CARGO_TARGET_${AC}_LINKER=$L/$A.2.17-cc"
check '... without a word' quiet
z -- zbuild --target $A
check '... and gives the floor when none was given' \
    has "env: CC_$AU=aarch64-linux-gnu.2.31-gcc"
check '... which is told' says "$A: glibc floor 2.31 ($T/c/.cargo/config.toml:2;"

# The workspace's zbuild.ini.
mkdir -p "$T/ws/member"
rm -r "$T/c/.cargo"
in=$T/ws/member
printf '[zbuild]\nstrict = yes\n' >"$T/ws/zbuild.ini"
z FAKE_ROOT="$T/ws" -- zbuild --target $A.2.17
check 'zbuild.ini of the workspace is passed on' \
    has "env: ZBUILD_WORKSPACE_CONFIG=$T/ws/zbuild.ini"
z FAKE_ROOT="$T/ws/member" -- zbuild --target $A.2.17
check '... of this workspace only' hasnt 'ZBUILD_WORKSPACE_CONFIG'
in=$T/w
z FAKE_ROOT="$T/ws" -- zbuild --target $A.2.17 --manifest-path "$T/ws/member/Cargo.toml"
check '... found by --manifest-path' has "env: ZBUILD_WORKSPACE_CONFIG=$T/ws/zbuild.ini"

# --- this machine's own triple ----------------------------------------------

z -- zbuild --target $H.2.17
check 'host: -Clinker for target units' \
    has "env: CARGO_TARGET_${HC}_RUSTFLAGS=-Clinker=$H.2.17-cc"
check 'host: for doctests too' \
    has "env: CARGO_TARGET_${HC}_RUSTDOCFLAGS=-Clinker=$H.2.17-cc"
check 'host: not the linker key' hasnt "_LINKER="
check 'host: its own gcc stays the first of that name' \
    test ! -e "$T/cache/bin/$H.2.17/x86_64-linux-gnu-gcc"
z RUSTFLAGS='-Ca=b  -g' -- zbuild --target $H.2.17
check 'host: RUSTFLAGS are kept' has "env: RUSTFLAGS=-Ca=b -g -Clinker=$H.2.17-cc"
z RUSTFLAGS='-Ctarget-cpu=x86-64-v2 -C target-cpu=x86-64-v3' -- zbuild --target $H.2.17
check 'C follows the target-cpu of RUSTFLAGS' has "env: ZBUILD_CPU_$HU=x86-64-v3"
z CARGO_TARGET_${AC}_RUSTFLAGS='-C target-cpu=cortex-a53' -- zbuild --target $A --target $H.2.17
check 'C follows the target-cpu of one target' has "env: ZBUILD_CPU_$AU=cortex-a53"
check 'and not for another target' hasnt "^env: ZBUILD_CPU_$HU="
z ZBUILD_CPU_$AU=cortex-a72 RUSTFLAGS='-Ctarget-cpu=cortex-a53' -- zbuild --target $A
check "the user's own CPU for C stays" has "env: ZBUILD_CPU_$AU=cortex-a72"
z RUSTFLAGS='-g -Clinker=mine' -- zbuild --target $H.2.17
check 'host: the user'"'"'s -Clinker stays' has "env: RUSTFLAGS=-g -Clinker=mine"
check '... with a warning' says "'mine' (the rustflags in force) stays the linker"
z RUSTFLAGS=-g -- zbuild --target $H.2.17 --target $A.2.17
check 'host and another: RUSTFLAGS taken apart' \
    has "env: CARGO_TARGET_${HC}_RUSTFLAGS=-g -Clinker=$H.2.17-cc"
check '... for each' has "env: CARGO_TARGET_${AC}_RUSTFLAGS=-g"
check '... and gone' hasnt '^env: RUSTFLAGS='

# --- link -------------------------------------------------------------------

z -- zbuild link --target $A.2.17 --dir "$T/links"
check 'link succeeds' isstatus 0
check 'link prints the names' has "$A.2.17-cc"
check '... one a line, all of them there' \
    test "$(sort "$T/out" | md5sum)" = "$(ls "$T/links" | sort | md5sum)"
ln -sf /old/place/zshim "$T/links/$A.2.17-cc"
z -- zbuild link --target $A.2.17 --dir "$T/links"
check 'a stale link is replaced' test "$(readlink "$T/links/$A.2.17-cc")" = "$bin/zshim"
rm "$T/links/$A.2.17-ar"
echo mine >"$T/links/$A.2.17-ar"
z -- zbuild link --target $A.2.17 --dir "$T/links"
check 'somebody else'"'"'s file is an error' isstatus 125
check '... that names it' says "'$T/links/$A.2.17-ar'"
check '... and it stays' test "$(cat "$T/links/$A.2.17-ar")" = mine
ln -sf /bin/true "$T/links/$A.2.17-ar"
z -- zbuild link --target $A.2.17 --dir "$T/links"
check 'so is a link to something else' isstatus 125
z -- zbuild link --target $A.2.17
check 'link without --dir is wrong usage' isstatus 2

# --- env and exec -----------------------------------------------------------

z -- zbuild env --target $A.2.17
check 'env is silent on stderr' quiet
cp "$T/out" "$T/env.sh"
check 'env prints what a shell can eval' test \
    "$(env -i PATH=/usr/bin:/bin sh -c ". '$T/env.sh'; echo \"\$CC|\$CC_$AU|\$PATH\"")" \
    = "$L/aarch64-linux-gnu.2.17-gcc|aarch64-linux-gnu.2.17-gcc|$L:/usr/bin:/bin"
z CC='my "cc' -- zbuild env --target $A.2.17
check 'env says what stays' has "# CC='my \"cc' is yours (the environment) and stays"
check '... and does not set it' hasnt '^export CC='
z CC=mycc -- zbuild env --format json --target $A.2.17
json() { python3 -c 'import json,sys; d=json.load(open(sys.argv[1])); sys.exit(not eval(sys.argv[2]))' "$T/out" "$1"; }
check 'env --format json' json "d['target']=='$A' and d['glibc']=='2.17'"
check '... set' json "d['set']['CC_$AU']=='aarch64-linux-gnu.2.17-gcc'"
check '... kept' json "d['kept']['CC']=={'value':'mycc','from':'the environment'} and 'CC' not in d['set']"
check '... path' json "d['path']==['$L']"
z -- zbuild env --cargo --target $A.2.17
check 'env --cargo leaves plain names out' hasnt '^export CC='
z -- zbuild env --target $A.2.17 --format xml
check 'an unknown format is wrong usage' isstatus 2
check '... that names the known ones' says 'known formats: sh, fish, pwsh, json, github, '
z -- zbuild env
check 'env without --target is wrong usage' isstatus 2
z -- zbuild exec --target $A.2.17 -- sh -c 'echo "$CC"; command -v aarch64-linux-gnu-gcc; echo "$1"; exit 7' x 'a b'
check 'exec sets the environment' has "$L/aarch64-linux-gnu.2.17-gcc"
check '... and PATH' has "$L/aarch64-linux-gnu-gcc"
check '... passes words' has 'a b'
check '... and the exit status' isstatus 7
z -- zbuild exec --target $A.2.17 -- $A.2.17-cc -dumpmachine
check 'exec finds the target'"'"'s own names' isstatus 0
z -- zbuild exec --target $A.2.17 -- no-such-command
check 'exec: not found is 127' isstatus 127
: >"$T/w/plain"
z -- zbuild exec --target $A.2.17 -- ./plain
check 'exec: not executable is 126' isstatus 126

# --- after setup -------------------------------------------------------------

mkdir -p "$T/s"
in=$T/s
z -- zbuild setup --target $A.2.28 --target $H.2.28
check 'setup' isstatus 0
z -- zbuild --target $A.2.17
check 'after setup: the floor of the command line wins' \
    has "env: CC_$AU=aarch64-linux-gnu.2.17-gcc"
check '... for the linker' has "env: CARGO_TARGET_${AC}_LINKER=$L/$A.2.17-cc"
check '... for bindgen' \
    has "env: BINDGEN_EXTRA_CLANG_ARGS_$AU=-nostdlibinc -cxx-isystem /fake/libcxx/include -idirafter /fake/libc -D__GLIBC_MINOR__=17 -idirafter $T/zig/lib/include"
check '... without a warning' quiet
z -- zbuild --target $A
check 'after setup: its floor is the default' \
    has "env: CC_$AU=aarch64-linux-gnu.2.28-gcc"
check '... which is told' says "$A: glibc floor 2.28 (by cargo zbuild setup;"
z -- zbuild --target $H.2.17
check 'after setup: the host'"'"'s floor too' \
    has "env: CARGO_TARGET_${HC}_RUSTFLAGS=-Clinker=$H.2.17-cc"
check '... without a warning' quiet
in=$T/w

# --- help -------------------------------------------------------------------

z -- zbuild --help
check '--help' grep -q '^Usage: cargo zbuild' "$T/out"
for sub in completions doctor env exec info link setup targets verify zig; do
    z -- zbuild $sub --help
    check "$sub --help" grep -q "^Usage: cargo zbuild $sub" "$T/out"
done
z -- zbuild --version
check '--version' grep -q '^cargo-zbuild [0-9]' "$T/out"
z -- zbuild help link
check 'help link' grep -q '^Usage: cargo zbuild link' "$T/out"

. tests/wrapper/zigbuild.sh
. tests/wrapper/real.sh

exit $failed
