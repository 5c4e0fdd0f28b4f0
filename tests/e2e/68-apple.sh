#!/bin/bash
# Apple: links for both architectures, read by a reader of the tests' own
# (Python): headers, libraries, symbols, exports, unwind tables, signatures;
# frameworks without an SDK; the Mach-O tools; universal2. Nothing here runs
# Mach-O files.
. "$(dirname "$0")/../lib/e2e.sh"

src=$top/tests/e2e/apple
arm=aarch64-apple-darwin
intel=x86_64-apple-darwin
cd "$work" || exit 1
unset SDKROOT MACOSX_DEPLOYMENT_TARGET

macho()
{
    python3 "$src/macho.py" "$@"
}

# is NAME FILE COMMAND…: what the command prints is FILE's text.
is()
{
    local name=$1 want=$2 got
    shift 2
    got=$("$@" 2>&1)
    if [ "$got" = "$want" ]; then
        ok "$name"
    else
        not_ok "$name" "$(diff <(echo "$want") <(echo "$got"))"
    fi
}

cat >lib.c <<'C'
int foo(void) { return 1; }
int bar(void) { return 2; }
static int baz(void) { return 3; }
int (*keep)(void) = baz;
C
cat >main.c <<'C'
#include <stdio.h>
extern const void *kCFAllocatorDefault, *NSApp, *NSDefaultRunLoopMode;
void CFRelease(const void *);
int SecRandomCopyBytes(const void *, unsigned long, void *);
void *iconv_open(const char *, const char *);
int foo(void);
int main(int argc, char **argv)
{
	char bytes[8];
	if (argc > 9 && iconv_open("", argv[0]) != NULL)
		CFRelease(kCFAllocatorDefault);
	printf("%d %p %p\n", foo(), NSApp, NSDefaultRunLoopMode);
	return SecRandomCopyBytes(NULL, sizeof bytes, bytes);
}
C
echo '_foo # and no more' >exports
cat >throw.cc <<'CC'
#include <stdexcept>
#include <string>
int careful(int n)
{
	try {
		if (n > 2)
			throw std::runtime_error(std::to_string(n));
	} catch (const std::exception &e) {
		return e.what()[0];
	}
	return n;
}
int main(int argc, char **) { return careful(argc); }
CC
printf '<plist/>\n' >Info.plist
printf 'int foo(void);\nint main(void) { return foo(); }\n' >use_lib.c

mkdir -p names
cargo-zbuild zbuild link --target $arm --target $intel --dir names >/dev/null ||
    not_ok "the names are made"
PATH=$PWD/names:$PATH

frameworks='-framework CoreFoundation -framework Security -framework AppKit
    -framework Foundation -Wl,-weak_framework,Metal -liconv'

for t in $arm $intel; do
    case $t in
    $arm) cpu=0x100000c min=11.0 a=arm64 ;;
    *) cpu=0x1000007 min=10.12 a=x86_64 ;;
    esac
    mkdir -p $t
    try "$t: a library compiles" $t-clang -arch $a -c lib.c -o $t/lib.o
    try "$t: a library links" $t-cc -dynamiclib $t/lib.o -o $t/libfoo.dylib \
        -Wl,-install_name,@rpath/libfoo.dylib -Wl,-current_version,1.2 \
        -Wl,-compatibility_version,1 -Wl,-exported_symbols_list,exports \
        -Wl,-headerpad_max_install_names -Wl,-rpath,@loader_path/x
    is "$t: it exports what the list says" _foo macho exports $t/libfoo.dylib
    is "$t: its external symbols say the same" 'D _foo' \
        sh -c "python3 '$src/macho.py' symbols $t/libfoo.dylib | grep ^D"
    try_says "$t: its name and versions" \
        'id @rpath/libfoo.dylib 1.2.0 1.0.0' macho show $t/libfoo.dylib
    try "$t: a program with frameworks links without an SDK" \
        $t-cc main.c $t/libfoo.dylib $frameworks -o $t/main
    is "$t: its machine, libraries and oldest macOS" "cpu $cpu type 2
