#!/bin/bash
# cargo zbuild doctor: each fault is found, with its fix; nothing else is.
. "$(dirname "$0")/../lib/fake.sh"
new_crate "$work/crate"
cd "$work/crate" || exit 1

doctor()
{
    cargo-zbuild zbuild doctor "$@"
}

# fault NAME STATUS LINE FIX COMMAND…: doctor ends with STATUS, prints LINE and
# then FIX (both regexps) within it
fault()
{
    local name=$1 want=$2 line=$3 fix=$4
    shift 4
    hear "$@"
    if [ $status != "$want" ]; then
        heard "$name" "status $status, wanted $want" "$@"
    elif ! grep -qE -e "$line" "$log"; then
        heard "$name" "no line '$line'" "$@"
    elif [ -n "$fix" ] && ! grep -E -A8 -e "$line" "$log" |
        grep -qE -e "fix: .*$fix"; then
        heard "$name" "no fix '$fix'" "$@"
    else
        ok "$name"
    fi
}

whole=0
if command -v rustc >/dev/null; then
    whole=1
fi
if [ "$whole" = 1 ]; then
    try "all is well" doctor
    says "zig" '^ok +zig +[0-9]+\.[0-9]+.*ZBUILD_ZIG'
    says "zshim" "^ok +zshim +[0-9.]+( \([0-9a-z-]+\))?, $bin/zshim"
    says "cargo zbuild" "^ok +cargo zbuild +.*$bin/cargo-zbuild"
    says "rustc" '^ok +rustc +rustc 1\.'
    says "host's std" "^ok +$host +Rust's standard library"
    says "cache" "^ok +cache +$ZBUILD_CACHE_DIR, [0-9]+ MB"
    silent "nothing missing" '^missing'
    fault "a floor that zig has not" 1 "^missing +$host\.2\.99 .*2\.99" '2\.' \
        doctor --target $host.2.99
else
    skip "all is well" "no rustc on PATH"
fi

fault "zig by a wrong path" 1 '^missing +zig +.*/nonexistent' '' \
    env ZBUILD_ZIG=/nonexistent cargo-zbuild doctor
# An empty home and PATH: each place is named.
fault "no zig anywhere" 1 '^missing +zig +zig was not found' 'zig install' \
    env -u ZBUILD_ZIG -u VIRTUAL_ENV HOME="$work/home" PATH=/nonexistent \
    ZBUILD_CACHE_DIR="$work/empty" "$bin/cargo-zbuild" doctor
says "no zig: the places" 'PATH: no program called zig'
says "no cargo" '^missing +cargo +cannot find cargo'
says "no rustc" '^missing +rustc +cannot find rustc'
says "not on PATH" '^warn +cargo zbuild .*in no folder of PATH'
says "not on PATH: fix" "fix: PATH=$bin:"

# bindgen's libclang: by the first bytes of a program for this machine.
mkdir "$work/libclang"
head -c 64 "$bin/cargo-zbuild" >"$work/libclang/libclang-14.so.1"
fault "a libclang too old for zig's libc++" $((1 - whole)) \
    "^warn +libclang +.*/libclang-14.so.1, 14: .* zig 0.17.1 it must be 19 or newer" \
    'apt-get install libclang1-19, and unset LIBCLANG_PATH' \
    env LIBCLANG_PATH="$work/libclang" cargo-zbuild doctor
head -c 64 "$bin/cargo-zbuild" >"$work/libclang/libclang-19.so.19"
LIBCLANG_PATH=$work/libclang hear doctor
says "a newer one in the same folder" '^ok +libclang +.*/libclang-19.so.19, for bindgen'
LIBCLANG_PATH=$work/nowhere hear doctor
says "none" '^ok +libclang +none'

mkdir "$work/alone"
cp "$bin/cargo-zbuild" "$work/alone"
fault "no zshim" 1 "^missing +zshim +cannot find 'zshim'" 'make' \
    env PATH="$work/alone" cargo-zbuild doctor
printf '#!/bin/sh\necho zshim 0.0.1\n' >"$work/alone/zshim"
chmod +x "$work/alone/zshim"
fault "zshim of another version" 1 "^missing +zshim .*says 'zshim 0\.0\.1'" \
    'same sources' env PATH="$work/alone" cargo-zbuild doctor
