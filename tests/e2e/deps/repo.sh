# Sourced by 90-deps.sh: an archive of Debian packages on this disk, signed with
# a key of its own, which apt gets by APT_CONFIG.

# repo_key DIR: a key in DIR/key.gpg, its secret in DIR/gnupg.
repo_key()
{
    mkdir -p "$1/gnupg"
    chmod 700 "$1/gnupg"
    gpg --homedir "$1/gnupg" --batch --quiet --pinentry-mode loopback \
        --passphrase '' --quick-generate-key "archive of $1" rsa2048 sign 0 &&
        gpg --homedir "$1/gnupg" --batch --quiet --export >"$1/key.gpg"
}

# repo_package REPO NAME VERSION ARCH DEPENDS: packs the folder REPO/src/NAME
# (its files; DEBIAN is made here, with a postinst that must never run).
repo_package()
{
    local src=$1/src/$2
    mkdir -p "$src/DEBIAN" "$1/pool"
    printf '%s\n' "Package: $2" "Version: $3" "Architecture: $4" \
        ${5:+"Depends: $5"} 'Maintainer: nobody <n@example.org>' \
        'Description: made by a test' >"$src/DEBIAN/control"
    printf '#!/bin/sh\ntouch "%s/ran"\n' "$1" | tee "$src/DEBIAN/postinst" \
        >"$src/DEBIAN/preinst"
    chmod 755 "$src/DEBIAN/postinst" "$src/DEBIAN/preinst"
    dpkg-deb --root-owner-group -Zgzip -z1 --build "$src" \
        "$1/pool/$2_${3//:/%3a}_$4.deb" >/dev/null
}

# repo_index REPO KEYDIR: the lists, and their signature.
repo_index()
{
    local repo=$1 arch dir
    for arch in arm64 amd64; do
        dir=$repo/dists/stable/main/binary-$arch
        mkdir -p "$dir"
        (cd "$repo" && dpkg-scanpackages -m -a $arch pool) \
            >"$dir/Packages" 2>/dev/null
    done
    (
        cd "$repo/dists/stable" || exit 1
        printf '%s\n' 'Origin: test' 'Suite: stable' 'Codename: stable' \
            'Architectures: amd64 arm64' 'Components: main' \
            "Date: $(date -Ru)" 'SHA256:'
        for file in main/binary-*/Packages; do
            printf ' %s %s %s\n' "$(sha256sum <"$file" | cut -d' ' -f1)" \
                "$(wc -c <"$file")" "$file"
        done
    ) >"$repo/Release.new"
    gpg --homedir "$2/gnupg" --batch --yes --quiet --pinentry-mode loopback \
        --passphrase '' --clearsign -o "$repo/dists/stable/InRelease" \
        "$repo/Release.new"
}

# repo_conf FILE LINE…: apt's settings with these lines as the sources.
repo_conf()
{
    local conf=$1
    shift
    mkdir -p "$conf.d"
    printf '%s\n' "$@" >"$conf.list"
    printf '%s\n' "Dir::Etc::sourcelist \"$conf.list\";" \
        "Dir::Etc::sourceparts \"$conf.d\";" \
        'Acquire::Retries "0";' >"$conf"
}

# repo_make REPO: the archive that the tests start with.
repo_make()
{
    local repo=$1 at
    at=$repo/src/libdemo1/usr/lib/aarch64-linux-gnu
    mkdir -p "$at"
    echo 'one' >"$at/libdemo.so.1"
    repo_package "$repo" libdemo1 1.0-1 arm64 libc6
    at=$repo/src/libdemo-dev/usr/lib/aarch64-linux-gnu
    mkdir -p "$at" "$repo/src/libdemo-dev/usr/include"
    # Absolute, as old packages have them: it must not lead to this machine's.
    ln -sf /usr/lib/aarch64-linux-gnu/libdemo.so.1 "$at/libdemo.so"
    echo '#define DEMO 1' >"$repo/src/libdemo-dev/usr/include/demo.h"
    repo_package "$repo" libdemo-dev 1:1.0-1 arm64 \
        'libdemo1 (= 1.0-1), libc6-dev'
    mkdir -p "$repo/src/libmore-dev/usr/include"
    echo '#define MORE 1' >"$repo/src/libmore-dev/usr/include/more.h"
    repo_package "$repo" libmore-dev 2 all libdemo1
    mkdir -p "$repo/src/libbroken-dev"
    repo_package "$repo" libbroken-dev 1 arm64 libnowhere
    mkdir -p "$repo/src/libc6/lib/aarch64-linux-gnu"
    echo libc >"$repo/src/libc6/lib/aarch64-linux-gnu/libc.so.6"
    repo_package "$repo" libc6 2.36-9 arm64 ''
    mkdir -p "$repo/src/libc-dev-bin" "$repo/src/libc6-dev/usr/lib/aarch64-linux-gnu"
    repo_package "$repo" libc-dev-bin 2.36-9 arm64 ''
    echo static >"$repo/src/libc6-dev/usr/lib/aarch64-linux-gnu/libc.a"
    repo_package "$repo" libc6-dev 2.36-9 arm64 \
        'libc6 (= 2.36-9), libc-dev-bin (= 2.36-9)'
    mkdir -p "$repo/src/libhost-dev"
    repo_package "$repo" libhost-dev 1 amd64 ''
    mkdir -p "$repo/src/libbig-dev/usr/share"
    head -c 3000000 /dev/urandom >"$repo/src/libbig-dev/usr/share/big"
    repo_package "$repo" libbig-dev 1 arm64 ''
}
