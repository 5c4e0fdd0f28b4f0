#!/bin/bash
# Debian packages for a target: `cargo zbuild deps` against an archive on this
# disk that can be broken at will, as an ordinary user; then real packages,
# linked with and run.
. "$(dirname "$0")/../lib/e2e.sh"
. "$top/tests/e2e/deps/repo.sh"

t=aarch64-unknown-linux-gnu
src=$top/tests/e2e/deps

# --- an archive of our own ----------------------------------------------------

# Where nobody may go, too: a checkout may lie in root's home.
open=$(mktemp -d "${TMPDIR:-/tmp}/zbuild-deps.XXXXXX")
cleanup()
{
    umount "$open/full" 2>/dev/null
    rm -rf "$open"
}
trap cleanup EXIT
chmod 755 "$open"
repo=$open/repo
mkdir -p "$open/bin" "$open/home" "$repo"
cp "$BUILD/bin/cargo-zbuild" "$open/bin"
repo_key "$open/key" && repo_key "$open/other" && repo_make "$repo" &&
    repo_index "$repo" "$open/key" || {
    not_ok 'an archive of our own' 'it could not be made'
    exit 1
}
chmod -R a+rX "$repo" "$open/key/key.gpg" "$open/other/key.gpg"
chmod 755 "$open/key" "$open/other"
repo_conf "$open/apt.conf" "deb [signed-by=$open/key/key.gpg] file:$repo stable main"
[ "$(id -u)" != 0 ] || chown -R nobody "$open/home"

# What this machine's own apt knows of it: packages of its own architecture.
mkdir -p "$open/state/lists/partial" "$open/state/cache/archives/partial"
touch "$open/state/status"
printf 'Dir::State "%s";\nDir::State::status "%s";\nDir::Cache "%s";\n' \
    "$open/state" "$open/state/status" "$open/state/cache" >>"$open/apt.conf"
APT_CONFIG=$open/apt.conf apt-get -qq -o APT::Sandbox::User=root update
chmod -R a+rX "$open/state"

# as_user COMMAND…: as nobody with a home of its own, if we are root.
as_user()
{
    local as=()
    [ "$(id -u)" != 0 ] ||
        as=(setpriv --reuid=65534 --regid=65534 --clear-groups)
    "${as[@]}" env -u ZBUILD_CACHE_DIR -u XDG_CACHE_HOME -u XDG_CONFIG_HOME \
        -u ZBUILD_ZIG HOME="$open/home" APT_CONFIG="${apt_conf:-$open/apt.conf}" \
        PATH="$open/bin:/usr/bin:/bin:/usr/sbin:/sbin" "$@"
}
user_deps()
{
    (cd "$open/home/p" && as_user "$open/bin/cargo-zbuild" zbuild deps "$@")
}
# own COMMAND…: the same, as ourselves, with a cache that each test chooses.
own_deps()
{
    (cd "$proj" && APT_CONFIG=${apt_conf:-$open/apt.conf} \
        ZBUILD_CACHE_DIR=$own_cache "$BUILD/bin/cargo-zbuild" zbuild deps "$@")
}