mkdir "$work/first"
printf '#!/bin/sh\n' >"$work/first/cargo-zbuild"
chmod +x "$work/first/cargo-zbuild"
PATH=$work/first:$PATH hear "$bin/cargo-zbuild" doctor
says "another program of our name" '^warn +cargo zbuild .*another program of that'
says "another program: fix" 'fix: `zbuild` in place of'
cp "$bin/cargo-zbuild" "$work/first"
PATH=$work/first:$PATH hear "$bin/cargo-zbuild" doctor
says "another cargo-zbuild first on PATH" '^warn +cargo zbuild .*comes first'
# cargo looks into its own bin before PATH, unless PATH has that.
mkdir -p "$work/cargohome/bin"
printf '#!/bin/sh\necho cargo-zbuild 0.4.2\n' >"$work/cargohome/bin/cargo-zbuild"
chmod +x "$work/cargohome/bin/cargo-zbuild"
CARGO_HOME=$work/cargohome hear cargo-zbuild doctor
says "another one in cargo's own bin" \
    '^warn +cargo zbuild .*cargohome/bin/cargo-zbuild, which is another program'
CARGO_HOME=$work/cargohome PATH=$PATH:$work/cargohome/bin hear cargo-zbuild doctor
says "which PATH puts behind" '^ok +cargo zbuild'
# A wheel has the third name as a file of its own.
mkdir "$work/wheel"
cp "$bin/cargo-zbuild" "$work/wheel"
cp "$bin/cargo-zbuild" "$work/wheel/zbuild"
PATH=$work/wheel:$PATH hear zbuild doctor
says "zbuild beside it" '^ok +cargo zbuild .*/zbuild'

PATH=/nonexistent hear "$bin/cargo-zbuild" doctor
says "no cc" "^missing +host's cc +no 'cc' on PATH"
says "no cc: fix" 'fix: apt-get install gcc'
if [ "$whole" = 1 ]; then
    mkdir "$work/oldcargo"
    printf '#!/bin/sh\necho cargo 1.63.0\n' >"$work/oldcargo/cargo"
    chmod +x "$work/oldcargo/cargo"
    CARGO=$work/oldcargo/cargo hear doctor
    says "another toolchain's cargo" "^warn +cargo and rustc +'cargo 1\.63\.0' and"
fi

# --- targets ------------------------------------------------------------------

if command -v rustc >/dev/null; then
    mkdir -p "$work/sys/lib"
    printf '#!/bin/sh\n[ "$1" = --version ] && echo rustc 1.99.0 && exit\necho %q\n' \
        "$work/sys" >"$work/rustc"
    chmod +x "$work/rustc"
    fault "no std" 1 "^missing +s390x-[a-z-]* +Rust's standard" \
        'rustup target add s390x' \
        env RUSTC="$work/rustc" cargo-zbuild doctor \
        --target s390x-unknown-linux-gnu
    mkdir -p "$work/sys/lib/rustlib/src/rust/library/std"
    touch "$work/sys/lib/rustlib/src/rust/library/std/Cargo.toml"
    fault "no std, but its sources" 1 "^missing +s390x-[a-z-]* +Rust's" \
        'cargo zbuild std s390x' env RUSTC="$work/rustc" cargo-zbuild doctor \
        --target s390x-unknown-linux-gnu
    mkdir -p "$work/rustup/toolchains"
    mv "$work/sys" "$work/rustup/toolchains/my-tools"
    touch "$work/rustup/settings.toml"
    sed -i "s|$work/sys|$work/rustup/toolchains/my-tools|" "$work/rustc"
    fault "no std in rustup's toolchain" 1 "^missing +s390x-[a-z-]* +Rust's" \
        'rustup target add --toolchain my-tools s390x' \
        env RUSTC="$work/rustc" cargo-zbuild doctor \
        --target s390x-unknown-linux-gnu
else
    skip "no std" "no rustc on PATH"
fi
PATH=/nonexistent hear "$bin/cargo-zbuild" doctor \
    --target aarch64-unknown-linux-musl
says "no emulator" "^warn +aarch64-[a-z-]* .*'qemu-aarch64' is not on PATH"
says "no emulator: fix" 'apt-get install qemu-user'
# Each family: what runs its programs, or how to get that.
none=$work/none
mkdir "$none"
for each in 'x86_64-pc-windows-gnu|wine|apt-get install .*wine' \
    'aarch64-unknown-linux-musl|qemu-aarch64|apt-get install .*qemu-user' \
    'riscv64gc-unknown-linux-gnu|qemu-riscv64|apt-get install .*qemu-user' \
    'wasm32-wasip1|node|apt-get install nodejs'; do
    IFS='|' read -r each_t each_what each_fix <<<"$each"
    PATH=$none hear "$bin/cargo-zbuild" doctor --target "$each_t"
    says "$each_t: no runner" "^warn +$each_t +its programs do not run here.*$each_what"
    says "$each_t: its fix" "fix: .*($each_fix)"
