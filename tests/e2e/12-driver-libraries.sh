#!/bin/bash
# Which objects and libraries a link takes, and what libtool makes of it.
. "$(dirname "$0")/driver/lib.sh"

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

common()
{
    item 'whole archives in one word' whole_archive
}

everywhere()
{
    item 'groups' groups
    item '-r' relocatable
    item '--gc-sections and its report' gc_sections
    item '--icf' icf
    item 'CPATH family' environment
    item "the user's --sysroot" user_sysroot
    item '-nostdlib family' nostdlib
}

shared_world()
{
    item '-l:name' library_by_file_name
    item '--as-needed, --push-state' as_needed
    item 'libraries that are scripts' script_libraries
    if [ -x /usr/bin/libtool ]; then
        item libtool with_libtool
    else
        skip "$t: libtool" 'no /usr/bin/libtool (Debian: libtool-bin)'
    fi
}

drive
finish
