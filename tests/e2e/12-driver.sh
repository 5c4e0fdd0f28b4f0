#!/bin/bash
# What a GCC or clang cross compiler does with its options, looked at in the
# result: readelf, the files that were written, running the program. One
# function per item, each in a folder of its own, stopping at its first command
# that fails; its log then shows every command.
#
# ENGINES, TARGETS and ONLY (a pattern of functions) choose; the items marked
# common run on both engines.
. "$(dirname "$0")/../lib/e2e.sh"

src=$top/tests/e2e/driver
bin=$work/bin
items=0
PATH=$bin:$PATH
shopt -s inherit_errexit

gnu='x86_64-unknown-linux-gnu.2.17 aarch64-unknown-linux-gnu.2.17'
musl='x86_64-unknown-linux-musl aarch64-unknown-linux-musl'

# --- the words of the items --------------------------------------------------

# check NAME FUNCTION [ARGUMENTS]
check()
{
    local name="$t: $1" log dir status
    shift
    [[ $1 == ${ONLY:-*} ]] || return 0
    items=$((items + 1))
    log=$work/log/$items
    dir=$work/$t-$engine/$items-$1
    [ "$engine" = direct ] || name="$engine: $name"
    mkdir -p "$dir"
    (
        exec >"$log" 2>&1 9>&1
        BASH_XTRACEFD=9
        cd "$dir" || exit
        set -ex
        "$@"
    )
    status=$?
    if [ $status = 0 ]; then
        ok "$name"
    else
        tail -n 40 "$log"
        not_ok "$name" "status $status"
    fi
}

cc() { "$t-cc" "$@"; }
cxx() { "$t-c++" "$@"; }
run() { run_as "$t" "$@"; }

# c FILE TEXT…: a source, one line per word
c()
{
    local file=$1
    shift
    printf '%s\n' "$@" >"$file"
}

# quiet COMMAND…: succeeds and prints nothing at all
quiet()
{
    "$@" >quiet.out 2>&1 || { cat quiet.out; return 1; }
    if [ -s quiet.out ]; then cat quiet.out; return 1; fi
}

# fails TEXT COMMAND…: fails and says TEXT
fails()
{
    local text=$1
    shift
    if "$@" >fails.out 2>&1; then echo 'did not fail'; return 1; fi
    grep -q -- "$text" fails.out || { cat fails.out; return 1; }
}

# says_one_line TEXT COMMAND…: fails in one line (and a hint) before any tool
# ran: status 125, and no output
says_one_line()
{
    local text=$1 status=0
    shift
    rm -f a.out
    "$@" >fails.out 2>&1 || status=$?
    cat fails.out
    [ $status = 125 ]
    grep -q -- "$text" fails.out
    [ "$(grep -vc '^hint: ' fails.out)" = 1 ]
    [ ! -e a.out ]
}

has() { grep -q -- "$1" "$2" || { tail -n 30 "$2"; return 1; }; }
lacks() { if grep -- "$1" "$2"; then return 1; fi; }
is() { [ "$1" = "$2" ]; }
differ() { [ "$1" != "$2" ]; }

# Names that other files can bind to, and all names; each one a line.
dynsyms()
{
    readelf --dyn-syms -W "$1" |
        awk '$1 ~ /:$/ && $7 != "UND" && $8 != "" { sub(/@.*/, "", $8); print $8 }'
}
symbols()
{
    readelf -sW "$1" |
        awk '$1 ~ /:$/ && $7 != "UND" && $8 != "" { sub(/@.*/, "", $8); print $8 }'
}
address() { readelf -sW "$1" | awk -v n="$2" '$8 == n { print $2; exit }'; }
exports() { dynsyms "$1" >names; grep -qx "$2" names; }
hides() { dynsyms "$1" >names; lacks "^$2\$" names; }
defines() { symbols "$1" >names; grep -qx "$2" names; }
undefines() { symbols "$1" >names; lacks "^$2\$" names; }
dyn() { readelf -dW "$1" >dyn; has "$2" dyn; }
nodyn() { readelf -dW "$1" >dyn; lacks "$2" dyn; }
section() { readelf -SW "$1" >sections; has " $2 " sections; }
nosection() { readelf -SW "$1" >sections; lacks " $2" sections; }
needs() { elf_needed "$1" >needed; grep -qx -- "$2" needed; }
neednt() { elf_needed "$1" >needed; lacks "$2" needed; }
type_is() { readelf -hW "$1" >header; has "Type: *$2 " header; }

# Two archives with one function each, and a program that calls neither.
two_archives()
{
    c one.c 'int one(void) { return 1; }'
    c two.c 'int two(void) { return 2; }'
    c main.c 'int main(void) { return 0; }'
    cc -O1 -fPIC -ffunction-sections -c one.c two.c main.c
    "$t-ar" rcs libone.a one.o
    "$t-ar" rcs libtwo.a two.o
}

# --- exports and symbols -----------------------------------------------------

dynamic_list()
{
    c p.c 'int cb(void) { return 1; }' 'int other(void) { return 2; }' \
        'int main(void) { return 0; }'
    c list '{ cb; };'
    cc -c p.c
    quiet cc p.o -o p -Wl,--dynamic-list=list
    exports p cb
    hides p other
    quiet cc p.o -o p2 -Wl,--dynamic-list,list
    cmp p p2
    quiet cc p.o -o p3 -Xlinker --dynamic-list -Xlinker list
    cmp p p3
    # on a shared object: the others can no longer be replaced
    c l.c 'int cb(void) { return 1; }' 'int other(void) { return 2; }' \
        'int both(void) { return cb() + other(); }'
    quiet cc -shared -fPIC -fno-inline -fsemantic-interposition l.c \
        -o l.so -Wl,--dynamic-list=list
    exports l.so other
    readelf -rW l.so >relocations
    has 'JUMP.* cb' relocations
    lacks 'JUMP.* other' relocations
}

version_script_shared()
{
    c l.c 'int shown(void) { return 1; }' 'int hidden(void) { return 2; }'
    c l.map 'V1 { global: shown; local: *; };'
    quiet cc -shared -fPIC l.c -o libl.so -Wl,--version-script=l.map
    exports libl.so shown
    hides libl.so hidden
    readelf -VW libl.so >versions
    has 'Name: V1' versions
    c main.c 'int shown(void);' 'int main(void) { return shown() - 1; }'
    quiet cc main.c -o main -L. -ll "-Wl,-rpath,$PWD"
    run ./main
    readelf --dyn-syms -W main >syms
    has 'shown@V1' syms
    # names that are not there: GNU ld's default takes them, and -Wl,... says no
    c more.map 'V1 { global: shown; absent; local: *; };'
    quiet cc -shared -fPIC l.c -o l2.so -Wl,--version-script=more.map
    fails absent cc -shared -fPIC l.c -o l3.so -Wl,--version-script=more.map \
        -Wl,--no-undefined-version
}

version_script_program()
{
    c p.c 'int shown(void) { return 1; }' 'int hidden(void) { return 2; }' \
        'int main(void) { return 0; }'
    c p.map '{ global: shown; local: *; };'
    quiet cc p.c -o p -rdynamic -Wl,--version-script,p.map
    exports p shown
    hides p hidden
    run ./p
}

exclude_libs()
{
    local lib
    two_archives
    c both.c 'int one(void); int two(void);' \
        'int both(void) { return one() + two(); }'
    quiet cc -shared -fPIC both.c libone.a libtwo.a -o plain.so
    exports plain.so one
    quiet cc -shared -fPIC both.c libone.a libtwo.a -o all.so \
        -Wl,--exclude-libs,ALL
    exports all.so both
    hides all.so one
    hides all.so two
    for lib in -Wl,--exclude-libs=libone.a '-Wl,--exclude-libs -Wl,libone.a'; do
        quiet cc -shared -fPIC both.c -L. -lone -ltwo -o some.so $lib
        hides some.so one
        exports some.so two
    done
}