done
for each_t in x86_64-unknown-freebsd x86_64-unknown-netbsd; do
    hear doctor --target "$each_t"
    says "$each_t: runs elsewhere only" "^ok +$each_t +its programs do not run here"
done
apple=$(cargo-zbuild targets | grep -o '^aarch64-apple-darwin' || true)
for each_t in $apple; do
    SDKROOT=$work/nosdk hear doctor --target "$each_t"
    says "$each_t: an SDK that is gone" "^missing +$each_t +the SDK '$work/nosdk'"
    SDKROOT=$work hear doctor --target "$each_t"
    says "$each_t: an SDK" "^ok +$each_t +the SDK is $work \(SDKROOT\)"
    hear env -u SDKROOT cargo-zbuild doctor --target "$each_t"
    says "$each_t: no SDK is no fault" "^ok +$each_t +no SDK"
done
refuses "unknown target" 2 'x86_65' doctor --target x86_65-linux-gnu
refuses "unknown option" 2 'unknown option' doctor --xml

# --- files --------------------------------------------------------------------

mkdir -p "$XDG_CONFIG_HOME/zbuild"
echo '[zbuild]
nonsense = 1' >"$XDG_CONFIG_HOME/zbuild/config.ini"
fault "broken config.ini" 1 "^missing +zbuild's config .*config\.ini:2" \
    'correct' doctor
rm "$XDG_CONFIG_HOME/zbuild/config.ini"
mkdir .cargo
echo 'jobs = ' >.cargo/config.toml
fault "broken config.toml" 1 "^missing +cargo's config .*config\.toml:1" \
    'correct' doctor
rm .cargo/config.toml

if [ "$whole" = 1 ]; then
    ZBUILD_CACHE_DIR=$work/moved cargo-zbuild setup --target $host.2.17 \
        2>/dev/null
    try "setup" doctor
    says "setup: named" '^ok +setup +.*/.cargo/zbuild\.toml'
    rm -r "$work/moved"
    fault "setup that points nowhere" 1 '^missing +setup .*which is gone' \
        'cargo zbuild setup' doctor
    # Another rustc: the std that was built for the old one is of no use.
    cargo-zbuild setup --target $host.2.17 2>/dev/null
    sed -i "s|^rustflags = \\[|&\"--sysroot=$work/std/1.0.0-old/$host\", |" \
        .cargo/zbuild.toml
    try "setup: the old std is in its flags" \
        grep -q 'rustflags = \["--sysroot=' .cargo/zbuild.toml
    fault "setup for another rustc" 1 \
        "^missing +setup .*out of date: Rust's std for $host is that of another rustc" \
        'cargo zbuild setup' doctor
    # Packages were added, or changed, since.
    arm=aarch64-unknown-linux-gnu
    cargo-zbuild setup --target $host.2.17 --target $arm.2.36 2>/dev/null
    try "setup without packages" doctor
    printf '[deps]\n%s = zlib1g-dev\n' $arm >zbuild.ini
    lock()
    {
        printf '[zbuild-lock]\nversion = 1\n\n[%s]\nwants = zlib1g-dev\n' $arm
        printf 'zlib1g-dev = 1 arm64 9 %064d\n' "$1"
    }
    lock 1 >zbuild.lock
    fault "setup before packages were added" 1 \
        "^missing +setup .*out of date: zbuild.lock has other packages for $arm now" \
        'cargo zbuild setup' doctor
    root=$work/deps/roots/arm64-0
    mkdir -p "$root"
    sed "s|^\[env\]$|&\nZBUILD_SYSROOT_aarch64_unknown_linux_gnu = \"$root\"|" \
        .cargo/zbuild.toml >changed
    cp changed .cargo/zbuild.toml
    fault "setup with older packages" 1 \
        "^missing +setup .*out of date: zbuild.lock has other packages for $arm now" \
        'cargo zbuild setup' doctor
    rm -f zbuild.ini zbuild.lock changed
fi
rm -rf .cargo

# --- packages and root file systems ---------------------------------------------