library /System/Library/Frameworks/AppKit.framework/Versions/C/AppKit
library /System/Library/Frameworks/CoreFoundation.framework/Versions/A/CoreFoundation
library /System/Library/Frameworks/Foundation.framework/Versions/C/Foundation
library /System/Library/Frameworks/Metal.framework/Versions/A/Metal
library /System/Library/Frameworks/Security.framework/Versions/A/Security
library /usr/lib/libSystem.B.dylib
library /usr/lib/libiconv.2.dylib
library @rpath/libfoo.dylib
platform 1 min $min
weak /System/Library/Frameworks/Metal.framework/Versions/A/Metal" \
        sh -c "python3 '$src/macho.py' show $t/main | sed 's/ flags .*//' |
            sort"
    is "$t: each symbol is bound to its own library" \
        "/System/Library/Frameworks/AppKit.framework/Versions/C/AppKit _NSApp
/System/Library/Frameworks/CoreFoundation.framework/Versions/A/CoreFoundation _CFRelease
/System/Library/Frameworks/CoreFoundation.framework/Versions/A/CoreFoundation _kCFAllocatorDefault
/System/Library/Frameworks/Foundation.framework/Versions/C/Foundation _NSDefaultRunLoopMode
/System/Library/Frameworks/Security.framework/Versions/A/Security _SecRandomCopyBytes
/usr/lib/libSystem.B.dylib _printf
/usr/lib/libSystem.B.dylib dyld_stub_binder
/usr/lib/libiconv.2.dylib _iconv_open
@rpath/libfoo.dylib _foo" sh -c "python3 '$src/macho.py' binds $t/main"
    refuses "$t: a framework that is not named is told" 1 \
        '_SecRandomCopyBytes belongs to the framework Security: add' \
        $t-cc main.c $t/libfoo.dylib -framework AppKit -framework Foundation \
        -liconv -o $t/no
    try "$t: MACOSX_DEPLOYMENT_TARGET" env MACOSX_DEPLOYMENT_TARGET=13 \
        $t-cc $t/lib.o -dynamiclib -o $t/13.dylib
    try_says "$t: it is in the file" 'platform 1 min 13.0' \
        macho show $t/13.dylib
    try "$t: a bundle with a section of a file's bytes" $t-cc -bundle \
        -undefined dynamic_lookup -sectcreate __TEXT __info_plist Info.plist \
        main.c -o $t/plug.so
    is "$t: the section" '<plist/>' macho section $t/plug.so __TEXT __info_plist
    try "$t: it is a bundle" sh -c \
        "python3 '$src/macho.py' show $t/plug.so | grep -q 'type 8 '"
    try_says "$t: dynamic_lookup is flat" 'flat _CFRelease' macho binds $t/plug.so
    try "$t: C++ with exceptions" $t-c++ -O1 throw.cc -o $t/throw
    try "$t: unwind entries of C++" macho unwind $t/throw 'careful|main'
    try_says "$t: the personality is C++'s" 'own ___gxx_personality_v0' \
        macho personality $t/throw

    # What needs no SDK: headers that are but declarations, and words that zig's
    # driver does not get along with.
    for x in c c++ objective-c objective-c++; do
        try "$t: headers of macOS in $x" $t-cc -x $x -std=$([[ $x = *++ ]] &&
            echo c++17 || echo c11) -Wall -Wextra -Wpedantic -Werror -c "$src/headers.c" -o $t/headers.o
    done
    try "$t: a program of them" $t-cc "$src/headers.c" -lresolv -o $t/headers
    is "$t: what each is bound to" "/usr/lib/libSystem.B.dylib __os_log_default
