#!/bin/bash
# Files that the linker reads and writes, the dynamic section, debug information.
. "$(dirname "$0")/driver/lib.sh"

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
    # nobody asked: as GCC's driver, and not where it does not
    quiet cc main.o -o t
    readelf -nW t >notes
    has 'Build ID: [0-9a-f]\{40\}$' notes
    quiet cc -shared -nostdlib -s one.o -o t.so
    readelf -nW t.so >notes
    has 'Build ID: [0-9a-f]\{40\}$' notes
    quiet cc -r one.o -o u.o
    readelf -nW u.o >notes
    lacks 'Build ID' notes
    quiet "$t-ld" -shared one.o -o u.so
    readelf -nW u.so >notes
    lacks 'Build ID' notes
    # the same input, the same name
    cp t t.first
    quiet cc main.o -o t
    cmp t t.first
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

everywhere()
{
    item '-Map' map_file
    item 'dependency file of the linker' linker_depfile
    item 'build ids' build_ids
    item 'debug information: asked for, not asked for, stripped' debug_info
    item 'compressed debug sections' compressed_debug
    item '-gsplit-dwarf' split_dwarf
    item 'response files of the linker' linker_response_files
}

shared_world()
{
    item '-T' scripts
    item 'rpath family' rpaths
    item 'sonames' sonames
    item '-z options' z_options
    item 'PIE' pie
}

drive
finish
