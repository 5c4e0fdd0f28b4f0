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

# ---- Apple: zig's linker, with SDKs of stubs ----

# folder, its CanonicalName, system and environment of clang's triples, and of
# libSystem.tbd
while read -r name kind sys env tbd; do
    sdk=$work/${name}17.2.sdk
    own=$sdk/System/Library/Frameworks/Own.framework
    mkdir -p "$sdk/usr/lib" "$own"
    ln -s "${ZBUILD_ZIG%/*}/lib/libc/include/any-darwin-any" "$sdk/usr/include"
    echo "{\"CanonicalName\":\"${kind}17.2\",\"Version\":\"17.2\",
        \"MaximumDeploymentTarget\":\"17.2.99\",\"SupportedTargets\":{\"$kind\":{
        \"Archs\":[\"x86_64\",\"arm64\"],\"LLVMTargetTripleVendor\":\"apple\",
        \"LLVMTargetTripleSys\":\"$sys\",
        \"LLVMTargetTripleEnvironment\":\"${env#none}\"}}}" >"$sdk/SDKSettings.json"
    sed -E ":all; /targets:[^]]*\$/{N; ball}
        s/targets:( *)\[[^]]*\]/targets:\1[ arm64-$tbd, x86_64-$tbd ]/" \
        "${ZBUILD_ZIG%/*}/lib/libc/darwin/libSystem.tbd" >"$sdk/usr/lib/libSystem.tbd"
    printf '%s\n' '--- !tapi-tbd' 'tbd-version: 4' "targets: [ arm64-$tbd ]" \
        "install-name: '/System/Own'" exports: "  - targets: [ arm64-$tbd ]" \
        '    symbols: [ _own ]' ... >"$own/Own.tbd"
done <<'END'
iPhoneOS iphoneos ios none ios
iPhoneSimulator iphonesimulator ios simulator ios-simulator
MacOSX macosx macos none maccatalyst
AppleTVOS appletvos tvos none tvos
AppleTVSimulator appletvsimulator tvos simulator tvos-simulator
WatchOS watchos watchos none watchos
WatchSimulator watchsimulator watchos simulator watchos-simulator
XROS xros xros none xros
XRSimulator xrsimulator xros simulator xros-simulator
END
unset SDKROOT {MACOSX,IPHONEOS,TVOS,WATCHOS,XROS}_DEPLOYMENT_TARGET

# mach_is NAME LINE FILE: our reader of Mach-O finds this line in it
mach_is()
{
    try_says "$1" "$2" sh -c "python3 '$top/tests/e2e/apple/macho.py' show '$3' |
        grep '^platform'"
}

# target, its SDK, variable, the number of its platform
while read -r t name kind var platform; do
    try "$t: names" cargo zbuild link --target "$t" --dir "$work/bin"
    refuses "$t: no SDK" 125 'needs the SDK of .*SDKROOT is not set' \
        "bin/$t-cc" -c one.c
    refuses "$t: where it comes from" 125 "Xcode .*--sdk $kind " \
        "bin/$t-cc" -c one.c
    refuses "$t: cargo, no SDK" 2 'SDKROOT is not set' \
        cargo zbuild build --target "$t"
    export SDKROOT=$work/${name}17.2.sdk
    try "$t: C" env "$var=26.1" "bin/$t-cc" -Werror -c one.c -o one.o &&
        mach_is "$t: platform, version" "platform $platform min 26.1" one.o
    unset SDKROOT
done <<'END'
aarch64-apple-ios iPhoneOS iphoneos IPHONEOS_DEPLOYMENT_TARGET 2
aarch64-apple-ios-macabi MacOSX macosx IPHONEOS_DEPLOYMENT_TARGET 6
aarch64-apple-ios-sim iPhoneSimulator iphonesimulator IPHONEOS_DEPLOYMENT_TARGET 7
aarch64-apple-tvos AppleTVOS appletvos TVOS_DEPLOYMENT_TARGET 3
aarch64-apple-tvos-sim AppleTVSimulator appletvsimulator TVOS_DEPLOYMENT_TARGET 8
aarch64-apple-visionos XROS xros XROS_DEPLOYMENT_TARGET 11
aarch64-apple-visionos-sim XRSimulator xrsimulator XROS_DEPLOYMENT_TARGET 12
aarch64-apple-watchos WatchOS watchos WATCHOS_DEPLOYMENT_TARGET 4
aarch64-apple-watchos-sim WatchSimulator watchsimulator WATCHOS_DEPLOYMENT_TARGET 9
x86_64-apple-ios iPhoneSimulator iphonesimulator IPHONEOS_DEPLOYMENT_TARGET 7
x86_64-apple-ios-macabi MacOSX macosx IPHONEOS_DEPLOYMENT_TARGET 6
x86_64-apple-tvos AppleTVSimulator appletvsimulator TVOS_DEPLOYMENT_TARGET 8
x86_64-apple-watchos-sim WatchSimulator watchsimulator WATCHOS_DEPLOYMENT_TARGET 9
END
t=aarch64-apple-ios
refuses "$t: an SDK of another system" 125 \
    "SDKROOT. is not the SDK of iOS: it is of 'macosx'" \
    env SDKROOT="$work/MacOSX17.2.sdk" bin/$t-cc -c one.c
printf '#include <TargetConditionals.h>
#include <stdio.h>
int own(void);
int main(void) { puts(TARGET_OS_IPHONE ? "a" : "b"); return own(); }\n' >ios.c
# as cc-rs and Xcode say it
if try "$t: links" bin/$t-cc --target=arm64-apple-ios15.1 \
    -isysroot "$work/iPhoneOS17.2.sdk" ios.c -framework Own -o ios; then
    mach_is "$t: its program" 'platform 2 min 15.1' ios
    try_says "$t: its libraries" "library /System/Own
library /usr/lib/libSystem.B.dylib" sh -c "python3 \
        '$top/tests/e2e/apple/macho.py' show ios | grep ^library | sort"
fi
refuses "$t: a framework that the SDK lacks" 1 'UIKit' \
    env SDKROOT="$work/iPhoneOS17.2.sdk" bin/$t-cc ios.c -framework UIKit -o ios
t=x86_64-apple-ios
try "$t: links" env SDKROOT="$work/iPhoneSimulator17.2.sdk" bin/$t-cc -Down=getpid \
    -miphonesimulator-version-min=16.0 ios.c -o sim &&
    mach_is "$t: its program" 'platform 7 min 16.0' sim

# Rust, with rustup's std in the tests' own home, and C by cc-rs.
t=aarch64-apple-ios
mkdir -p app/src
cp "$top/tests/e2e/apple/app/Cargo.lock" app
printf '[package]\nname = "app"\nversion = "0.1.0"\nedition = "2021"
[build-dependencies]\ncc = "1"\n[workspace]\n' >app/Cargo.toml
echo 'fn main() { cc::Build::new().file("../one.c").compile("one"); }' >app/build.rs
echo 'extern "C" { fn one() -> i32; }
fn main() { println!("{}", unsafe { one() }); }' >app/src/main.rs
export RUSTUP_HOME=$cache/rustup
if ! rustup toolchain install 1.95.0 --profile minimal --no-self-update -t $t \
    >rustup.log 2>&1; then
    skip "$t: Rust" "rustup cannot install $t: $(tail -n 1 rustup.log)"
elif try "$t: Rust with C" env -C app -u ZBUILD_STD RUSTUP_TOOLCHAIN=1.95.0 \
    CARGO_TARGET_DIR="$work/rust" SDKROOT="$work/iPhoneOS17.2.sdk" \
    IPHONEOS_DEPLOYMENT_TARGET=16.2 cargo zbuild build --locked --target $t; then
    mach_is "$t: Rust's program" 'platform 2 min 16.2' "$work/rust/$t/debug/app"
fi

finish