/usr/lib/libSystem.B.dylib __os_log_impl
/usr/lib/libSystem.B.dylib _getxattr
/usr/lib/libSystem.B.dylib _mach_task_self_
/usr/lib/libSystem.B.dylib _mach_vm_allocate
/usr/lib/libSystem.B.dylib _openpty
/usr/lib/libSystem.B.dylib _os_log_create
/usr/lib/libSystem.B.dylib _os_log_type_enabled
/usr/lib/libSystem.B.dylib _ptrace
/usr/lib/libSystem.B.dylib dyld_stub_binder
/usr/lib/libresolv.9.dylib ___res_9_state
/usr/lib/libresolv.9.dylib _res_9_ns_initparse
/usr/lib/libresolv.9.dylib _res_9_query" macho binds $t/headers
    refuses "$t: an SDK's own headers, and no others" 1 \
        "'CoreServices/CoreServices.h' file not found" \
        env SDKROOT="$work" $t-cc -c "$src/headers.c" -o $t/no.o
    printf '#include <CoreFoundation/CoreFoundation.h>\n' >cf.c
    refuses "$t: a framework's header" 1 'file not found' $t-cc -c cf.c
    cp "$log" failed
    try "$t: explain" sh -c \
        "cargo-zbuild explain --target $t --failure - <failed"
    says "$t: explain names SDKROOT" 'SDKROOT='
    try "$t: -flto" $t-cc -flto lib.c use_lib.c -o $t/lto
    says "$t: -flto: a note" 'note: -flto dropped: .*no LTO'
    rm -f lib.o
    try "$t: -fsyntax-only" $t-cc -fsyntax-only lib.c
    is "$t: it makes no file" '' sh -c 'ls lib.o a.out 2>/dev/null'
    refuses "$t: -fsyntax-only of what is wrong" 1 'undeclared' \
        sh -c "echo 'int f(void) { return x; }' | $t-cc -fsyntax-only -x c -"
    echo '#if !AS || OTHER
#error -Xarch
#endif' >xarch.c
    try "$t: -Xarch" $t-cc -Xarch_$a -DAS=1 \
        -Xarch_$([ $a = arm64 ] && echo x86_64 || echo arm64) -DOTHER=1 \
        -Xarch_arm64 -march=armv8.5-a -Xarch_x86_64 -mavx2 -c xarch.c -o xarch.o

    # Tools.
    cp $t/main $t/stripped
    try "$t: strip" $t-strip $t/stripped
    is "$t: strip leaves what dyld needs" 'D __mh_execute_header' \
        sh -c "python3 '$src/macho.py' symbols $t/stripped | grep ^D"
    is "$t: strip leaves the bindings" "$(macho binds $t/main)" \
        macho binds $t/stripped
    cp $t/libfoo.dylib $t/renamed.dylib
    try "$t: install_name_tool" $t-install_name_tool -id /opt/lib/foo.dylib \
        -add_rpath @loader_path/a -rpath @loader_path/x /x -delete_rpath /x \
        -change /usr/lib/libSystem.B.dylib /usr/lib/libOther.dylib \
        $t/renamed.dylib
    is "$t: the new names" 'id /opt/lib/foo.dylib 1.2.0 1.0.0
library /usr/lib/libOther.dylib
rpath @loader_path/a' sh -c "python3 '$src/macho.py' show $t/renamed.dylib |
        grep -E '^(library|id|rpath)' | sort"
    is "$t: otool -L and -D" "$t/renamed.dylib:
/opt/lib/foo.dylib
	/opt/lib/foo.dylib (compatibility version 1.0.0, current version 1.2.0)
	/usr/lib/libOther.dylib (compatibility version 1.0.0, current version 1359.0.0)" \
        $t-otool -L -D $t/renamed.dylib
    is "$t: nm" '_foo' $t-nm -gUj $t/libfoo.dylib
    if [ $t = $arm ]; then
        for f in main libfoo.dylib stripped renamed.dylib plug.so throw; do
            try_says "$f: the signature, computed again" '0x20002 .*' \
                macho signature $t/$f
        done
    else
        try "$t: codesign" $t-codesign -s - -i com.example.main $t/main
        try_says "$t: the signature, computed again" '0x2 com.example.main' \
            macho signature $t/main
    fi
    printf 'oops' | dd of=$t/main bs=1 seek=5000 conv=notrunc 2>/dev/null
    refuses "$t: a changed page is told" 1 'page [01] .*is not what was signed' \
        $t-codesign -v $t/main

    # Bad files stay as they are.
    head -c 3000 $t/libfoo.dylib >$t/cut
    cp $t/cut $t/cut.was
    for tool in strip "install_name_tool -id x" "codesign -s -"; do
        refuses "$t: $tool of a cut-off file" 1 "cut': " $t-$tool $t/cut
    done
    try "$t: it is unchanged" cmp $t/cut $t/cut.was
    refuses "$t: text is no Mach-O file" 1 'neither a Mach-O file nor' \
        $t-otool -L lib.c
    refuses "$t: -arch of the other machine" 125 'conflicts with target' \
        $t-cc -arch $([ $a = arm64 ] && echo x86_64 || echo arm64) -c lib.c
