#!/bin/bash
# Go with cgo: SQLite's C driver from the module proxy, for three targets, and a
# small program for ARM. docs/go.md.
. "$(dirname "$0")/../lib/e2e.sh"
. "$top/tests/lib/sources.sh"

export GOPATH=$cache/go GOCACHE=$cache/go-build GOTOOLCHAIN=local GOFLAGS=-mod=readonly
# SQLite is large; what optimising it takes proves nothing more.
export CGO_CFLAGS='-O0 -g0'
unset GOOS GOARCH GOARM CGO_ENABLED GOENV
src=$top/tests/e2e/builds/go

t=aarch64-unknown-linux-gnu.2.17
try "sqlite $t: go build" cargo-zbuild zbuild exec --target $t -- \
    go build -C "$src" -o "$work/arm64" . &&
    try_says "sqlite $t: runs" 'sqlite 42 linux arm64' run_as $t "$work/arm64" &&
    try "sqlite $t: ELF" elf_program "$work/arm64" $t
m=x86_64-unknown-linux-musl
cargo-zbuild zbuild env --target $m --format go >"$work/musl.env"
try "sqlite $m: go build by GOENV" env GOENV="$work/musl.env" \
    go build -C "$src" -o "$work/amd64" . &&
    try_says "sqlite $m: runs" 'sqlite 42 linux amd64' run_as $m "$work/amd64" &&
    try "sqlite $m: static ELF" elf_program "$work/amd64" $m

# A test's binary is run by what `go test -exec` names.
mkdir -p "$work/small"
cd "$work/small" || exit 1
printf 'module small\ngo 1.19\n' >go.mod
printf '%s\n' 'package main' '// #include <math.h>' '// #cgo LDFLAGS: -lm' \
    '// static double root(double x) { return sqrt(x); }' 'import "C"' \
    'import "runtime"' '//export Root' \
    'func Root(x float64) float64 { return float64(C.root(C.double(x))) }' \
    'func main() { println(int(Root(1764)), runtime.GOARCH) }' >main.go
printf '%s\n' 'package main' 'import "testing"' \
    'func TestRoot(t *testing.T) { if Root(49) != 7 { t.Fail() } }' >main_test.go
try "$t: go test -exec" cargo-zbuild zbuild exec --target $t -- \
    go test -exec 'qemu-aarch64 -L /usr/aarch64-linux-gnu' .

for a in armv7-unknown-linux-musleabihf:7 arm-unknown-linux-musleabihf:6; do
    try_says "${a%:*}: GOARM" "arm ${a#*:} 1" cargo-zbuild zbuild exec \
        --target ${a%:*} -- bash -c 'echo $(go env GOARCH GOARM CGO_ENABLED)'
done
a=armv7-unknown-linux-gnueabihf.2.17
try "$a: go build" cargo-zbuild zbuild exec --target $a -- \
    go build -o "$work/arm" . &&
    try_says "$a: is a program of ARM" '.*ELF 32-bit .*ARM, EABI5.*ld-linux-armhf.*' \
        file "$work/arm"
# Go asks CC in two words where ar is (archives; this machine's would do for
# Linux only) and where strip is (macOS).
mkdir -p use  # Go would compile it as a part of the package
printf '%s\n' '#include <stdio.h>' '#include "root.h"' \
    'int main(void) { printf("%.0f\n", Root(1764)); return 0; }' >use/use.c
# (In a folder of wine's that is ours: Go wants a DLL in system32.)
for a in x86_64-pc-windows-gnu $t; do
    try "$a: go build -buildmode=c-archive" cargo-zbuild zbuild exec --target $a -- \
        sh -c 'go build -buildmode=c-archive -o root.a . && $CC -I. use/use.c root.a -lm -o use.exe' &&
        try_says "$a: C calls Go" $'42\r?' env -u WINEPREFIX \
            cargo-zbuild zbuild run-binary ./use.exe
    rm -f use.exe
done
d=aarch64-apple-darwin
try "$d: go build, stripped by our strip" cargo-zbuild zbuild exec --target $d -- \
    go build -o "$work/mac" . &&
    try_says "$d: is a program" '.*Mach-O 64-bit arm64 executable.*' file "$work/mac"
if every; then
    w=x86_64-pc-windows-gnu
    try "$w: go build -buildmode=c-shared" cargo-zbuild zbuild exec --target $w -- \
        sh -c 'go build -buildmode=c-shared -o root.dll . && $CC -I. use/use.c root.dll -o use.exe' &&
        try_says "$w: C calls Go's DLL" $'42\r?' env -u WINEPREFIX \
            cargo-zbuild zbuild run-binary ./use.exe
    a=armv7-unknown-linux-musleabihf
    try "$a: go build" cargo-zbuild zbuild exec --target $a -- \
        go build -o "$work/arm" . &&
        try_says "$a: runs" '42 arm' qemu-arm "$work/arm"
    w=x86_64-pc-windows-gnu
    try "sqlite $w: go build" cargo-zbuild zbuild exec --target $w -- \
        go build -C "$src" -o "$work/sqlite.exe" . && {
        try_says "sqlite $w: runs" $'sqlite 42 windows amd64\r?' \
            env -u WINEPREFIX cargo-zbuild zbuild run-binary "$work/sqlite.exe"
        try "sqlite $w: its headers and imports" pe_suits "$work/sqlite.exe" $w
    }
fi
finish
