#!/bin/bash
# LTO, other linkers, rustc's words, and both ways to lld.
. "$(dirname "$0")/driver/lib.sh"

lto()
{
    local kind=$1
    c a.c 'int secret_of_a(int x) { return x + 40; }'
    c m.c '#include <stdio.h>' 'int secret_of_a(int x);' \
        'int main(void) { printf("%d\n", secret_of_a(2)); return 0; }'
    quiet cc -O2 $kind -c a.c m.c
    is "$(head -c 2 a.o)" BC
    quiet cc -O2 $kind m.o a.o -o p
    is "$(run ./p)" 42
    # only the linker sees both: the call is gone
    quiet cc -O2 $kind m.o a.o -o p -ffunction-sections -Wl,--gc-sections
    undefines p secret_of_a
    "$t-ar" rcs liba.a a.o
    quiet cc -O2 $kind m.o -L. -la -o q
    is "$(run ./q)" 42
    quiet cc -O2 $kind m.o a.o -o r -Wl,-plugin-opt=O0
    is "$(run ./r)" 42
    differ "$(cksum <p)" "$(cksum <r)"
    quiet cc -O2 $kind a.c m.c -o s -fuse-ld=lld
    is "$(run ./s)" 42
    quiet cc -O2 $kind m.o a.o -o u -Wl,-plugin-opt=O2 \
        -Wl,-plugin,/usr/lib/LLVMgold.so -Wl,--lto-O2,--thinlto-jobs=1
    is "$(run ./u)" 42
}

fuse_ld()
{
    c m.c '#include <stdio.h>' \
        'int main(void) { puts("linked"); return 0; }'
    cc -c m.c
    quiet cc m.o -o p
    quiet cc m.o -o q -fuse-ld=lld
    cmp p q
    says_one_line "fuse-ld=absent: no such linker on PATH" \
        cc m.o -fuse-ld=absent
    readelf -p .comment q >comment
    has 'LLD' comment
}

host_linker()
{
    local ld=$1
    c m.c '#include <stdio.h>' '#include <math.h>' \
        'int main(int n, char **v) { (void)v; printf("linked %g\n", sqrt(n + 3)); return 0; }'
    cc -O1 -c m.c
    # every piece that the default libraries may name is a script by then
    quiet cc m.o -o all -lgcc_s -latomic -lm
    quiet cc m.o -o p -fuse-ld=$ld -lm
    is "$(run ./p)" 'linked 2'
    readelf -p .comment p >comment
    lacks LLD comment
    elf_program p "$t"
    quiet cc -shared -fPIC -o l.so -fuse-ld=$ld m.o
    quiet cc -fuse-ld=$ld -c m.c -o again.o
    mkdir mold
    ln -s "/usr/bin/ld.$ld" mold/ld
    printf '%s\n' "[target ${t%.2.*}]" "linker = $ld" >conf.ini
    for word in "--ld-path=ld.$ld" "-B$PWD/mold" conf; do
        if [ "$word" = conf ]; then
            export ZBUILD_CONFIG=$PWD/conf.ini
            word=-O1
        fi
        quiet cc m.o -o q $word -lm
        is "$(run ./q)" 'linked 2'
        readelf -p .comment q >comment
        lacks LLD comment
    done
}

# rustc's own musl, where it is there: start files and libc.a in one folder.
# Ours is then not even made.
musl_of_rustc()
{
    local own=$PWD/lib/self-contained root
    root=$(cc -print-sysroot)
    mkdir -p lib/self-contained cache
    chmod 700 cache
    cp "$root"/lib/{crt1.o,rcrt1.o,crti.o,crtn.o,crtbegin.o,crtend.o} "$own"
    c rusts.c 'const char *who_made_it(void) { return "rustc"; }'
    cc -O1 -c rusts.c
    "$t-ar" qcL "$own/libc.a" rusts.o "$root/lib/libmusl.a" \
        "$root/lib/libzigc.a" "$root/lib/libcompiler_rt.a"
    "$t-ranlib" "$own/libc.a"
    c m.c '#include <stdio.h>' 'const char *who_made_it(void);' \
        'int main(void) { puts(who_made_it()); return 0; }'
    cc -O1 -c m.c
    export ZBUILD_CACHE_DIR=$PWD/cache
    cc -nostartfiles "$own/crt1.o" "$own/crti.o" "$own/crtbegin.o" m.o -L "$own" \
        -Wl,-Bstatic -lc "$own/crtend.o" "$own/crtn.o" -static -no-pie \
        -nodefaultlibs -o m
    is "$(run ./m)" rustc
    elf_suits m "$t"
    cc -nostartfiles "$own/rcrt1.o" "$own/crti.o" m.o "-L$own" -lc \
        "$own/crtn.o" -static-pie -nodefaultlibs -o p
    is "$(run ./p)" rustc
    dyn p 'PIE'
    [ -z "$(find cache -name libmusl.a)" ]
}

