#!/bin/bash
# make check-newcomer: what `make dist` makes, as people get it. The contents of
# each kind of package; then in clean roots of Debian 12 and 13 every way in, up to
# a C program for AArch64 and glibc 2.17 and, where the system has a Rust that is
# new enough, a Rust program. Bad ways in, too. As root (mmdebstrap, chroot), a
# quarter of an hour; ziglang comes from PyPI. SUITES="bookworm" for one of the two,
# WAYS="pip deb tarball bad ci" for some of the ways.
suite_work=${BUILD:-build}/newcomer
. "$(dirname "$0")/../lib/e2e.sh"

if [ "$(id -u)" != 0 ] || [ "$(uname -m)" != x86_64 ]; then
    skip newcomer 'needs root, for chroot, and x86_64'
    finish
fi
suites=${SUITES:-bookworm trixie}
ways=${WAYS:-pip deb tarball bad ci}
triple=x86_64-unknown-linux-musl
version=$(sed -n 's/^#define ZBUILD_VERSION "\(.*\)"/\1/p' "$top/common/version.h")
dist=$work/dist
unset ZBUILD_ZIG ZBUILD_CACHE_DIR ZBUILD_STD CARGO_HOME
zig_cache=$ZIG_GLOBAL_CACHE_DIR
unset ZIG_GLOBAL_CACHE_DIR ZIG_LOCAL_CACHE_DIR

try 'make dist' env ZBUILD_ZIG="$top/.deps/zig/ziglang/zig" "$top/dist/release" \
    "$dist" $triple || finish
wheel=$(echo "$dist"/cargo_zbuild-*.whl)

# --- what is in them --------------------------------------------------------------

# Kind, file, how it is listed.
kinds="deb $dist/zbuild_${version}_amd64.deb
rpm $dist/zbuild-$version-1.x86_64.rpm
apk $dist/zbuild_${version}_x86_64.apk
arch $dist/zbuild-$version-1-x86_64.pkg.tar.zst"
list_deb() { dpkg-deb --fsys-tarfile "$1" | tar -tf - | sed 's,^\./,,'; }
list_rpm() { rpm -qlp "$1" | sed 's,^/,,'; }
list_apk() { tar -tzf "$1" 2>/dev/null; }
list_arch() { tar -tf "$1"; }
# What all have, and what one has.
everywhere='usr/bin/zshim usr/bin/cargo-zbuild usr/bin/zbuild
usr/share/man/man1/zshim.1.gz usr/share/man/man1/zbuild.1.gz
usr/share/man/man5/zbuild.ini.5.gz usr/share/man/man7/zbuild-rules.7.gz
usr/share/bash-completion/completions/cargo-zbuild
usr/share/fish/vendor_completions.d/cargo-zbuild.fish
usr/share/doc/zbuild/README.md usr/share/doc/zbuild/docs/targets.md'
zsh=usr/share/zsh/site-functions/_cargo-zbuild
licence=usr/share/licenses/zbuild/LICENSE-MIT
in_deb='usr/share/zsh/vendor-completions/_cargo-zbuild
usr/share/doc/zbuild/copyright usr/share/doc/zbuild/changelog.gz'
in_rpm="$zsh $licence"
in_apk="$zsh usr/share/doc/zbuild/LICENSE-MIT .PKGINFO"
in_arch="$zsh $licence .PKGINFO .MTREE"
while read -r kind file; do
    "list_$kind" "$file" >"$work/list" || :
    in_it=in_$kind
    missing=$(printf '%s\n' $everywhere ${!in_it} | grep -vxFf "$work/list")
    equal "$kind: programs, pages, completions, licences" "$missing" ''
    equal "$kind: below /usr and nowhere else" \
        "$(grep -vE '^(usr|\.PKGINFO|\.MTREE|\.SIGN\..*)(/|$)' "$work/list")" ''
done <<<"$kinds"
try 'lintian finds nothing' lintian --allow-root --fail-on error,warning,info \
    "$dist/zbuild_${version}_amd64.deb"
