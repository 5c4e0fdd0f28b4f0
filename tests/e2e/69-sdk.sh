#!/bin/bash
# Targets of a vendor's SDK, with stand-ins of the documented layouts: compilers
# that write down what they were told and are zig's clang.
. "$(dirname "$0")/../lib/e2e.sh"

cd "$work" || exit 1
unset ANDROID_NDK_HOME ANDROID_NDK_ROOT ANDROID_NDK ANDROID_PLATFORM \
    OHOS_NDK_HOME OHOS_SDK_NATIVE EMSDK WASI_SDK_PATH WASI_SDK_DIR XWIN_DIR \
    XWIN_CACHE_DIR

# stand_in DIR PROGRAM…: each writes its words to $work/told, and is zig's tool
# of that name (clang++ is clang; emcc is clang for its target).
stand_in()
{
    local dir=$1 name tool
    shift
    mkdir -p "$dir"
    for name; do
        case $name in
        clang) tool='clang --no-default-config' ;;
        clang++) tool='clang --no-default-config --driver-mode=g++' ;;
        em++) tool='clang --driver-mode=g++ -target wasm32-unknown-emscripten' ;;
        emcc) tool='clang -target wasm32-unknown-emscripten' ;;
        emar | llvm-ar) tool=ar ;;
        *) tool=$name ;;
        esac
        cat >"$dir/$name" <<SH
#!/bin/sh
printf '%s\n' "$name" "\$@" >"$work/told"
exec "$ZBUILD_ZIG" $tool "\$@"
SH
        chmod +x "$dir/$name"
    done
}
llvm=toolchains/llvm/prebuilt/linux-x86_64
stand_in ndk/$llvm/bin clang clang++ ld.lld llvm-ar
mkdir -p ndk/$llvm/sysroot/usr/include
stand_in ohos/native/llvm/bin clang clang++ ld.lld llvm-ar
mkdir -p ohos/native/sysroot/usr/include
stand_in emsdk/upstream/emscripten emcc em++ emar
stand_in emsdk/upstream/bin clang wasm-ld
stand_in wasi/bin clang clang++ wasm-ld llvm-ar
mkdir -p wasi/share/wasi-sysroot/lib/wasm32-wasip1-threads
try "names" cargo zbuild link --target x86_64-pc-windows-gnu --dir "$work/bin"
PATH=$work/bin:$PATH
printf 'int one(void) { return 1; }\n' >one.c