export_dynamic_symbol()
{
    c p.c 'int cb(void) { return 1; }' 'int other(void) { return 2; }' \
        'int main(void) { return 0; }'
    quiet cc p.c -o p -Wl,--export-dynamic-symbol=cb
    exports p cb
    hides p other
    quiet cc p.c -o q -Wl,--export-dynamic-symbol,'c*'
    exports q cb
    c list '{ other; };'
    quiet cc p.c -o r -Wl,--export-dynamic-symbol-list=list
    exports r other
    hides r cb
    quiet cc p.c -o s -rdynamic
    exports s cb
    exports s other
    quiet cc p.c -o plain
    hides plain cb
}

# common
undefined_spellings()
{
    local word n=0
    cc -O1 -ffunction-sections -fdata-sections -c "$src/keep.c"
    "$t-ar" rcs libkeep.a keep.o
    c main.c 'int main(void) { return 0; }'
    cc -ffunction-sections -c main.c
    quiet cc main.o libkeep.a -o plain -Wl,--gc-sections
    undefines plain kept_symbol
    for word in '-u kept_symbol' -ukept_symbol -Wl,-u,kept_symbol \
        -Wl,-ukept_symbol -Wl,--undefined=kept_symbol \
        -Wl,--undefined,kept_symbol '-Wl,--undefined -Wl,kept_symbol' \
        '-Wl,-u -Wl,kept_symbol' '-Xlinker -u -Xlinker kept_symbol' \
        '-Xlinker --undefined=kept_symbol' -Wl,-undefined=kept_symbol \
        '-Xlinker -undefined -Xlinker kept_symbol'; do
        n=$((n + 1))
        quiet cc main.o -o p$n $word -Wl,--gc-sections libkeep.a
        defines p$n kept_symbol
        run ./p$n
    done
    quiet cc main.o -o q -Wl,--require-defined=kept_symbol libkeep.a
    defines q kept_symbol
}

wrap()
{
    c p.c '#include <stdio.h>' '#include <stdlib.h>' \
        'void *__real_malloc(size_t n);' \
        'void *__wrap_malloc(size_t n) { puts("wrapped"); return __real_malloc(n); }' \
        'int main(void) { free(malloc(3)); return 0; }'
    quiet cc -fno-builtin p.c -o p -Wl,--wrap=malloc
    is "$(run ./p)" wrapped
    quiet cc -fno-builtin p.c -o q -Wl,--wrap -Wl,malloc
    is "$(run ./q)" wrapped
}

defsym()
{
    c p.c 'int real(void) { return 3; }' 'int alias(void);' \
        'extern char fixed[];' \
        'int main(void) { return alias() == 3 ? 0 : 1; }'
    quiet cc p.c -o p -Wl,--defsym=alias=real -Wl,--defsym,fixed=0x1234
    run ./p
    is "$((16#$(address p fixed)))" 4660
}

just_symbols()
{
    c rom.c 'int in_rom(void) { return 9; }'
    quiet cc -fno-pic -no-pie -nostdlib -Wl,-e,in_rom rom.c -o rom
    c p.c 'int in_rom(void);' 'int main(void) { return in_rom != 0 ? 0 : 1; }'
    quiet cc -no-pie -fno-pic p.c -o p -w -Wl,--just-symbols=rom
    is "$(address p in_rom)" "$(address rom in_rom)"
}

unresolved()
{
    c p.c 'int absent(void);' 'int (*volatile p)(void) = absent;' \
        'int main(void) { return p != 0; }'
    cc -c -fPIC p.c
    fails 'undefined symbol: absent' cc p.o -o p
    quiet cc p.o -o p -Wl,--unresolved-symbols=ignore-all
    readelf --dyn-syms -W p >syms
    has 'UND absent$' syms
    cc p.o -o q -Wl,--warn-unresolved-symbols 2>warning
    has 'undefined symbol: absent' warning
    quiet cc -shared p.o -o p.so
    fails 'undefined symbol: absent' cc -shared p.o -o q.so -Wl,-z,defs
    fails 'undefined symbol: absent' cc -shared p.o -o q.so -Wl,--no-undefined
    quiet cc -shared p.o -o q.so -Wl,--no-undefined -Wl,-z,undefs
    fails absent cc -shared p.o -o r.so -Wl,--unresolved-symbols=report-all
    c l.c 'int absent2(void);' 'int l(void) { return absent2(); }'
    quiet cc -shared -fPIC l.c -o libl.so
    c m.c 'int l(void);' 'int main(void) { return l(); }'
    fails absent2 cc m.c -o m -L. -ll -Wl,--no-allow-shlib-undefined
    quiet cc m.c -o m -L. -ll -Wl,--allow-shlib-undefined
}

# --- which objects are linked ------------------------------------------------

# common
whole_archive()
{
    two_archives
    quiet cc main.o -o plain libone.a libtwo.a
    undefines plain one
    quiet cc main.o -o p \
        "-Wl,--whole-archive,$PWD/libone.a,libtwo.a,--no-whole-archive"
    defines p one
    defines p two
    quiet cc main.o -o q -L. -Wl,-whole-archive,-lone,-no-whole-archive -ltwo
    defines q one
    undefines q two
    run ./q
}

library_by_file_name()
{
    two_archives
    c main.c 'int one(void);' 'int main(void) { return one() - 1; }'
    cc -shared -fPIC one.c -o libone.so
    quiet cc main.c -o p -L. -l:libone.a
    neednt p libone
    run ./p
    quiet cc main.c -o q -L. -l:libone.so "-Wl,-rpath,$PWD"
    needs q libone.so
    run ./q
}

groups()
{
    local group
    c a.c 'int b1(void); int a1(void) { return b1(); }' 'int a2(void) { return 5; }'
    c a2.c 'int a3(void) { return 5; }'
    c b.c 'int a3(void); int b1(void) { return a3(); }'
    c main.c 'int a1(void);' 'int main(void) { return a1() - 5; }'
    cc -c a.c a2.c b.c main.c
    "$t-ar" rcs liba.a a.o a2.o
    "$t-ar" rcs libb.a b.o
    for group in '-Wl,--start-group -la -lb -Wl,--end-group' \
        '-Wl,--start-group,-la,-lb,--end-group' '-Wl,-( -la -lb -Wl,-)'; do
        quiet cc main.o -o p -L. $group
        run ./p
    done
}

as_needed()
{
    two_archives
    cc -shared -fPIC one.c -o libone.so
    cc -shared -fPIC two.c -o libtwo.so
    quiet cc main.o -o p -L. -Wl,--no-as-needed -lone -Wl,--as-needed -ltwo
    needs p libone.so
    neednt p libtwo
    quiet cc main.o -o q -L. -Wl,--as-needed,-lone,--no-as-needed,-ltwo
    neednt q libone
    needs q libtwo.so
    quiet cc main.o -o r -L. -Wl,--no-as-needed -Wl,--push-state,--as-needed \
        -lone -Wl,--pop-state -ltwo
    neednt r libone
    needs r libtwo.so
    quiet cc main.o -o s -L. -Wl,-Bstatic -lone -Wl,-Bdynamic -ltwo
    neednt s libone
}

script_libraries()
{
    two_archives
    cc -shared -fPIC two.c -o libtwo.so.2 -Wl,-soname,libtwo.so.2
    c libboth.so '/* as Debian has libc.so */' \
        "GROUP ( $PWD/libone.a AS_NEEDED ( libtwo.so.2 ) )"
    c p.c 'int one(void);' 'int main(void) { return one() - 1; }'
    quiet cc p.c -o p -L. -lboth
    neednt p libtwo
    run ./p
    c q.c 'int one(void); int two(void);' \
        'int main(void) { return one() + two() - 3; }'
    quiet cc q.c -o q -L. -lboth "-Wl,-rpath,$PWD"
    needs q libtwo.so.2
    run ./q
    c libother.a 'INPUT(-lone -l:libtwo.a)'
    quiet cc q.c -o r -L. -lother
    run ./r
}