# Every word that rustc up to 1.98 hands to the linker of a linux target
# (compiler/rustc_codegen_ssa/src/back: linker.rs, link.rs and the targets' own
# words), each with what it does.
rustc_words()
{
    local own=() name
    two_archives
    mkdir gcc-ld
    c gcc-ld/ld.lld '#!/bin/sh' 'exit 9'
    chmod +x gcc-ld/ld.lld
    case $t in
    aarch64-*) own=(-Wl,--fix-cortex-a53-843419) ;;
    x86_64-*) own=(-m64) ;;
    esac
    # a program of 1.98: its own lld, the order of a link of cargo's
    quiet cc "${own[@]}" main.o -Wl,--as-needed -Wl,-Bstatic libone.a libtwo.a \
        -Wl,-Bdynamic -lgcc_s -lutil -lrt -lpthread -lm -ldl -lc -L "$PWD/raw-dylibs" \
        -B"$PWD/gcc-ld" -fuse-ld=lld -Wl,--eh-frame-hdr -Wl,-z,noexecstack -L . \
        -o p -Wl,--gc-sections -pie -Wl,-z,relro,-z,now -nodefaultlibs
    run ./p
    type_is p DYN
    dyn p BIND_NOW
    section p .eh_frame_hdr
    undefines p one
    readelf -lW p >segments
    has 'GNU_STACK.* RW ' segments
    has GNU_RELRO segments
    # the same with -C relro-level=partial and off, -C link-dead-code
    quiet cc main.o libone.a -o q -Wl,-z,relro -no-pie -Wl,--no-gc-sections
    nodyn q NOW
    type_is q EXEC
    quiet cc main.o libone.a -o q -Wl,-z,norelro -pie
    readelf -lW q >segments
    lacks GNU_RELRO segments
    # -C strip, opt-level, export-executable-symbols, -Z no-start-stop-gc
    cc -g -O1 -fPIC -c main.c -o debug.o
    quiet cc debug.o -o q -Wl,--strip-debug -Wl,-O1 -Wl,-znostart-stop-gc
    nosection q '\.debug_'
    section q .symtab
    quiet cc debug.o -o q -Wl,--strip-all -Wl,-O1
    nosection q .symtab
    quiet cc debug.o -o q -Wl,--export-dynamic
    exports q main
    c list '{ one; };'
    quiet cc main.o -o q -Wl,--dynamic-list=list -Wl,--whole-archive libone.a \
        -Wl,--no-whole-archive -no-pie
    exports q one
    hides q main
    run ./q
    # symbols that must stay: symbols.o up to 1.97, words since (zb#466)
    for name in -Wl,--undefined=one -Wl,-u,one -u\ one; do
        quiet cc main.o libone.a $name -Wl,--gc-sections -o q
        defines q one
    done
    quiet cc main.o libone.a -Wl,--require-defined=one -o q
    defines q one
    # a cdylib and a dylib
    c map '{ global: one; local: *; };'
    quiet cc "${own[@]}" -Wl,--version-script=map -Wl,--no-undefined-version one.o two.o \
        -Wl,--as-needed -lgcc_s -lc -Wl,--eh-frame-hdr -Wl,-z,noexecstack -o libl.so \
        -Wl,--gc-sections -shared -Wl,-soname=libl.so -Wl,-z,relro,-z,now \
        -Wl,--enable-new-dtags '-Wl,-rpath,$ORIGIN/../lib' -nodefaultlibs
    exports libl.so one
    hides libl.so two
    dyn libl.so 'SONAME.*\[libl.so\]'
    dyn libl.so 'RUNPATH.*\[$ORIGIN/../lib\]'
    # #[link(modifiers)]: +verbatim, +whole-archive, as-needed
    quiet cc main.o -L . -Wl,-Bstatic -l:libone.a -Wl,--whole-archive -ltwo \
        -Wl,--no-whole-archive -Wl,-Bdynamic -o q
    undefines q one
    defines q two
    quiet cc main.o -L . -Wl,--push-state,--as-needed -l:libl.so -Wl,--pop-state -o q
    neednt q libl
    quiet cc main.o -L . -Wl,--push-state,--no-as-needed -l:libl.so -Wl,--pop-state -o q
    needs q libl.so
    # -C linker-plugin-lto, -C link-arg, -Z instrument-mcount, thread count
    cc -O2 -flto -c one.c -o lto.o
    c m.c 'int one(void);' 'int main(void) { return one() - 1; }'
    cc -O2 -flto -c m.c -o mlto.o
    quiet cc mlto.o lto.o -o q -Wl,-plugin-opt=O2 -Wl,-plugin-opt=mcpu=generic \
        -Wl,--lto-O2 -Wl,--threads=1
    run ./q
    quiet cc debug.o -o q -Wl,--compress-debug-sections=zlib -Wl,--build-id \
        -Wl,--hash-style=gnu -Wl,--no-undefined
    readelf -nW q >notes
    has 'Build ID' notes
    # -C link-self-contained=no with a target of one's own: start files by hand
    quiet cc -nostartfiles "$(cc -print-file-name=Scrt1.o)" \
        "$(cc -print-file-name=crti.o)" main.o "$(cc -print-file-name=crtn.o)" \
        -nodefaultlibs -lc -o q
    run ./q
}