# new_project NAME [FROM]: a folder, and a cache that nothing is in yet.
new_project()
{
    proj=$work/$1
    own_cache=$work/$1.cache
    mkdir -p "$proj"
    [ $# = 1 ] || cp "$2/zbuild.ini" "$2/zbuild.lock" "$proj"
}

# unchanged NAME COMMAND…: what it refuses changes no file of the project.
state_of()
{
    (cd "$1" && find . -type f -exec sha256sum {} + | sort)
}
refuses_whole()
{
    local name=$1 before
    before=$(state_of "$proj")
    refuses "$@" || return
    if [ "$before" = "$(state_of "$proj")" ] &&
        [ -z "$(find "$own_cache/deps/roots" -mindepth 1 2>/dev/null)" ]; then
        ok "$name: nothing is changed"
    else
        not_ok "$name: nothing is changed" "$(state_of "$proj")" \
            "$(find "$own_cache/deps/roots" -mindepth 1 -maxdepth 1)"
    fi
    # One message: the command's name, and at most one hint.
    if [ "$(grep -c '^cargo-zbuild: ' "$log")" = 1 ] &&
        [ "$(grep -c '^hint: ' "$log")" -le 1 ]; then
        ok "$name: one message"
    else
        not_ok "$name: one message" "$(cat "$log")"
    fi
}

mkdir -p "$open/home/p"
[ "$(id -u)" != 0 ] || chown nobody "$open/home/p"
if dpkg --print-foreign-architectures | grep -q arm64; then
    echo "note: arm64 is a foreign architecture of this machine"
fi
try 'add, as an ordinary user' user_deps add --target $t libdemo-dev
try 'what was added is told' grep -qx 'libdemo-dev 1:1.0-1 arm64' "$log"
lock=$open/home/p/zbuild.lock
try 'zbuild.ini has it' grep -qx "$t = libdemo-dev" "$open/home/p/zbuild.ini"
deb=$repo/pool/libdemo-dev_1%3a1.0-1_arm64.deb
try 'zbuild.lock has version, size and SHA-256' grep -qx \
    "libdemo-dev = 1:1.0-1 arm64 $(wc -c <"$deb") $(sha256sum <"$deb" | cut -d' ' -f1)" \
    "$lock"
try '... of what it depends on' grep -q '^libdemo1 = 1.0-1 arm64 ' "$lock"
if grep -q '^libc6-dev' "$lock"; then
    not_ok "libc's headers are zig's"
else
    ok "libc's headers are zig's"
fi
try 'its libc.a is for who asks by name' user_deps add --target $t libc6-dev
try 'and is there' grep -qx static \
    "$(user_deps list --path)/usr/lib/aarch64-linux-gnu/libc.a"
try 'and goes again' user_deps remove --target $t libc6-dev
root=$(user_deps list --path)
if [ "$(readlink "$root/usr/lib/aarch64-linux-gnu/libdemo.so")" = \
    ../../../usr/lib/aarch64-linux-gnu/libdemo.so.1 ] &&
    [ "$(cat "$root/usr/lib/aarch64-linux-gnu/libdemo.so")" = one ]; then
    ok 'absolute links are relative'
else
    not_ok 'absolute links are relative' \
        "$(readlink "$root/usr/lib/aarch64-linux-gnu/libdemo.so")"
fi
try 'files of /lib are in the root' test -f "$root/lib/aarch64-linux-gnu/libc.so.6"
case $root in
"$open/home/.cache/zbuild/"*) ok "all of it in the user's cache" ;;
*) not_ok "all of it in the user's cache" "$root" ;;
esac
as_user mkdir -p "$open/home/p/.cargo"
as_user touch "$open/home/p/.cargo/zbuild.toml"
try_says 'add one more, and setup is old' 'zbuild: run `cargo zbuild setup` again: .*' \
    user_deps add --target $t libmore-dev
try_says 'list marks what was asked for' '  \* libmore-dev 2 all [0-9]*' user_deps list
try_says 'list has the rest' '    libdemo1 1.0-1 arm64 [0-9]*' user_deps list
try 'list --json' bash -c "$(declare -f user_deps as_user); open='$open'
    user_deps list --json | python3 -c '
