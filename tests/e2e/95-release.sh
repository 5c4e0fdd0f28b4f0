#!/bin/bash
# The release: zbuild builds zbuild for other hosts, and what people install works
# where they install it. Here one host by itself, another by qemu-user, and the
# wheel in an environment of its own; `make check-newcomer` has the packages, and
# clean roots of Debian 12 and 13.
. "$(dirname "$0")/../lib/e2e.sh"

mine=$(uname -m)-unknown-linux-musl
other=aarch64-unknown-linux-musl
version=$(sed -n 's/^#define ZBUILD_VERSION "\(.*\)"/\1/p' "$top/common/version.h")
[ "$mine" = x86_64-unknown-linux-musl ] || {
    skip release "the tests know x86_64 only"
    finish
}

# --- the programs ---------------------------------------------------------------
try 'a release for this machine' \
    "$top/dist/release" "$work/dist" "$mine"
try 'the programs of another host' "$top/dist/build" "$other" "$work/other"
try 'once more, in another folder' "$top/dist/build" "$other" "$work/folder/again"
for program in zshim cargo-zbuild; do
    try "$program: two builds in two folders give the same bytes" \
        cmp "$work/other/$program" "$work/folder/again/$program"
    try "$program of $other is static" elf_suits "$work/other/$program" "$other"
done
not_in() { ! grep -qF "$1" "$2"; }
for program in zshim cargo-zbuild; do
    try "$program: no path of this machine in it" \
        not_in "$work" "$work/other/$program"
    try "$program: nor of the tree" not_in "$top" "$work/other/$program"
done

# --- installed ------------------------------------------------------------------
refuses 'a prefix that cannot be written: one message, and the fix' 2 \
    'make: cannot write to ./proc/none/bin.: make install PREFIX=\$HOME/[.]local, or as root' \
    make -s -C "$top" install BUILD="$BUILD" PREFIX=/proc/none

# --- run by qemu ----------------------------------------------------------------
# Under the name that it is run by, a link as a user's.
ln -s "$work/other/zshim" "$work/aarch64-linux-gnu-cc"
try_says 'emulated, it answers with its version' "cargo-zbuild $version.*" \
    qemu-aarch64 "$work/other/cargo-zbuild" --version
try_says 'emulated, it knows the name that it is run by' 'aarch64-linux-gnu' \
    qemu-aarch64 "$work/aarch64-linux-gnu-cc" -dumpmachine
echo 'int main(void) { return 42; }' >"$work/main.c"
# (clang starts the linker by a name of ours, which the kernel cannot run here.)
try 'emulated, it compiles' qemu-aarch64 "$work/aarch64-linux-gnu-cc" \
    -c -o "$work/main.o" "$work/main.c"
try 'what it compiled links' "$shim" cc --target=aarch64-linux-gnu \
    -o "$work/main" "$work/main.o"
hear qemu-aarch64 -L /usr/aarch64-linux-gnu "$work/main"
[ $status = 42 ] && ok 'and runs' || heard 'and runs' "status $status"

# --- the tarball ----------------------------------------------------------------
mkdir "$work/tar"
try 'the tarball unpacks' tar -C "$work/tar" --strip-components=1 -xzf \
    "$work/dist/zbuild-$version-$mine.tar.gz"
for file in bin/zshim bin/cargo-zbuild bin/zbuild share/man/man1/zshim.1 \
    share/man/man7/zbuild-rules.7 share/doc/zbuild/README.md \
    share/doc/zbuild/LICENSE-MIT share/doc/zbuild/licences/musl \
    share/bash-completion/completions/cargo-zbuild \
    share/zsh/site-functions/_cargo-zbuild \
    share/fish/vendor_completions.d/cargo-zbuild.fish; do
    try "it has $file" test -s "$work/tar/$file"
done
# Its libc is musl's, this machine's is not.
try_says 'the static musl program knows this machine' \
    'ok +this machine +x86_64-unknown-linux-gnu, by .*' \
    eval '"$work/tar/bin/zbuild" doctor || :'
(cd "$work/dist" && sha256sum -c --quiet SHA256SUMS) >"$work/sums" 2>&1
try 'SHA256SUMS holds' test ! -s "$work/sums"
try 'the SPDX list names each artefact by its hash' python3 -I - "$work/dist" <<'PY'
import hashlib, json, pathlib, sys
out = pathlib.Path(sys.argv[1])
spdx = json.loads(next(out.glob("*.spdx.json")).read_text())
assert spdx["spdxVersion"] == "SPDX-2.3"
said = {p["packageFileName"]: p["checksums"][0]["checksumValue"]
        for p in spdx["packages"] if "packageFileName" in p}
there = {f.name: hashlib.sha256(f.read_bytes()).hexdigest()
         for f in out.iterdir() if f.suffix in (".whl", ".gz", ".deb", ".rpm")}
assert said and there == {n: said[n] for n in there}, (said, there)
PY

# --- the wheel ------------------------------------------------------------------
# ziglang comes from the file that the tests have, not from the network.
wheel=$(echo "$work"/dist/cargo_zbuild-*.whl)
zig_wheel=$(this_zigs_wheel)
try 'pip installs the wheel' eval 'python3 -m venv "$work/venv" &&
    "$work/venv/bin/pip" -q install --no-index --find-links "${zig_wheel%/*}" \
        "$wheel"'
# Not on PATH, without a zig but the environment's own.
newcomer()
{
    env -u ZBUILD_ZIG PATH=/usr/bin:/bin HOME="$work/home" \
        ZBUILD_CACHE_DIR="$work/newcache" "$@"
}
mkdir "$work/home"
try_says 'its zig is the one beside it' "$work/venv/.*/ziglang/zig" \
    newcomer "$work/venv/bin/zbuild" zig path
try_says 'by its third name, too, in a folder on PATH' "cargo-zbuild $version.*" \
    env PATH="$work/venv/bin:/usr/bin:/bin" zbuild --version
newcomer "$work/venv/bin/zshim" cc --target=x86_64-linux-gnu.2.17 \
    -o "$work/main" "$work/main.c" >"$work/log/newcomer" 2>&1
hear "$work/main"
[ $status = 42 ] && ok "the newcomer's first program" ||
    heard "the newcomer's first program" "status $status: $(cat "$work/log/newcomer")"
try 'a wheel for another machine is refused' eval \
    'cp "$wheel" "$work/cargo_zbuild-$version-py3-none-manylinux_2_17_s390x.whl" &&
    ! "$work/venv/bin/pip" -q install --no-index --no-deps --force-reinstall \
        "$work/cargo_zbuild-$version-py3-none-manylinux_2_17_s390x.whl"'

finish