gc_sections()
{
    cc -O1 -ffunction-sections -c "$src/sections.c"
    quiet cc sections.o -o plain
    defines plain never_called
    cc sections.o -o p -Wl,--gc-sections -Wl,--print-gc-sections >report 2>&1
    has 'removing unused section.*never_called' report
    undefines p never_called
    is "$(run ./p)" 'sum 44'
}

icf()
{
    cc -O1 -ffunction-sections -c "$src/sections.c"
    quiet cc sections.o -o p -Wl,--icf=all
    is "$(address p twin_a)" "$(address p twin_b)"
    quiet cc sections.o -o q -Wl,--icf=none
    differ "$(address q twin_a)" "$(address q twin_b)"
    cc sections.o -o r -Wl,--icf=all,--print-icf-sections >report 2>&1
    has 'twin_' report
    is "$(run ./p)" "$(run ./q)"
}

relocatable()
{
    two_archives
    quiet cc -r one.o two.o -o both.o
    readelf -hW both.o >header
    has 'Type: *REL ' header
    defines both.o one
    defines both.o two
    quiet cc -r -nostdlib -Wl,--whole-archive libone.a -o whole.o
    defines whole.o one
    c m.c 'int one(void); int two(void);' \
        'int main(void) { return one() + two() - 3; }'
    quiet cc m.c both.o -o m
    run ./m
}

# --- files that the linker writes or reads -----------------------------------

map_file()
{
    local word n=0
    two_archives
    for word in -Wl,-Map=map -Wl,-Map,map -Wl,--Map=map \
        '-Xlinker -Map=map' '-Xlinker -Map -Xlinker map'; do
        rm -f map
        n=$((n + 1))
        quiet cc main.o -o p$n -Wl,-u,one libone.a $word
        has 'libone.a(one.o)' map
        has ' main$' map
    done
    cc main.o -o p -Wl,-M >printed
    has ' main$' printed
    cc main.o -o q -Wl,--cref >cref
    has 'Cross Reference' cref
}

linker_depfile()
{
    two_archives
    quiet cc main.o -o p libone.a -Wl,--dependency-file=p.d
    has '^p:' p.d
    has 'libone.a' p.d
    has 'main.o' p.d
    quiet cc main.o -o q -Wl,--dependency-file -Wl,q.d
    has '^q:' q.d
}

scripts()
{
    c p.c '__attribute__((section(".mine"), used)) static int mine = 3;' \
        'extern char start_of_mine[];' \
        'int main(void) { return *(int *)start_of_mine - 3; }'
    mkdir sub
    c sub/add.ld 'SECTIONS { .mine : { start_of_mine = .; KEEP(*(.mine)) } }' \
        'INSERT AFTER .data;'
    quiet cc p.c -o p -T sub/add.ld
    run ./p
    section p .mine
    quiet cc p.c -o q -Lsub -T add.ld
    quiet cc p.c -o q2 -L sub -Tadd.ld
    quiet cc p.c -o q3 -Lsub -Wl,-T,add.ld
    quiet cc p.c -o q4 -Wl,-Lsub,--script=add.ld
    cmp q q2
    cmp q q3
    cmp q q4
    run ./q
    # a whole layout, as on bare metal
    c bare.c 'void entry(void) { for (;;) ; }' 'int word = 1;'
    c bare.ld 'ENTRY(entry)' 'SECTIONS { . = 0x80000;' \
        '.text : { *(.text*) } .data : { *(.data*) } /DISCARD/ : { *(.comment .note* .eh_frame*) } }'
    quiet cc -ffreestanding -fno-pic -c bare.c
    quiet "$t-ld" -T bare.ld bare.o -o bare
    readelf -hW bare >header
    has 'Entry point address: *0x80000$' header
    quiet cc -no-pie -nostdlib -Wl,-Ttext=0x900000,-e,entry bare.o -o ttext
    readelf -hW ttext >header
    has 'Entry point address: *0x9' header
    fails 'absent.ld' cc p.c -o r -T absent.ld
}

# --- the dynamic section -----------------------------------------------------

rpaths()
{
    local words
    two_archives
    mkdir lib
    cc -shared -fPIC one.c -o lib/libone.so
    c m.c 'int one(void);' 'int main(void) { return one() - 1; }'
    cc -c m.c
    quiet cc m.o -o m -Llib -lone '-Wl,-rpath,$ORIGIN/lib'
    dyn m 'RUNPATH.*\[$ORIGIN/lib\]'
    run ./m
    for words in -Wl,-rpath=/a,-rpath,/b '-Wl,-rpath -Wl,/a -Wl,-rpath -Wl,/b' \
        '-Wl,-R/a -Wl,-R,/b' '-Xlinker -rpath -Xlinker /a -Wl,--rpath=/b'; do
        quiet cc m.o -o p -Llib -lone $words
        dyn p 'RUNPATH.*\[/a:/b\]'
    done
    quiet cc m.o -o q -Llib -lone -Wl,-rpath,/a,--disable-new-dtags
    dyn q '(RPATH).*\[/a\]'
    quiet cc m.o -o q -Llib -lone -Wl,--enable-new-dtags,-rpath,/a
    dyn q '(RUNPATH).*\[/a\]'
    quiet cc m.o -o r -Llib -lone -Wl,-rpath-link,/somewhere
    nodyn r /somewhere
    quiet cc m.o -o s -Llib -lone
    nodyn s PATH
}

sonames()
{
    local word
    two_archives
    for word in -Wl,-soname,libone.so.1 -Wl,-soname=libone.so.1 \
        -Wl,--soname=libone.so.1 -Wl,-h,libone.so.1 -Wl,-hlibone.so.1 \
        '-Wl,-soname -Wl,libone.so.1' '-Xlinker -h -Xlinker libone.so.1'; do
        quiet cc -shared one.o -o lib.so $word
        dyn lib.so 'SONAME.*\[libone.so.1\]'
    done
    quiet cc -shared one.o -o lib.so
    nodyn lib.so SONAME
}

build_ids()
{
    two_archives
    quiet cc main.o -o p -Wl,--build-id
    readelf -nW p >notes
    has 'Build ID: ' notes
    quiet cc main.o -o q -Wl,--build-id=sha1
    readelf -nW q >notes
    has 'Build ID: [0-9a-f]\{40\}$' notes
    quiet cc main.o -o r -Wl,--build-id=0xabcdef12
    readelf -nW r >notes
    has 'Build ID: abcdef12$' notes
    quiet cc main.o -o s -Wl,--build-id=none
    readelf -nW s >notes
    lacks 'Build ID' notes
    # the same input, the same name
    cp q q.first
    quiet cc main.o -o q -Wl,--build-id=sha1
    cmp q q.first
}