printf '[deps]\naarch64-unknown-linux-gnu = zlib1g-dev\n' >zbuild.ini
fault "packages that are not there yet" 1 \
    "^missing +aarch64-unknown-linux-gnu +.*zbuild\.lock: .*others than in" \
    'cargo zbuild deps sync --target aarch64-unknown-linux-gnu' \
    doctor --target aarch64-unknown-linux-gnu
fault "packages, and no apt" 1 "^missing +aarch64-unknown-linux-gnu +.*zbuild\.lock" \
    '--sysroot DIR' env PATH="$none" "$bin/cargo-zbuild" doctor \
    --target aarch64-unknown-linux-gnu
mkdir -p "$work/root/usr/include" "$work/root/usr/lib/aarch64-linux-gnu"
ZBUILD_SYSROOT_aarch64_unknown_linux_gnu=$work/root hear doctor \
    --target aarch64-unknown-linux-gnu
says "a root of the user's" \
    "^ok +aarch64-unknown-linux-gnu +links with the libraries in $work/root \(ZBUILD_SYSROOT"
fault "a root that is gone" 1 "^missing +aarch64-unknown-linux-gnu +.*$work/gone" '' \
    env ZBUILD_SYSROOT_aarch64_unknown_linux_gnu="$work/gone" cargo-zbuild doctor \
    --target aarch64-unknown-linux-gnu
rm zbuild.ini

# --- cache --------------------------------------------------------------------

mkdir -m 775 "$work/shared"
fault "cache for a group" "$((whole ? 0 : 1))" \
    '^warn +cache mode .*others may write' 'chmod go-w' \
    env ZBUILD_CACHE_DIR="$work/shared" cargo-zbuild doctor
mkdir -m 777 "$work/open"
chmod 777 "$work/open"
fault "cache for everybody" 1 '^missing +cache .*everybody may' 'chmod go-w' \
    env ZBUILD_CACHE_DIR="$work/open" cargo-zbuild doctor
fault "cache that cannot be made" 1 '^missing +cache ' 'ZBUILD_CACHE_DIR' \
    env ZBUILD_CACHE_DIR=/proc/zbuild cargo-zbuild doctor
if [ "$(id -u)" = 0 ]; then
    mkdir -m 700 "$work/theirs"
    chown 12345 "$work/theirs"
    fault "cache of somebody else" 1 '^missing +cache .*belongs to user 12345' \
        'ZBUILD_CACHE_DIR' \
        env ZBUILD_CACHE_DIR="$work/theirs" cargo-zbuild doctor
else
    skip "cache of somebody else" "not root"
fi

# --- names on PATH ------------------------------------------------------------

mkdir "$work/names"
name=aarch64-unknown-linux-gnu.2.17-cc
with_names()
{
    PATH=$PATH:$work/names cargo-zbuild doctor 2>&1
}
ln -s "$bin/zshim" "$work/names/$name"
hear with_names
says "a good link" '^ok +names on PATH'
rm "$work/names/$name"
ln "$bin/zshim" "$work/names/$name" 2>/dev/null ||
    cp "$bin/zshim" "$work/names/$name"
hear with_names
says "a hard link or an equal copy" '^ok +names on PATH'
rm "$work/names/$name"
ln -s "$work/gone/zshim" "$work/names/$name"
hear with_names
says "a link to nothing" "^warn +names on PATH .*is gone: .*/$name"
says "a link to nothing: fix" "fix: rm .*/$name"
ln -sf "$work/alone/zshim" "$work/names/$name"
hear with_names
says "a link to another zshim" "^warn +names on PATH .*another zshim: .*/$name"
rm "$work/names/$name"
echo old >"$work/names/$name"
hear with_names
says "an old copy" "^warn +names on PATH .*not this zshim: .*/$name"
rm "$work/names/$name"
# (No distribution has one for big-endian ARM: it may be installed here.)
# A distribution's cross compiler has a GNU name, and is no fault.
printf '#!/bin/sh\n' >"$work/names/aarch64_be-linux-gnu-gcc"
ln -s aarch64_be-linux-gnu-gcc "$work/names/aarch64_be-linux-gnu-cc"
hear with_names
says "a distribution's compiler" '^ok +names on PATH'
chmod +x "$work/names/aarch64_be-linux-gnu-gcc"
mkdir "$work/behind"
ln -s "$bin/zshim" "$work/behind/aarch64_be-linux-gnu-gcc"
PATH=$PATH:$work/names:$work/behind hear cargo-zbuild doctor
says "a distribution's compiler before ours" \
    "^warn +names on PATH +1 names .*names/aarch64_be-linux-gnu-gcc \(before .*behind/"
