#!/bin/bash
# The compiler's files and defaults.
. "$(dirname "$0")/driver/lib.sh"

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

# Above 64 kB clang's driver starts its compiler with a response file.
long_words()
{
    c a.c '#include <stdio.h>' 'int b(void);' \
        'int main(void) { printf("%d\n", b() + X_4999); return 0; }'
    c b.c 'int b(void) { return X_1; }'
    for ((i = 0; i < 5000; i++)); do echo "-DX_$i=$i -Ino/such/$i"; done >many
    quiet cc @many -Werror -MMD a.c b.c -o p
    is "$(run ./p)" 5000
    [ -s p.d ]
    quiet cc @many -Werror -c a.c -x c b.c
    quiet cc a.o b.o -o q
    is "$(run ./q)" 5000
    mv b.c b.txt
    quiet cc @many a.o -x c b.txt -o r
    is "$(run ./r)" 5000
    c v.S '.data' '.globl v' 'v: .long X_4999'
    c main.c 'extern int v; int main(void) { return v - 4999; }'
    for e in direct zig-cc; do
        rm -f v.o
        ZBUILD_ENGINE=$e quiet cc @many -MMD -c v.S
        grep -q '^v.o: *v.S' v.d
        ZBUILD_ENGINE=$e quiet cc @many -c v.S main.c
        quiet cc v.o main.o -o v
        run ./v
        is "$(ZBUILD_ENGINE=$e cc @many -E v.S main.c | grep -c '4999')" 2
    done
    quiet cc @many v.S main.c -o v
    run ./v
    ZBUILD_ENGINE=zig-cc quiet cc @many -no-integrated-cpp -c main.c
    ZBUILD_ENGINE=zig-cc says_one_line "'-save-temps=obj'.*48 kB" \
        cc @many -save-temps=obj -c main.c
    quiet cc @many -save-temps -c v.S main.c
    [ -s v.s ]
    fails '/dev/zero' cc @/dev/zero -c a.c
    for ((i = 0; i < 31; i++)); do echo "@at$((i + 1)) @at$((i + 1))" >at$i; done
    echo -DX >at31
    fails 'more than 10000 are included' cc @at0 -c a.c
}

defaults()
{
    quiet cc -O0 "$src/overflow.c" -o overflow
    is "$(run ./overflow)" 'went on 1'
    c m.c '#include <assert.h>' \
        'int main(void) { assert(0); return 0; }'
    quiet cc -O2 m.c -o m
    fails 'assert\|Assert' run ./m
    quiet cc -c m.c
    ZBUILD_LINK=driver quiet cc -fno-ident -fident m.o -o m
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
        ${ZBUILD_CLANG-"$ZBUILD_ZIG" clang} --no-default-config -target "$llvm" -x $lang \
            -dM -E /dev/null | sort >theirs
        cc -x $lang -dM -E /dev/null | sort >ours
        diff theirs ours >diff || :
        lacks '^<' diff
        grep '^>' diff | grep -v '__GLIBC_MINOR__ \|_LIBCPP_\|_LIBCXX' >more || :
        # Our runtime knows the CPU, and plain clang's libgcc does not.
        case $t in
            aarch64-*-gnu*)
                is "$(cat more)" '> #define __HAVE_FUNCTION_MULTI_VERSIONING 1'
                ;;
            *) is "$(cat more)" '' ;;
        esac
    done
    case $t in *-gnu.2.*) has "__GLIBC_MINOR__ ${t##*.}" ours ;; esac
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

# <(…) of a shell, or a fifo: only the compiler reads it.
from_a_pipe()
{
    cc -x c <(echo 'int main(void) { return 0; }') -o p
    run ./p
    mkfifo fifo.c
    timeout 60 sh -c "echo 'int main(void) { return 0; }' >fifo.c" &
    cc fifo.c -o q
    run ./q
}

common()
{
    item 'dependency files' depfiles
    item '-Wp lists' preprocessor_lists
    item 'several sources' several_sources
}

everywhere()
{
    item 'standard input and output' standard_input
    item 'a source out of a pipe' from_a_pipe
    item 'response files' response_files
    item 'words of more than 64 kB' long_words
    item 'precompiled headers' precompiled
    item 'a C compiler'"'"'s defaults' defaults
    item "clang's own macros" macros
    item 'the same bytes' same_bytes
    item 'what -print-… finds' queries
}

drive
finish
