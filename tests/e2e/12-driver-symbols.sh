#!/bin/bash
# Names that other files can bind to and what is left undefined.
. "$(dirname "$0")/driver/lib.sh"

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

common()
{
    item 'all spellings of --undefined' undefined_spellings
}

everywhere()
{
    item '--wrap' wrap
    item '--defsym' defsym
}

shared_world()
{
    item 'dynamic lists' dynamic_list
    item 'version scripts of shared objects' version_script_shared
    item 'version scripts of programs' version_script_program
    item '--exclude-libs' exclude_libs
    item '--export-dynamic-symbol' export_dynamic_symbol
    item '--just-symbols' just_symbols
    item 'unresolved symbols' unresolved
}

drive
finish
