#!/bin/bash
# `cargo zbuild` with a fake cargo and a fake zig that say what they were given:
# targets, environment, links, env and exec.
. "$(dirname "$0")/lib.sh"

# --- words and targets ------------------------------------------------------

z -- zbuild --release --target $A.2.17
check 'no subcommand means build, the floor is stripped' \
    words "build --release --target $A"
check 'nothing is printed when the floor was given' err_empty
z -- --release --target=$A.2.17
check 'the name need not be repeated, --target=T works' \
    words "build --release --target=$A"
z -- zbuild test --target $A.2.17 --target=$M -- --target x.2.17
check 'several targets; words behind -- stay' \
    words "test --target $A --target=$M -- --target x.2.17"
z -- zbuild nextest run --target $A.2.17 -E 'test(a b)'
check 'unknown subcommands go to cargo' \
    words "nextest run --target $A -E test(a b)"
check '... with the environment' out_has "env: CC_$AU=aarch64-linux-gnu.2.17-gcc"
z -- zbuild fmt --check
check 'a subcommand that builds nothing just passes' words "fmt --check"
check '... without our variables' out_lacks 'CC_'
check '... silently' err_empty
z -- zbuild tree --target all
check 'cargo tree --target all passes' words "tree --target all"
z -- zbuild clean --target $A.2.17
check 'cargo clean gets the plain triple' words "clean --target $A"
z ZBUILD_ZIG=/nonexistent -- zbuild clean --target $A.2.17
check '... and needs no zig' is_status 0
for words in '--target' 'build --target' 'build --release --target' 'run --target -- x'; do
    z -- zbuild $words
    check "zbuild $words: no value" err_has "no value for option '--target'"
    check '... one error, and one hint' test "$(grep -c . "$work/err")" = 2
    check '... before cargo starts' out_lacks '^arg:'
    check '... exit 2' is_status 2
done
z -- zbuild --target $A
check 'the default floor is told' err_has "$A: glibc floor 2.17 (the default"
z -- zbuild -q --target $A
check '... unless --quiet' err_empty
z -- zbuild build
check 'a build without target says so' err_has 'no --target: cargo builds'
check '... and goes on' words build
z -- zbuild build --help
check 'build --help is cargo'"'"'s' words 'build --help'
check '... without a remark' err_empty
z CARGO=/nonexistent/cargo -- +nightly check --target $A.2.17
check '+toolchain takes cargo from PATH' words "+nightly check --target $A"
z -- zbuild --target aarch64-linux-gnu.2.17
check 'cargo gets the Rust spelling' words "build --target $A"
# A file that describes a target to rustc.
echo '{"llvm-target": "aarch64-unknown-linux-gnu", "os": "linux", "env": "gnu",
    "cpu": "cortex-a72", "pre-link-args": {"gnu": ["-x", 1, null, true]}}' >"$in/my.json"
z -- zbuild --target ./my.json
check 'cargo gets a target'"'"'s file as it is' words 'build --target ./my.json'
check '... and variables by its name' out_has 'env: CC_my=aarch64-linux-gnu.2.17-gcc'
check '... the linker of its machine' \
    out_says "/$A.2.17/$A.2.17-cc"
