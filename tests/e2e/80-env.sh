#!/bin/bash
# Every format of `cargo zbuild env`, read by the program that it is for: the
# shells evaluate it and must end up with the environment of `exec`; CMake,
# Meson, Go, cargo, clang and a GitHub runner's rules find the same tools. All of
# it with names and values that need quoting.
. "$(dirname "$0")/../lib/e2e.sh"

t=aarch64-unknown-linux-gnu.2.17
tu=aarch64_unknown_linux_gnu
read_formats=$top/tests/e2e/env/read.py
# The folder of links is below the cache, so its name is in most values.
nasty="a b'c\"d\$HOME\`id\`\\e*?[x]{y,z}~#;&|<>(!)%s=’“é→"
export ZBUILD_CACHE_DIR="$work/$nasty"
mkdir "$ZBUILD_CACHE_DIR"
bin="$ZBUILD_CACHE_DIR/bin/$t"
# Merged into ours: a line break, and what each shell treats in its own way.
export BINDGEN_EXTRA_CLANG_ARGS="-DA='x  y' -DB=\\\$C'
'\\\\\\\\ '-DC=’‘‚‛“' -DD=\\'"
# Not by cargo, which adds to the environment; fish takes text that is not of
# the locale apart.
export LC_ALL=C.UTF-8
env_as() { cargo-zbuild zbuild env --target $t --format "$@"; }

# --- shells ------------------------------------------------------------------

# What only the shell itself changes.
variables()
{
    sort -z | grep -zvE '^(_|SHLVL|PWD|OLDPWD|LOGNAME|USER)='
}

cargo-zbuild zbuild exec --target $t -- env -0 | variables >"$work/exec"
count=$(tr '\0\n' '\n ' <"$work/exec" | grep -cF "$ZBUILD_CACHE_DIR")
if [ "$count" -gt 15 ]; then ok 'exec sets the environment'; else
    not_ok 'exec sets the environment' "$count values name the folder"; fi

# shell NAME FORMAT COMMAND…: COMMAND runs what $eval says
shell()
{
    local name=$1 format=$2
    shift 2
    if ! command -v "$1" >/dev/null; then
        skip "$name evaluates env" "no $1 here"
        return
    fi
    env_as "$format" >"$work/env.$format"
    "$@" "$work/env.$format" 2>"$work/shell.err" | variables >"$work/shell"
    if cmp "$work/exec" "$work/shell" && [ ! -s "$work/shell.err" ]; then
        ok "$name evaluates env"
    else
        not_ok "$name evaluates env" "$(cat "$work/shell.err")" \
            "$(diff -a <(tr '\0' '\n' <"$work/exec") \
                <(tr '\0' '\n' <"$work/shell") | head -n 20)"
    fi
}
shell sh sh sh -c 'eval "$(cat "$1")"; env -0' x
shell dash sh dash -c 'eval "$(cat "$1")"; env -0' x
shell bash sh bash --norc -c 'eval "$(cat "$1")"; env -0' x
shell 'bash --posix' sh bash --posix -c '. "$1"; env -0' x
shell zsh sh zsh -f -c 'eval "$(cat "$1")"; env -0' x
shell fish fish fish --no-config -c 'cat $argv[1] | source; env -0'
# The texts that the manual tells to type.
try_says 'the manual'"'"'s line for fish' '.*/bin/[^/]*/aarch64-linux-gnu.2.17-gcc' \
    fish --no-config -c "cargo-zbuild zbuild env --target $t --format fish | source; echo \$CC"
# PowerShell is in none of the registries that tests may use: where it is
# installed it evaluates the file, and everywhere the file is read by its rules.
if command -v pwsh >/dev/null; then
    shell pwsh pwsh pwsh -NoProfile -File "$top/tests/e2e/env/run.ps1"
fi
env_as pwsh >"$work/env.pwsh"
env -0 >"$work/before"
try 'pwsh: by its quoting rules' python3 "$read_formats" pwsh \
    "$work/env.pwsh" "$work/exec" "$work/before"
env_as github >"$work/env.github"
try "github: by its runner's rules" python3 "$read_formats" github \
    "$work/env.github" "$work/exec" "$work/before"
env_as json >"$work/env.json"
try 'json' python3 "$read_formats" json "$work/env.json" "$work/exec" \
    "$work/before"

