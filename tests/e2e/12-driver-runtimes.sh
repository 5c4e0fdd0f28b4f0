#!/bin/bash
# What a link brings along: compiler_rt, the unwinder, libc++, sanitizers, libc.
. "$(dirname "$0")/driver/lib.sh"

# rustc links with -nodefaultlibs and -lgcc_s, and GCC's libgcc_s has
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
        'b.v[0] = 0; b = atomic_load(&shared);' \
        'printf("%d %ld %ld %d %d %.3f\n", k, got.v[0], b.v[0],' \
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
    neednt p 'stdc++\|libc++'
    quiet cxx -std=c++17 -O1 "$src/files.cc" -o q -lstdc++fs -static-libstdc++ \
        -static-libgcc
    neednt q 'gcc_s'
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
    local kind none='neither rustc nor\|zig cc has no'
    # 13-runtimes links those that a rustc brings
    local -x RUSTC=/no/rustc
    c m.c 'int main(void) { return 0; }'
    for kind in address thread memory leak; do
        quiet cc -fsanitize=$kind -c m.c || [ $kind = leak ]
        says_one_line "fsanitize=$kind.*$none" cc -fsanitize=$kind m.c
    done
    says_one_line 'fsanitize=address' cc -fsanitize=undefined,address m.o
    for kind in --coverage -fprofile-generate -fprofile-instr-generate \
        -fprofile-arcs; do
        says_one_line "$none" cc $kind m.c
    done
}

static_glibc()
{
    c m.c 'int main(void) { return 0; }'
    says_one_line 'no static glibc' cc -static m.c
    says_one_line 'no static glibc' cc -static-pie m.c
    # rustc's words for +crt-static: libc by name, the start files are the driver's
    says_one_line 'no static glibc' cc -nodefaultlibs m.c -lc -static-pie
    says_one_line 'no static glibc' cc -nodefaultlibs m.c -lc -static -no-pie
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

common()
{
    item 'every piece is made' prepare
    item 'what libgcc_s has beside the unwinder' gcc_s_runtime
}

everywhere()
{
    item 'sanitizers and coverage without a runtime' sanitizers
    item '-fsanitize=undefined' undefined_sanitizer
    item 'unwinding in C' unwinding
    item 'C++ exceptions through C' unwinding_through_c
    item 'C++: filesystem, streams, regex' cxx_files
    item 'C++ by the C name' cxx_by_cc
    item 'parts of the runtime' runtime_parts
    item 'parts and the whole' runtime_whole
}

shared_world()
{
    item '__int128 in a program and a library' int128
    item "the C library's own functions" libc_first
    item 'the same bytes whatever the cache has' cache_neutral
    item 'destructors at dlclose' at_dlclose
    item 'C++ exceptions across a library' cxx_shared
    item 'C++ library by dlopen' cxx_loaded
    item '-static' static_glibc
}

static_world()
{
    item 'static and static-pie' static_musl
    item 'libc.a is whole' musl_whole
    item '__int128' int128_static
}

drive
finish