done

try "lipo -create" $arm-lipo -create $arm/libfoo.dylib $intel/libfoo.dylib \
    -output fat.dylib
is "lipo -archs" 'x86_64 arm64' $arm-lipo -archs fat.dylib
try "lipo -thin" $arm-lipo fat.dylib -thin arm64 -output thin.dylib
try "the part is the file it was" cmp thin.dylib $arm/libfoo.dylib
try "lipo -verify_arch" $arm-lipo fat.dylib -verify_arch arm64 x86_64
is "lipo -verify_arch of what is not there" 1 \
    sh -c "$arm-lipo thin.dylib -verify_arch x86_64; echo \$?"
refuses "lipo -create of the same twice" 1 'has the part for arm64 already' \
    $arm-lipo -create thin.dylib thin.dylib -output no.dylib
try "strip of a fat file" $arm-strip -x fat.dylib
is "both parts are stripped" '_foo
_foo' macho exports fat.dylib

# Static libraries in Apple's way: members of archives, too, also two of one name.
printf 'static int hid(void) { return 3; }\nint b(void) { return hid(); }\n__attribute__((used)) static int alone(void) { return 5; }\nint c(void) { return 4; }\n' >b.c
mkdir -p two
for t in $arm $intel; do
    try "$t: objects" $t-cc -O0 -c b.c -o $t/b.o
    try "$t: libtool -static" $t-libtool -static -D -o $t/lib1.a $t/lib.o
    cp $t/b.o two/lib.o
    echo lib.o >two/list
    try "$t: libtool of an archive, a list and -l" $t-libtool -static \
        -no_warning_for_no_symbols -o $t/lib2.a -filelist two/list,two -L$t -l1
    is "$t: both members" 'lib.o
lib.o' $t-ar t $t/lib2.a
    try "$t: strip -x of an archive" $t-strip -x $t/lib2.a
    is "$t: its members and symbols" '_b
_bar
_c
_foo
_keep' sh -c "$t-nm -gUj $t/lib2.a | grep '^_' | sort"
    is "$t: local symbols are gone" 1 \
        sh -c "$t-nm $t/lib2.a | grep -q _alone; echo \$?"
    # What -g made is sections of an object, not only symbols.
    try "$t: objects with debug information" sh -c "
        $t-cc -g -c b.c -o $t/debug.o &&
        $t-c++ -g -std=c++17 -c throw.cc -o $t/throw-g.o"
    for o in debug throw-g; do
        $t-otool -l $t/$o.o | grep -q __debug_info || not_ok "$t: $o has __DWARF"
        try "$t: strip -S $o" $t-strip -S $t/$o.o -o $t/$o-S.o
        is "$t: $o has no __DWARF" 0 sh -c "$t-otool -l $t/$o-S.o | grep -c __DWARF"
        is "$t: $o has its symbols" \
            "$($t-nm -gj $t/$o.o | grep '^_' | sort)" \
            sh -c "$t-nm -gj $t/$o-S.o | grep '^_' | sort"
        is "$t: $o is smaller" yes sh -c "[ \$(stat -c %s $t/$o-S.o) -lt \
            \$(stat -c %s $t/$o.o) ] && echo yes"
    done
    try "$t: a program of such an object" $t-c++ $t/throw-g-S.o -o $t/throw-S
    try "$t: and of the whole one" $t-c++ $t/throw-g.o -o $t/throw-g
    is "$t: strip -S leaves the exceptions" "$(macho unwind $t/throw-g 'careful|main')" \
        macho unwind $t/throw-S 'careful|main'
    cp $t/throw-g.o two/
    try "$t: libtool: an archive with it" $t-libtool -static -o $t/g.a two/throw-g.o
    try "$t: strip -S of an archive" $t-strip -S $t/g.a
    is "$t: it has no __debug_info" 1 sh -c "grep -q __debug_info $t/g.a; echo \$?"
    printf 'int b(void), foo(void);\nint main(void) { return b() + foo(); }\n' >use.c
    try "$t: it links" $t-cc use.c $t/lib2.a -o $t/use