check '... which compiles for its CPU' out_has "env: ZBUILD_CPU_$AU=cortex-a72"
z CARGO_TARGET_MY_LINKER=mine -- zbuild --target my.json
check '... unless there is one' out_has 'env: CARGO_TARGET_MY_LINKER=mine'
z -- zbuild info my.json
check 'info: the row of its machine' out_has "Rust              $A"
z -- zbuild env --target my.json
check 'env' out_says "CARGO_TARGET_MY_LINKER="
z -- zbuild link --target my.json --dir "$work/l"
check 'link' out_has 'aarch64-linux-gnu-gcc'
z -- zbuild setup --target my.json --print
check 'setup' out_has '[target.my]'
z -- zbuild setup --target my.json
check '... writes it' grep -qx '\[target.my\]' "$in/.cargo/zbuild.toml"
z -- zbuild setup --target $M
check '... and keeps it beside another' grep -qx '\[target.my\]' "$in/.cargo/zbuild.toml"
z -- zbuild setup --remove --target my.json
check '... and takes it out' bash -c '! grep -q my "$1/.cargo/zbuild.toml"' - "$in"
z -- zbuild setup --remove
z -- zbuild clean --target my.json
check 'what builds nothing passes' words 'clean --target my.json'
for spec in 'riscv32||+m,+c|none|riscv32imc-unknown-none-elf' \
    'riscv64||+m,+a,+f,+d,+c||riscv64gc-unknown-none-elf' \
    'aarch64-unknown-none|softfloat||none|aarch64-unknown-none-softfloat' \
    'x86_64-unknown-none-elf|softfloat|||x86_64-unknown-none' \
    'x86_64-pc-windows-gnu|llvm||windows|x86_64-pc-windows-gnullvm' \
    'thumbv7em-none-eabihf||||thumbv7em-none-eabihf'; do
    IFS='|' read -r llvm abi features os row <<<"$spec"
    echo "{\"llvm-target\":\"$llvm\",\"abi\":\"$abi\",\"features\":\"$features\",\"os\":\"$os\"}" \
        >"$in/b.json"
    z -- zbuild info b.json
    check "a file with $llvm $abi $features: $row" out_has "Rust              $row"
done
echo '{"llvm-target": "xtensa-none-elf"}' >"$in/x.json"
z -- zbuild --target x.json
check 'an unknown machine: the lines for zbuild.ini' err_has '[target x] with inherit ='
check '... exit 2, before cargo' is_status 2
check '... one message, one hint' test "$(grep -c . "$work/err")" = 2
printf '[target x]\ninherit = %s\n' "$A" >"$in/own.ini"
z ZBUILD_CONFIG=own.ini -- zbuild --target x.json
check '... which then decide' out_has 'env: CC_x=x.2.17-gcc'
check '... and cargo sees the file' words 'build --target x.json'
echo '{"llvm-target": "aarch64-unknown-linux-gnu", "os": "linux", "env": "musl"}' >"$in/x.json"
z -- zbuild --target x.json
check 'a machine with another C library is none' err_has 'no row for its machine'
echo '{"llvm-target": "s390x-unknown-linux-gnu"}' >"$in/x.json"
z -- zbuild --target x.json
check 'a bare machine is not Linux'"'"'s' err_has 'no row for its machine'
for bad in '{"a": 1' '[1]' '' '{"a": b}' '{"a": 1} x' '{"a" 1}' '{"a": "b'; do
    printf '%s' "$bad" >"$in/bad.json"
    z -- zbuild --target bad.json
    check "no JSON: $bad" err_has 'bad.json:1: this is no JSON object'
    check '... exit 2' is_status 2
    check '... and where one comes from' err_has 'hint: such a file is what'
done
for bad in '{}' '{"llvm-target": 5}'; do
    echo "$bad" >"$in/bad.json"
    z -- zbuild info bad.json
    check "$bad describes no target" err_has 'has no "llvm-target"'
    check '... exit 2' is_status 2