try 'twine finds nothing' twine check --strict "$wheel"
try 'rpm: its digests hold' rpm -K --nosignature "$dist"/*.rpm
try_says 'deb: a maintainer with an address' '.+ <.+@.+[.].+>' \
    dpkg-deb -f "$dist/zbuild_${version}_amd64.deb" Maintainer
find "$dist" -type f ! -name '*.zst' -exec sha256sum {} + >"$work/sums"
try 'once more' env ZBUILD_ZIG="$top/.deps/zig/ziglang/zig" "$top/dist/release" \
    "$dist" $triple
try 'gives the same bytes' sha256sum -c --quiet "$work/sums"

# --- clean roots ------------------------------------------------------------------

# A minimal Debian with an ordinary user, and this machine's ways to the network,
# kept in the cache for other runs.
make_root()
{
    local suite=$1 tar=$cache/roots/$1.tar site tmp=$work/make-$1 file
    [ -f "$tar" ] && return
    site=$(apt-get indextargets --format '$(SITE)' | grep -E '/debian/?$' | head -n 1)
    mmdebstrap --quiet --variant=minbase --skip=cleanup/apt/lists --include=ca-certificates \
        --aptopt='Acquire::Check-Valid-Until "false"' \
        "$suite" "$tmp" "deb $site $suite main" || return
    chroot "$tmp" useradd -m -s /bin/bash newcomer
    for file in /etc/resolv.conf /etc/pip.conf /etc/ssl/certs/ca-certificates.crt; do
        [ ! -e $file ] || cp -L $file "$tmp$file"
    done
    mkdir -p "${tar%/*}"
    tar -C "$tmp" -cf "$tar.tmp" . && mv "$tar.tmp" "$tar"
    rm -rf "$tmp"
}

# inside USER COMMAND: a login shell in $root, with processes of its own.
inside()
{
    local user=$1 home=/home/newcomer
    [ "$user" != root ] || home=/root
    env -i PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin HOME=$home \
        USER="$user" LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
        PIP_DEFAULT_TIMEOUT=180 SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt \
        unshare -m -p -f --kill-child --mount-proc="$root/proc" \
        chroot --userspec="$user:$user" "$root" \
        /bin/bash -c "cd $home && $2"
}

# with_root SUITE: a fresh one in $root, with what people bring.
with_root()
{
    drop_root
    root=$work/root
    mkdir "$root"
    tar -C "$root" -xf "$cache/roots/$1.tar"
    mkdir "$root/dist"
    cp "$dist"/*.{whl,deb,tar.gz} "$root/dist"
    chmod -R a+rX "$root/dist"
    printf '#include <stdio.h>\nint main(void) { puts("fine"); return 0; }\n' \
        >"$root/home/newcomer/hello.c"
}
drop_root() { rm -rf "$work/root"; }

apt() { inside root "apt-get -qq -y install $1 >/dev/null 2>&1"; }

# c_program NAME PREFIX: with the programs of PREFIX (a folder and /, or nothing),
# by the user.
c_program()
{
    try "$1: a C program for AArch64 and glibc 2.17" inside newcomer \
        "$2zshim cc --target=aarch64-linux-gnu.2.17 -o hello hello.c" &&
        try "$1: it is what it should be" elf_program \
            "$root/home/newcomer/hello" aarch64-unknown-linux-gnu.2.17 &&
        try_says "$1: it runs" fine qemu-aarch64 -L /usr/aarch64-linux-gnu \
            "$root/home/newcomer/hello"
    rm -f "$root/home/newcomer/hello"
}

# rust_program NAME COMMAND: cargo starts ours.
rust_program()
{
    try "$1: a Rust program for glibc 2.17" inside newcomer \
        "cargo new -q app && cd app && $2 --target x86_64-unknown-linux-gnu.2.17" &&
        try_says "$1: it runs" 'Hello, world!' inside newcomer \
            app/target/x86_64-unknown-linux-gnu/debug/app
}

try_pip()
{
    with_root "$1"
    try "$1: python3-venv" apt '--no-install-recommends python3-venv'
    try "$1, pip: the wheel" inside newcomer \
        'python3 -m venv v && v/bin/pip -q install /dist/*.whl'
    # (Not on PATH: zig is the one beside us.)
    c_program "$1, pip" v/bin/
    try_says "$1, pip: the third name" "cargo-zbuild $version.*" inside newcomer \
        'PATH=$HOME/v/bin:$PATH zbuild --version'
    try "$1, pip: pages where man looks" inside newcomer \
        'test -s v/share/man/man1/zbuild.1'
    try "$1, uv tool: the wheel" inside newcomer 'v/bin/pip -q install uv &&
        v/bin/uv -q tool install --python /usr/bin/python3 /dist/*.whl'
    c_program "$1, uv tool" .local/bin/
    try "$1, uv tool: away again" inside newcomer 'v/bin/uv -q tool uninstall cargo-zbuild'
    try "$1, pipx: the wheel" inside newcomer 'v/bin/pip -q install pipx &&
        v/bin/pipx install --python /usr/bin/python3 /dist/*.whl'
    c_program "$1, pipx" .local/bin/
}

try_deb()
{
    with_root "$1"
    # Its recommendations without theirs, which are a compiler.
    try "$1, apt: the package" inside root \
        'apt-get -qq -y install --no-install-recommends /dist/zbuild_*_amd64.deb \
            python3-pip >/dev/null 2>&1'
    try "$1, apt: zig" inside newcomer 'zbuild zig install'
    c_program "$1, apt" ''
    if [ "$1" = trixie ]; then
        try "$1: Debian's cargo" apt '--no-install-recommends cargo'
        rust_program "$1, apt" 'cargo zbuild build'
    fi
    try "$1, apt: away again" inside root \
        'apt-get -qq -y purge zbuild >/dev/null 2>&1 && ! test -e /usr/bin/zbuild'
}

try_tarball()
{
    with_root "$1"
    try "$1, tarball: python3-pip" apt '--no-install-recommends python3-pip'
    try "$1, tarball: unpacked" inside newcomer "mkdir .local &&
        tar -C .local --strip-components=1 -xzf /dist/zbuild-*-$triple.tar.gz"
    try "$1, tarball: zig" inside newcomer '.local/bin/zbuild zig install'
    c_program "$1, tarball" .local/bin/
}

# --- bad ways in ------------------------------------------------------------------

try_bad()
{
    with_root "$1"
    apt '--no-install-recommends python3-venv'
    # Its half must not be taken for the whole.
    try_says "$1: half a tarball" '.*(unexpected end of file|Unexpected EOF).*' inside \
        newcomer "head -c 500000 /dist/zbuild-*-$triple.tar.gz >half.tar.gz
        ! tar -xzf half.tar.gz 2>&1"
    try_says "$1: half a wheel" '.*(is invalid|is an invalid wheel|not a zip file).*' \
        inside newcomer 'python3 -m venv v && mkdir half && cd half &&
        head -c 500000 /dist/*.whl >$(basename /dist/*.whl) &&
        ! ../v/bin/pip install --no-deps ./*.whl 2>&1'
    try_says "$1: a wheel for another machine" \
        '.*is not a supported wheel on this platform.*' inside newcomer \
        "cp /dist/*.whl cargo_zbuild-$version-py3-none-manylinux_2_17_s390x.whl &&
        ! v/bin/pip install --no-deps ./cargo_zbuild-*s390x.whl 2>&1"
    # The oldest that runs on Debian 12's Python.
    if [ "$1" = bookworm ]; then
        try "$1: a pip of 2019" inside newcomer 'v/bin/pip -q install \
            pip==19.3.1 2>/dev/null && v/bin/python -m pip -q install /dist/*.whl'
        c_program "$1: a pip of 2019" v/bin/
    fi
    try_says "$1: no zig and no pip: one message, and the fix" \
        'hint: install python3-pip.*' inside newcomer "mkdir t && tar -C t \
            --strip-components=1 -xzf /dist/zbuild-*-$triple.tar.gz
        ! PATH=/bin t/bin/zbuild zig install 2>&1"
}

# --- CI -----------------------------------------------------------------------------

# steps WORD…: what action.yml and docs/ci.md have, as the root's /steps.
steps() { (cd "$top" && python3 tests/newcomer/steps.py "$@") >"$root/steps"; }

# job NAME TARGET FILE: the steps run in /src twice, the second time with nothing but
# what was carried over; FILE is then a program of TARGET.
job()
{
    local i home=$root/root
    for i in first second; do
        try "$1, $i time" inside root 'cd /src && bash /steps' || return
        try "$1, $i time: its program" elf_program "$root$3" "$2"
        rm -rf "$root$3" "$home/.cache/zbuild"
        [ $i = second ] || rm -rf "$root/opt/zbuild" "$root/tmp/runner"/{zbuild,zbuild-names,path,output}
    done
}

try_ci()
{
    [ "$1" = trixie ] || return 0
    with_root "$1"
    # (ours is not on PyPI)
    echo 'find-links = /dist' >>"$root/etc/pip.conf"
    mkdir "$root/src"
    cp "$root/home/newcomer/hello.c" "$root/src"
    apt '--no-install-recommends python3-venv'
    try 'GitHub: steps' steps github
    sed -i '1i RUNNER_TEMP=/tmp/runner' "$root/steps"
    job GitHub aarch64-unknown-linux-gnu.2.17 /src/hello
    try 'GitLab: steps' steps gitlab
    job GitLab aarch64-unknown-linux-gnu.2.17 /src/hello
    try 'Docker, a toolchain: steps' steps dockerfile 0
    try 'Docker, a toolchain' inside root 'cd /src && bash /steps'
    try 'Docker, a toolchain: its names' inside root \
        'PATH=/opt/names:$PATH aarch64-linux-gnu-gcc -o /src/hello /src/hello.c'
    try 'Docker, from scratch: steps' steps dockerfile 1
    mkdir "$root/context"
    cp "$root/home/newcomer/hello.c" "$root/context"
    try 'Docker, from scratch' inside root 'cd /context && bash /steps'
    try_says 'Docker, from scratch: it runs' fine qemu-aarch64 "$root/hello"
    try 'Docker, Rust: steps' steps dockerfile 2
    new_crate "$root/app" app
    try 'Docker, Rust' inside root 'cd /app && rm -rf /src && bash /steps'
    try_says 'Docker, Rust: it runs' hello inside root \
        /src/target/x86_64-unknown-linux-gnu/release/app
}

for suite in $suites; do
    try "$suite: a clean root" make_root "$suite" || continue
    for way in $ways; do "try_$way" "$suite"; done
done
drop_root
finish