done
try "lipo joins archives" $arm-lipo -create $arm/lib2.a $intel/lib2.a -output fat.a
refuses "libtool: a fat file" 1 'lipo -thin' $arm-libtool -static -o no.a fat.a
refuses "libtool: another machine's" 1 'is for another machine' \
    $arm-libtool -static -o no.a $intel/lib.o
refuses "libtool: no object" 1 'neither a Mach-O file nor' \
    $arm-libtool -static -o no.a lib.c
refuses "libtool -dynamic" 1 'cc -dynamiclib' $arm-libtool -dynamic -o no.a $arm/lib.o
refuses "strip of a fat archive" 1 'lipo -thin' $arm-strip fat.a
is "nothing half-made" '' sh -c 'ls | grep "^no\.a\|\.tmp$"'
try "dsymutil is LLVM's" $arm-dsymutil --version
refuses "dsymutil: without LLVM the way out" 127 'split-debuginfo=unpacked' \
    env PATH=/nowhere "$PWD/names/$arm-dsymutil" $arm/main

# A folder that looks like an SDK.
mkdir -p sdk/usr/include sdk/usr/lib \
    sdk/System/Library/Frameworks/Own.framework/Headers
echo '#define FROM_SDK 7' >sdk/usr/include/sdk_only.h
echo 'int own(void);' >sdk/System/Library/Frameworks/Own.framework/Headers/Own.h
cat >sdk/System/Library/Frameworks/Own.framework/Own.tbd <<'TBD'
--- !tapi-tbd
tbd-version: 4
targets: [ arm64-macos, x86_64-macos ]
install-name: '/System/Library/Frameworks/Own.framework/Versions/Z/Own'
exports:
  - targets: [ arm64-macos, x86_64-macos ]
    symbols: [ _own ]
...
TBD
printf '#include <Own/Own.h>\n#include <sdk_only.h>\n#include <stdio.h>\nint main(void) { printf("%%d", FROM_SDK); return own(); }\n' >own.c
try "SDKROOT: headers and frameworks of the SDK" \
    env SDKROOT="$PWD/sdk" $arm-cc own.c -framework Own -o own
try_says "the SDK's framework is bound" \
    '/System/Library/Frameworks/Own.framework/Versions/Z/Own _own' macho binds own
refuses "an SDK that is not there" 125 "\\(SDKROOT\\) is no folder" \
    env SDKROOT=/nowhere/MacOSX.sdk $arm-cc own.c

# Rust: both builds and the joined files.
json=$work/messages
if try "universal2: bin, cdylib and staticlib with C, C++ and frameworks" \
    sh -c "cd '$src/app' && CARGO_TARGET_DIR='$target/std' env $std_rust \
        cargo-zbuild zbuild --locked --target universal2-apple-darwin \
        --message-format json >'$json'"; then
    silent "universal2: nobody misses xcrun" 'xcrun|SDK'
    fat=$target/std/universal2-apple-darwin/debug
    for f in app libapp.dylib libapp.a; do
        is "universal2: $f has both" 'x86_64 arm64' $arm-lipo -archs "$fat/$f"
    done
    try "universal2: cargo's messages name the joined files" python3 -c "
import json, sys
names, thin = set(), 0
for line in open('$json'):
    m = json.loads(line)
    if m['reason'] == 'compiler-artifact' and 'apple/app' in m['manifest_path']:
        names |= set(m['filenames'])
        thin += any('/debug/app' in n and 'universal2' not in n
                    for n in m['filenames'])