says "a distribution's compiler before ours: fix" "fix: PATH=$work/behind:.PATH"
PATH=$work/behind:$PATH:$work/names hear cargo-zbuild doctor
says "a distribution's compiler behind ours" '^ok +names on PATH'

# --- environment --------------------------------------------------------------

CC_aarch64_unknown_linux_gnu=mine PKG_CONFIG_PATH=/x CPATH=/y \
    CMAKE_TOOLCHAIN_FILE=/z RUSTFLAGS=-g CFLAGS= hear doctor
says "own CC" '^ok +environment +CC_aarch64_unknown_linux_gnu=mine'
says "PKG_CONFIG_PATH" '^warn +environment +PKG_CONFIG_PATH=/x'
says "PKG_CONFIG_PATH: fix" 'fix: unset PKG_CONFIG_PATH'
says "CPATH" '^warn +environment +CPATH=/y'
says "CMAKE_TOOLCHAIN_FILE" '^warn +environment +CMAKE_TOOLCHAIN_FILE=/z'
says "RUSTFLAGS" '^ok +environment +RUSTFLAGS=-g'
silent "an empty variable" 'CFLAGS='
PKG_CONFIG_ALLOW_CROSS=1 hear doctor
says "pkg-config that finds the host's" \
    '^warn +environment +PKG_CONFIG_ALLOW_CROSS=1'
PKG_CONFIG_ALLOW_CROSS=1 PKG_CONFIG_LIBDIR=/x hear doctor
says "pkg-config that does not" '^ok +environment +PKG_CONFIG_ALLOW_CROSS=1'

# --- json ---------------------------------------------------------------------

CPATH=$'a\nb"\xff' ZBUILD_ZIG=/nonexistent ask doctor --json
check "--json: status" is_status 1
CPATH=$'a\nb"\xff' ZBUILD_ZIG=/nonexistent ask doctor --json
check "--json" json '
    [x["status"] for x in d["findings"] if x["about"] == "zig"] == ["missing"] and
    d["ok"] is False and
    {x["status"] for x in d["findings"]} >= {"ok", "warn", "missing"}'


# --- a workspace of cross' ------------------------------------------------------
mkdir -p "$work/crossed/.git"
cd "$work/crossed" || exit 1
cat >Cross.toml <<'END'
[build]
default-target = "aarch64-unknown-linux-gnu"
pre-build = [
    "dpkg --add-architecture $CROSS_DEB_ARCH",
    "apt-get update && apt-get --assume-yes install libssl-dev:$CROSS_DEB_ARCH zlib1g-dev:arm64 protobuf-compiler && rm -rf /x",
]
[build.env]
passthrough = ["A", "B=1"]
volumes = ["V"]
[target.armv7-unknown-linux-gnueabihf]
image = "some/image:1"
runner = "qemu-user"
build-std = true
pre-build = "./script.sh"
[target.x86_64-unknown-linux-gnu]
zig = "2.17"
END
fault "Cross.toml: its libraries" $((1 - whole)) '^ok +Cross.toml +build: pre-build: the target' \
    'cargo zbuild deps add --target aarch64-unknown-linux-gnu libssl-dev zlib1g-dev$' doctor
says "Cross.toml: tools of this machine" 'fix: apt-get install protobuf-compiler$'
says "Cross.toml: passthrough" 'build: passthrough: every variable'
says "Cross.toml: volumes" 'build: volumes: '
says "Cross.toml: an image" '^ok +Cross.toml +armv7-unknown-linux-gnueabihf: image: '
says "Cross.toml: a runner" 'fix: cargo zbuild test --target armv7-unknown-linux-gnueabihf$'
says "Cross.toml: build-std" 'fix: cargo zbuild std armv7-unknown-linux-gnueabihf$'
says "Cross.toml: a script" 'armv7-unknown-linux-gnueabihf: pre-build: a script'
says "Cross.toml: zig" 'x86_64-unknown-linux-gnu: zig: '
says "Cross.toml: the page" 'fix: cargo zbuild help cross$'
missing=
for key in $(grep -oE '^[a-z-]+ =' Cross.toml | tr -d ' ='); do
    grep -q "^| \`$key\`" "$top/docs/cross.md" || missing="$missing $key"
done
equal "Cross.toml: each key is in docs/cross.md" "$missing" ''
echo '[build' >Cross.toml
fault "Cross.toml: not TOML" $((1 - whole)) '^warn +Cross.toml .*Cross.toml:1' '' doctor

finish
