#!/bin/bash
# Windows: C and C++ programs, DLLs and resources, import libraries, Rust with
# std. Those for x86_64 and i686 run under wine; nothing here runs aarch64: of
# those the headers are read.
. "$(dirname "$0")/../lib/e2e.sh"
. "$top/tests/lib/sources.sh"

src=$top/tests/e2e/windows
cd "$work" || exit 1

for t in x86_64-pc-windows-gnu x86_64-pc-windows-gnullvm \
    i686-pc-windows-gnu aarch64-pc-windows-gnullvm; do
    try "$t: names" cargo zbuild link --target "$t" --dir "$work/bin"
done
PATH=$work/bin:$PATH

runs()
{
    cargo zbuild run-binary "$@"
}

# ends NAME STATUS LINE COMMAND…: ends with STATUS and says LINE.
ends()
{
    local name=$1 status=$2 line=$3 got said
    shift 3
    said=$("$@" 2>"$work/err")
    got=$?
    said=${said//$'\r'/}
    if [ $got = "$status" ] && [ "$said" = "$line" ]; then
        ok "$name"
    else
        not_ok "$name" "status $got, said: $said" "$(tail -n 20 "$work/err")"
    fi
}

# ---- C and C++ for all three machines ----

# Whatever mingw-w64's stdio is told to be.
long_double()
{
    local ansi
    for ansi in '' 0 1; do
        "$1-gcc" -O1 ${ansi:+-D__USE_MINGW_ANSI_STDIO=$ansi} \
            "$src/longdouble.c" -o "$d/longdouble$ansi.c.exe" || return
    done
}

# long_double_runs RUN FOLDER: those programs, by the function RUN.
long_double_runs()
{
    local program
    for program in "$2"/longdouble*.exe; do
        (cd "$2" && "$1" "$program" <<<0.1 | tr -d '\r' | grep -x 'fine, 1.25')
    done
}

# builds GNU-PREFIX MACHINE: makes everything in a folder of that name.
builds()
{
    local g=$1 m=$2 d=$work/$1
    mkdir -p "$d"
    try "$g: C with threads, files and sockets" "$g-gcc" -O2 -Wall -Werror \
        "$src/first.c" -o "$d/first.exe" -lws2_32
    try "$g: a DLL with --out-implib" "$g-gcc" -O2 -shared "$src/sum.c" \
        -o "$d/sum.dll" -Wl,--out-implib,"$d/libsum.dll.a"
    try "$g: a program of that DLL" "$g-gcc" "$src/usesum.c" \
        -o "$d/usesum.exe" -L"$d" -lsum
    try "$g: a DLL by a .def file" "$g-gcc" -O2 -shared "$src/plain.c" \
        "$src/plain.def" -o "$d/plain.dll" \
        -Wl,--out-implib="$d/libplain.dll.a"
    try "$g: a program of that DLL, too" "$g-gcc" "$src/useplain.c" \
        -o "$d/useplain.exe" -L"$d" -lplain
    try "$g: dlltool's import library of the .def" "$g-dlltool" \
        -d "$src/plain.def" -D plain.dll -l "$d/libagain.a"
    try "$g: a program of that" "$g-gcc" "$src/useplain.c" \
        -o "$d/useagain.exe" -L"$d" -lagain
    try "$g: -municode" "$g-gcc" -municode "$src/wide.c" -o "$d/wide.exe"
    try "$g: windres" env -C "$src" "$g-windres" \
        -DTEXT_OF_BUILD='\"some text\"' window.rc -o "$d/window.o"
    try "$g: -mwindows with resources" "$g-gcc" -mwindows -Wall -Werror \
        "$src/window.c" "$d/window.o" -o "$d/window.exe" -lversion
    try "$g: a C++ library" "$g-g++" -O1 -std=c++20 -Wall -c \
        "$src/thrower.cc" -o "$d/thrower.o"
    try "$g: a C++ program, -static" "$g-g++" -static -O1 -std=c++20 -Wall \
        "$src/catcher.cc" "$d/thrower.o" -o "$d/catcher.exe"

    try "$g: console program" pe "$d/first.exe" "$m" CUI
    try "$g: window program" pe "$d/window.exe" "$m" GUI
    try "$g: DLL" pe_dll "$d/sum.dll" "$m"
    try "$g: imports of C" imports_only "$d/first.exe"
    try "$g: imports of C++" imports_only "$d/catcher.exe"
    try "$g: imports of a DLL's user" imports_only "$d/usesum.exe" sum.dll
    refuses "$g: that import is there" 1 'imports sum.dll' \
        imports_only "$d/usesum.exe"
    try_says "$g: exports by dllexport" 'sum sum_calls sum_name' \
        pe_exports "$d/sum.dll"
    try_says "$g: exports by .def" 'double twice' pe_exports \
        "$d/plain.dll"

    try "$g: a DLL that names no exports" "$g-gcc" -shared "$src/plain.c" \
        -o "$d/all.dll"
    try_says "$g: it exports everything, as by GNU ld" 'hidden twice' \
        pe_exports "$d/all.dll"

    # aarch64's has 64 bits, as the UCRT's.
    if [ "$m" != ARM64 ]; then
        try "$g: long double in C" long_double "$g"
        try "$g: long double in C++" "$g-g++" -O1 "$src/longdouble.cc" \
            -o "$d/longdouble.exe"
    fi

    # One machine is enough of what takes long to compile.
    [ "$m" = AMD64 ] || return 0
    try "$g: a DLL in C++" "$g-g++" -shared -O1 -std=c++20 -DTHROWN_DLL \
        "$src/thrower.cc" -o "$d/thrower.dll" \
        -Wl,--out-implib,"$d/libthrower.dll.a"
    try "$g: a C++ program of that DLL" "$g-g++" -O1 -std=c++20 \
        -DTHROWN_USE_DLL "$src/catcher.cc" -o "$d/catchdll.exe" \
        -L"$d" -lthrower
}

# late NAME: a DLL that the first call loads (dlltool --output-delaylib), and a
# program of it, in a folder without it
late()
(
    local g=$1 d=$work/$1/late
    mkdir -p "$d/dll" && cd "$d" || exit
    printf '%s\n' '#define OUT __declspec(dllexport)' \
        'OUT int seven(int a, double b, int c, double d)' \
        '{ return a + (int)b + c + (int)d; }' \
        'OUT int __stdcall twice(int a) { return 2 * a; }' >late.c
    printf '%s\n' 'LIBRARY "late.dll"' EXPORTS seven \
        "twice$([ "$g" = i686-w64-mingw32 ] && echo @4)" >late.def
    printf '%s\n' '#include <stdio.h>' 'int seven(int, double, int, double);' \
        'int __stdcall twice(int);' 'int main(int n, char **v) { (void)v;' \
        'if (n == 1) return puts("not needed") < 0;' \
        'printf("%d %d\n", seven(1, 2, 3, 4.5), twice(8)); return 0; }' >use.c
    "$g-gcc" -shared late.c -o dll/late.dll -Wl,--kill-at &&
        "$g-dlltool" -k -d late.def --output-delaylib liblate.a &&
        "$g-gcc" use.c -L. -llate -o use.exe && cp use.exe dll
)
for g in x86_64-w64-mingw32 i686-w64-mingw32; do
    try "$g: dlltool --output-delaylib" late $g
done
refuses 'no stubs for ARM' 125 '--delayload=DLL' \
    aarch64-w64-mingw32-dlltool -d "$src/plain.def" -y none.a

builds x86_64-w64-mingw32 AMD64
builds i686-w64-mingw32 I386
builds aarch64-w64-mingw32 ARM64

d=$work/x86_64-w64-mingw32
FIRST='from outside' ends "wine: C" 42 'first: fine' \
    runs "$d/first.exe" 'a b' '"q"'
ends "wine: DLL" 0 'sum.dll: 42 after 1 call' runs "$d/usesum.exe"
ends "wine: .def" 0 '42 10 12 hidden=no' runs "$d/useplain.exe"
ends "wine: dlltool" 0 '42 10 12 hidden=no' runs "$d/useagain.exe"
ends "wine: a DLL that nobody calls" 0 'not needed' runs "$d/late/use.exe"
ends "wine: a DLL that is called" 0 '10 16' runs "$d/late/dll/use.exe" x
ends "wine: -municode" 0 'wide: fine' \
    env LC_ALL=C.UTF-8 cargo zbuild run-binary "$d/wide.exe" 'über€'
ends "wine: -mwindows and resources" 3 \
    "window: some text, icon there, data 6, version 2017, gdi32, 'x y'" \
    runs "$d/window.exe" x y
ends "wine: C++" 0 'catcher: fine' runs "$d/catcher.exe"
for t in x86_64 i686; do
    try "$t: GUIDs that no library is named for" $t-w64-mingw32-gcc \
        "$src/guids.c" -o "$work/$t-w64-mingw32/guids.exe"
done
ends "wine: GUIDs" 0 'guids: 10b 21401, 16' runs "$d/guids.exe"
try_says "wine: long double" 'fine, 1\.25' long_double_runs runs "$d"
equal "wine: long double, all four" "$(wc -l <"$log")" 4
ends "wine: C++ exceptions out of a DLL" 0 'catcher: fine' \
    runs "$d/catchdll.exe"

g=x86_64-w64-mingw32ucrt
try "gnullvm: C++" "$g-clang++" -O1 -std=c++20 -Wall \
    "$src/catcher.cc" "$src/thrower.cc" -o llvm.exe
ends "wine: gnullvm" 0 'catcher: fine' runs llvm.exe

# import_libraries NAME…: those of them whose file is one for nm.
import_libraries()
{
    local dir name said=
    dir=$(x86_64-w64-mingw32-gcc -print-search-dirs | sed -n 's/^libraries: =.*://p')
    for name; do
        x86_64-w64-mingw32-nm -f posix -A "$dir/lib$name.a" | grep -q ' I ' &&
            said="$said $name"
    done
    echo ${said# }
}

# ---- names that rustc and crates link with ----

for lib in gcc gcc_eh gcc_s atomic :libpthread.a pthread winpthread msvcrt ucrt \
    mingw32 mingwex moldname m ssp ssp_nonshared synchronization runtimeobject d3dcompiler ntdll bcrypt \
    userenv ws2_32 WS2_32 iphlpapi dbghelp ole32 oleaut32 uuid shlwapi secur32 \
    crypt32 ncrypt psapi winmm setupapi comctl32 rpcrt4 imm32 opengl32 d3d11 \
    stdc++ c++ unwind \
    bits d3dcsxd d3dx10 d3dx11 d3dx9 ksguid locationapi msvcp120_app msvcp60 msvcr100 \
    msvcr110 msvcr120 msvcr120_app msvcr120d msvcr80 msvcr90 msvcr90d msvcrt-os \
    pathcch pthread.dll sensorsapi ucrtapp vfw32 winpthread.dll x3daudio xapofx \
    xinput; do
    try "-l$lib" x86_64-w64-mingw32-gcc "$src/useplain.c" -o lib.exe \
        -L"$d" -lplain "-l$lib"
done
refuses "-l of nothing" 1 'unable to find library -lnosuchlib' \
    x86_64-w64-mingw32-gcc "$src/useplain.c" -o lib.exe -L"$d" -lplain \
    -lnosuchlib

# dlls SOURCE-LINES LIBRARY: what a program of it imports, but for the C library.
dlls()
{
    printf '#include <windows.h>\n%s\n' "$1" >dlls.c
    x86_64-w64-mingw32-gcc dlls.c -o dlls.exe ${2:+"-l$2"} || return
    pe_imports dlls.exe | grep -v -e -crt- -e '^KERNEL32'
}
try_says "mincore is many DLLs" 'api-ms-win-core-memory-l1-1-6\.dll' dlls \
    'int main(void) { return VirtualAlloc2FromApp(0, 0, 0, 0, 0, 0, 0) == 0; }' mincore
try_says "so is windowsapp" 'api-ms-win-core-file-fromapp-l1-1-0\.dll' dlls \
    'HANDLE WINAPI CreateFileFromAppW(LPCWSTR, DWORD, DWORD, void *, DWORD, DWORD, HANDLE);
    int main(void) { return CreateFileFromAppW(0, 0, 0, 0, 0, 0, 0) == 0; }' windowsapp
try_says "a function that kernel32 has, too" 'api-ms-win-core-processthreads-l1-1-0\.dll' \
    dlls 'int main(void) { return GetCurrentProcessId() == 0; }' mincore
ends "wine: mincore" 0 '' runs dlls.exe
try_says "vfw32 is three" 'MSVFW32\.dll' dlls \
    '#include <vfw.h>
    int main(void) { return DrawDibOpen() == 0; }' vfw32

# What a link lacks, and which library has it.
refuses "an undefined import" 1 'is in libwinmm: add -lwinmm' dlls \
    'int main(void) { return PlaySoundA("x", 0, 0); }' ''
refuses "one of a set of functions" 1 'VirtualAlloc2FromApp. is in libmincore: add -lmincore' \
    dlls 'int main(void) { return VirtualAlloc2FromApp(0, 0, 0, 0, 0, 0, 0) == 0; }' ''
refuses "without any library" 1 'RegOpenKeyExW. is in libadvapi32: add -ladvapi32' \
    x86_64-w64-mingw32-gcc -nostdlib -Wl,-e,start "$src/registry.c" -o lib.exe
refuses "i686's names" 1 'RegOpenKeyExW@20. is in libadvapi32: add -ladvapi32' \
    i686-w64-mingw32-gcc -nostdlib -Wl,-e,_start "$src/registry.c" -o lib.exe

# Headers as Microsoft spells them; the two that have one name are one.
for header in Windows.h WinSock2.h PowrProf.h ShlObj.h ShellAPI.h TlHelp32.h; do
    printf '#include <%s>\n' winsock2.h windows.h "$header" "${header,,}" >header.c
    try "<$header>" x86_64-w64-mingw32-gcc -MD -c header.c -o header.o
    try_says "<$header> as a dependency" ".*/support-windows-headers/$header.*" cat header.d
done
try "<WinSock2.h> of C++ for i686" i686-w64-mingw32-g++ -c -x c++ -o header.o - \
    <<<'#include <WinSock2.h>'

# What libtool asks: no DLL without the first and the second.
try "ld --help knows auto-import" bash -c \
    'x86_64-w64-mingw32-ld --help | grep -q -- --enable-auto-import'
try_says "-print-search-dirs has import libraries" "$(printf '%s\n' \
    ws2_32 ole32 pthread | xargs)" import_libraries ws2_32 ole32 pthread
try "dlltool --help knows identify-strict" bash -c \
    'x86_64-w64-mingw32-dlltool --help | grep -q -- --identify-strict'
try "cc -Wl,--help is about our linker" bash -c \
    'x86_64-w64-mingw32-gcc -Wl,--help | grep -q "^Usage: x86_64-w64-mingw32-gcc"'

# ---- Rust with std ----

app=$top/tests/e2e/windows/app
in_app()
{
    (cd "$app" && zbuild_cargo "$@")
}

# rust TARGET MACHINE GNU-PREFIX: the program, the DLL and the archive of the
# crate, and C programs of the latter two; nothing is run.
rust()
{
    local t=$1 m=$2 g=$3
    out=$(zbuild_out "$t")/debug
    try "Rust $t: raw-dylib, import libraries, C and C++" \
        in_app "$t" build --locked || return
    try "Rust $t: console program" pe "$out/winapp.exe" "$m" CUI
    try "Rust $t: imports" imports_only "$out/winapp.exe"
    try "cdylib $t: a DLL" pe_dll "$out/wincore.dll" "$m"
    try "cdylib $t: imports" imports_only "$out/wincore.dll"
    try_says "cdylib $t: exports" 'win_add win_catch win_parts' \
        pe_exports "$out/wincore.dll"
    try "cdylib $t: a C program" "$g-gcc" "$app/c/caller.c" \
        -o "$out/caller.exe" "$out/libwincore.dll.a"
    try "staticlib $t: a C program" "$g-g++" -x c "$app/c/caller.c" -x none \
        -o "$out/static.exe" "$out/libwincore.a" \
        -lntdll -luserenv -lws2_32 -ldbghelp
    try "staticlib $t: imports" imports_only "$out/static.exe"
}

# rust_runs TARGET RUNS PARTS: what rust built, by the function RUNS.
rust_runs()
{
    local t=$1 run=$2 caller="caller: 42 1 $3"
    out=$(zbuild_out "$t")/debug
    ends "wine: Rust $t" 3 'winapp: fine' "$run" "$out/winapp.exe" 'a b'
    refuses "wine: a panic's status, $t" 101 'asked for' \
        "$run" "$out/winapp.exe" panic
    ends "wine: cdylib $t" 0 "$caller" "$run" "$out/caller.exe"
    ends "wine: staticlib $t" 0 "$caller" "$run" "$out/static.exe"
}

t=x86_64-pc-windows-gnu
if rust $t AMD64 x86_64-w64-mingw32; then
    rust_runs $t runs 544
    ends "wine: by cargo run" 3 'winapp: fine' \
        env -C "$app" CARGO_TARGET_DIR="$target/std" $std_rust cargo-zbuild \
        zbuild run --locked --quiet --target $t -- 'a b'
    try "wine: by cargo test" in_app $t test --locked --lib
fi

# A crate without a #[no_mangle] exports nothing of std, either.
new_crate "$work/bare"
rm "$work/bare/src/main.rs"
printf '[lib]\ncrate-type = ["cdylib"]\n' >>"$work/bare/Cargo.toml"
echo 'pub fn parts(s: &str) -> Vec<String> { s.split(".").map(String::from).collect() }' \
    >"$work/bare/src/lib.rs"
try "cdylib without exports" env -C "$work/bare" CARGO_TARGET_DIR="$work/bare" \
    $std_rust cargo-zbuild zbuild build --target $t
try_says "it has none" '' pe_exports "$work/bare/$t/debug/bare.dll"

rust i686-pc-windows-gnu I386 i686-w64-mingw32
if every; then
    rust x86_64-pc-windows-gnullvm AMD64 x86_64-w64-mingw32ucrt &&
        rust_runs x86_64-pc-windows-gnullvm runs 544
    rust aarch64-pc-windows-gnullvm ARM64 aarch64-w64-mingw32
fi

# ---- the runtime is built once, whatever the CPU flags ----

# traced LOG COMMAND…: how often zig was asked for pieces of the runtime.
asked()
{
    local log=$1
    shift
    rm -f "$log"
    ZBUILD_TRACE=$log "$@" >"$work/asked.out" 2>&1 || {
        tail -n 40 "$work/asked.out"
        return 1
    }
    grep -c '^zbuild: asking zig: .* build-\(exe\|lib\) ' "$log"
    return 0
}
flagged()
{
    local flags
    for flags in -mssse3 '-msse4.2 -mpclmul' '-mavx2 -mbmi2' -march=x86-64-v3 \
        '-mavx512f -mavx512bw'; do
        # (the flags are words)
        x86_64-w64-mingw32-gcc -O2 $flags "$src/useplain.c" -o flags.exe \
            -L"$d" -lplain || return
    done
}
# (What else it would compile it only says: our pool does it.)
try_says "a fresh cache has zig build one thing" 1 \
    env ZBUILD_CACHE_DIR="$work/fresh" bash -c "$(declare -f asked flagged)
        work=$work src=$src d=$d; asked $work/trace1 flagged"
try_says "five sets of CPU flags later it asks nothing" 0 \
    env ZBUILD_CACHE_DIR="$work/fresh" bash -c "$(declare -f asked flagged)
        work=$work src=$src d=$d; asked $work/trace2 flagged"

# zlib-ng, whose CMake probes a dozen sets of them.
zng()
{
    env -C "$top/tests/bench/zng" CARGO_TARGET_DIR="$work/zng" $std_rust \
        cargo-zbuild zbuild build --locked --target $t
}
out=$work/zng/$t/debug
if try_says "zlib-ng by CMake: zig is asked for no runtime again" 0 \
    asked "$work/trace3" zng; then
    try "zlib-ng: imports" imports_only "$out/zng.exe"
    try_says "zlib-ng: it was compiled for many CPUs" '[1-9][0-9]*' \
        grep -c '^zbuild: direct: .*"*-mavx' "$work/trace3"
    try "wine: zlib-ng" bash -c \
        "cargo zbuild run-binary '$out/zng.exe' | tr -d '\r' | grep -qE '^[0-9]+\.[0-9]+\.[0-9]'"
fi

# ---- what cannot be run, and what is missing ----

# wine's 32-bit part is not installed as a rule: fetched, and kept for all clones.
runs32()
{
    env ZBUILD_CACHE_DIR="$cache/runtime" WINEPREFIX="$cache/wine-i386" \
        cargo-zbuild zbuild run-binary "$@"
}
d32=$work/i686-w64-mingw32
if ! compgen -G '/usr/lib/*/wine/i386-windows/ntdll.dll' >/dev/null; then
    refuses "i686: what would run it is named" 125 \
        "the 32-bit part of wine is not here, and ZBUILD_RUNTIME=no forbids" \
        env ZBUILD_CACHE_DIR="$work/none" ZBUILD_RUNTIME=no cargo zbuild \
        run-binary "$d32/first.exe"
    refuses "i686: the command that brings it" 125 \
        '^hint: cargo zbuild runtime i686-pc-windows-gnu' \
        env ZBUILD_CACHE_DIR="$work/none" ZBUILD_RUNTIME=no cargo zbuild \
        run-binary "$d32/first.exe"
    mkdir -p "$cache/runtime" "$cache/wine-i386"
    try "i686: runtime fetches it" env ZBUILD_CACHE_DIR="$cache/runtime" \
        cargo zbuild runtime i686-pc-windows-gnu
    refuses "i686: a folder of wine's without it is named" 126 \
        "was made for 64-bit programs only" env \
        ZBUILD_CACHE_DIR="$cache/runtime" cargo zbuild run-binary "$d32/first.exe"
    refuses "x86_64 programs need no runtime" 125 'need no runtime' \
        cargo zbuild runtime x86_64-pc-windows-gnu
fi
FIRST='from outside' ends "wine, 32 bits: C" 42 'first: fine' \
    runs32 "$d32/first.exe" 'a b' '"q"'
ends "wine, 32 bits: DLL" 0 'sum.dll: 42 after 1 call' runs32 "$d32/usesum.exe"
ends "wine, 32 bits: .def" 0 '42 10 12 hidden=no' runs32 "$d32/useplain.exe"
ends "wine, 32 bits: dlltool" 0 '42 10 12 hidden=no' runs32 "$d32/useagain.exe"
ends "wine, 32 bits: a DLL that nobody calls" 0 'not needed' runs32 "$d32/late/use.exe"
ends "wine, 32 bits: a DLL that is called" 0 '10 16' runs32 "$d32/late/dll/use.exe" x
ends "wine, 32 bits: C++" 0 'catcher: fine' runs32 "$d32/catcher.exe"
ends "wine, 32 bits: GUIDs" 0 'guids: 10b 21401, 16' runs32 "$d32/guids.exe"
try_says "wine, 32 bits: long double" 'fine, 1\.25' long_double_runs runs32 "$d32"
equal "wine, 32 bits: long double, all four" "$(wc -l <"$log")" 4
rust_runs i686-pc-windows-gnu runs32 544
refuses "aarch64: nothing runs it" 126 \
    'nothing on this machine runs Windows programs for aarch64' \
    runs "$work/aarch64-w64-mingw32/first.exe"
refuses "no wine: what brings it" 126 '^hint: apt-get install wine64 wine' \
    env PATH=/nowhere "$BUILD/bin/cargo-zbuild" run-binary "$d/first.exe"
cp "$d/usesum.exe" alone.exe
refuses "a DLL that is missing is named" 53 'Library sum.dll .*not found' \
    cargo zbuild run-binary alone.exe
ends "a DLL along PATH is found" 0 'sum.dll: 42 after 1 call' \
    env PATH="$d:$PATH" cargo zbuild run-binary alone.exe

# ---- Windows 7 ----

cat >late.c <<'EOF'
#include <stdio.h>
#include <winsock2.h>
#include <windows.h>
int main(void)
{
#ifdef LATE
	FILETIME now;
	GetSystemTimePreciseAsFileTime(&now);
#endif
#ifdef WAIT
	int here = 1, there = 1;
	WaitOnAddress(&here, &there, sizeof here, 1);
#endif
#ifdef DECLARED
	CreateFile2(L"x", 0, 0, 0, NULL);
#endif
	return printf("%x\n", _WIN32_WINNT) < 0 || WSAGetLastError() != 0;
}
EOF
for t in x86_64-win7-windows-gnu i686-win7-windows-gnu; do
    run=runs
    [ $t != i686-win7-windows-gnu ] || run=runs32
    try "$t: links" zshim cc --target=$t -Wall -Werror late.c -lws2_32 \
        -o seven.exe &&
        ends "$t: runs" 0 601 $run --target $t seven.exe
    for word in -DLATE '-DWAIT -lsynchronization'; do
        rm -f late.exe
        refuses "$t: not what came later: $word" 1 \
            "late.exe' does not start on Windows 7, which lacks '" \
            zshim cc --target=$t late.c $word -lws2_32 -o late.exe
        try "... nothing is left" [ ! -e late.exe ]
    done
    try "$t: a warning" env ZBUILD_GLIBC_GATE=warn \
        zshim cc --target=$t late.c -DLATE -lws2_32 -o late.exe && says \
        "... says what" "warning: .*'GetSystemTimePreciseAsFileTime' of kernel32.dll"
    refuses "$t: nor do headers declare it" 1 CreateFile2 \
        zshim cc --target=$t -DDECLARED late.c -o late.exe
    try "$t: unless the program says so" zshim cc --target=$t \
        -D_WIN32_WINNT=0x0602 -DDECLARED -c late.c -o late.o
done
try "Windows 10 has it" zshim cc --target=x86_64-pc-windows-gnu -DLATE late.c \
    -lws2_32 -o late.exe

finish