want = {'$fat/app', '$fat/libapp.dylib', '$fat/libapp.a'}
assert want <= names, names
assert thin == 0"
    for t in $arm $intel; do
        out=$target/std/$t/debug
        is "$t: the cdylib exports its function" _app_add \
            macho exports "$out/libapp.dylib"
        for s in CoreFoundation:_kCFAllocatorDefault Security:_SecRandomCopyBytes; do
            lib=${s%:*}
            try_says "$t: Rust: $lib" \
                "/System/Library/Frameworks/$lib.framework/Versions/A/$lib ${s#*:}" \
                macho binds "$out/app"
        done
        try_says "$t: Rust: iconv" '/usr/lib/libiconv.2.dylib _iconv_open' \
            macho binds "$out/app"
        try "$t: each function, std's too, has its unwind entry" \
            macho unwind "$out/app" .
        try "$t: catch_unwind and panic are among them" \
            macho unwind "$out/app" 'careful|begin_panic|rust_panic|_Unwind|main'
        is "$t: the personalities" 'own ___gxx_personality_v0
own _rust_eh_personality' sh -c "python3 '$src/macho.py' personality '$out/app' | sort"
    done
    try_says "the Rust program's signature" '0x20002 app.*' \
        macho signature "$target/std/$arm/debug/app"
fi

# Which target it is may be said in cargo's configuration: a workspace with two
# programs, a dynamic library and an example.
mkdir -p ws/one/src/bin ws/two/src ws/two/examples ws/.cargo
printf '[workspace]\nmembers = ["one", "two"]\nresolver = "2"\n[profile.small]\ninherits = "release"\nstrip = true\n' >ws/Cargo.toml
printf '[package]\nname = "one"\nversion = "0.1.0"\nedition = "2021"\n' >ws/one/Cargo.toml
printf '[package]\nname = "two"\nversion = "0.1.0"\nedition = "2021"\n[lib]\ncrate-type = ["cdylib"]\n' >ws/two/Cargo.toml
echo 'fn main() { println!("one"); }' | tee ws/one/src/main.rs \
    ws/one/src/bin/other.rs >ws/two/examples/show.rs
echo '#[no_mangle] pub extern "C" fn two() -> i32 { 2 }' >ws/two/src/lib.rs
printf '[build]\ntarget = "universal2-apple-darwin"\n' >ws/.cargo/config.toml
in_ws()
{
    (cd ws && env CARGO_TARGET_DIR="$work/ws-target" $std_rust "$@")
}
# both FOLDER FILE…: each has both machines' parts.
both()
{
    local d=$1 f
    shift
    for f; do
        is "universal2: $d/$f" 'x86_64 arm64' $arm-lipo -archs \
            "$d/$f"
    done
}
if try "universal2: build.target, a workspace, a profile" in_ws cargo-zbuild \
    zbuild --workspace --bins --lib --examples --profile small; then
    both ws-target/universal2-apple-darwin/small one other libtwo.dylib \
        examples/show
fi
if try "universal2: the variable, --target-dir, --release" in_ws env \
    CARGO_BUILD_TARGET=universal2-apple-darwin cargo-zbuild zbuild --release \
    -p one --bin other --target-dir "$work/other-target"; then
    both other-target/universal2-apple-darwin/release other
    # cargo has rustc strip it, which makes the signature invalid.
    try_says "--release is signed after it was stripped" '0x20002 other.*' \
        macho signature other-target/$arm/release/other
    is "universal2: no other program" 'other' sh -c \
        'ls other-target/universal2-apple-darwin/release'
fi
is "universal2: JSON by build.target" "$work/ws-target/universal2-apple-darwin/small/one" \
    sh -c "cd ws && env CARGO_TARGET_DIR='$work/ws-target' $std_rust \
    cargo-zbuild zbuild -q --profile small -p one --bin one \
    --message-format json 2>/dev/null | python3 -c '
import json, sys
for line in sys.stdin:
    m = json.loads(line)
    if m[\"reason\"] == \"compiler-artifact\":
        print(m[\"executable\"])'"
refuses "universal2: run takes one" 2 'cargo run takes one target' \
    in_ws cargo-zbuild zbuild run -p one --bin one
refuses "universal2: a build that fails joins nothing" 101 'cannot find value' \
    in_ws sh -c 'echo "fn main() { x; }" >one/src/main.rs
    cargo-zbuild zbuild -p one --bin one'
is "universal2: ... and makes no file" '' sh -c \
    'ls ws-target/universal2-apple-darwin/debug 2>/dev/null'
finish