z_options()
{
    two_archives
    quiet cc main.o -o p -Wl,-z,now -Wl,-z,relro
    dyn p 'BIND_NOW'
    readelf -lW p >segments
    has 'GNU_RELRO' segments
    quiet cc main.o -o p -z now -z norelro
    dyn p 'NOW'
    readelf -lW p >segments
    lacks 'GNU_RELRO' segments
    quiet cc main.o -o p -Wl,-z,lazy,-z,execstack
    nodyn p 'NOW'
    readelf -lW p >segments
    has 'GNU_STACK.* RWE ' segments
    quiet cc main.o -o p -Wl,-znoexecstack,-zstack-size=1048576
    readelf -lW p >segments
    has 'GNU_STACK.* 0x100000 .*RW ' segments
    quiet cc main.o -o p -Wl,-z,max-page-size=0x200000
    readelf -lW p >segments
    has 'LOAD.*0x200000$' segments
    quiet cc -shared one.o -o l.so -Wl,-z,nodelete,-z,initfirst,-z,nodlopen
    dyn l.so 'NODELETE'
    dyn l.so 'INITFIRST'
    dyn l.so 'NOOPEN'
    quiet cc -shared one.o -o l.so -Wl,-z,origin,-z,global,-z,interpose
    dyn l.so 'ORIGIN'
    dyn l.so 'GLOBAL'
    dyn l.so 'INTERPOSE'
    quiet cc main.o main.o -o p -Wl,-z,muldefs
    quiet cc main.o main.o -o p -Wl,--allow-multiple-definition
    fails 'duplicate symbol: main' cc main.o main.o -o p
    quiet cc main.o -o p -Wl,-z,separate-code
    # loaders know it since glibc 2.36: the floor is kept
    fails 'GLIBC_ABI_DT_RELR' cc main.o -o p -Wl,-z,pack-relative-relocs
    quiet cc main.o -o p -Wl,--hash-style=both
    section p .gnu.hash
    section p .hash
    run ./p
}

# --- debug information -------------------------------------------------------

debug_info()
{
    c m.c 'int main(void) { return 0; }'
    quiet cc m.c -o p
    nosection p '\.debug_'
    quiet cc -O2 -c m.c
    nosection m.o '\.debug_'
    quiet cc -g m.c -o q
    section q .debug_info
    quiet cc -g -c m.c
    section m.o .debug_info
    quiet cc m.o -o r
    section r .debug_info
    quiet cc -g -g0 m.c -o n
    nosection n '\.debug_'
    readelf -wi q >info
    has 'DW_AT_name.*m\.c' info
    quiet cc m.o -o s -s
    nosection s '\.debug_'
    nosection s '\.symtab'
    quiet cc m.o -o s2 -Wl,-s
    cmp s s2
    quiet cc m.o -o s3 -Wl,--strip-all
    cmp s s3
    quiet cc m.o -o u -Wl,--strip-debug
    nosection u '\.debug_'
    section u .symtab
    quiet cc m.o -o u2 -Wl,-S
    cmp u u2
    run ./s
}

compressed_debug()
{
    local word
    # enough of it: lld leaves alone what would not get smaller
    c m.c '#include <stdio.h>' '#include <stdlib.h>' \
        'int main(void) { return 0; }'
    cc -g3 -fno-eliminate-unused-debug-types -c m.c
    for word in -gz -gz=zlib -Wl,--compress-debug-sections=zlib \
        '-Wl,--compress-debug-sections -Wl,zstd'; do
        quiet cc m.o -o p $word
        readelf -SW p >sections
        has '\.debug_info .* C ' sections
    done
    quiet cc m.o -o q -Wl,--compress-debug-sections=none
    readelf -SW q >sections
    lacks '\.debug_info .* C ' sections
    quiet cc m.o -o p -gz
    readelf -wi p >compressed
    has 'DW_AT_name.*m\.c' compressed
}

split_dwarf()
{
    c m.c 'int main(void) { return 0; }'
    quiet cc -g -gsplit-dwarf -c m.c -o m.o
    [ -s m.dwo ]
    section m.dwo .debug_info.dwo
    section m.o .debug_addr
    readelf -wi m.o >info
    has 'dwo_name.*m\.dwo' info
    quiet cc m.o -o m
    readelf -wi m >info
    has 'dwo_name.*m\.dwo' info
    mkdir one
    quiet cc -g -gsplit-dwarf m.c -o one/prog
    section one/prog-m.dwo .debug_info.dwo
    run one/prog
}

# --- LTO, other linkers ------------------------------------------------------

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
}

# --- the compiler's files ----------------------------------------------------

# common
depfiles()
{
    mkdir out
    c a.h '#define A 1'
    c a.c '#include "a.h"' '#include <stddef.h>' 'int a = A;'
    quiet cc -MD -MF out/a.d -MT 'out/x.o' -MP -c a.c -o out/a.o
    has '^out/x.o:.*a\.c' out/a.d
    has 'stddef.h' out/a.d
    has '^a\.h:$' out/a.d
    quiet cc -MMD -c a.c -o out/b.o
    has '^out/b.o:.*a\.h' out/b.d
    lacks stddef out/b.d
    quiet cc -MMD -MQ 'a$b' -MF q.d -c a.c -o out/b.o
    has '^a$$b:' q.d
    cc -MM a.c >mm
    is "$(cat mm)" 'a.o: a.c a.h'
    cc -M a.c >m
    has 'stddef.h' m
    # zig cc copies standard input to a file and names that
    [ "$engine" != direct ] ||
        is "$(cc -MM -MG -MT x -x c - <<<'#include "gone.h"')" 'x: gone.h'
    quiet cc -Wp,-MD,wp.d -c a.c -o out/c.o
    has 'a\.h' wp.d
    c m.c '#include "a.h"' 'int main(void) { return A - 1; }'
    quiet cc -MMD m.c -o prog
    [ -s m.d ] || [ -s prog.d ] || [ -s prog-m.d ]
    run ./prog
}

# common
preprocessor_lists()
{
    c a.c '#if X != 1 || Y != 2 || defined Z' '#error lists' '#endif' \
        'int a;'
    quiet cc -DZ -Wp,-DX=1,-DY=2,-UZ -c a.c
    c b.c '#include <string.h>' 'int main(void) { return 0; }' \
        '#if _FORTIFY_SOURCE != 2' '#error level' '#endif'
    quiet cc -O2 -Wp,-D_FORTIFY_SOURCE=2 b.c -o b
    run ./b
}

precompiled()
{
    c all.h '#include <stdio.h>' '#define ALL 5'
    c m.c '#include "all.h"' 'int main(void) { printf("%d\n", ALL); return 0; }'
    quiet cc -x c-header all.h -o all.h.pch
    [ -s all.h.pch ]
    quiet cc -include-pch all.h.pch -c m.c
    quiet cc m.o -o m
    is "$(run ./m)" 5
    # found beside the header, and read instead of it
    cc -H -include all.h -c m.c -o o.o 2>headers
    quiet cc -include all.h -c m.c -o n.o
    quiet cc n.o -o n
    is "$(run ./n)" 5
    mkdir gch
    cp all.h gch
    quiet cc -x c-header all.h -o gch/all.h.gch
    quiet cc -Igch -include gch/all.h -c m.c -o o.o
    c all.hh 'template <class T> struct S { static const int n = 5; };'
    c m.cc 'int main() { return S<int>::n - 5; }'
    quiet cxx -x c++-header all.hh -o all.hh.pch
    quiet cxx -include-pch all.hh.pch -c m.cc
    rm all.hh
    fails 'all.hh' cxx -include all.hh.gone -c m.cc
}

standard_input()
{
    echo 'int main(void) { return 0; }' | cc -x c - -o p
    run ./p
    echo 'int f(void) { return 1; }' | cc -c -x c -o f.o -
    defines f.o f
    echo 'int f(void) { return 1; }' | cc -S -x c -o - - >f.s
    has '^f:' f.s
    is "$(echo 'A B' | cc -E -P -DA=1 -DB=2 -)" '1 2'
    is "$(echo 'A' | cc -E -P -xassembler-with-cpp -DA=nop -)" 'nop'
    c a.c 'int g;'
    cc -c a.c -o - >g.o
    defines g.o g
}

# common
several_sources()
{
    c a.c 'int a(void) { return 1; }'
    c b.c 'int b(void) { return 2; }'
    c m.c 'int a(void); int b(void);' \
        'int main(void) { return a() + b() - 3; }'
    quiet cc -c a.c b.c m.c
    defines a.o a
    defines b.o b
    quiet cc a.o b.c m.o -o p
    run ./p
    fails 'cannot specify -o' cc -c a.c b.c -o ab.o
}