# --- files -------------------------------------------------------------------

env_as cargo >"$work/env.toml"
try 'cargo: TOML with the same values' python3 "$read_formats" cargo \
    "$work/env.toml" "$work/exec"
mkdir -p "$work/crate/src" "$work/crate/.cargo"
printf '[package]\nname = "c"\nversion = "0.1.0"\nedition = "2021"\n[workspace]\n' \
    >"$work/crate/Cargo.toml"
echo 'fn main() {}' >"$work/crate/src/main.rs"
printf '%s\n' 'use std::os::unix::ffi::OsStrExt;' 'fn main() {' \
    'let mut all = Vec::new();' 'for (k, v) in std::env::vars_os() {' \
    'all.extend(k.as_bytes()); all.push(b"="[0]); all.extend(v.as_bytes()); all.push(0); }' \
    'std::fs::write(std::env::var_os("DUMP").unwrap(), all).unwrap(); }' \
    >"$work/crate/build.rs"
cp "$work/env.toml" "$work/crate/.cargo/zbuild.toml"
echo 'include = ["zbuild.toml"]' >"$work/crate/.cargo/config.toml"
if cargo -V | awk '{ split($2, v, "."); exit !(v[2] >= 94) }'; then
    # No std for this target is needed to run a build script.
    (cd "$work/crate" && env -u BINDGEN_EXTRA_CLANG_ARGS DUMP="$work/dump" \
        cargo check --target aarch64-unknown-linux-gnu) >"$work/cargo.log" 2>&1
    [ -s "$work/dump" ] || cat "$work/cargo.log"
    try 'cargo: a build script sees the included file' python3 \
        "$read_formats" script "$work/env.toml" "$work/dump"
else
    skip 'cargo: a build script sees the included file' "$(cargo -V) has no include"
fi

env_as cmake >"$work/toolchain.cmake"
cat >"$work/show.cmake" <<'C'
include("$ENV{TOOLCHAIN}")
foreach(v CMAKE_SYSTEM_NAME CMAKE_SYSTEM_PROCESSOR CMAKE_C_COMPILER
		CMAKE_CXX_COMPILER CMAKE_AR CMAKE_RANLIB CMAKE_STRIP
		CMAKE_FIND_ROOT_PATH_MODE_LIBRARY CMAKE_CROSSCOMPILING_EMULATOR)
	message("${v}=${${v}}")
endforeach()
C
# CMake gives a list's elements with semicolons between, and has no way to have
# one inside of them.
clean="$work/a b'c\"d\$HOME\`id\`\\e*?[x]~#&|<>(!)%s=’“é→"
mkdir "$clean"
ZBUILD_CACHE_DIR=$clean env_as cmake >"$work/toolchain.cmake"
TOOLCHAIN=$work/toolchain.cmake cmake -P "$work/show.cmake" >"$work/cmake.log" 2>&1
for want in CMAKE_SYSTEM_NAME=Linux CMAKE_SYSTEM_PROCESSOR=aarch64 \
    "CMAKE_C_COMPILER=$clean/bin/$t/aarch64-linux-gnu.2.17-cc" \
    "CMAKE_STRIP=$clean/bin/$t/aarch64-linux-gnu.2.17-strip" \
    CMAKE_FIND_ROOT_PATH_MODE_LIBRARY=ONLY \
    "CMAKE_CROSSCOMPILING_EMULATOR=$BUILD/bin/cargo-zbuild;run-binary;--target;${t%.2.17}"; do
    if grep -qxF "$want" "$work/cmake.log"; then
        ok "cmake: ${want%%=*}"
    else
        not_ok "cmake: ${want%%=*}" "wanted $want" "$(cat "$work/cmake.log")"
    fi
done

# (zig cannot have all of them in the folder where it compiles.)
meson_cache="$work/a b'c\\d'e"
mkdir "$work/m" "$meson_cache"
bin="$meson_cache/bin/$t"
ZBUILD_CACHE_DIR=$meson_cache env_as meson >"$work/cross.meson"
printf '%s\n' "project('m', 'c', 'cpp')" \
    "message('family is ' + host_machine.cpu_family())" \
    "message('cc is ' + meson.get_compiler('c').cmd_array()[0])" \
    "message('id is ' + meson.get_compiler('c').get_id())" \
    "test('t', executable('t', 't.c'))" >"$work/m/meson.build"
