#!/bin/bash
# `cargo zbuild zig` and the search for zig, with a fake zig (a small program
# that only says its version) in archives made here. No network: what would
# come from it is served by curl and pip from this folder.
# ZBUILD_TEST_WHEEL=FILE also installs a real wheel (100 MB).
. "$(dirname "$0")/../lib/suite.sh"

cargo_zbuild=$bin/cargo-zbuild
pids=()
stop()
{
    local p
    for p in ${pids[@]+"${pids[@]}"}; do kill "$p" 2>/dev/null; done
    rm -rf "$work"
}
trap stop EXIT

# A world of its own: only the programs named here, a home, a cache.
real_python=$(python3 -c 'import sys; print(sys.executable)')
mkdir -p "$work/bin" "$work/home" "$work/www"
for p in sh unzip tar xz gzip curl sleep mv; do
    path=$(type -P $p) && ln -s "$path" "$work/bin/$p"
done
# Without its site-packages, so that no real ziglang is found in there.
printf '#!/bin/sh\nexec "%s" -I -S "$@"\n' "$real_python" >"$work/bin/python3"
chmod +x "$work/bin/python3"
run_env=(env -i "HOME=$work/home" "PATH=$work/bin" "TMPDIR=$work")

# zig WORD…: runs `cargo zbuild zig` in that world, with the variables in extra.
zig()
{
    ask "${run_env[@]}" "ZBUILD_CACHE_DIR=$ZBUILD_CACHE_DIR" \
        ${extra[@]+"${extra[@]}"} "$cargo_zbuild" zbuild zig "$@"
}
extra=()
failed_with() { is_status "$1" && out_is '' && err_has "$2"; }
# Nothing, not even hidden, in the folder of installs.
nothing_left() { [ -z "$(ls -A "$ZBUILD_CACHE_DIR/zigs" 2>/dev/null)" ]; }
refused() { failed_with 125 "$1" && nothing_left; }
fresh() { rm -rf "$ZBUILD_CACHE_DIR"; }

# A real program, so that it is no script to the search.
fake_zig()
{
    cat >"$work/zig.c" <<EOC
#include <stdio.h>
#include <string.h>
int main(int n, char **v)
{
	if (n > 1 && !strcmp(v[1], "version"))
		return puts("$1") < 0;
	if (n > 2 && !strcmp(v[1], "clang") && !strcmp(v[2], "--version"))
		return puts("clang version 22.1.0") < 0;
	return $2;
}
EOC
    "${CC:-cc}" -O1 -o "$work/zig-$1" "$work/zig.c"
}
fake_zig 0.15.1 1
fake_zig 0.16.0 1
fake_zig 0.17.1 1
fake_zig 0.99.1 1
fake_zig nonsense 1
fake_zig 0.18.0-dev.7+abc12 1
make() { python3 "$top/tests/zig/fake.py" "$1" "$work/$2" "$work/zig-$3" "${4:-$3}"; }
make wheel a.whl 0.15.1
make wheel b.whl 0.16.0
sum_a=$(sha256sum <"$work/a.whl") sum_a=${sum_a%% *}
sum_b=$(sha256sum <"$work/b.whl") sum_b=${sum_b%% *}

# --- installing ------------------------------------------------------------
zig path
check 'no zig: status 127 and every place' eval '[ $status = 127 ] &&
    err_has "ZBUILD_ZIG: not set" && err_has "config:" && err_has "PATH:" &&
    err_has "Python package:" && err_has "own install:" &&
    err_has "cargo zbuild zig install"'

zig install --from "$work/a.whl"
check 'a wheel is installed' eval '[ $status = 0 ] &&
    out_is "$work/cache/zigs/0.15.1/zig" && [ -x "$work/cache/zigs/0.15.1/zig" ] &&
    [ "$(ls -A "$work/cache/zigs")" = 0.15.1 ]'
zig path
check 'and found' out_is "$work/cache/zigs/0.15.1/zig"
make wheel dev.whl 0.18.0-dev.7+abc12
zig install --from "$work/dev.whl" --sha256 "$(sha256sum <"$work/dev.whl" | cut -d' ' -f1)"
check 'a development version' eval '[ $status = 0 ] &&
    out_is "$work/cache/zigs/0.18.0-dev.7+abc12/zig"'