response_files()
{
    mkdir 'a b'
    c 'a b/m.c' '#include <stdio.h>' \
        'int main(void) { puts(TEXT " " OTHER); return 0; }'
    c inner "'-DOTHER=\"o th\"'"
    c args '-O1' '"a b/m.c"' '-DTEXT=\"one\"' '@inner' '-o "a b/p"'
    quiet cc @args
    is "$(run 'a b/p')" 'one o th'
    c args2 'a\ b/m.c "-DTEXT=\"t\\\\w\"" -DOTHER=\"x\" -o p2'
    quiet cc @args2
    is "$(run ./p2)" 't\w x'
    two_archives
    c list 'libone.a' "'libtwo.a'"
    c 'l d' '--whole-archive @list --no-whole-archive'
    quiet cc main.o -o r @list
    run ./r
    fails 'nowhere' cc @nowhere -c main.c
}

# The linker's own files.
linker_response_files()
{
    two_archives
    mkdir 'd d'
    cp libone.a 'd d'
    c list '"d d/libone.a"' "'libtwo.a'"
    c all '--whole-archive @list --no-whole-archive'
    quiet cc main.o -o p -Wl,@all
    defines p one
    defines p two
    quiet "$t-ld" -shared -o l.so @all
    exports l.so one
    # longer than the kernel takes
    seq -f '-DX%.0f_a_name_that_makes_this_list_a_long_one=%.0f' 1 30000 \
        2>/dev/null >many || seq -f '-DX%.0f_a_name_that_makes_this_list_a_long_one=1' \
        1 40000 >many
    quiet cc @many -c main.c -o long.o
    defines long.o main
}

environment()
{
    mkdir inc cinc lib
    c inc/env.h '#define ENV 1'
    c cinc/cenv.h '#define CENV 2'
    c a.c '#include <env.h>' '#include <cenv.h>' 'int a = ENV + CENV;'
    fails "env.h" cc -c a.c
    quiet env "CPATH=$PWD/inc" "C_INCLUDE_PATH=$PWD/cinc" "$t-cc" -c a.c
    cp a.c a.cc
    fails cenv.h env "CPATH=$PWD/inc" "C_INCLUDE_PATH=$PWD/cinc" \
        "$t-c++" -c a.cc
    quiet env "CPATH=$PWD/inc" "CPLUS_INCLUDE_PATH=$PWD/cinc" "$t-c++" -c a.cc
    two_archives
    mv libone.a lib
    c m.c 'int one(void);' 'int main(void) { return one() - 1; }'
    cc -c m.c
    fails lone cc m.o -lone -o m
    case $t in
    x86_64-*)
        quiet env "LIBRARY_PATH=$PWD/lib" "$t-cc" m.o -lone -o m
        run ./m
        quiet env "LIBRARY_PATH=$PWD/lib" "$t-cc" m.c -lone -o m
        run ./m
        ;;
    *)
        # a cross compiler does not take the host's libraries
        fails lone env "LIBRARY_PATH=$PWD/lib" "$t-cc" m.o -lone -o m
        ;;
    esac
    SOURCE_DATE_EPOCH=0 cc -Wno-builtin-macro-redefined -E -P - \
        <<<'__DATE__' >date
    has 'Jan  1 1970' date
}

user_sysroot()
{
    local gnu=${t%%-*}-linux-gnu root=$PWD/root word
    [[ $t == *-gnu* ]] || gnu=${t%%-*}-linux-musl
    two_archives
    mkdir -p "root/usr/include/$gnu" "root/usr/lib/$gnu"
    c root/usr/include/extra.h '#include <bits.h>' 'int one(void); int two(void);'
    c "root/usr/include/$gnu/bits.h" '#define EXTRA 3'
    # the user's libc is not ours
    c root/usr/include/stdio.h '#error the user'"'"'s libc'
    mv libone.a "root/usr/lib/$gnu"
    mv libtwo.a root/usr/lib
    c m.c '#include <stdio.h>' '#include <extra.h>' \
        'int main(void) { printf("%d\n", one() + two() - EXTRA); return 0; }'
    for word in "--sysroot=$root" "--sysroot $root"; do
        quiet cc $word m.c -lone -ltwo -o m
        is "$(run ./m)" 0
        quiet cc $word -c m.c
        quiet cc $word m.o -lone -ltwo -o m
        is "$(run ./m)" 0
    done
}

nostdlib()
{
    case $t in
    x86_64-*) c s.c 'void _start(void) { __asm__("mov $60,%eax; mov $7,%edi; syscall"); }' ;;
    *) c s.c 'void _start(void) { __asm__("mov x8,#93; mov x0,#7; svc #0"); }' ;;
    esac
    local status=0
    quiet cc -static -nostdlib s.c -o s
    run ./s || status=$?
    is $status 7
    is "$(elf_needed s)" ''
    is "$(elf_interp s)" ''
    status=0
    quiet cc -nostartfiles s.c -o n
    run ./n || status=$?
    is $status 7
    c p.c '#include <stdio.h>' 'int main(void) { puts("x"); return 0; }'
    cc -c p.c
    fails 'undefined symbol: puts' cc -nodefaultlibs p.o -o p -static
    quiet cc -nodefaultlibs p.o -o p -lc
    is "$(run ./p)" x
    fails 'undefined symbol: puts' cc -nolibc p.o -o p -Wl,-z,defs
    fails 'undefined symbol' cc -nostdlib p.o -o p
    fails 'stdio.h.*not found' cc -nostdinc -c p.c
    c q.cc '#include <cstdio>' 'int main() { return 0; }'
    fails 'cstdio.*not found' cxx -nostdinc++ -c q.cc
    quiet cxx -c q.cc
    quiet cxx -nostdlib++ q.o -o q
    run ./q
}

# common: rustc links with -nodefaultlibs and -lgcc_s, and GCC's libgcc_s has
# more than the unwinder in it.
gcc_s_runtime()
{
    c j.c 'static char code[64];' \
        'int main(void) { __builtin___clear_cache(code, code + 64); return 0; }'
    cc -O1 -c j.c
    quiet cc -nodefaultlibs j.o -o j -lgcc_s -lc
    run ./j
    c w.c 'int main(int n, char **v)' \
        '{ __int128 a = n; return (int)(a * 40 / (n + 9)) - 4; }'
    cc -O1 -c w.c
    quiet cc -nodefaultlibs w.o -o w -Wl,--as-needed -lgcc_s -lc
    run ./w
}

# --- defaults ----------------------------------------------------------------

defaults()
{
    quiet cc -O0 "$src/overflow.c" -o overflow
    is "$(run ./overflow)" 'went on 1'
    c m.c '#include <assert.h>' \
        'int main(void) { assert(0); return 0; }'
    quiet cc -O2 m.c -o m
    fails 'assert\|Assert' run ./m
    c d.c '#ifdef NDEBUG' '#error NDEBUG' '#endif' \
        '#ifdef _FORTIFY_SOURCE' '#error fortified' '#endif' \
        '#if __OPTIMIZE__ != 1' '#error not optimized' '#endif'
    quiet cc -O2 -c d.c
    c f.c '#if _FORTIFY_SOURCE != 2' '#error user' '#endif'
    quiet cc -O2 -D_FORTIFY_SOURCE=2 -c f.c
    c e.c '#if _FORTIFY_SOURCE != 3' '#error user' '#endif'
    quiet cc -O2 -D_FORTIFY_SOURCE=2 -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -c e.c
    # no -Werror=date-time
    c t.c 'const char *t = __DATE__ __TIME__;'
    quiet cc -c t.c
}