# Variable, its folder, and for each target what the compiler must be told.
while read -r t var dir kind want; do
    try "$t: names" env "$var=$work/$dir" cargo zbuild link --target "$t" \
        --dir "$work/bin"
    refuses "$t: no SDK" 125 "needs .* and [A-Z_]* is not set" \
        "bin/$t-cc" -c one.c
    refuses "$t: where it comes from" 125 'it comes from .*http' \
        "bin/$t-cc" -c one.c
    refuses "$t: another folder" 125 "\\($var\\) is not .*: it has no" \
        env "$var=$work/bin" "bin/$t-cc" -c one.c
    refuses "$t: cargo, no SDK" 2 "needs .* and [A-Z_]* is not set" \
        cargo zbuild build --target "$t"
    if try "$t: C" env "$var=$work/$dir" "bin/$t-cc" --target="$t" -c one.c \
        -o "$t.o"; then
        said=$(tr '\n' ' ' <told)
        case $said in
        "$(eval echo "$want") "*"-c one.c -o $t.o ") ok "$t: what it is told" ;;
        *) not_ok "$t: what it is told" "$said" ;;
        esac
        case $(file -b "$t.o") in
        $kind) ok "$t: its object" ;;
        *) not_ok "$t: its object" "$(file -b "$t.o")" ;;
        esac
    fi
    try "$t: C++" env "$var=$work/$dir" "bin/$t-c++" -x c++ -c one.c -o one.o
    try "$t: ar" env "$var=$work/$dir" "bin/$t-ar" rcs libone.a "$t.o"
    refuses "$t: a tool that it has not" 127 "has no '.*size'" \
        env "$var=$work/$dir" "bin/$t-size" "$t.o"
    env "$var=$work/$dir" cargo zbuild env --target "$t" --format json >env.json
    u=${t//-/_}
    try "$t: cc-rs gets it" grep -q "\"CC_$u\"" env.json
    try "$t: cargo gets its linker" grep -q "\"CARGO_TARGET_${u^^}_LINKER\"" \
        env.json
done <<'END'
aarch64-linux-android ANDROID_NDK_HOME ndk ELF*64-bit*aarch64* clang -Qunused-arguments --target=aarch64-linux-android21
armv7-linux-androideabi ANDROID_NDK_ROOT ndk ELF*32-bit*ARM* clang -Qunused-arguments --target=armv7a-linux-androideabi21
aarch64-unknown-linux-ohos OHOS_NDK_HOME ohos ELF*64-bit*aarch64* clang -Qunused-arguments --target=aarch64-linux-ohos --sysroot=$work/ohos/native/sysroot -D__MUSL__
x86_64-unknown-linux-ohos OHOS_SDK_NATIVE ohos/native ELF*64-bit*x86-64* clang -Qunused-arguments --target=x86_64-linux-ohos --sysroot=$work/ohos/native/sysroot -D__MUSL__
wasm32-unknown-emscripten EMSDK emsdk WebAssembly* emcc -Qunused-arguments
wasm32-wasip1-threads WASI_SDK_PATH wasi WebAssembly* clang -Qunused-arguments --target=wasm32-wasip1-threads -pthread --sysroot=$work/wasi/share/wasi-sysroot
END

# ---- MSVC: zig's clang and lld-link with a root as xwin lays it out ----

t=x86_64-pc-windows-msvc
export XWIN_DIR=$work/xwin
refuses "$t: a folder that is none" 125 'XWIN_DIR. is not .*xwin' \
    zshim cc --target=$t -c one.c
mkdir -p xwin/crt/{include,lib/x86_64} xwin/sdk/include/{ucrt,um,shared} \
    xwin/sdk/lib/{um,ucrt}/x86_64
printf 'LIBRARY ucrtbase.dll\nEXPORTS\nexit\nputs\n__p___argc
__p___argv\n_configure_narrow_argv\n' >ucrt.def
echo '__declspec(dllimport) int puts(const char *);' \
    >xwin/sdk/include/ucrt/stdio.h
printf '#include <stdio.h>
int main(int n, char **v) { puts(n > 1 ? v[1] : "no"); return 7; }\n' >msvc.c
try "$t: names" cargo zbuild link --target $t --dir "$work/bin"
try "$t: an import library" x86_64-pc-windows-gnu-dlltool -d ucrt.def \
    -l xwin/sdk/lib/ucrt/x86_64/ucrt.lib
try "$t: its start" bin/$t-cc -c "$top/tests/e2e/sdk/start.c" -o start.o
for lib in libcmt oldnames; do
    try "$t: $lib.lib" bin/$t-ar rcs xwin/crt/lib/x86_64/$lib.lib start.o
done
if try "$t: C" bin/$t-cc -Wall -Werror msvc.c -o msvc.exe; then
    ends "$t: C runs" 7 $'hello\r' cargo zbuild run-binary msvc.exe hello
fi
try "$t: an object" bin/$t-cc -c msvc.c -o msvc.o
# as rustc calls
if try "$t: lld-link" bin/$t-lld-link /NOLOGO msvc.o /OUT:rustc.exe \
    /SUBSYSTEM:CONSOLE /DEFAULTLIB:libcmt; then
    ends "$t: what lld-link made runs" 7 $'hello\r' \
        cargo zbuild run-binary rustc.exe hello
fi
refuses "$t: undefined symbol" 1 'undefined symbol: one' bin/$t-cc -DX \
    -x c - -o no.exe <<<'int one(void); int main(void) { return one(); }'

finish
