#!/bin/bash
# glibc in the program: a root with libc6-dev, its start files, headers and libc.a.
. "$(dirname "$0")/../lib/e2e.sh"

src=$top/tests/e2e/runtimes
x86=x86_64-unknown-linux-gnu.2.17
arm=aarch64-unknown-linux-gnu.2.17
cd "$work" || exit 1

# make_root ARCH LIBRARIES HEADERS: like one of Debian's packages, out of links
make_root()
{
    mkdir -p "$1/usr/lib/$1-linux-gnu"
    find "$2" -maxdepth 1 \( -name '*crt*.o' -o -name 'lib*.a' \) \
        -exec ln -s -t "$1/usr/lib/$1-linux-gnu" {} +
    ln -s "$3" "$1/usr/include"
}
make_root aarch64 /usr/aarch64-linux-gnu/lib /usr/aarch64-linux-gnu/include
make_root x86_64 /usr/lib/x86_64-linux-gnu /usr/include

refuses 'without one' 125 'libc6-dev' zshim cc --target=$arm -static \
    "$src/alone.c" -o none

printf '%s\n' '#include <dlfcn.h>' '#include <netdb.h>' \
    'int main(void) { struct addrinfo *a; dlopen("x", RTLD_NOW);' \
    '    return getaddrinfo("a", 0, 0, &a); }' >asks.c
for t in $x86 $arm; do
    m=${t%%-*}
    export "ZBUILD_SYSROOT_${m}_unknown_linux_gnu=$work/$m"
    if [ ! -e "$m/usr/lib/$m-linux-gnu/libc.a" ]; then
        skip "static, $t" "no libc.a of it here"
        continue
    fi
    for w in -static -static-pie; do
        try "$w, $m" zshim cc --target=$t $w "$src/alone.c" -o alone$w -lm ||
            continue
        equal "$w, $m, is no dynamic one" "$(elf_interp alone$w)" ''
        hear run_as $t ./alone$w
        says "$w, $m, threads" thread
        says "$w, $m, one glibc" 'headers ([0-9]*) library 2\.\1$'
        says "$w, $m, files and numbers" 'stat 0 pow 9.882'
        # objects that were compiled for the floor
        try "objects, $w, $m" zshim cc --target=$t -c "$src/alone.c" -o alone.o &&
            try "link, $w, $m" zshim cc --target=$t $w alone.o -o objects -lm
        hear run_as $t ./objects
        says "and run, $w, $m" 'headers 17 library 2\.'
    done
    # what it cannot do is told, if the program wants it
    hear zshim cc --target=$t -static -s "$src/alone.c" -o alone -lm
    silent "nothing is lost, $m" 'note:'
    hear zshim cc --target=$t -static -s asks.c -o asks
    says "NSS, $m" 'note: .*getaddrinfo.*: a static glibc loads NSS'
    says "dlopen, $m" 'note: dlopen: '
    says "and what else there is, $m" "hint: .* for $m-unknown-linux-musl"
    try "C++, $m" zshim c++ --target=$t -static "$src/throws.cpp" -o throws
    hear run_as $t ./throws
    says "an exception, $m" caught
    try "dynamic as ever, $m" zshim cc --target=$t "$src/alone.c" -o dynamic -lm
    equal "with the floor, $m" "$(elf_suits dynamic $t)" ''
    if [ -d "$(rustc --print sysroot)/lib/rustlib/${t%.2.17}/lib" ]; then
        cargo zbuild link --target $t --dir names >/dev/null
        for model in pic static; do
            try "Rust, $model, $m" rustc --target "${t%.2.17}" -Clinker=names/$t-cc \
                -Ctarget-feature=+crt-static -Crelocation-model=$model \
                "$src/alone.rs" -o rust || continue
            equal "is static, $model, $m" "$(elf_interp rust)" ''
            hear run_as $t ./rust
            says "runs, $model, $m" 'caught true'
        done
    else
        skip "Rust, $t" 'rustc here has no std of it'
    fi
done

# --- OpenMP -------------------------------------------------------------------

# A libomp that knows one number; what clang calls for `parallel` is Debian's.
omp=$work/omp/usr/lib/llvm-14/lib
mkdir -p "$omp/clang/14.0.6/include"
echo 'int omp_get_max_threads(void);' >"$omp/clang/14.0.6/include/omp.h"
echo 'int omp_get_max_threads(void) { return 1234; }' >omp.c
printf '%s\n' '#include <omp.h>' '#include <stdio.h>' \
    'int main(void) { printf("%d\n", omp_get_max_threads()); return 0; }' >threads.c
for t in $x86 $arm; do
    m=${t%%-*}
    export "ZBUILD_SYSROOT_${m}_unknown_linux_gnu=$work/omp"
    try "a libomp, $m" zshim cc --target=$t -shared -fPIC omp.c -o "$omp/libomp.so"
    try "compiled, $m" zshim cc --target=$t -fopenmp -c threads.c &&
        try "linked, $m" zshim cc --target=$t -fopenmp threads.o -o threads \
            -Wl,-rpath,"$omp"
    try_says "-fopenmp finds the root's, $m" 1234 run_as $t ./threads
done
finish
