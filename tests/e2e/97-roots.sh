#!/bin/bash
# Roots that other distributions' tools make, as docs/roots.md says it: dnf with a
# package of ours, skopeo and umoci with an image of it.
. "$(dirname "$0")/../lib/e2e.sh"

t=aarch64-unknown-linux-gnu
cd "$work" || exit 1
# said WORD: the page's command that begins with it, after the changes of sed.
said()
{
    local word=$1
    shift
    sed -n "s/^\(sudo \)\?\($word .*\)/\2/p" "$top/docs/roots.md" | head -n1 | sed -e "" "$@"
}
echo 'int seven(void);' >seven.h
echo 'int seven(void) { return 7; }' >seven.c
printf '%s\n' '#include <seven.h>' '#include <stdio.h>' \
    'int main(void) { printf("seven is %d\n", seven()); }' >main.c
try 'a library' cargo-zbuild zbuild exec --target $t -- sh -c \
    '$CC -shared -fPIC -Wl,-soname,libseven.so.1 -o libseven.so.1 seven.c'

mkdir -p rpm/SPECS repo
cat >rpm/SPECS/seven.spec <<X
Name: seven-devel
Version: 1
Release: 1
Summary: made by a test
License: none
AutoReqProv: no
%description
%install
mkdir -p %{buildroot}/usr/lib64 %{buildroot}/usr/include
cp $work/libseven.so.1 %{buildroot}/usr/lib64
ln -s libseven.so.1 %{buildroot}/usr/lib64/libseven.so
cp $work/seven.h %{buildroot}/usr/include
%files
/usr/lib64/*
/usr/include/*
X
try 'a package of Fedora' rpmbuild --quiet --target aarch64 --define "_topdir $work/rpm" \
    --define '__os_install_post %{nil}' --define 'debug_package %{nil}' \
    -bb rpm/SPECS/seven.spec
cp rpm/RPMS/aarch64/*.rpm repo
try '... and an archive' createrepo_c -q repo

# works ROOT: links with it, and runs with its library.
works()
{
    rm -f seven
    try "$1: linked with" cargo-zbuild zbuild exec --target $t --sysroot "$1" -- \
        sh -c '$CC -o seven main.c -lseven' &&
        try_says '... runs under qemu' 'seven is 7' qemu-aarch64 \
            -L /usr/aarch64-linux-gnu -E LD_LIBRARY_PATH="$1/usr/lib64" ./seven
}
dnf=$(said dnf -e 's/ install glibc.*/ --nogpgcheck --repofrompath=mine,file:\/\/$PWD\/repo --repo=mine install seven-devel/')
try 'dnf, as the page says it' bash -c "$dnf" && works root
# a root's library that is a script with paths from its top, and in static links
if mkdir -p top/usr/lib64 && cp root/usr/lib64/* top/usr/lib64 && cp -r root/usr/include top/usr; then
    rm top/usr/lib64/libseven.so
    echo 'GROUP ( /usr/lib64/libseven.so.1 )' \
        >top/usr/lib64/libseven.so
    works top
    try '... by its path' cargo-zbuild zbuild exec --target $t --sysroot top -- \
        sh -c "\$CC -o seven main.c $PWD/top/usr/lib64/libseven.so"
    try 'an archive' cargo-zbuild zbuild exec --target $t -- sh -c \
        '$CC -c seven.c && $AR rc top/usr/lib64/libseven-1.a seven.o'
    echo 'GROUP ( /usr/lib64/libseven-1.a )' >top/usr/lib64/libseven.a
    rm top/usr/lib64/libseven.so*
    works top
fi
# Alpine's: no registry here has apk, so a tree like those of its packages
musl=x86_64-unknown-linux-musl
mkdir -p alpine/usr/lib alpine/usr/include alpine/lib && cp seven.h alpine/usr/include
try 'a library of musl' cargo-zbuild zbuild exec --target $musl -- sh -ec \
    '$CC -c -fPIC seven.c; $AR rc alpine/usr/lib/libseven.a seven.o
    $CC -shared -Wl,-soname,libseven.so.1 -o alpine/usr/lib/libseven.so.1 seven.o'
ln -s libseven.so.1 alpine/usr/lib/libseven.so
try 'alpine: static' cargo-zbuild zbuild exec --target $musl --sysroot alpine -- \
    sh -c '$CC -static -o seven main.c -lseven' && try_says '... runs' 'seven is 7' ./seven
try 'alpine: shared' cargo-zbuild zbuild exec --target $musl --sysroot alpine -- \
    sh -c '$CC -dynamic -o seven main.c -lseven' &&
    try_says "... runs with musl's loader" 'seven is 7' env LD_LIBRARY_PATH=alpine/usr/lib ./seven
umoci init --layout img && umoci new --image img:fedora &&
    umoci insert --rootless --image img:fedora root/usr /usr
skopeo=$(said skopeo -e 's/^skopeo/skopeo --insecure-policy/; s/docker:[^ ]*/oci:img:fedora/')
umoci=$(said umoci)
try 'skopeo and umoci, as the page says it' bash -c "$skopeo && $umoci" &&
    works bundle/rootfs
finish