# What a target's macros are: clang's own, but for the floor.
macros()
{
    local llvm lang
    llvm=$(cc -### -c -x c /dev/null 2>&1 |
        sed -n 's/.* -target \([^ ]*\) .*/\1/p')
    for lang in c c++; do
        "$ZBUILD_ZIG" clang --no-default-config -target "$llvm" -x $lang \
            -dM -E /dev/null | sort >theirs
        cc -x $lang -dM -E /dev/null | sort >ours
        diff theirs ours >diff || :
        lacks '^<' diff
        grep '^>' diff | grep -v '__GLIBC_MINOR__ \|_LIBCPP_\|_LIBCXX' >more || :
        is "$(cat more)" ''
    done
    case $t in *-gnu.2.*) has "__GLIBC_MINOR__ ${t##*.}" ours ;; esac
}

pie()
{
    c m.c 'int main(void) { return PIE; }'
    quiet cc -DPIE=__PIE__-2 m.c -o m
    type_is m DYN
    has INTERP <(readelf -lW m)
    run ./m
    quiet cc -no-pie -fno-pie -DPIE=0 m.c -o n
    type_is n EXEC
    run ./n
    quiet cc -fno-pie -DPIE=0 -c m.c
    quiet cc -no-pie m.o -o n2
    type_is n2 EXEC
    run ./n2
    quiet cc -fPIE -pie -DPIE=0 m.c -o o
    type_is o DYN
    quiet cc -fPIC -DPIE=0 -c m.c
    quiet cc m.o -o p
    type_is p DYN
    run ./p
}

same_bytes()
{
    mkdir -p a/x b/longer/x
    cp "$src/sections.c" a/x/s.c
    cp "$src/sections.c" b/longer/x/s.c
    (cd a/x && quiet cc -g -O2 "-ffile-prefix-map=$PWD=." -c s.c)
    (cd b/longer/x && quiet cc -g -O2 "-ffile-prefix-map=$PWD=." -c s.c)
    cmp a/x/s.o b/longer/x/s.o
    lacks "$PWD" a/x/s.o
    cp a/x/s.o first.o
    (cd a/x && quiet cc -g -O2 "-ffile-prefix-map=$PWD=." -c s.c)
    cmp first.o a/x/s.o
    (cd a/x && quiet cc -g -O2 "-ffile-prefix-map=$PWD=." s.c -o s)
    (cd b/longer/x && quiet cc -g -O2 "-ffile-prefix-map=$PWD=." s.c -o s)
    cmp a/x/s b/longer/x/s
    "$t-ar" rcs l1.a a/x/s.o
    touch -d '2001-01-01' a/x/s.o
    chmod 600 a/x/s.o
    "$t-ar" rcs l2.a a/x/s.o
    cmp l1.a l2.a
}

# --- runtimes ----------------------------------------------------------------

int128()
{
    quiet cc -O2 "$src/int128.c" -o p
    is "$(run ./p)" "$(run ./p)"
    is "$(run ./p)" 5555555555555556
    quiet cc -O2 -shared -fPIC -DNO_MAIN "$src/int128.c" -o libq.so
    readelf --dyn-syms -W libq.so >syms
    lacks 'UND.*__\(u\)\?divti3' syms
    lacks 'UND.*__modti3' syms
    c m.c 'extern __int128 quotient(__int128, __int128);' \
        'int main(void) { return (int)quotient(7, 2) - 4; }'
    quiet cc m.c -L. -lq "-Wl,-rpath,$PWD" -o m
    run ./m
}

# Whatever else comes out of compiler_rt, these are the C library's.
libc_first()
{
    c m.c '#include <math.h>' '#include <stdio.h>' '#include <string.h>' \
        'int main(int n, char **v) { char b[99]; __int128 a = n;' \
        'memcpy(b, v[0], strlen(v[0]) + 1); a *= 1000000007;' \
        'printf("%d %s %.3f\n", (int)(a / (n + 2)), b, sin(n)); return 0; }'
    for words in '' '-lgcc' '-lgcc -Wl,--gc-sections'; do
        quiet cc -O1 -fno-builtin m.c $words -o p -lm
        is "$(run ./p)" '333333335 ./p 0.841'
        readelf --dyn-syms -W p >syms
        has 'UND memcpy@GLIBC_2' syms
        has 'UND strlen@GLIBC_2' syms
        has 'UND sin@GLIBC_2' syms
        readelf -sW p >all
        has 'FUNC .* [0-9]* __divti3' all
    done
    # Of a library, too.
    quiet cc -O1 -fno-builtin -shared -fPIC m.c -lgcc -o libm.so -lm
    readelf --dyn-syms -W libm.so >syms
    has 'UND memcpy@GLIBC_2' syms
}

# What other links have put into the cache makes no other program.
cache_neutral()
{
    local words
    c m.c '#include <math.h>' '#include <stdio.h>' '#include <string.h>' \
        'int main(int n, char **v) { char b[99]; strcpy(b, v[0]);' \
        'printf("%s %.3f\n", b, sin(n)); return 0; }'
    cc -O1 -fno-builtin -fexceptions -c m.c
    mkdir -m 700 cache
    for words in '' '-lgcc' '-Wl,--as-needed -lgcc_s -lgcc' '-shared'; do
        quiet cc m.o $words -o full -lm
        ZBUILD_CACHE_DIR=$PWD/cache cc m.o $words -o fresh -lm
        cmp full fresh
    done
    [ -z "$(find cache -name libcompiler_rt.a)" ]
}

# Of what zig makes as one object only the parts that a program needs are linked.
runtime_parts()
{
    c m.c '#include <stdio.h>' '#include <string.h>' \
        'int main(int n, char **v) { char b[99]; unsigned __int128 a = n;' \
        'strcpy(b, v[0]); a = (a << 90) / 12345; printf("%s %d %.1f\n", b,' \
        '(int)(a % 1000), n * 1.5); return 0; }'
    quiet cc -O1 -fno-builtin m.c -o p -Wl,--why-extract=why
    is "$(run ./p)" './p 663 1.5'
    has 'libcompiler_rt\.a(rt-integer\.o)' why
    lacks '(compiler_rt\.o)\|(zigc\.o)' why
}

# A part and the whole in one program: variables are there once.
runtime_whole()
{
    c w.c '#include <math.h>' '#include <stdatomic.h>' '#include <stdio.h>' \
        '#include <stdlib.h>' '#include <string.h>' \
        'struct big { long v[5]; }; static _Atomic struct big shared;' \
        'int main(int n, char **v) { char *s = strdup("a,b,c"), *w; int k = 0;' \
        'struct big b = { { n, 2, 3, 4, 5 } }, got; atomic_store(&shared, b);' \
        'b.v[0] = 41; got = atomic_exchange(&shared, b);' \
        'for (w = strtok(s, ","); w; w = strtok(0, ",")) k += *w;' \
        'void *p[500]; for (int i = 0; i < 500; i++) p[i] = strdup(v[0]);' \
        'for (int i = 0; i < 500; i++) free(p[i]); srand(7); int r = rand();' \
        'srand(7); w = realloc(s, 5000); w[4999] = n; unsigned __int128 a = n;' \
        'printf("%d %ld %ld %d %d %.3f\n", k, got.v[0], atomic_load(&shared).v[0],' \
        'r == rand(), (int)((a << 90) / 12345 % 1000), sin(n) + fma(n, 2, 1));' \
        'free(w); return 0; }'
    quiet cc -O1 -fno-builtin -Wno-atomic-alignment w.c -o p -latomic -lm
    is "$(run ./p)" '294 1 41 1 663 3.841'
}

int128_static()
{
    quiet cc -O2 "$src/int128.c" -o p
    is "$(run ./p)" 5555555555555556
}