import json, sys
t, = json.load(sys.stdin)
assert t[\"target\"] == \"$t\" and t[\"wants\"] == [\"libdemo-dev\", \"libmore-dev\"]
p = {p[\"name\"]: p for p in t[\"packages\"]}
assert sorted(p) == [\"libc6\", \"libdemo-dev\", \"libdemo1\", \"libmore-dev\"], p
assert len(p[\"libc6\"][\"sha256\"]) == 64 and p[\"libc6\"][\"size\"] > 0
'"
try 'remove' user_deps remove --target $t libmore-dev
if grep -q libmore "$lock" "$open/home/p/zbuild.ini"; then
    not_ok 'what was removed is gone' "$(cat "$lock")"
else
    ok 'what was removed is gone'
fi
try_says 'sync prints the root' "$t $root" user_deps sync
printf '%s = %s\n' $t libmore-dev >>"$open/home/p/zbuild.ini"
refuses 'sync --locked: the lock file is old' 125 \
    "zbuild.lock has other packages of $t's \[deps\]" user_deps sync --locked
try_says 'list tells that it is old' 'zbuild: .*changed since.*' user_deps list
try 'sync brings it up to date' user_deps sync
try '... in the lock file' grep -q '^libmore-dev = 2 all ' "$lock"
if [ -e "$repo/ran" ]; then
    not_ok 'no script of a package ran'
else
    ok 'no script of a package ran'
fi

# Another machine: the same bytes.
new_project second "$open/home/p"
try 'another machine' own_deps sync --locked
try 'it has the same bytes' diff -r --no-dereference \
    "$(user_deps list --path)" "$(own_deps list --path)"
try 'and the same lock file' cmp "$lock" "$proj/zbuild.lock"
good=$proj

# --- refused, and nothing changed ----------------------------------------------

new_project refused "$good"
refuses_whole 'unknown package' 125 "unknown package 'libnope-dev' for arm64" \
    own_deps add --target $t libnope-dev
refuses_whole 'no build for the architecture' 125 \
    "the package 'libhost-dev' has no build for arm64" \
    own_deps add --target $t libhost-dev
refuses_whole 'unmet dependencies' 125 'libnowhere' \
    own_deps add --target $t libbroken-dev
refuses_whole 'no name of a package' 2 "no name of a package: 'a;b'" \
    own_deps add --target $t 'a;b'
refuses_whole 'not for musl' 125 'built for glibc' \
    own_deps add --target aarch64-unknown-linux-musl libdemo-dev
refuses_whole 'remove what is not there' 125 "'libnope-dev' is not in \[deps\]" \
    own_deps remove --target $t libnope-dev

# Killed while apt-get has its lock on the lists: what it started goes with it, and
# the next call works.
mkdir "$work/held"
cat >"$work/held/apt-get" <<'EOF'
#!/usr/bin/python3
import fcntl, os, time
conf = open(os.environ['APT_CONFIG']).read()
state = conf.split('Dir::State "')[-1].split('"')[0]
lock = os.open(state + '/lists/lock', os.O_RDWR | os.O_CREAT, 0o640)
fcntl.lockf(lock, fcntl.LOCK_EX)
open(os.environ['STARTED'], 'w').close()
time.sleep(20)
EOF
chmod +x "$work/held/apt-get"
new_project killed "$good"
killed()
{
    (cd "$proj" && APT_CONFIG=$open/apt.conf STARTED=$work/held/started \
        PATH=$work/held:$PATH ZBUILD_CACHE_DIR=$own_cache \
        python3 "$top/tests/lib/signalled.py" "$1" us "$work/held/started" \
        "$BUILD/bin/cargo-zbuild" zbuild deps sync)
    rm "$work/held/started"
}
try_says 'a signal during deps' 'ended 143' killed SIGTERM
says '... is told as that' 'interrupted'
try_says 'kill -9 during deps' 'ended 137' killed SIGKILL
try '... and the next call works' own_deps sync

apt_conf=$open/dead.conf
repo_conf "$apt_conf" 'deb http://127.0.0.1:9/debian stable main'
new_project network "$good"
refuses_whole 'no network' 125 '127.0.0.1' own_deps sync
repo_conf "$apt_conf" 'deb http://deb.example.org/debian stable main'
echo 'Acquire::http::Proxy "http://127.0.0.1:9";' >>"$apt_conf"
refuses_whole 'a dead proxy' 125 '127.0.0.1' own_deps add --target $t libmore-dev

apt_conf=$open/wrong.conf
repo_conf "$apt_conf" "deb [signed-by=$open/other/key.gpg] file:$repo stable main"
new_project key "$good"
refuses_whole 'a signature by another key' 125 'packages: .*(NO_PUBKEY|OpenPGP)' own_deps sync
says '... the hint says what helps' "^hint: the keyring does not have the archive's key"
# apt was told to let it pass; our own settings are the stricter ones.
echo 'Acquire::AllowInsecureRepositories "true";
APT::Get::AllowUnauthenticated "true";' >>"$apt_conf"
refuses_whole 'and no setting lets it pass' 125 \
    'signatures|not signed|NO_PUBKEY|public key' own_deps sync

# Nor does a word in the sources that this machine's own apt obeys.
apt_conf=$open/trusted.conf
repo_conf "$apt_conf" \
    "deb [signed-by=$open/other/key.gpg trusted=yes] file:$repo stable main"
refuses_whole 'trusted=yes is not taken over' 125 \
    'signatures|not signed|NO_PUBKEY|public key' own_deps sync
repo_conf "$apt_conf"
printf '%s\n' 'Types: deb' "URIs: file:$repo" 'Suites: stable' \
    'Components: main' 'Trusted: yes' >"$apt_conf.d/x.sources"
refuses_whole '... nor Trusted: yes' 125 \
    'signatures|not signed|NO_PUBKEY|public key' own_deps sync

# An apt without sources, as another distribution's is.
apt_conf=$open/none.conf
repo_conf "$apt_conf" ''
new_project nothing
refuses_whole 'no sources' 125 'no source of this machine has them' \
    own_deps add --target $t libdemo-dev
says '... the hint says the way' '^hint: .* named by `source` and `signed-by` in \[deps '
refuses_whole 'a suite of no mirror' 125 'suite = trixie: no source of .* is a mirror' \
    own_deps add --target $t --suite trixie libdemo-dev
says '... the hint says the way' '^hint: name the archive in zbuild.ini, by `source`'

# Sources of [deps TARGET], in place of the machine's, with a key of its own.
new_project sources
far=x86_64-unknown-linux-gnu
put_sources()
{
    printf '%s\n' "[deps $t]" "source = deb file:$repo stable main" \
        "signed-by = $1" >"$proj/zbuild.ini"
}
put_sources "$open/other/key.gpg"
refuses_whole 'a keyring that the file may not name' 125 \
    "signed-by = .*' names a keyring" own_deps add --target $t libdemo-dev
export ZBUILD_TRUST=1
refuses_whole 'sources of [deps TARGET], signed by another' 125 \
    'signatures|not signed|NO_PUBKEY|public key' own_deps add --target $t libdemo-dev
put_sources "$open/key/key.gpg"
try '... by the right one' own_deps add --target $t libdemo-dev
try '... from zbuild.lock' rm -rf "$own_cache"
try '... again' own_deps sync --locked
printf '%s\n' "[deps $far]" 'arch = arm64' "source = deb file:$repo stable main" \
    "signed-by = $open/key/key.gpg" >>"$proj/zbuild.ini"
try_says 'arch = of [deps TARGET]' 'libdemo-dev 1:1.0-1 arm64' \
    own_deps add --target $far libdemo-dev
new_project lacks
printf '%s\n' "[deps armv7-unknown-linux-gnueabihf]" \
    "source = deb file:$repo stable main" "signed-by = $open/key/key.gpg" \
    >"$proj/zbuild.ini"
refuses_whole 'a source without the architecture' 125 \
    'lists of armhf packages: the sources of \[deps\] have none' \
    own_deps add --target armv7-unknown-linux-gnueabihf libdemo-dev
unset ZBUILD_TRUST

# A key that is no longer good.
apt_conf=$open/expired.conf
mkdir -p "$open/expired/gnupg"
chmod 700 "$open/expired/gnupg"
old_gpg() { gpg --homedir "$open/expired/gnupg" --faked-system-time 20240101T000000 \
    --batch --yes --quiet --pinentry-mode loopback --passphrase '' "$@"; }
cp -r "$repo" "$open/old"
old_gpg --quick-generate-key 'an old archive' rsa2048 sign 1d
old_gpg --export >"$open/expired/key.gpg"
old_gpg --clearsign -o "$open/old/dists/stable/InRelease" "$repo/Release.new"
repo_conf "$apt_conf" "deb [signed-by=$open/expired/key.gpg] file:$open/old stable main"
new_project expired
refuses_whole 'a key that has expired' 125 'packages: .*(EXPKEYSIG|Expired on)' \
    own_deps add --target $t libdemo-dev
says '... the hint says what helps' "^hint: the archive's key has expired: .*signed-by"

# An archive that lost a file since its lists were read, or before.
apt_conf=$open/http.conf
gpg --homedir "$open/key/gnupg" --batch --yes --quiet --pinentry-mode loopback \
    --passphrase '' --clearsign -o "$open/old/dists/stable/InRelease" "$repo/Release.new"
# (For packages it answers with the status in the file `answer`, if there is one.)
(cd "$open/old" && exec python3 -u -c '
import http.server, os
class Archive(http.server.SimpleHTTPRequestHandler):
    def do_GET(self):
        if self.path.endswith(".deb") and os.path.exists("answer"):
            self.send_error(int(open("answer").read()))
        else:
            super().do_GET()
s = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Archive)
print("port", s.server_port)
s.serve_forever()') >"$work/http" 2>&1 &
server=$!
for _ in $(seq 100); do grep -q 'port' "$work/http" && break; sleep 0.1; done
port=$(sed -n 's/.*port \([0-9]*\).*/\1/p' "$work/http")
repo_conf "$apt_conf" \
    "deb [signed-by=$open/key/key.gpg] http://127.0.0.1:$port stable main"
new_project answers
answers()
{
    echo "$1" >"$open/old/answer"
    refuses_whole "an archive that answers $1" 125 "$1" own_deps add --target $t libmore-dev
    says "... the hint for $1" "^hint: $2"
    rm "$open/old/answer"
}
answers 403 'the archive, or a proxy .*apt_auth\.conf'
answers 503 'the archive cannot answer now'
new_project gone
refuses_whole 'an unknown package, by http' 125 'unknown package' \
    own_deps add --target $t libnope-dev
rm -f "$open/old/pool/libmore-dev"*
refuses_whole 'a package that the archive lost' 125 '404' \
    own_deps add --target $t libmore-dev
says '... the hint says the way' '^hint: the archive no longer has'
refuses_whole 'a package that the archive lacks' 125 '404' \
    own_deps add --target $t libmore-dev
says '... the hint does not say the same' "^hint: the archive's lists, read just now"
cp "$repo/pool/libmore-dev"* "$open/old/pool"
try '... and it goes when it is back' own_deps add --target $t libmore-dev
kill $server

# One source fails, the other has the packages.
apt_conf=$open/half.conf
repo_conf "$apt_conf" "deb [signed-by=$open/key/key.gpg] file:$repo stable main" \
    'deb http://127.0.0.1:9/debian stable main'
new_project half
try 'a source that fails is named, the others do' \
    own_deps add --target $t libdemo-dev
try '... in one line' test "$(grep -c 'warning: package lists: .*127\.0\.0\.1' "$log")" = 1

apt_conf=$open/apt.conf
new_project edited "$good"
sed -i "s/^\(libdemo1 = .* \)[0-9a-f]*$/\1$(printf '%064d' 7)/" "$proj/zbuild.lock"
refuses_whole 'a hash in the lock file that is not the archive'"'"'s' 125 \
    'libdemo1 1.0-1 has the SHA-256 .* in the archive, not 0*7' own_deps sync
printf '%s\n' '<<<<<<< ours' >>"$proj/zbuild.lock"
refuses_whole 'a lock file with a conflict in it' 125 \
    'zbuild.lock:[0-9]*: neither' own_deps sync

new_project tampered "$good"
victim=$repo/pool/libdemo1_1.0-1_arm64.deb
cp "$victim" "$work/victim"
printf 'other bytes' | dd of="$victim" bs=1 seek=200 conv=notrunc status=none
refuses_whole 'a package that was tampered with' 125 \
    'libdemo1.*SHA-256|Hash Sum mismatch|hash' own_deps sync
cp "$work/victim" "$victim"
try 'the right one is taken afterwards' own_deps sync
# In our own store: it is not used as it is, but fetched again.
store=$own_cache/deps/store/$(sha256sum <"$victim" | cut -d' ' -f1).deb
printf 'other bytes' | dd of="$store" bs=1 seek=200 conv=notrunc status=none
rm -rf "$own_cache/deps/roots"
try 'a damaged package of the store is fetched anew' own_deps sync
try '... and is whole' cmp "$store" "$victim"

# What was unpacked: a file of NULs, as found at the next boot.
root=$(own_deps list --path)
file=$root/usr/lib/aarch64-linux-gnu/libdemo.so.1
printf '\0\0\0\0' >"$file"
touch -d @1 "$root/digests"
refuses "the shim says that packages are damaged" 125 'packages are damaged' \
    env -C "$proj" ZBUILD_CACHE_DIR="$own_cache" zshim cc --target=$t -c x.c
try 'a damaged root' own_deps sync
says '... is unpacked again' "^zbuild: the packages in '.*' are damaged; unpacking them again$"
try '... and is whole' grep -qx one "$file"

# The archive has a newer version only.
new_project newer "$good"
mv "$victim" "$work/libdemo1.deb"
echo two >"$repo/src/libdemo1/usr/lib/aarch64-linux-gnu/libdemo.so.1"
repo_package "$repo" libdemo1 1.1-1 arm64 libc6
sed -i 's/libdemo1 (= 1.0-1)/libdemo1/' "$repo/src/libdemo-dev/DEBIAN/control"
dpkg-deb --root-owner-group -Zgzip --build "$repo/src/libdemo-dev" \
    "$repo/pool/libdemo-dev_1%3a1.0-2_arm64.deb" >/dev/null
rm -f "$repo/pool/libdemo-dev_1%3a1.0-1_arm64.deb"
sed -i 's/^Version: 1:1.0-1/Version: 1:1.0-2/' "$repo/src/libdemo-dev/DEBIAN/control"
dpkg-deb --root-owner-group -Zgzip --build "$repo/src/libdemo-dev" \
    "$repo/pool/libdemo-dev_1%3a1.0-2_arm64.deb" >/dev/null
repo_index "$repo" "$open/key"
chmod -R a+rX "$repo"
refuses_whole 'a version that the archive no longer has' 125 \
    'zbuild.lock.*1.0-1' own_deps sync
try '... says what to do' grep -q 'hint: .*deps sync --update' "$log"
try 'sync --update' own_deps sync --update
try '... takes the new one' grep -q '^libdemo1 = 1.1-1 arm64 ' "$proj/zbuild.lock"

# Packages that lead out of the root, or hold what no package should.
new_project planted
mkdir -p "$open/victim/lib" "$repo/src/liba-dev" "$repo/src/libup-dev/usr/lib"
ln -s "$open/victim" "$repo/src/liba-dev/usr"
repo_package "$repo" liba-dev 1 arm64 ''
ln -s ../../../victim "$repo/src/libup-dev/usr/lib/up"
repo_package "$repo" libup-dev 1 arm64 ''
at=$repo/src/libset-dev/usr/share
mkdir -p "$at"
touch "$at/set" "$at/open"
chmod 6755 "$at/set"
chmod 666 "$at/open"
repo_package "$repo" libset-dev 1 arm64 ''
python3 "$top/tests/e2e/deps/hostile.py" "$repo/pool" "$open/victim"
mkdir -p "$repo/src/libpipe-dev/usr"
mkfifo "$repo/src/libpipe-dev/usr/pipe"
repo_package "$repo" libpipe-dev 1 arm64 ''
repo_index "$repo" "$open/key"
chmod -R a+rX "$repo"
refuses_whole 'a package whose usr is a link' 125 \
    "libc6 .*'usr' is a folder in one package only" \
    own_deps add --target $t liba-dev libdemo-dev
try '... wrote nothing where it leads' test -z "$(find "$open/victim" -type f)"
refuses_whole 'a link that leaves a package' 125 \
    "libup-dev .*'usr/lib/up' leaves the package" \
    own_deps add --target $t libup-dev
for kind in dots hard pax through; do
    refuses_whole "a package whose member leads out: $kind" 125 \
        "unpack package liba$kind-dev 1: .*(contains '\.\.'|Cannot (hard link|open|mkdir))" \
        own_deps add --target $t liba$kind-dev
done
try '... wrote nothing where they lead' test -z "$(find "$open/victim" ! -type d)"
refuses_whole 'a package with a fifo' 125 \
    "libpipe-dev .*'usr/pipe' is no ordinary file" \
    own_deps add --target $t libpipe-dev
try 'a package with a set-user-ID bit' own_deps add --target $t libset-dev
modes=$(cd "$(own_deps list --path)/usr/share" && stat -c '%n %a' set open | xargs)
if [ "$modes" = 'set 755 open 644' ]; then
    ok '... loses it'
else
    not_ok '... loses it' "$modes"
fi

if [ "$(id -u)" = 0 ]; then
    mkdir "$open/full"
    new_project full "$proj"
    own_cache=$open/full/cache
    if mount -t tmpfs -o size=2m tmpfs "$open/full"; then
        refuses_whole 'a full disk' 125 'No space left|enough free space' \
            own_deps add --target $t libbig-dev
        umount "$open/full"
    else
        skip 'a full disk' 'no tmpfs can be mounted here'
    fi
else
    skip 'a full disk' 'only root can mount a small one'
fi

# Two at once: the second waits until the first is done.
new_project two "$proj"
mkdir -p "$own_cache/deps"
exec 7>"$own_cache/deps/lock-arm64"
flock -x 7
own_deps sync >"$work/waits" 2>&1 7>&- &
waiting=$!
for _ in $(seq 600); do
    ! grep -q waiting "$work/waits" || break
    sleep 0.1
done
if grep -q 'zbuild: waiting for another command' "$work/waits" &&
    kill -0 $waiting 2>/dev/null; then
    ok 'a second command waits, and says so'
else
    not_ok 'a second command waits, and says so' "$(cat "$work/waits")"
fi
exec 7>&-
try 'and goes on afterwards' wait $waiting

. "$src/real.sh"
finish