zig remove 0.18.0-dev.7+abc12
check '... and it goes again' eval '[ $status = 0 ] && [ "$(ls -A "$work/cache/zigs")" = 0.15.1 ]'
zig path --version
check 'path --version' out_is 0.15.1
touch -d '2001-01-01' "$work/cache/zigs/0.15.1/zig"
zig install --from "$work/a.whl"
check 'installed again: nothing changes' eval '[ $status = 0 ] &&
    err_has "already installed" && out_is "$work/cache/zigs/0.15.1/zig" &&
    [ "$(stat -c %Y "$work/cache/zigs/0.15.1/zig")" -lt 1000000000 ] &&
    [ "$(ls -A "$work/cache/zigs")" = 0.15.1 ]'
zig install --from "$work/b.whl" --sha256 "${sum_b^^}"
check 'a second one, with its hash' eval '[ $status = 0 ] &&
    out_is "$work/cache/zigs/0.16.0/zig"'
zig path --version
check 'the newest is used at once' out_is 0.16.0
zig list
check 'list' eval '[ "$(cut -c1-8 "$work/out")" = "* 0.16.0
  0.15.1" ]'
zig list --json
check 'list --json' eval 'python3 -c "
import json, sys
rows = json.load(open(sys.argv[1]))
assert [(r[\"version\"], r[\"used\"]) for r in rows] == [
    (\"0.16.0\", True), (\"0.15.1\", False)], rows" "$work/out"'
printf 'broken' >"$work/cache/zigs/0.16.0/zig"
zig path --version
check 'a broken install is passed over' out_is 0.15.1
zig install --from "$work/b.whl"
check 'and replaced by an install' eval '[ $status = 0 ] &&
    cmp -s "$work/cache/zigs/0.16.0/zig" "$work/zig-0.16.0" &&
    [ "$(ls -A "$work/cache/zigs" | wc -l)" = 2 ]'
zig remove 0.16.0
check 'remove' eval '[ $status = 0 ] && [ "$(ls -A "$work/cache/zigs")" = 0.15.1 ]'
zig path --version
check 'the next one is used at once' out_is 0.15.1
zig remove 0.16.0
check 'remove of what is not there' failed_with 125 'not installed'
zig remove ../zigs/0.15.1
check 'remove does not leave its folder' eval '[ $status = 125 ] &&
    [ -e "$work/cache/zigs/0.15.1/zig" ]'

for kind in tar.xz tar.gz; do
    fresh
    make $kind x.$kind 0.16.0
    zig install 0.16.0 --from "$work/x.$kind"
    check "a .$kind" eval '[ $status = 0 ] &&
        out_is "$work/cache/zigs/0.16.0/zig" &&
        [ -e "$work/cache/zigs/0.16.0/lib/std/std.zig" ]'
done
fresh
if [ -e "$work/bin/unzip" ]; then
    mv "$work/bin/python3" "$work/bin/python3.away"
    zig install --from "$work/a.whl"
    check 'a wheel without python3' eval '[ $status = 0 ] &&
        [ -x "$work/cache/zigs/0.15.1/zig" ]'
    mv "$work/bin/python3.away" "$work/bin/python3"
else
    skip 'a wheel without python3' 'no unzip here'
fi

# --- refused ---------------------------------------------------------------
fresh
zig install --from "$work/a.whl" --sha256 "$sum_b"
check 'wrong hash' refused "its SHA-256 is $sum_a"
size=$(stat -c %s "$work/a.whl")
for part in 1 30 50 99; do
    head -c $((size * part / 100)) "$work/a.whl" >"$work/cut.whl"
    zig install --from "$work/cut.whl"
    check "$part % of a wheel" refused 'cannot unpack'
done
"$real_python" - "$work/a.whl" "$work/flip.whl" <<'EOP'
import sys
data = bytearray(open(sys.argv[1], "rb").read())
data[len(data) // 3] ^= 0x10
open(sys.argv[2], "wb").write(data)
EOP
zig install --from "$work/flip.whl"
check 'one flipped bit' refused 'cannot unpack'
while IFS='|' read -r kind why; do
    make "$kind" "$kind" 0.15.1
    rm -f "$work/evil"
    zig install --from "$work/$kind"
    check "$kind" eval 'refused "$why" && [ -z "$(find "$work" -name evil)" ]'
done <<'EOL'
wheel-lie|'ziglang/lib/std/std.zig' has another SHA-256
wheel-extra|'ziglang/extra' is not in its RECORD
wheel-no-record|it has no RECORD
wheel-traversal|could be written elsewhere
wheel-symlink|is a symlink
tar.xz-traversal|could be written elsewhere
tar.xz-symlink|leaves it
tar.gz-fifo|is no ordinary file
EOL
make tar.xz cut.tar 0.15.1
truncate -s -100 "$work/cut.tar"
zig install --from "$work/cut.tar"
check 'a cut-off tar.xz' refused 'cannot unpack'
make wheel nonsense.whl nonsense 0.15.1
zig install --from "$work/nonsense.whl"
check 'a zig that does not work' refused 'does not work'
zig install 0.15.2 --from "$work/a.whl"
check 'another version than asked for' refused 'holds zig 0.15.1, not 0.15.2'
zig install --from "$work/nothing-there"
check 'no such file' refused 'No such file'
echo '<html>' >"$work/page"
zig install --from "$work/page"
check 'no archive' refused 'no .whl, .zip, .tar.xz'
for words in '' nonsense 'path x' 'remove' 'install --from' 'install --sha256 1' \
    'install 1 2' 'install ../x' 'install 0.9.1' 'list --version' \
    'install --from=x --sha256=12' 'install --from https://localhost/x'; do
    # Unquoted: words.
    zig $words
    check "wrong use: zig $words" eval '[ $status = 2 ] && [ ! -s "$work/out" ] &&
        [ -s "$work/err" ] && nothing_left'
done

# --- from a URL ------------------------------------------------------------
if [ -x "$work/bin/curl" ]; then
    cp "$work/a.whl" "$work/www/"
    "$real_python" -u -c '
import functools, http.server, sys
handler = functools.partial(http.server.SimpleHTTPRequestHandler,
    directory=sys.argv[1])
server = http.server.HTTPServer(("127.0.0.1", 0), handler)
print(server.server_port)
server.serve_forever()' "$work/www" >"$work/port" 2>/dev/null &
    pids+=($!)
    for _ in $(seq 600); do [ -s "$work/port" ] && break; sleep 0.1; done
    url=http://127.0.0.1:$(cat "$work/port")
    fresh
    zig install --from "$url/a.whl" --sha256 "$sum_b"
    check 'a URL with the wrong hash' refused "its SHA-256 is $sum_a"
    zig install --from "$url/none.whl" --sha256 "$sum_a"
    check 'a URL that is not there' refused 'cannot download'
    zig install --from "$url/a.whl" --sha256 "$sum_a"
    check 'a URL' eval '[ $status = 0 ] && out_is "$work/cache/zigs/0.15.1/zig"'
else
    skip 'a URL' 'no curl here'
fi

# --- from PyPI, through pip ------------------------------------------------
fresh
zig install
check 'no pip' refused 'no python3 with pip'
if "$real_python" -m pip --version >/dev/null 2>&1; then
    mkdir "$work/index"
    make wheel index/ziglang-0.17.1-py3-none-any.whl 0.17.1
    make wheel index/ziglang-0.16.0-py3-none-any.whl 0.16.0
    make wheel index/ziglang-0.99.1-py3-none-any.whl 0.99.1
    mv "$work/bin/python3" "$work/bin/python3.none"
    printf '#!/bin/sh\nexec "%s" "$@"\n' "$real_python" >"$work/bin/python3"
    chmod +x "$work/bin/python3"
    extra=(PIP_NO_INDEX=1 "PIP_FIND_LINKS=$work/index" PIP_CONFIG_FILE=/dev/null)
    sum_of() { sha256sum <"$work/index/ziglang-$1-py3-none-any.whl" | cut -d' ' -f1; }
    zig install
    check 'pip: a wheel that is not the known one' \
        refused "its SHA-256 is $(sum_of 0.17.1), which no wheel of zig 0.17.1 has"
    zig install --sha256 "$(sum_of 0.16.0)"
    check 'pip: another hash than asked for' \
        refused "$(sum_of 0.17.1), not $(sum_of 0.16.0)"
    zig install --sha256 "$(sum_of 0.17.1)"
    check 'pip: the default version' eval '[ $status = 0 ] &&
        out_is "$work/cache/zigs/0.17.1/zig"'
    equal '... its archive is on record' \
        "$(cat "$work/cache/zigs/0.17.1/zbuild-archive")" "$(sum_of 0.17.1)"
    ask "${run_env[@]}" "ZBUILD_CACHE_DIR=$ZBUILD_CACHE_DIR" "$cargo_zbuild" zbuild doctor
    check '... and doctor tells it' out_says "SHA-256 $(sum_of 0.17.1)"
    zig install 0.16.0 --sha256 "$(sum_of 0.16.0)"
    check 'pip: another version' eval '[ $status = 0 ] &&
        out_is "$work/cache/zigs/0.16.0/zig"'
    # A file of its library that a power loss left full of NULs.
    file=$(find "$work/cache/zigs/0.16.0/lib" -type f -size +0 | head -n 1)
    head -c "$(stat -c %s "$file")" /dev/zero >"$work/nul"
    cp "$file" "$work/was"
    cat "$work/nul" >"$file"
    ask "${run_env[@]}" "ZBUILD_CACHE_DIR=$ZBUILD_CACHE_DIR" "$cargo_zbuild" zbuild doctor
    check 'damage: doctor finds it' eval 'out_says "$file'"'"' is damaged" &&
        out_says "fix: cargo zbuild zig install 0.16.0"'
    zig install 0.16.0 --sha256 "$(sum_of 0.16.0)"
    check 'damage: it is installed again' eval '[ $status = 0 ] &&
        err_has "is damaged; installing zig 0.16.0 again" && cmp -s "$file" "$work/was"'
    zig install 0.99.1
    check 'pip: of a version that nobody knows the index is believed, and that is said' \
        eval '[ $status = 0 ] && out_is "$work/cache/zigs/0.99.1/zig" &&
        err_has "only the index vouches for zig 0.99.1: its wheel has the SHA-256 $(sum_of 0.99.1)"'

    # --- a version that a workspace wants ---
    mkdir -p "$work/pin/src"
    printf '[package]\nname = "p"\nversion = "0.1.0"\n' >"$work/pin/Cargo.toml"
    echo 'fn main() {}' >"$work/pin/src/main.rs"
    # pinned PIN WORD…: in a workspace that wants it
    pinned()
    {
        printf '[zbuild]\nzig = %s\n' "$1" >"$work/pin/zbuild.ini"
        shift
        cd "$work/pin" || exit 1
        ask "${run_env[@]}" "ZBUILD_CACHE_DIR=$ZBUILD_CACHE_DIR" "${extra[@]}" \
            "$cargo_zbuild" zbuild "$@"
        cd "$top" || exit 1
    }
    pinned 0.16.0 zig path
    check 'pin: not the newest, but the one that is wanted' \
        out_is "$work/cache/zigs/0.16.0/zig"
    pinned 0.17.1 zig path
    check '... another workspace' out_is "$work/cache/zigs/0.17.1/zig"
    pinned "0.16.0 sha256:$(sum_of 0.16.0)" zig path
    check 'pin: with the hash of its archive' out_is "$work/cache/zigs/0.16.0/zig"
    pinned "0.16.0 sha256:$(sum_of 0.17.1)" zig path
    check '... of another' failed_with 127 \
        "zig 0.16.0 sha256:$(sum_of 0.17.1), which zbuild.ini wants, was not found"
    pinned 0.16.0 doctor
    check 'pin: doctor tells' out_says 'zbuild.ini wants 0.16.0'
    pinned 0.16.0 info x86_64-unknown-linux-musl
    check 'pin: info tells' out_says 'zbuild.ini wants 0.16.0'
    extra+=("ZBUILD_ZIG=$work/cache/zigs/0.17.1/zig")
    pinned 0.16.0 doctor
    check "... that ZBUILD_ZIG goes before it" \
        out_says 'zbuild.ini wants 0.16.0, ZBUILD_ZIG another'
    unset 'extra[-1]'
    pinned 0.16.0 zig update
    check 'update: the pin is raised, and told' eval '[ $status = 0 ] &&
        out_has "zig 0.16.0 -> 0.17.1" && grep -qx "zig = 0.17.1" "$work/pin/zbuild.ini"'
    pinned "0.16.0 sha256:$(sum_of 0.16.0)" zig update 0.17.1
    check '... with the hash of its archive' \
        grep -qx "zig = 0.17.1 sha256:$(sum_of 0.17.1)" "$work/pin/zbuild.ini"
    pinned 0.17.1 zig update
    check '... to what it is' eval '[ $status = 0 ] && out_is "zig 0.17.1: nothing changes"'
    pinned 0.16.0 zig update 0.98.7
    check '... to one that is nowhere: nothing is changed' eval '[ $status != 0 ] &&
        grep -qx "zig = 0.16.0" "$work/pin/zbuild.ini"'
    pinned 0.99.1 zig path
    check 'a zig newer than the newest known is told' \
        err_has 'zig 0.99.1 is newer than the newest that this zbuild was tested with'
    pinned 0.99.1 info x86_64-unknown-linux-musl
    check '... once' eval '! err_has "is newer than the newest"'
    printf '[rule r]\nmatch = -x\naction = drop\n' >"$work/pin/zbuild.ini"
    cd "$work/pin" && zig update && cd "$top" || cd "$top"
    check 'update without a pin' failed_with 125 'no zbuild.ini here pins a zig'
    pinned 0.98.7 zig path
    check 'pin: it is nowhere' eval 'failed_with 127 "zig 0.98.7, which zbuild.ini wants" &&
        err_has "hint: run \`cargo zbuild zig install 0.98.7\`"'
    rm -rf "$ZBUILD_CACHE_DIR/zigs/0.16.0"
    pinned 0.16.0 env --target x86_64-unknown-linux-musl
    check 'pin: a build gets it, and checks its hash' failed_with 125 \
        'which no wheel of zig 0.16.0 has'
    check '... and says so' err_has 'zbuild: installing zig 0.16.0, which zbuild.ini wants'
    extra+=(CARGO_NET_OFFLINE=true)
    pinned 0.16.0 env --target x86_64-unknown-linux-musl
    check '... but not offline' failed_with 127 'zig 0.16.0, which zbuild.ini wants'
    unset 'extra[-1]'
    fresh
    zig install 0.14.9
    check 'pip: a version that is not there' \
        refused 'cannot download ziglang 0.14.9: python3 failed: ERROR: Could not find'
    zig install 0.18.0-dev.12+0123abcd
    check '... a development version: how' \
        err_has 'hint: PyPI has releases; a development version is installed by its address'
    head -c 2000 "$work/index/ziglang-0.17.1-py3-none-any.whl" >"$work/half"
    mv "$work/half" "$work/index/ziglang-0.17.1-py3-none-any.whl"
    zig install
    check 'pip: a cut-off wheel' refused cannot
    extra=()
    mv "$work/bin/python3.none" "$work/bin/python3"
else
    skip 'pip' 'this python3 has no pip'
fi

# --- a clone's own Python ---------------------------------------------------
# Files in the current folder by the names of what our Pythons import, each of
# which leaves a marker, as does the zig. The Python is one without -I.
fresh
mkdir -p "$work/clone/ziglang" "$work/clone/src" "$work/free" "$work/ran"
for p in "$work/bin"/*; do ln -s "$(readlink -f "$p")" "$work/free/"; done
rm "$work/free/python3"
printf '#!/bin/sh\nexec "%s" "$@"\n' "$real_python" >"$work/free/python3"
printf '[package]\nname = "c"\nversion = "0.1.0"\n' >"$work/clone/Cargo.toml"
echo 'fn main() {}' >"$work/clone/src/main.rs"
for p in importlib json pip zipfile sitecustomize ziglang/__init__; do
    echo "open('$work/ran/' + __name__, 'w').close()" >"$work/clone/$p.py"
done
printf '#!/bin/sh\n: >"%s"\necho 0.16.0\n' "$work/ran/zig" \
    >"$work/clone/ziglang/zig"
chmod +x "$work/free/python3" "$work/clone/ziglang/zig"
# in_clone WORD…: nothing of the clone may run
in_clone()
{
    rm -f "$work/ran"/*
    cd "$work/clone" || exit 1
    ask "${run_env[@]}" "PATH=$work/free" PIP_NO_INDEX=1 \
        "ZBUILD_CACHE_DIR=$ZBUILD_CACHE_DIR" ${extra[@]+"${extra[@]}"} "$@"
    cd "$top" || exit 1
    check "nothing of a clone runs: $(basename "$1") ${*:2}${extra[*]+ (${extra[*]})}" \
        equal_ran ''
}
equal_ran() { [ "$(ls -A "$work/ran")" = "$1" ]; }
in_clone "$cargo_zbuild" zbuild info x86_64-unknown-linux-musl
in_clone "$cargo_zbuild" zbuild zig path
extra=(PYTHONPATH=.)
in_clone "$cargo_zbuild" zbuild zig path
extra=()
in_clone "$cargo_zbuild" zbuild doctor
in_clone "$cargo_zbuild" zbuild zig install
in_clone "$cargo_zbuild" zbuild zig install --from ../a.whl
check 'and the wheel is unpacked' out_is "$work/cache/zigs/0.15.1/zig"
ln -s "$cargo_zbuild" "$work/free/cargo-zigbuild"
fresh
extra=(CARGO_ZIGBUILD_PYTHON_PATH=python3)
in_clone "$work/free/cargo-zigbuild" zigbuild
extra=()
# Where the user has it, it is found from a clone, too.
mkdir -p "$work/mine/ziglang" "$work/real/lib/std"
touch "$work/real/lib/std/std.zig" "$work/mine/ziglang/__init__.py"
cp "$work/zig-0.16.0" "$work/real/zig"
ln -s "$work/real/zig" "$work/mine/ziglang/zig"
extra=("PYTHONPATH=$work/mine")
in_clone "$cargo_zbuild" zbuild zig path
check 'the package of the user is found' out_is "$work/mine/ziglang/zig"
extra=()

# --- interrupted -----------------------------------------------------------
# A curl that delivers half and hangs.
mkdir "$work/slow"
cat >"$work/slow/curl" <<'EOC'
#!/bin/sh
while [ $# -gt 0 ]; do
    [ "$1" = --output ] && out=$2
    shift
done
echo half >"$out"
echo $$ >"$STARTED.tmp"
mv "$STARTED.tmp" "$STARTED"
exec sleep 600
EOC
chmod +x "$work/slow/curl"
slow_install()
{
    rm -f "$work/started"
    "${run_env[@]}" "PATH=$work/slow:$work/bin" "STARTED=$work/started" \
        "ZBUILD_CACHE_DIR=$ZBUILD_CACHE_DIR" "$cargo_zbuild" zbuild zig \
        install --from https://localhost/x --sha256 "$sum_a" \
        >"$work/out" 2>"$work/err" </dev/null &
    slow=$!
    pids+=($slow)
    for _ in $(seq 600); do [ -s "$work/started" ] && break; sleep 0.1; done
    child=$(cat "$work/started")
}
gone()
{
    [ -n "$1" ] || return 1
    for _ in $(seq 600); do kill -0 "$1" 2>/dev/null || return 0; sleep 0.1; done
    return 1
}
for signal in INT TERM HUP; do
    fresh
    # A background job of a script ignores INT; a child of env does not.
    [ $signal = INT ] && run_env=("$real_python" -c \
        'import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execvp(sys.argv[1], sys.argv[1:])' "${run_env[@]}")
    slow_install
    kill -$signal $slow
    wait $slow
    status=$?
    check "SIG$signal cleans up" eval \
        'failed_with $((128 + $(kill -l $signal))) interrupted &&
        nothing_left && gone "$child"'
    [ $signal = INT ] && run_env=("${run_env[@]:3}")
done
fresh
slow_install
kill -KILL $slow
wait $slow 2>/dev/null
half=$(ls -A "$work/cache/zigs")
zig list
check 'kill -9: nothing half-made is seen' eval '[ -n "$half" ] &&
    [ $status = 0 ] && [ ! -s "$work/out" ]'
kill "$child" 2>/dev/null
zig install --from "$work/a.whl"
check 'the next install clears up' eval '[ $status = 0 ] &&
    [ "$(ls -A "$work/cache/zigs")" = 0.15.1 ]'

# --- at once ---------------------------------------------------------------
fresh
jobs=()
for i in 1 2 3 4; do
    "${run_env[@]}" "ZBUILD_CACHE_DIR=$ZBUILD_CACHE_DIR" "$cargo_zbuild" \
        zbuild zig install --from "$work/a.whl" >"$work/out$i" 2>"$work/err" &
    jobs+=($!)
done
all=0
for i in 1 2 3 4; do
    wait "${jobs[i - 1]}" || all=1
    [ "$(cat "$work/out$i")" = "$work/cache/zigs/0.15.1/zig" ] || all=1
done
check 'four installs at once' eval '[ $all = 0 ] &&
    [ "$(ls -A "$work/cache/zigs")" = 0.15.1 ]'

# --- disks -----------------------------------------------------------------
# In a mount namespace, so that nothing of it outlives the test.
mkdir "$work/disk"
on_disk()
{
    ask unshare -m sh -c 'mount -t tmpfs -o "$1" none "$2" || exit 99
        [ -z "$3" ] || mount -o remount,ro "$2"; shift 3; exec "$@"' sh \
        "$1" "$work/disk" "$2" "${run_env[@]}" "ZBUILD_CACHE_DIR=$work/disk/c" \
        "$cargo_zbuild" zbuild zig install --from "$work/a.whl"
}
if unshare -m mount -t tmpfs none "$work/disk" 2>/dev/null; then
    on_disk size=16k ''
    check 'a full disk' failed_with 125 'o space left'
    on_disk size=1m ro
    check 'a read-only disk' failed_with 125 'Read-only file system'
else
    skip 'a full disk' 'cannot mount here'
    skip 'a read-only disk' 'cannot mount here'
fi

# --- which zig is used -----------------------------------------------------
fresh
mkdir -p "$work/real/lib/std" "$work/first/lib/std"
cp "$work/zig-0.16.0" "$work/real/zig"
touch "$work/real/lib/std/std.zig"
cat >"$work/bin/zig" <<EOC
#!/bin/sh
[ "\$1" = env ] && { echo '.{ .zig_exe = "$work/real/zig" }'; exit; }
exec "$work/real/zig" "\$@"
EOC
chmod +x "$work/bin/zig"
zig path
check 'the program behind a script' out_is "$work/real/zig"
zig install --from "$work/a.whl"
check 'an install that is not used says so' eval '[ $status = 0 ] &&
    out_is "$work/cache/zigs/0.15.1/zig" &&
    err_has "note: $work/real/zig (PATH, zig 0.16.0) comes first"'
zig list
check 'list marks the one in use' eval '[ "$(grep -c "" "$work/out")" = 2 ] &&
    grep -q "^\* 0.16.0 .*$work/real/zig (PATH)" "$work/out"'
extra=("ZBUILD_ZIG=$work/cache/zigs/0.15.1")
zig path
check 'ZBUILD_ZIG names a folder' out_is "$work/cache/zigs/0.15.1/zig"
extra=(ZBUILD_ZIG=/nonexistent)
zig path
check 'a wish that cannot be met' failed_with 127 \
    "cannot use zig '/nonexistent' (ZBUILD_ZIG): no such file"
extra=()
rm "$work/bin/zig"
ln -s "$cargo_zbuild" "$work/bin/zig"
zig path
check 'never ourselves' out_is "$work/cache/zigs/0.15.1/zig"
if [ -x "$bin/zshim" ]; then
    ln -sf "$bin/zshim" "$work/bin/zig"
    zig path
    check 'never the shim' out_is "$work/cache/zigs/0.15.1/zig"
    rm "$work/bin/zig"
    cp "$bin/zshim" "$work/bin/zig"
    zig path
    check 'nor a copy of it' out_is "$work/cache/zigs/0.15.1/zig"
    rm -f "$work/bin/zig"
    ln -s "$bin/zshim" "$work/bin/x86_64-unknown-linux-gnu-cc"
    extra=("ZBUILD_ZIG=$work/bin/x86_64-unknown-linux-gnu-cc")
    zig path
    check 'a wish for ourselves ends' eval '[ $status = 126 ] &&
        err_has "cannot use zig"'
    extra=()
else
    skip 'never the shim' "no $bin/zshim"
fi

# --- as pip installs us: ziglang lies beside, the environment not on PATH ------
fresh
env_site=$work/env/lib/python3.9/site-packages
mkdir -p "$work/env/bin" "$env_site/ziglang/lib/std"
cp "$cargo_zbuild" "$work/env/bin"
cp "$work/zig-0.17.1" "$env_site/ziglang/zig"
touch "$env_site/ziglang/lib/std/std.zig"
ask "${run_env[@]}" "ZBUILD_CACHE_DIR=$ZBUILD_CACHE_DIR" \
    "$work/env/bin/cargo-zbuild" zig path
check "the ziglang of our own environment" out_is "$env_site/ziglang/zig"
ln -s "$work/env/bin/cargo-zbuild" "$work/bin/zbuild"
ask "${run_env[@]}" "ZBUILD_CACHE_DIR=$ZBUILD_CACHE_DIR" "$work/bin/zbuild" zig path
check "the same by a link, under a third name" out_is "$env_site/ziglang/zig"
rm -rf "$work/bin/zbuild" "$work/env"

# --- a zig that is killed while it is asked for its clang has one all the same ------
fresh
cat >"$work/zig.c" <<EOC
#include <signal.h>
#include <stdio.h>
#include <string.h>
int main(int n, char **v)
{
	if (n > 1 && !strcmp(v[1], "version"))
		return puts("0.17.1") < 0;
	return n > 1 && !strcmp(v[1], "clang") ? raise(SIGKILL) : 9;
}
EOC
"${CC:-cc}" -O1 -o "$work/zig-killed" "$work/zig.c"
make wheel killed.whl killed 0.17.1
zig install --from "$work/killed.whl"
echo 'int x;' >"$work/x.c"
ask "${run_env[@]}" "ZBUILD_CACHE_DIR=$ZBUILD_CACHE_DIR" "$shim" cc \
    --target=aarch64-unknown-linux-gnu -c -o "$work/x.o" "$work/x.c"
check 'a zig that is killed when asked for its clang' \
    failed_with 126 "clang --version': killed by signal 9"

# --- a zig that refuses the names of features of the zigs before ----------------
fresh
cat >"$work/zig.c" <<EOC
#include <stdio.h>
#include <string.h>
int main(int n, char **v)
{
	FILE *asked = fopen("$work/asked", "a");
	if (n > 1 && !strcmp(v[1], "version"))
		return puts("0.18.0") < 0;
	if (n > 2 && !strcmp(v[1], "clang") && !strcmp(v[2], "--version"))
		return puts("clang version 22.1.0") < 0;
	for (int i = 1; i < n; i++) {
		if (strncmp(v[i], "-mcpu=", 6) != 0)
			continue;
		fprintf(asked, "%s\\n", v[i]);
		if (!strstr(v[i], "strict_align") && !strstr(v[i], "soft_float"))
			continue;
		fprintf(stderr, "error: unknown CPU feature in '%s'\\n", v[i]);
		return 1;
	}
	return n > 1 && !strcmp(v[1], "cc") ? 0 : 9;
}
EOC
"${CC:-cc}" -O1 -o "$work/zig-0.18.0" "$work/zig.c"
make wheel new.whl 0.18.0
zig install --from "$work/new.whl"
echo 'int x;' >"$work/x.c"
for t in arm-unknown-linux-musleabi armv7-unknown-linux-musleabi \
    mipsel-unknown-linux-musl aarch64-unknown-none; do
    : >"$work/asked"
    ask "${run_env[@]}" "ZBUILD_CACHE_DIR=$ZBUILD_CACHE_DIR" ZBUILD_ENGINE=zig-cc \
        "$shim" cc --target=$t -c -o "$work/x.o" "$work/x.c"
    check "zig 0.18 takes the CPU of $t" eval '[ $status = 0 ] && [ -s "$work/asked" ]'
    # our own pieces, as far as this zig makes any
    ask "${run_env[@]}" "ZBUILD_CACHE_DIR=$ZBUILD_CACHE_DIR" ZBUILD_ENGINE=direct \
        "$shim" cc --target=$t -o "$work/x" "$work/x.c"
    check "... of its pieces, too" eval '! err_has "unknown CPU feature" &&
        [ "$(wc -l <"$work/asked")" -ge 2 ]'
done

if [ -n "${ZBUILD_TEST_WHEEL-}" ]; then
    fresh
    zig install --from "$ZBUILD_TEST_WHEEL"
    check 'a real wheel' eval '[ $status = 0 ]'
    zig path --version
    check 'it works' eval 'grep -q "^0\.[0-9]" "$work/out"'
fi
finish