unwinding()
{
    quiet cc -O1 -fexceptions -funwind-tables "$src/unwind.c" -o p
    is "$(run ./p)" 'deep 1'
    quiet cc -O1 -fexceptions "$src/unwind.c" -o q -lgcc_s
    is "$(run ./q)" 'deep 1'
    quiet cc -O1 -fexceptions "$src/unwind.c" -o r -lgcc_eh -lgcc
    is "$(run ./r)" 'deep 1'
}

unwinding_through_c()
{
    quiet cc -O1 -fexceptions -c "$src/cleanup.c"
    quiet cxx -O1 "$src/cleanup_main.cc" cleanup.o -o p
    is "$(run ./p)" $'cleaned 7\ncaught 5'
    # Through the C library's own.
    c q.cc '#include <cstdio>' '#include <cstdlib>' \
        'static int order(const void *, const void *) { throw 6; }' \
        'int main() { int v[] = { 3, 1, 2 }; try { qsort(v, 3, sizeof *v, order); }' \
        'catch (int n) { std::printf("caught %d\n", n); } return 0; }'
    quiet cxx -O1 q.cc -o p
    is "$(run ./p)" 'caught 6'
}

at_dlclose()
{
    quiet cc -shared -fPIC "$src/plugin.c" -o plugin.so
    quiet cc "$src/dlclose.c" -o p -ldl
    is "$(run ./p "$PWD/plugin.so")" 'closing
destructor of the library
atexit of the library
closed'
}

cxx_shared()
{
    local said='ours 1
base ours
std 3
int 42
from the library 1
thread 1
from the library 5
library'"'"'s last word'
    quiet cxx -std=c++17 -O1 -shared -fPIC "$src/thrower.cc" -o libthrower.so
    quiet cxx -std=c++17 -O1 -DLINKED "$src/catcher.cc" -I"$src" -o linked \
        -L. -lthrower "-Wl,-rpath,$PWD" -pthread
    is "$(run ./linked)" "$said"
}

cxx_loaded()
{
    quiet cxx -std=c++17 -O1 -shared -fPIC "$src/thrower.cc" -o libthrower.so
    nodyn libthrower.so STATIC_TLS
    quiet cxx -std=c++17 -O1 "$src/catcher.cc" -o loads -rdynamic -ldl -pthread
    run ./loads "$PWD/libthrower.so" >said
    has '^std 1$' said
    has '^int 42$' said
    has '^from the library 3$' said
    has "^library's last word" said
    has '^closed' said
}

cxx_files()
{
    quiet cxx -std=c++17 -O1 "$src/files.cc" -o p
    is "$(run ./p "$PWD/tmp")" '12 .txt 1'
    neednt p 'stdc++\|libc++\|gcc_s'
    quiet cxx -std=c++17 -O1 "$src/files.cc" -o q -lstdc++fs -static-libstdc++ \
        -static-libgcc
    is "$(run ./q "$PWD/tmp")" '12 .txt 1'
}

# C++ with the C name and its library named.
cxx_by_cc()
{
    quiet cc -x c++ -std=c++17 -c "$src/files.cc" -o files.o
    quiet cc files.o -o p -lstdc++
    is "$(run ./p "$PWD/tmp")" '12 .txt 1'
    quiet cc files.o -o q -Wl,-Bstatic -lc++ -Wl,-Bdynamic
    is "$(run ./q "$PWD/tmp")" '12 .txt 1'
}

undefined_sanitizer()
{
    quiet cc -fsanitize=undefined "$src/ubsan.c" -o p
    run ./p >said 2>&1 || :
    has 'signed integer overflow\|integer overflow' said
    quiet cc -fsanitize=undefined -c "$src/ubsan.c"
    quiet cc -fsanitize=undefined ubsan.o -o q
    run ./q >said 2>&1 || :
    has 'integer overflow' said
    quiet cc -fsanitize=undefined -fsanitize-trap=undefined "$src/ubsan.c" -o r
    if run ./r; then return 1; fi
    quiet cc -fsanitize=signed-integer-overflow "$src/ubsan.c" -o s
    run ./s >said 2>&1 || :
    has 'integer overflow' said
}

sanitizers()
{
    local kind
    c m.c 'int main(void) { return 0; }'
    for kind in address thread memory leak; do
        quiet cc -fsanitize=$kind -c m.c || [ $kind = leak ]
        says_one_line "fsanitize=$kind.*no runtime" cc -fsanitize=$kind m.c
    done
    says_one_line 'fsanitize=.*address' cc -fsanitize=undefined,address m.o
    for kind in --coverage -fprofile-generate -fprofile-instr-generate \
        -fprofile-arcs; do
        says_one_line 'no profile runtime' cc $kind m.c
    done
}

static_glibc()
{
    c m.c 'int main(void) { return 0; }'
    says_one_line 'no static glibc' cc -static m.c
    says_one_line 'no static glibc' cc -static-pie m.c
    has '^hint: .*-musl' fails.out
}

static_musl()
{
    c m.c '#include <stdio.h>' 'static int x;' \
        'int main(void) { printf("%d\n", x == 0); return 0; }'
    quiet cc m.c -o s -static
    type_is s EXEC
    elf_suits s "$t"
    is "$(run ./s)" 1
    quiet cc -fPIE -static-pie m.c -o p
    type_is p DYN
    elf_suits p "$t"
    dyn p 'PIE'
    is "$(run ./p)" 1
    quiet cc m.c -o d
    elf_suits d "$t"
    is "$(run ./d)" 1
}

# What musl's libc.a is made of here: files in C, in assembler and, with newer
# zigs, in Zig, and compiler_rt.
musl_whole()
{
    local word
    c m.c '#include <ctype.h>' '#include <locale.h>' '#include <math.h>' \
        '#include <pthread.h>' '#include <regex.h>' '#include <setjmp.h>' \
        '#include <stdio.h>' '#include <stdlib.h>' '#include <string.h>' \
        '#include <time.h>' 'static jmp_buf back; static _Thread_local int own = 4;' \
        'static int down(const void *a, const void *b) { return *(int *)b - *(int *)a; }' \
        'static void *start(void *p) { own += *(int *)p; return (void *)(long)own; }' \
        'int main(int n, char **v) {' \
        '  int list[] = { 3, 9, 1 }, add = n; void *got; pthread_t t; regex_t re;' \
        '  char text[64]; time_t day = 86400; long double x = n + 1.0L;' \
        '  qsort(list, 3, sizeof *list, down);' \
        '  pthread_create(&t, NULL, start, &add); pthread_join(t, &got);' \
        '  if (regcomp(&re, "^a(b+)c$", REG_EXTENDED) || regexec(&re, "abbc", 0, NULL, 0)) return 1;' \
        '  if (setjmp(back) == 0) longjmp(back, 1);' \
        '  setlocale(LC_ALL, ""); strftime(text, sizeof text, "%F", gmtime(&day));' \
        '  free(memset(realloc(malloc(10), 100000), 7, 100000));' \
        '  printf("%d %d %ld %d %s %.3Lf %.4f %s\n", list[0], list[2], (long)got, own,' \
        '    text, sqrtl(x), pow(x, 0.3), strstr(strchr(v[0], 0) - 1, "m"));' \
        '  return 0; }'
    for word in -static '-static-pie -fPIE'; do
        quiet cc -O1 $word m.c -o m
        is "$(run ./m)" '9 1 5 4 1970-01-02 1.414 1.2311 m'
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

# The names that GNU's start files and libraries have, asked for one by one.
queries()
{
    local name file root dir libc
    local names='crt1.o Scrt1.o crti.o crtn.o crtbegin.o crtbeginS.o crtend.o
        crtendS.o libatomic.a libgcc.a libgcc_s.so libgcc_eh.a libstdc++.a
        libstdc++.so libsupc++.a libubsan.a'
    case $t in
    *-musl) libc=.a names="$names rcrt1.o crtbeginT.o" ;;
    *) libc=.so ;;
    esac
    for name in libc libm libdl libpthread librt libutil libresolv; do
        names="$names $name$libc"
    done
    root=$(cc -print-sysroot)
    is "$root" "$(cc --print-sysroot)"
    for name in $names; do
        file=$(cc -print-file-name=$name)
        is "$file" "$root/lib/$name"
        [ -s "$file" ]
        is "$(cc --print-file-name=$name)" "$file"
        # and they are what a link takes: each by its path
        case $name in
        lib*) quiet cc "$src/../c/work.c" "$file" -o linked -lm ;;
        esac
    done
    is "$(cc -print-file-name=no-such-file.o)" no-such-file.o
    is "$(cc -print-libgcc-file-name)" "$root/lib/libgcc.a"
    # what the name is for: a program that brings nothing else along
    cc -O1 -fPIC -DNO_MAIN -c "$src/int128.c"
    quiet cc -nostdlib -shared int128.o "$(cc -print-libgcc-file-name)" -o q.so \
        -Wl,-z,defs
    exports q.so quotient
    cc -print-search-dirs >dirs
    has "^libraries: =.*$root/lib" dirs
    has '^programs: =/' dirs
    has '^install: ' dirs
    dir=$(cc -print-file-name=include)
    [ -f "$dir/stddef.h" ]
    "$(cc -print-prog-name=ld)" --version >version
    has LLD version
    "$(cc -print-prog-name=ar)" --version >version
    has LLVM version
    is "$(cc -print-multiarch)" "$(cc --print-multiarch)"
    is "$(cxx -print-file-name=libstdc++.a)" "$root/lib/libstdc++.a"
}