echo 'int main(void) { return 0; }' >"$work/m/t.c"
(cd "$work/m" && env -u BINDGEN_EXTRA_CLANG_ARGS \
    ZBUILD_CACHE_DIR="$shared_cache" meson setup --cross-file \
    ../cross.meson b) >"$work/meson.log" 2>&1
for want in 'family is aarch64' 'id is clang' \
    "cc is $bin/aarch64-linux-gnu.2.17-gcc"; do
    if grep -qF "$want" "$work/meson.log"; then
        ok "meson: ${want%% is*}"
    else
        not_ok "meson: ${want%% is*}" "$(cat "$work/meson.log")"
    fi
done

# Go splits CC into words and has no escapes: both quotes in one word cannot be
# said there.
go_cache="$work/go a b'c\$HOME"
ZBUILD_CACHE_DIR=$go_cache env_as go >"$work/env.go"
GOENV=$work/env.go GOTOOLCHAIN=local try_says 'go: GOENV' \
    "linux arm64 1 ${go_cache/\$/\\\$}/bin/$t/aarch64-linux-gnu.2.17-gcc" \
    bash -c 'echo $(go env GOOS GOARCH CGO_ENABLED CC) |
        sed "s/ [\"'"'"']/ /; s/[\"'"'"']$//"'
mkdir -p "$work/go"
printf '%s\n' 'package main' '// int seven(void) { return 7; }' 'import "C"' \
    'func main() { println(C.seven()) }' >"$work/go/main.go"
printf 'module x\ngo 1.19\n' >"$work/go/go.mod"
try 'go: builds with it' env GOENV="$work/env.go" GOTOOLCHAIN=local GOFLAGS=-mod=mod \
    GOCACHE="$cache/go-build" ZBUILD_CACHE_DIR="$shared_cache" \
    go build -C "$work/go" -o "$work/seven" . &&
    try_says 'go: and it runs' 7 run_as $t "$work/seven"

env_as flags >"$work/flags"
env_as clangd >"$work/clangd"
try 'clangd: the same words as flags' python3 "$read_formats" clangd \
    "$work/clangd" "$work/flags"
printf '%s\n' '#include <vector>' '#include <string>' '#include <features.h>' \
    'static_assert(__GLIBC_MINOR__ == 17 && sizeof(void *) == 8);' \
    '#ifndef _LIBCPP_VERSION' '#error another library' '#endif' \
    'std::vector<std::string> v;' >"$work/x.cc"
printf '%s\n' '#include <stdio.h>' '#include <stdint.h>' '#include <arm_neon.h>' \
    'int main(void) { puts(""); }' >"$work/x.c"
for file in x.c x.cc; do
    for clang in clang clang-19; do
        command -v $clang >/dev/null || continue
        # Debian 12's clang 14 is too old for zig's libc++.
        [ $clang$file != clangx.cc ] || continue
        try "flags: $clang parses $file" bash -c \
            "cd '$work' && xargs -d '\n' $clang -fsyntax-only $file <flags"
    done
done

# --- what the user set ---------------------------------------------------------

for format in sh fish pwsh meson cmake go; do
    CC="ccache 'my gcc'" env_as $format >"$work/kept" 2>&1
    if grep -q "^# CC=.* is yours (the environment) and stays\$" "$work/kept"
    then
        ok "$format: what stays is said"
    else
        not_ok "$format: what stays is said" "$(head -n 5 "$work/kept")"
    fi
done
for format in github flags; do
    CC=mine env_as $format >"$work/kept" 2>"$work/kept.err"
    case $format in
    github) try 'github: what stays is said on stderr' grep -qx \
        '# CC=mine is yours (the environment) and stays' "$work/kept.err" ;;
    esac
    if grep -q '^CC=\|yours' "$work/kept"; then
        not_ok "$format: ... and is not in the file" "$(cat "$work/kept")"
    else
        ok "$format: ... and is not in the file"
    fi
done
CC="ccache 'my gcc'" env_as meson >"$work/kept"
try "meson: the user's compiler" grep -qxF "c = ['ccache', 'my gcc']" "$work/kept"
CC="ccache 'my gcc'" env_as cmake >"$work/kept"
try "cmake: the user's compiler" grep -qxF \
    'set(CMAKE_C_COMPILER "ccache" "my gcc")' "$work/kept"
finish