# both_ways NAME WORDS…: lld at once and behind clang's driver, byte by byte
both_ways()
{
    local out=$1
    shift
    quiet env -u ZBUILD_LINK "$t-cc" "$@" -o "$out" -Wl,-Map="$out.map"
    mv "$out" "$out.once"
    mv "$out.map" "$out.once.map"
    quiet env ZBUILD_LINK=driver "$t-cc" "$@" -o "$out" -Wl,-Map="$out.map"
    cmp "$out.once" "$out"
    diff "$out.once.map" "$out.map"
    ZBUILD_TRACE=1 env -u ZBUILD_LINK "$t-cc" "$@" -o "$out.x" 2>trace
    lacks 'clang[-0-9]* --no-default-config' trace
    has '[ /]ld\.lld[-0-9]* ' trace
}

both_links()
{
    two_archives
    c main.c '#include <stdio.h>' \
        'int one(void);' 'int main(void) { return printf("%d\n", one()) != 2; }'
    cc -g -O1 -fPIC -ffunction-sections -c main.c
    cc -shared one.o -o libdyn.so
    c list '{ one; };'
    c map '{ global: one; local: *; };'
    both_ways plain main.o one.o
    both_ways lib main.o -L. -lone -ldl -lm
    both_ways program -m64 main.o libone.a -Wl,--as-needed -Wl,-Bstatic libtwo.a \
        -Wl,-Bdynamic -lgcc_s -lutil -lrt -lpthread -lm -ldl -lc \
        -Wl,--eh-frame-hdr -Wl,-z,noexecstack -L. -Wl,--gc-sections -pie \
        -Wl,-z,relro,-z,now -nodefaultlibs
    both_ways of_190 -m64 main.o libone.a -Wl,--as-needed -lgcc_s -lc \
        -B/usr/lib/rustlib/x86_64-unknown-linux-gnu/bin/gcc-ld -fuse-ld=lld \
        -Wl,--eh-frame-hdr -Wl,--gc-sections -pie -Wl,-z,relro,-z,now \
        -nodefaultlibs
    both_ways release main.o libone.a -Wl,--as-needed -lgcc_s -lc -Wl,-O1 \
        -Wl,--strip-debug -Wl,--gc-sections -pie -Wl,-z,relro,-z,now \
        -nodefaultlibs
    both_ways stripped main.o libone.a -s -no-pie -lc
    both_ways nopie main.o libone.a -no-pie -Wl,--build-id=sha1 -rdynamic
    both_ways cdylib one.o two.o -shared -Wl,-soname=libcdylib.so \
        -Wl,--version-script=map -Wl,--no-undefined-version -lgcc_s -lc \
        -Wl,-z,relro,-z,now -nodefaultlibs
    both_ways dylib -shared -Wl,--whole-archive libone.a \
        -Wl,--no-whole-archive -L. -ltwo -Wl,-rpath,/a
    both_ways dynlist main.o libone.a -Wl,--dynamic-list=list -O2
    both_ways users main.o -L. libdyn.so -Wl,-rpath,'$ORIGIN' -pthread
    both_ways starts main.o one.o -nostartfiles -Wl,-e,main -lc
    both_ways own main.o one.o -nodefaultlibs -lc -Wl,--hash-style=both \
        -u one -Wl,-T/dev/null 2>/dev/null || :
}

everywhere()
{
    item 'LTO, full' lto -flto
    item 'LTO, thin' lto -flto=thin
    item '-fuse-ld' fuse_ld
}

shared_world()
{
    item "rustc's words" rustc_words
    item 'lld at once and through the driver' both_links
}

static_world()
{
    item "rustc's own musl" musl_of_rustc
}

drive

# no gold links for RISC-V, with whatever cross binutils are installed
lacking()
{
    c m.c 'int main(void) { return 0; }'
    quiet cc -c m.c -fuse-ld=gold
    says_one_line "-fuse-ld=gold: .* links nothing for riscv64-linux-gnu" \
        cc m.o -fuse-ld=gold
}

riscv=riscv64gc-unknown-linux-gnu.2.27
t=x86_64-unknown-linux-gnu.2.17 engine=direct ZBUILD_ENGINE=direct
for ld in bfd gold mold; do
    if [ -x "/usr/bin/ld.$ld" ]; then
        item "-fuse-ld=$ld" host_linker $ld
    else
        skip "-fuse-ld=$ld" "no ld.$ld here"
    fi
done
if [ -x /usr/bin/ld.gold ]; then
    cargo-zbuild zbuild link --target $riscv --dir "$bin" >/dev/null || exit 2
    t=$riscv item "a linker without the target" lacking
fi
[ ! -x /usr/bin/ld.mold ] || t=aarch64-unknown-linux-gnu.2.17 item '-fuse-ld=mold' host_linker mold
finish