# Through Debian's own libtool script, which knows nothing of us.
with_libtool()
{
    local lt='bash ./lt --tag=CC --quiet'
    # what its configure would have written for this compiler
    sed "s/^CC=.*/CC=$t-cc/; s/^LTCC=.*/LTCC=$t-cc/; s/^AR=.*/AR=$t-ar/
        s/^RANLIB=.*/RANLIB=$t-ranlib/; s/^LD=.*/LD=$t-ld/" /usr/bin/libtool >lt
    c l.c 'int l(void) { return 4; }'
    c m.c 'int l(void);' 'int main(void) { return l() - 4; }'
    $lt --mode=compile "$t-cc" -O1 -c l.c
    [ -s .libs/l.o ]
    $lt --mode=link "$t-cc" -o libl.la l.lo -rpath /opt/x/lib \
        -version-info 3:2:1 -no-undefined -export-symbols-regex '^l$'
    dyn .libs/libl.so 'SONAME.*\[libl.so.2\]'
    exports .libs/libl.so l
    $lt --mode=compile "$t-cc" -O1 -c m.c
    $lt --mode=link "$t-cc" -o m m.lo libl.la
    needs .libs/m libl.so.2
    LD_LIBRARY_PATH=$PWD/.libs run .libs/m || run -E "LD_LIBRARY_PATH=$PWD/.libs" .libs/m
}

# --- the two ways to lld -----------------------------------------------------

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
    lacks ' clang --no-default-config' trace
    has ' ld.lld ' trace
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

# --- all of it ---------------------------------------------------------------

# On both engines.
common()
{
    check 'what libgcc_s has beside the unwinder' gcc_s_runtime
    check 'all spellings of --undefined' undefined_spellings
    check 'whole archives in one word' whole_archive
    check 'dependency files' depfiles
    check '-Wp lists' preprocessor_lists
    check 'several sources' several_sources
}

# For programs with and without a dynamic section.
everywhere()
{
    check 'standard input and output' standard_input
    check 'response files' response_files
    check '--wrap' wrap
    check '--defsym' defsym
    check 'groups' groups
    check '-r' relocatable
    check '-Map' map_file
    check 'dependency file of the linker' linker_depfile
    check '--gc-sections and its report' gc_sections
    check '--icf' icf
    check 'build ids' build_ids
    check 'debug information: asked for, not asked for, stripped' debug_info
    check 'compressed debug sections' compressed_debug
    check '-gsplit-dwarf' split_dwarf
    check 'LTO, full' lto -flto
    check 'LTO, thin' lto -flto=thin
    check '-fuse-ld' fuse_ld
    check 'precompiled headers' precompiled
    check 'response files of the linker' linker_response_files
    check 'CPATH family' environment
    check "the user's --sysroot" user_sysroot
    check '-nostdlib family' nostdlib
    check 'a C compiler'"'"'s defaults' defaults
    check "clang's own macros" macros
    check 'the same bytes' same_bytes
    check 'sanitizers and coverage without a runtime' sanitizers
    check '-fsanitize=undefined' undefined_sanitizer
    check 'what -print-… finds' queries
    check 'unwinding in C' unwinding
    check 'C++ exceptions through C' unwinding_through_c
    check 'C++: filesystem, streams, regex' cxx_files
    check 'C++ by the C name' cxx_by_cc
}

shared_world()
{
    check 'dynamic lists' dynamic_list
    check 'version scripts of shared objects' version_script_shared
    check 'version scripts of programs' version_script_program
    check '--exclude-libs' exclude_libs
    check '--export-dynamic-symbol' export_dynamic_symbol
    check '--just-symbols' just_symbols
    check 'unresolved symbols' unresolved
    check '-l:name' library_by_file_name
    check '--as-needed, --push-state' as_needed
    check 'libraries that are scripts' script_libraries
    check '-T' scripts
    check 'rpath family' rpaths
    check 'sonames' sonames
    check '-z options' z_options
    check 'PIE' pie
    check '__int128 in a program and a library' int128
    check "the C library's own functions" libc_first
    check 'the same bytes whatever the cache has' cache_neutral
    check 'destructors at dlclose' at_dlclose
    check 'C++ exceptions across a library' cxx_shared
    check 'C++ library by dlopen' cxx_loaded
    check '-static' static_glibc
    check "rustc's words" rustc_words
    check 'lld at once and through the driver' both_links
    if [ -x /usr/bin/libtool ]; then
        check libtool with_libtool
    else
        skip "$t: libtool" 'no /usr/bin/libtool (Debian: libtool-bin)'
    fi
}

for t in $gnu $musl; do
    cargo-zbuild zbuild link --target "$t" --dir "$bin" >/dev/null ||
        not_ok "$t: names"
done
# Pieces are made once, with a line that says so; made here, the items can ask
# for silence.
prepare()
{
    c m.c 'int main(void) { return 0; }'
    cp m.c m.cc
    cc m.c -o m
    [ "$engine" = direct ] || return 0
    cxx m.cc -o c++
    cc -fsanitize=undefined "$src/ubsan.c" -o ubsan
    cc "$src/int128.c" -o int128
    run ./c++
}

for engine in ${ENGINES:-direct zig-cc}; do
    export ZBUILD_ENGINE=$engine
    for t in ${TARGETS:-$gnu $musl}; do
        [ "$engine" = direct ] || [[ $t == x86_64-*-gnu* ]] || continue
        check 'prepared' prepare
        common
        [ "$engine" = direct ] || continue
        check 'parts of the runtime' runtime_parts
        check 'parts and the whole' runtime_whole
        everywhere
        case $t in
        *-musl)
            check 'static and static-pie' static_musl
            check 'libc.a is whole' musl_whole
            check "rustc's own musl" musl_of_rustc
            check '__int128' int128_static
            ;;
        *) shared_world ;;
        esac
    done
done
for ld in bfd gold mold; do
    t=x86_64-unknown-linux-gnu.2.17 engine=direct ZBUILD_ENGINE=direct
    if [ -x "/usr/bin/ld.$ld" ]; then
        check "-fuse-ld=$ld" host_linker $ld
    else
        skip "-fuse-ld=$ld" "no ld.$ld here"
    fi
done
finish