done
z -- zbuild std my.json
check 'std: cargo builds it for a file' err_has 'hint: cargo builds it: -Zjson-target-spec'
check '... exit 2' is_status 2
z -- zbuild --target none.json
check 'no such file' err_has "none.json"
rm "$in"/*.json "$in/own.ini"
z -- zbuild --target host-tuple.2.17
check 'host-tuple is this machine' words "build --target $H"

for bad_target in $A.2.99 $A.2.5 $A.2.17.x $M.2.17 no-such-target; do
    z -- zbuild --target $bad_target
    check "$bad_target is refused" is_status 2
    check '... before cargo starts' out_lacks '^arg:'
done
z -- zbuild --target $A.2.17 --target $A.2.28
check 'two floors for one target are refused' \
    err_has "two glibc floors for '$A' in one call: 2.17 and 2.28"
z -- zbuild --target $A.2.17 --target $A.2.17
check 'twice the same is fine' words "build --target $A --target $A"

# --- exit status and signals ------------------------------------------------

z FAKE_STATUS=101 -- zbuild --target $A.2.17
check 'cargo'"'"'s exit status passes through' is_status 101
z FAKE_SIGNAL=TERM -- zbuild --target $A.2.17
check 'cargo'"'"'s death by a signal too' is_status 143
z CARGO=/nonexistent/cargo -- zbuild --target $A.2.17
check 'a missing cargo is 127' is_status 127
z ZBUILD_ZIG=/nonexistent -- zbuild --target $A.2.17
check 'a missing zig is 127' is_status 127
# (With its rustc: a real one that is found could have us build a real std.)
mkdir "$work/mine"
mv "$work/bin/cargo" "$work/mine"
z CARGO="$work/mine/cargo" -- zbuild --target $A.2.17
check '$CARGO is called' words "build --target $A"
mv "$work/mine/cargo" "$work/bin"

# --- where targets come from ------------------------------------------------

z CARGO_BUILD_TARGET=$A.2.17 -- zbuild
check 'CARGO_BUILD_TARGET: used and stripped' out_has "env: CARGO_BUILD_TARGET=$A"
check '... with the environment' out_has "env: CC_$AU=aarch64-linux-gnu.2.17-gcc"
z CARGO_BUILD_TARGET=$A.2.17 -- zbuild --target $M
check '--target beats it' out_lacks "CC_$AU="
check '... and cargo does not see the suffix' out_has "env: CARGO_BUILD_TARGET=$A"
mkdir -p "$work/c/.cargo" "$work/c/sub"
in=$work/c/sub
echo "build.target = '$A.2.28'" >"$work/c/.cargo/config.toml"
z -- zbuild
check 'build.target of a file above' out_has "env: CC_$AU=aarch64-linux-gnu.2.28-gcc"
check '... reaches cargo without the floor' out_has "env: CARGO_BUILD_TARGET=$A"
z -- zbuild --config "build.target='$M'"
check '--config beats the file' out_has 'env: CC_x86_64_unknown_linux_musl=x86_64-linux-musl-gcc'
check '... and stays a word of cargo'"'"'s' words "build --config build.target='$M'"
z -- zbuild --config "build.target='$A.2.17'"
check 'a floor in --config is hidden by --target' \
    words "build --target=$A --config build.target='$A.2.17'"
z -- zbuild nextest run --config "build.target='$A.2.17'"
check '... but not from a subcommand that is not cargo'"'"'s' is_status 2
echo "build.target = ['$A', '$M']" >"$work/c/.cargo/config.toml"
z -- zbuild
check 'build.target may be a list' out_has "env: CC_$AU=aarch64-linux-gnu.2.17-gcc"
check '... all of it' out_has 'env: CC_x86_64_unknown_linux_musl=x86_64-linux-musl-gcc'
echo "build.target = ['$A.2.17', '$M']" >"$work/c/.cargo/config.toml"
z -- zbuild
check '... with floors' words "build --target=$A --target=$M"
check '... that are meant' out_has "env: CC_$AU=aarch64-linux-gnu.2.17-gcc"
z CARGO_BUILD_TARGET=$H.2.28 -- zbuild check
check '... which cargo joins with CARGO_BUILD_TARGET' \
    words "check --target=$A --target=$M --target=$H"
z -- zbuild tree
check '... for who builds nothing' words "tree --target=$A --target=$M"
z -- zbuild fmt
check '... and who does not look' words fmt
z -- zbuild nextest run
check "... but not for who is not cargo's" err_has 'cargo would see the glibc floor'
echo "build.target = ['$A.2.28']" >"$work/c/.cargo/config.toml"
z -- zbuild
check '... of one: CARGO_BUILD_TARGET would not hide it' words "build --target=$A"
rm "$work/c/.cargo/config.toml"
for k in 'metadata --filter-platform' 'tree --target' 'fetch --target' 'clean --target' \
    'install --target' 'add --target'; do
    z -- zbuild $k $A.2.17
    check "$k TRIPLE.FLOOR" words "$k $A"
    z -- zbuild $k=$A.2.17
    check "$k=TRIPLE.FLOOR" words "$k=$A"
done
z -- zbuild build $(for ((i = 0; i < 600; i++)); do echo --target $A.2.17; done)
check '600 --target TRIPLE.FLOOR' eval '[ $(grep -c "^arg: $A\$" "$work/out") = 600 ]'
z -- zbuild metadata --filter-platform universal2-apple-darwin
check 'metadata of both Macs' words "metadata --filter-platform aarch64-apple-darwin \
--filter-platform=x86_64-apple-darwin"
printf 'include = "more.toml"\n[alias]\nxb = "build --target %s.2.17"\n' $A \
    >"$work/c/.cargo/config.toml"
echo 'term.quiet = false' >"$work/c/.cargo/more.toml"
z -- zbuild xb --release
check 'a target in an alias' words "build --target $A --release"
echo 'build = [' >"$work/c/.cargo/config.toml"
z -- zbuild --target $A.2.17
check 'configuration that cannot be read is an error' is_status 125
check '... with file and line' err_has "$work/c/.cargo/config.toml:"
z -- zbuild install --target $A.2.17 x
check 'cargo install does not look at it' words "install --target $A x"
rm -r "$work/c/.cargo"
in=$work/w

# --- the environment --------------------------------------------------------

L=$work/cache/bin/$A.2.17
z -- zbuild --target $A.2.17
for v in "CC_$AU=aarch64-linux-gnu.2.17-gcc" \
    "CXX_$AU=aarch64-linux-gnu.2.17-g++" "AR_$AU=aarch64-linux-gnu.2.17-ar" \
    "RANLIB_$AU=aarch64-linux-gnu.2.17-ranlib" "CXXSTDLIB_$AU=c++" \
    "CMAKE_TOOLCHAIN_FILE_$AU=$L/toolchain.cmake" "PKG_CONFIG_LIBDIR_$AU=" \
    "CARGO_TARGET_${AC}_LINKER=$L/$A.2.17-cc" \
    "PATH=$L:$work/bin:/usr/bin:/bin" \
    "BINDGEN_EXTRA_CLANG_ARGS_$AU=-nostdlibinc -cxx-isystem /fake/libcxx/include -idirafter /fake/libc -D__GLIBC_MINOR__=17 -idirafter $work/zig/lib/include"; do
    check "sets ${v%%=*}" out_has "env: $v"
done
check 'sets a runner for a foreign Linux' \
    out_has "env: CARGO_TARGET_${AC}_RUNNER=$bin/cargo-zbuild run-binary --target $A"
check 'never sets plain names' out_lacks '^env: \(CFLAGS\|PKG_CONFIG_[A-Z]*\)='
check '... but such as ask cargo whose script it is' \
    out_has "env: CC=$work/cache/bin/by-target/cc"
check '... with this machine'"'"'s beside it' out_has 'env: HOST_CC=cc'
by_target()
{
    env PATH="$work/host" TARGET=$A CC_$AU="$1" "${@:2}" \
        "$work/cache/bin/by-target/cc" a b
}
mkdir -p "$work/host"
printf '#!/bin/sh\necho host "$@"\n' >"$work/host/cc"
printf '#!/bin/sh\necho target "$@"\n' >"$work/host/tcc"
chmod +x "$work/host/cc" "$work/host/tcc"
check 'by-target: the target'"'"'s script' test "$(by_target tcc HOST=x)" = 'target a b'
check '... as TARGET_CC' test "$(by_target '' HOST=x TARGET_CC=tcc)" = 'target a b'
check '... a compiler of several words' \
    test "$(by_target 'tcc -q' HOST=x)" = 'target -q a b'
check '... this machine'"'"'s script' test "$(by_target tcc HOST=$A OUT_DIR=/t/debug/build/p/out)" = 'host a b'
check '... the same triple as a target' \
    test "$(by_target tcc HOST=$A OUT_DIR=/t/$A/debug/build/p/out)" = 'target a b'
check '... no script at all' test "$(env -u TARGET PATH="$work/host" "$work/cache/bin/by-target/cc" a)" = 'host a'
check 'the compiler is on that PATH' test -x "$L/aarch64-linux-gnu.2.17-gcc"
check '... a link to zshim' test "$(readlink "$L/aarch64-linux-gnu.2.17-gcc")" = "$bin/zshim"
check 'plain GNU names of a foreign machine too' test -x "$L/aarch64-linux-gnu-ar"
calls=$(wc -l <"$work/zig.log")
stamp=$(stat -c %y "$L/toolchain.cmake" "$L/aarch64-linux-gnu.2.17-gcc" | md5sum)
z -- zbuild --target $A.2.17
check 'zig is asked for headers once' test "$(wc -l <"$work/zig.log")" = "$calls"
check 'nothing is written again' test \
    "$(stat -c %y "$L/toolchain.cmake" "$L/aarch64-linux-gnu.2.17-gcc" | md5sum)" = "$stamp"
z -- zbuild --target $A.2.28
check 'another floor is another name' out_has "env: CC_$AU=aarch64-linux-gnu.2.28-gcc"
z -- zbuild --target $M
check 'musl has no floor and no remark' err_empty
check '... and no runner here' out_lacks "_RUNNER="
z -- zbuild --target $A.2.17 --target $M
check 'two targets: both folders on PATH' \
    out_has "env: PATH=$L:$work/cache/bin/$M:$work/bin:/usr/bin:/bin"

z TARGET_CC=mycc -- zbuild --target $A.2.17
check 'TARGET_CC stays' out_lacks "CC_$AU="
z "CC_$A=mycc" -- zbuild --target $A.2.17
check 'CC_triple stays' out_lacks "CC_$AU="
z PKG_CONFIG_ALLOW_CROSS=1 -- zbuild --target $A.2.17
check 'pkg-config set up by the user stays' out_lacks 'PKG_CONFIG_LIBDIR'
z CARGO_TARGET_${AC}_RUNNER=myrun -- zbuild --target $A.2.17
check 'a runner stays' out_has "env: CARGO_TARGET_${AC}_RUNNER=myrun"
z CARGO_TARGET_${AC}_LINKER=mylink -- zbuild --target $A.2.17
check 'a linker stays' out_has "env: CARGO_TARGET_${AC}_LINKER=mylink"
check '... with a warning, since a floor was given' \
    err_has "'mylink' (CARGO_TARGET_${AC}_LINKER) stays the linker, so nothing holds the glibc floor 2.17"
z BINDGEN_EXTRA_CLANG_ARGS='-I/u' ZBUILD_TRACE=1 -- zbuild --target $A.2.17
check "bindgen's words are joined" \
    out_has "env: BINDGEN_EXTRA_CLANG_ARGS_$AU=-nostdlibinc -cxx-isystem /fake/libcxx/include -idirafter /fake/libc -D__GLIBC_MINOR__=17 -idirafter $work/zig/lib/include -I/u"
z TARGET_AR=myar ZBUILD_TRACE=1 -- zbuild --target $A.2.17
check 'the trace says what stays' err_has 'env: TARGET_AR=myar kept: set by the environment'

mkdir -p "$work/c/.cargo"
in=$work/c
cat >"$work/c/.cargo/config.toml" <<EOF
[env]
CXX_$AU = "mycxx"
[target.$A]
linker = "mylink"
[target.'cfg(target_arch = "aarch64")']
runner = "myrun"
EOF
z -- zbuild --target $A.2.17
check '[env] counts as the user'"'"'s' out_lacks "env: CXX_$AU="
check 'a linker of a file stays' out_lacks "env: CARGO_TARGET_${AC}_LINKER="
check '... with a warning that names the line' err_has "$work/c/.cargo/config.toml:4) stays the linker"
check 'a runner by cfg(…) stays' out_lacks "env: CARGO_TARGET_${AC}_RUNNER="
cat >"$work/c/.cargo/config.toml" <<EOF
[target.$A]
linker = "$A.2.31-cc"
EOF
z -- zbuild --target $A.2.17
check 'a shim by another floor gives way' out_has "env: CARGO_TARGET_${AC}_LINKER=$L/$A.2.17-cc"
check '... without a word' err_empty
z -- zbuild --target $A
check '... and gives the floor when none was given' \
    out_has "env: CC_$AU=aarch64-linux-gnu.2.31-gcc"
check '... which is told' err_has "$A: glibc floor 2.31 ($work/c/.cargo/config.toml:2;"

# The workspace's zbuild.ini.
mkdir -p "$work/ws/member"
rm -r "$work/c/.cargo"
in=$work/ws/member
printf '[zbuild]\nstrict = yes\n' >"$work/ws/zbuild.ini"
z FAKE_ROOT="$work/ws" -- zbuild --target $A.2.17
check 'zbuild.ini of the workspace is passed on' \
    out_has "env: ZBUILD_WORKSPACE_CONFIG=$work/ws/zbuild.ini"
z FAKE_ROOT="$work/ws/member" -- zbuild --target $A.2.17
check '... of this workspace only' out_lacks 'ZBUILD_WORKSPACE_CONFIG'
in=$work/w
z FAKE_ROOT="$work/ws" -- zbuild --target $A.2.17 --manifest-path "$work/ws/member/Cargo.toml"
check '... found by --manifest-path' out_has "env: ZBUILD_WORKSPACE_CONFIG=$work/ws/zbuild.ini"

# --- this machine's own triple ----------------------------------------------

z -- zbuild --target $H.2.17
check 'host: -Clinker for target units' \
    out_has "env: CARGO_TARGET_${HC}_RUSTFLAGS=-Clinker=$H.2.17-cc"
check 'host: for doctests too' \
    out_has "env: CARGO_TARGET_${HC}_RUSTDOCFLAGS=-Clinker=$H.2.17-cc"
check 'host: not the linker key' out_lacks "_LINKER="
check 'host: its own gcc stays the first of that name' \
    test ! -e "$work/cache/bin/$H.2.17/x86_64-linux-gnu-gcc"
z RUSTFLAGS='-Ca=b  -g' -- zbuild --target $H.2.17
check 'host: RUSTFLAGS are kept' out_has "env: RUSTFLAGS=-Ca=b -g -Clinker=$H.2.17-cc"
z RUSTFLAGS='-Ctarget-cpu=x86-64-v2 -C target-cpu=x86-64-v3' -- zbuild --target $H.2.17
check 'C follows the target-cpu of RUSTFLAGS' out_has "env: ZBUILD_CPU_$HU=x86-64-v3"
for k in '-C target_cpu=' -Ctarget_cpu= '--codegen target_cpu=' '--codegen=target_cpu='; do
    z RUSTFLAGS="${k}x86-64-v4" -- zbuild --target $H.2.17
    check "... spelled ${k}x" out_has "env: ZBUILD_CPU_$HU=x86-64-v4"
done
z CARGO_ENCODED_RUSTFLAGS=$'-C\x1ftarget_cpu=x86-64-v4' -- zbuild --target $H.2.17
check '... of CARGO_ENCODED_RUSTFLAGS' out_has "env: ZBUILD_CPU_$HU=x86-64-v4"
z -- zbuild --target $H.2.17 --config "target.$H.rustflags=['--codegen','target_cpu=x86-64-v4']"
check '... of the configuration' out_has "env: ZBUILD_CPU_$HU=x86-64-v4"
mkdir -p "$work/profiles/member/.cargo"
printf '[workspace]\nmembers = ["member"]\n[profile.dev]\nrustflags = ["-C", "target_cpu=x86-64-v2"]\n[profile.quick]\ninherits = "release"\n[profile.release]\nrustflags = ["--codegen=target-cpu=x86-64-v3", "-Clinker=mine"]\n' \
    >"$work/profiles/Cargo.toml"
printf '[package]\nname = "member"\n' >"$work/profiles/member/Cargo.toml"
in=$work/profiles/member
for k in 'build:x86-64-v2' 'test:x86-64-v2' '--release:x86-64-v3' \
    '-r:x86-64-v3' 'bench:x86-64-v3' '--profile=quick:x86-64-v3' \
    '--config=profile.dev.rustflags=["-Ctarget-cpu=x86-64-v4"]:x86-64-v4'; do
    z -- zbuild ${k%:*} --target $H.2.17
    check "... of the profile (${k%:*})" out_has "env: ZBUILD_CPU_$HU=${k##*:}"
done
z -- zbuild --release --target $H.2.17
check '... its linker, too' err_has "'mine' (the rustflags in force) stays the linker"
z CARGO_PROFILE_DEV_RUSTFLAGS=-Ctarget-cpu=x86-64-v4 -- zbuild --target $H.2.17
check '... of a variable' out_has "env: ZBUILD_CPU_$HU=x86-64-v4"
z RUSTFLAGS=-Ctarget-cpu=x86-64-v4 -- zbuild --target $H.2.17
check '... and RUSTFLAGS stand behind them' out_has "env: ZBUILD_CPU_$HU=x86-64-v4"
in=$work/w
z CARGO_TARGET_${AC}_RUSTFLAGS='-C target-cpu=cortex-a53' -- zbuild --target $A --target $H.2.17
check 'C follows the target-cpu of one target' out_has "env: ZBUILD_CPU_$AU=cortex-a53"
check 'and not for another target' out_lacks "^env: ZBUILD_CPU_$HU="
z ZBUILD_CPU_$AU=cortex-a72 RUSTFLAGS='-Ctarget-cpu=cortex-a53' -- zbuild --target $A
check "the user's own CPU for C stays" out_has "env: ZBUILD_CPU_$AU=cortex-a72"
z RUSTFLAGS='-g -Clinker=mine' -- zbuild --target $H.2.17
check 'host: the user'"'"'s -Clinker stays' out_has "env: RUSTFLAGS=-g -Clinker=mine"
check '... with a warning' err_has "'mine' (the rustflags in force) stays the linker"
z RUSTFLAGS=-g -- zbuild --target $H.2.17 --target $A.2.17
check 'host and another: RUSTFLAGS taken apart' \
    out_has "env: CARGO_TARGET_${HC}_RUSTFLAGS=-g -Clinker=$H.2.17-cc"
check '... for each' out_has "env: CARGO_TARGET_${AC}_RUSTFLAGS=-g"
check '... and gone' out_lacks '^env: RUSTFLAGS='

# --- link -------------------------------------------------------------------

z -- zbuild link --target $A.2.17 --dir "$work/links"
check 'link succeeds' is_status 0
check 'link prints the names' out_has "$A.2.17-cc"
check '... one a line, all of them there' \
    test "$(sort "$work/out" | md5sum)" = "$(ls "$work/links" | sort | md5sum)"
ln -sf /old/place/zshim "$work/links/$A.2.17-cc"
z -- zbuild link --target $A.2.17 --dir "$work/links"
check 'a stale link is replaced' test "$(readlink "$work/links/$A.2.17-cc")" = "$bin/zshim"
rm "$work/links/$A.2.17-ar"
echo mine >"$work/links/$A.2.17-ar"
z -- zbuild link --target $A.2.17 --dir "$work/links"
check 'somebody else'"'"'s file is an error' is_status 125
check '... that names it' err_has "'$work/links/$A.2.17-ar'"
check '... and it stays' test "$(cat "$work/links/$A.2.17-ar")" = mine
ln -sf /bin/true "$work/links/$A.2.17-ar"
z -- zbuild link --target $A.2.17 --dir "$work/links"
check 'so is a link to something else' is_status 125
z -- zbuild link --target $A.2.17
check 'link without --dir is wrong usage' is_status 2

# --- env and exec -----------------------------------------------------------

z -- zbuild env --target $A.2.17
check 'env is silent on stderr' err_empty
cp "$work/out" "$work/env.sh"
check 'env prints what a shell can eval' test \
    "$(env -i PATH=/usr/bin:/bin sh -c ". '$work/env.sh'; echo \"\$CC|\$CC_$AU|\$PATH\"")" \
    = "$L/aarch64-linux-gnu.2.17-gcc|aarch64-linux-gnu.2.17-gcc|$L:/usr/bin:/bin"
z CC='my "cc' -- zbuild env --target $A.2.17
check 'env says what stays' out_has "# CC='my \"cc' is yours (the environment) and stays"
check '... and does not set it' out_lacks '^export CC='
z CC=mycc -- zbuild env --format json --target $A.2.17
check 'env --format json' json "d['target']=='$A' and d['glibc']=='2.17'"
check '... set' json "d['set']['CC_$AU']=='aarch64-linux-gnu.2.17-gcc'"
check '... kept' json "d['kept']['CC']=={'value':'mycc','from':'the environment'} and 'CC' not in d['set']"
check '... path' json "d['path']==['$L']"
z -- zbuild env --cargo --target $A.2.17
check 'env --cargo leaves plain names out' out_lacks '^export CC='
z -- zbuild env --target $A.2.17 --format xml
check 'an unknown format is wrong usage' is_status 2
check '... that names the known ones' err_has 'known formats: sh, fish, pwsh, json, github, '
z -- zbuild env
check 'env without --target is wrong usage' is_status 2
z -- zbuild exec --target $A.2.17 -- sh -c 'echo "$CC"; command -v aarch64-linux-gnu-gcc; echo "$1"; exit 7' x 'a b'
check 'exec sets the environment' out_has "$L/aarch64-linux-gnu.2.17-gcc"
check '... and PATH' out_has "$L/aarch64-linux-gnu-gcc"
check '... passes words' out_has 'a b'
check '... and the exit status' is_status 7
z -- zbuild exec --target $A.2.17 -- $A.2.17-cc -dumpmachine
check 'exec finds the target'"'"'s own names' is_status 0
z -- zbuild exec --target $A.2.17 -- no-such-command
check 'exec: not found is 127' is_status 127
: >"$work/w/plain"
z -- zbuild exec --target $A.2.17 -- ./plain
check 'exec: not executable is 126' is_status 126

# --- after setup -------------------------------------------------------------

mkdir -p "$work/s"
in=$work/s
z -- zbuild setup --target $A.2.28 --target $H.2.28
check 'setup' is_status 0
z -- zbuild --target $A.2.17
check 'after setup: the floor of the command line wins' \
    out_has "env: CC_$AU=aarch64-linux-gnu.2.17-gcc"
check '... for the linker' out_has "env: CARGO_TARGET_${AC}_LINKER=$L/$A.2.17-cc"
check '... for bindgen' \
    out_has "env: BINDGEN_EXTRA_CLANG_ARGS_$AU=-nostdlibinc -cxx-isystem /fake/libcxx/include -idirafter /fake/libc -D__GLIBC_MINOR__=17 -idirafter $work/zig/lib/include"
check '... without a warning' err_empty
z -- zbuild --target $A
check 'after setup: its floor is the default' \
    out_has "env: CC_$AU=aarch64-linux-gnu.2.28-gcc"
check '... which is told' err_has "$A: glibc floor 2.28 (by cargo zbuild setup;"
z -- zbuild --target $H.2.17
check 'after setup: the host'"'"'s floor too' \
    out_has "env: CARGO_TARGET_${HC}_RUSTFLAGS=-Clinker=$H.2.17-cc"
check '... without a warning' err_empty
in=$work/w

# --- a folder that was removed meanwhile ------------------------------------

printf '%s\n' '#!/bin/sh' "mkdir $work/gone && cd $work/gone && rmdir $work/gone &&" \
    "exec timeout 60 $as \"\$@\"" >"$work/removed"
chmod +x "$work/removed"
whole=$as as=$work/removed
z -- zbuild --target $A.2.17 --profile dev
check 'in a folder that was removed cargo gets the words' \
    words "build --target $A --profile dev"
check '... and ends' is_status 0
as=$whole

# --- help -------------------------------------------------------------------

z -- zbuild --help
check '--help' grep -q '^Usage: cargo zbuild' "$work/out"
for sub in completions doctor env exec info link setup targets verify zig; do
    z -- zbuild $sub --help
    check "$sub --help" grep -q "^Usage: cargo zbuild $sub" "$work/out"
done
z -- zbuild --version
check '--version' grep -qE \
    '^cargo-zbuild [0-9.]+( \([0-9a-z-]+\))?, with zig [0-9.]+ to [0-9.]+$' "$work/out"
z -- zbuild --version --json
check '--version --json' python3 -c 'import json, sys
v = json.load(open(sys.argv[1]))
assert v["version"] and v["zig_oldest"] and v["zig_newest"] and "commit" in v' "$work/out"
z -- zbuild help link
check 'help link' grep -q '^Usage: cargo zbuild link' "$work/out"

finish
