# Sourced by the suites that build other people's software: where it comes from.
# Everything is pinned by its sha256 and kept in the user's test cache, so that
# a second run, or another clone, needs no network.
#
# Names that a suite uses: debian, unpack_debian, suits, and those of
# windows.sh.

. "$top/tests/lib/windows.sh"

sources=$cache/sources

# The private apt folder: the machine's own mirror and keyring, source packages
# of one fixed release ($suite, else bookworm), so that every machine gets the
# same files.
sources_apt()
{
    local d=$sources/apt${suite:+-$suite} mirror
    mirror=$(apt-get indextargets --format '$(SITE)' 2>/dev/null |
        grep -E '/debian/?$' | head -n 1)
    [ -n "$mirror" ] || { echo "no Debian mirror in apt's sources" >&2; return 1; }
    mkdir -p "$d/lists/partial" "$d/cache/archives/partial"
    : >"$d/status"
    printf 'deb-src [signed-by=%s] %s %s main\n' \
        /usr/share/keyrings/debian-archive-keyring.gpg "$mirror" \
        "${suite:-bookworm}" >"$d/sources.list"
    printf '%s\n' "Dir::State \"$d\";" "Dir::State::status \"$d/status\";" \
        "Dir::Cache \"$d/cache\";" "Dir::Etc::sourcelist \"$d/sources.list\";" \
        'Dir::Etc::sourceparts "/dev/null";' 'Acquire::Languages "none";' \
        >"$d/apt.conf"
    APT_CONFIG=$d/apt.conf apt-get -qq -o APT::Sandbox::User=root update
}

# debian FILE SHA256: prints the path of that tarball of a source package
# (NAME_VERSION.orig.tar.xz).
debian()
{
    local file=$sources/debian/$1 name=${1%%_*} apt=$sources/apt${suite:+-$suite} tmp
    if [ ! -f "$file" ]; then
        mkdir -p "$sources/debian"
        (
            flock 6
            [ ! -f "$file" ] || exit 0
            tmp=$(mktemp -d "$sources/tmp.XXXXXX")
            # (apt is given no other user to write as: _apt cannot enter root's home.)
            if { compgen -G "$apt/lists/*_Sources*" >/dev/null ||
                sources_apt; } &&
                (cd "$tmp" && APT_CONFIG=$apt/apt.conf apt-get -qq \
                    -o APT::Sandbox::User=root --only-source --tar-only \
                    --download-only source "$name") &&
                [ "$(sha256sum <"$tmp/$1")" = "$2  -" ]; then
                mv "$tmp/$1" "$file"
            else
                echo "no $1 with sha256 $2 from Debian's mirror" >&2
            fi
            rm -rf "$tmp"
        ) 6>"$sources/lock" >&2
    fi
    [ "$(sha256sum <"$file")" = "$2  -" ] || return 1
    printf '%s\n' "$file"
}

# unpack_debian DIR FILE SHA256: its files right in DIR.
unpack_debian()
{
    local dir=$1 file
    file=$(debian "$2" "$3") || return
    mkdir -p "$dir"
    tar -C "$dir" --strip-components=1 --no-same-owner -xf "$file"
}

# suits TARGET FILE NAME DLL…: FILE, a program or shared library, is one of
# TARGET's and needs nothing but what is there (and those DLLs, on Windows).
suits()
{
    local t=$1 file=$2 name=$3 read=elf_suits
    shift 3
    case $t in *-windows-*) read=pe_suits ;; esac
    try "$name" $read "$file" "$t" "$@"
}
