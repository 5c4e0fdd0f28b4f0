#!/bin/bash
# cargo zbuild setup: the real cargo takes what it writes, and what was there
# before is never damaged. (Builds with it: tests/e2e/20-workspace.sh.)
. "$(dirname "$0")/../lib/fake.sh"

if ! command -v cargo >/dev/null; then
    skip "setup" "no cargo on PATH"
    finish
fi

t=x86_64-unknown-linux-gnu.2.17
n=0

# crate [CONFIG]: a new crate as the current folder; CONFIG (printf's escapes)
# becomes .cargo/config.toml
crate()
{
    n=$((n + 1))
    new_crate "$work/c$n"
    cd "$work/c$n" || exit 1
    if [ $# != 0 ]; then
        mkdir .cargo
        printf '%b' "$1" >.cargo/config.toml
        cp .cargo/config.toml "$work/before"
    fi
}

setup()
{
    cargo-zbuild zbuild setup "$@"
}

# What cargo makes of the configuration: the rustc line of a check. It links
# nothing, but gets the same flags.
cargo_line()
{
    cargo check -v --target $host 2>&1
}

same_as_before()
{
    cmp "$work/before" .cargo/config.toml
}

# there_and_back NAME CONFIG: setup, cargo accepts it and uses the shim,
# again changes nothing, remove restores every byte
there_and_back()
{
    local name=$1 stamp
    crate "$2"
    try "$name: setup" setup --target $t
    hear cargo_line
    says "$name: cargo uses the shim" "-Clinker=[^ ]*/$t-cc"
    touch -d '2001-01-01' .cargo/*
    stamp=$(stat -c '%n %Y' .cargo/*)
    try "$name: again" setup --target $t
    try "$name: again changes no mtime" \
        test "$stamp" = "$(stat -c '%n %Y' .cargo/*)"
    try "$name: remove" setup --remove
    try "$name: restored" same_as_before
    try "$name: nothing left" test "$(ls .cargo)" = config.toml
}

# --- a project without .cargo -------------------------------------------------

crate
try "fresh: setup" setup --target $t
try "fresh: the files are not private" \
    test "$(stat -c %a .cargo/zbuild.toml)" = "$(
        touch plain && stat -c %a plain)"
try "fresh: remove" setup --remove
try "fresh: nothing left" test ! -e .cargo
try "remove twice is no error" setup --remove
says "and says so" 'nothing is set up'

# --- files with something in them ---------------------------------------------

there_and_back "comments" \
    '# a\n\n# b\n[build]\njobs = 2 # c\n[net]\noffline = true\n'
there_and_back "no newline at the end" '[build]\njobs = 2'
there_and_back "empty file" ''
there_and_back "only a comment" '# nothing yet'
there_and_back "CRLF" '# a\r\n[build]\r\njobs = 2\r\n'
there_and_back "byte order mark" '\xef\xbb\xbf[build]\njobs = 2\n'
there_and_back "tricky strings" \
    '[env]\nA = "x # [include] \\" ="\nB = """\ninclude = [\n"""\n'

crate '# a\r\n[build]\r\njobs = 2\r\n'
setup --target $t 2>/dev/null
try "CRLF: our line has it too" test "$(grep -c $'\r$' .cargo/config.toml)" = 4

there_and_back "include: empty list" 'include = []\n[build]\njobs = 2\n'

mkdir "$work/more"
with_include()
{
    crate "$2"
    printf '[env]\nMORE = "1"\n' >.cargo/more.toml
    try "$1: setup" setup --target $t
    hear cargo_line
    says "$1: cargo uses the shim" "-Clinker=[^ ]*/$t-cc"
    try "$1: remove" setup --remove
    try "$1: restored" same_as_before
}
with_include "include: list" '# x\ninclude = ["more.toml"] # y\n'
with_include "include: table" \
    'include = [{ path = "more.toml", optional = true }]\n'
with_include "include: blanks" 'include = [  "more.toml" , ]\n'
with_include "include: several lines" \
    'include = [ # a ]\n\t"more.toml", # b\n]\n[build]\njobs = 1\n'
with_include "include: quoted key" '"include" = [\x27more.toml\x27]\n'
with_include "include: not first" \
    'profile.dev.debug = 0\ninclude = ["more.toml"]\n[build]\njobs = 1\n'
# cargo 1.95 takes no string, older nightlies did.
with_include "include: string" 'include = "more.toml"\n[build]\njobs = 1\n'

crate '[[include]]\npath = "more.toml"\noptional = true\n'
refuses "include as tables: by hand" 125 'by hand' setup --target $t
try "include as tables: untouched" same_as_before
try "include as tables: generated file there" test -e .cargo/zbuild.toml
printf '[[include]]\npath = "zbuild.toml"\noptional = true\n' \
    >>.cargo/config.toml
try "include as tables: fine when done by hand" setup --target $t
hear cargo_line
says "include as tables: cargo uses the shim" "-Clinker=[^ ]*/$t-cc"

# --- files that must not be touched -------------------------------------------

crate '[build]\njobs = \n'
refuses "invalid TOML" 125 'config\.toml:2' setup --target $t
try "invalid TOML: untouched" same_as_before
try "invalid TOML: nothing written" test ! -e .cargo/zbuild.toml

crate '[build]\njobs = 2\n'
chmod 444 .cargo/config.toml
refuses "read-only file" 125 'read-only' setup --target $t
says "read-only file: the line to add" 'include = \[\{ path = "zbuild\.toml"'
try "read-only file: untouched" same_as_before

crate '[build]\njobs = 2\n'
ln .cargo/config.toml "$work/other-name"
refuses "hard link" 125 'hard link' setup --target $t
try "hard link: untouched" same_as_before
rm "$work/other-name"

crate '[build]\njobs = 2\n'
mv .cargo/config.toml "$work/elsewhere.toml"
ln -s "$work/elsewhere.toml" .cargo/config.toml
try "symlink: setup" setup --target $t
try "symlink: still one" test -L .cargo/config.toml
try "symlink: the file behind it changed" \
    grep -q zbuild.toml "$work/elsewhere.toml"
try "symlink: remove" setup --remove
try "symlink: still one after that" test -L .cargo/config.toml
try "symlink: restored" same_as_before

crate
mkdir .cargo
ln -s nowhere .cargo/config.toml
refuses "symlink to nothing" 125 'symlink to nothing' setup --target $t

crate '[build]\njobs = 2\n'
chmod 640 .cargo/config.toml
setup --target $t 2>/dev/null
try "mode kept" test "$(stat -c %a .cargo/config.toml)" = 640

if [ "$(id -u)" = 0 ]; then
    crate '[build]\njobs = 2\n'
    chown 12345:12346 .cargo/config.toml
    setup --target $t 2>/dev/null
    try "owner kept" \
        test "$(stat -c %u:%g .cargo/config.toml)" = 12345:12346
else
    skip "owner kept" "not root"
fi

crate
mkdir .cargo
printf 'mine' >.cargo/zbuild.toml
refuses "a zbuild.toml of somebody else" 125 'not made by setup' \
    setup --target $t
try "a zbuild.toml of somebody else: untouched" \
    test "$(cat .cargo/zbuild.toml)" = mine

# Root may write anywhere; another user may not.
crate '[build]\njobs = 2\n'
as_nobody=()
if [ "$(id -u)" = 0 ]; then
    as_nobody=(setpriv --reuid=65534 --regid=65534 --clear-groups)
fi
if [ "$(id -u)" = 0 ] && ! "${as_nobody[@]}" test -x "$bin/cargo-zbuild" -a \
    -x "$(command -v cargo)" -a -x "$ZBUILD_ZIG" 2>/dev/null; then
    # A user who cannot reach our files tells nothing about the folder's mode;
    # a read-only mount stops root too.
    if unshare -m true 2>/dev/null; then
        refuses "folder without write permission" 125 'annot write' \
            unshare -m sh -c 'mount --bind .cargo .cargo &&
                mount -o remount,ro,bind .cargo &&
                exec cargo-zbuild setup --target "$1"' - $t
        try "folder without write permission: untouched" same_as_before
        try "folder without write permission: nothing new" \
            test "$(ls .cargo)" = config.toml
    else
        skip "folder without write permission" \
            "root, and no mount namespaces here"
    fi
else
    chmod 755 "$work" .
    chmod 555 .cargo
    chmod 666 .cargo/config.toml
    refuses "folder without write permission" 125 'annot write' \
        "${as_nobody[@]}" env HOME="$work" ZBUILD_CACHE_DIR="$(mktemp -d)" \
        cargo-zbuild setup --target $t
    try "folder without write permission: untouched" same_as_before
fi

# --- print --------------------------------------------------------------------

crate '[build]\njobs = 2\n'
hear setup --print --target $t
says "print: the generated file" '^CC_x86_64_unknown_linux_gnu = '
says "print: the line" '^include = '
try "print: untouched" same_as_before
try "print: nothing written" test "$(ls .cargo)" = config.toml
crate
try "print without .cargo" setup --print --target $t
try "print without .cargo: makes none" test ! -e .cargo

# --- what the user has set ----------------------------------------------------

crate '[build]\nrustflags = ["-Cdebuginfo=0"]\n'
setup --target $t 2>/dev/null
hear cargo_line
says "build.rustflags is not lost" '-Cdebuginfo=0 -Clinker='

crate '[target.x86_64-unknown-linux-gnu]\nrustflags = ["-Cdebuginfo=0"]\n'
setup --target $t 2>/dev/null
hear cargo_line
says "target.rustflags are not lost" '-Cdebuginfo=0'
says "target.rustflags: and ours is there" '-Clinker='

crate '[target.x86_64-unknown-linux-gnu]\nrustflags = "-Cdebuginfo=0"\n'
refuses "target.rustflags as a string" 125 'rustflags = \["FLAG"' \
    setup --target $t
try "target.rustflags as a string: untouched" same_as_before

for form in 'CC_x86_64_unknown_linux_gnu = "mine"' \
    'CC_x86_64_unknown_linux_gnu = { value = "mine", force = true }'; do
    crate "[env]\n$form\n"
    try "own CC: setup" setup --target $t
    says "own CC: said" 'CC_x86_64_unknown_linux_gnu stays'
    try "own CC: not in our file" \
        test "$(grep -c '^CC_' .cargo/zbuild.toml)" = 0
    try "own CC: cargo reads it" cargo_line
done

crate '[target.x86_64-unknown-linux-gnu]\nlinker = "/usr/bin/cc"\n'
try "own linker: setup" setup --target $t
says "own linker: no silence about the floor" .
says "own linker: said" "/usr/bin/cc.* stays"

crate
CC_x86_64_unknown_linux_gnu=mine RUSTFLAGS=-Cdebuginfo=1 \
    CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUNNER=mine \
    setup --target $t >"$work/said" 2>&1
try "the shell's environment is not in the file" \
    test "$(grep -cE '(^|[" =])mine"|-Cdebuginfo' .cargo/zbuild.toml)" = 0
try "the shell's environment: CC is" grep -q '^CC_x86' .cargo/zbuild.toml
try "the shell's environment: RUSTFLAGS is warned about" \
    grep -q 'RUSTFLAGS is set' "$work/said"

crate
printf '[zbuild]\nstrict = no\n' >zbuild.ini
try "a zbuild.ini: setup" setup --target $t
try "a zbuild.ini: is named once" \
    test "$(grep -c '^ZBUILD_WORKSPACE_CONFIG = .*/zbuild\.ini"$' .cargo/zbuild.toml)" = 1
try "a zbuild.ini: cargo reads it" cargo_line

# --- the user's edits in between ----------------------------------------------

crate '# head\n[build]\njobs = 2\n'
setup --target $t 2>/dev/null
{
    printf '# licence\n'
    cat .cargo/config.toml
    printf '[net]\noffline = true\n'
} >edited
cat edited >.cargo/config.toml
try "edits: setup keeps them" setup --target $t
try "edits: nothing changed" cmp edited .cargo/config.toml
try "edits: remove" setup --remove
printf '# licence\n# head\n[build]\njobs = 2\n[net]\noffline = true\n' >want
try "edits: kept" cmp want .cargo/config.toml

crate
setup --target $t 2>/dev/null
echo '[net]' >>.cargo/config.toml
setup --remove 2>/dev/null
try "edits: a file that setup made stays with the user's text" \
    test "$(cat .cargo/config.toml)" = '[net]'

crate
setup --target $t 2>/dev/null
echo 'MINE = "1"' >>.cargo/zbuild.toml
cp .cargo/zbuild.toml want
try "edits in the generated file: remove" setup --remove
says "... tells of them" 'changed by hand: it is kept as .*/zbuild\.toml\.changed$'
try "... keeps them" cmp want .cargo/zbuild.toml.changed
try "... and takes the file out" test ! -e .cargo/zbuild.toml

crate 'include = ["more.toml"]\n'
touch .cargo/more.toml
setup --target $t 2>/dev/null
sed -i 's/"more.toml"/"more.toml", "other.toml"/' .cargo/config.toml
setup --remove 2>/dev/null
try "edits: in the list" \
    test "$(cat .cargo/config.toml)" = 'include = ["more.toml", "other.toml"]'

crate '[build]\njobs = 2\n'
setup --target $t 2>/dev/null
rm .cargo/zbuild.toml
try "generated file lost: cargo still works" cargo_line
try "generated file lost: remove" setup --remove
try "generated file lost: restored" same_as_before

# --- targets ------------------------------------------------------------------

crate
refuses "no target" 2 'no target given' setup
refuses "unknown target" 2 'x86_65' setup --target x86_65-linux-gnu
refuses "unknown glibc" 2 '2\.99' setup --target $host.2.99
refuses "unknown option" 2 'unknown option' setup --frobnicate
try "failures leave nothing" test ! -e .cargo
try "two targets" setup --target $t --target aarch64-linux-gnu
try "two targets: the foreign one has a linker" \
    grep -q '^linker = ".*/aarch64-unknown-linux-gnu[.0-9]*-cc"' \
    .cargo/zbuild.toml
try "another floor takes the old one's place" setup --target $host.2.28
try "another floor: no 2.17 left" \
    test "$(grep -c 'x86_64.*2\.17' .cargo/zbuild.toml)" = 0
try "another floor: the other target stays" \
    grep -q '^CC_aarch64' .cargo/zbuild.toml
hear cargo-zbuild zbuild env --cargo --target $host.2.31
says "cargo zbuild takes its own floor, not setup's" \
    'CC_x86_64_unknown_linux_gnu=.*2\.31'
try "remove one" setup --remove --target aarch64-unknown-linux-gnu
try "remove one: gone" test "$(grep -c aarch64 .cargo/zbuild.toml)" = 0
try "remove one: the other stays" grep -q '^CC_x86_64' .cargo/zbuild.toml
try "remove the last" setup --remove --target $host
try "remove the last: nothing left" test ! -e .cargo

# --- places -------------------------------------------------------------------

mkdir "$work/ws" && cd "$work/ws" || exit 1
printf '[workspace]\nmembers = ["a"]\nresolver = "2"\n' >Cargo.toml
new_crate "$work/ws/a"
cd a || exit 1
try "workspace: setup in a member" setup --target $t
try "workspace: written at its root" test -e ../.cargo/zbuild.toml -a ! -e .cargo
try "workspace: removed from a member" setup --remove
try "workspace: nothing left" test ! -e ../.cargo

mkdir "$work/none" && cd "$work/none" || exit 1
try "no Cargo.toml: this folder" setup --target $t
try "no Cargo.toml: written" test -e .cargo/zbuild.toml
setup --remove 2>/dev/null

crate
mkdir .cargo
printf '[build]\njobs = 2\n' >.cargo/config
try "old name 'config'" setup --target $t
try "old name 'config': no second file" test ! -e .cargo/config.toml
hear cargo_line
says "old name 'config': cargo uses the shim" "-Clinker=[^ ]*/$t-cc"
setup --remove 2>/dev/null
try "old name 'config': restored" \
    test "$(cat .cargo/config)" = $'[build]\njobs = 2'

# --- cargo without include ----------------------------------------------------

real_cargo=$(command -v cargo)
mkdir "$work/old"
cat >"$work/old/cargo" <<EOF
#!/bin/sh
[ "\$1" = --version ] && { echo 'cargo 1.93.1 (abc 2026-01-01)'; exit; }
exec '$real_cargo' "\$@"
EOF
chmod +x "$work/old/cargo"

old_setup()
{
    PATH=$bin:$work/old:$PATH CARGO=$work/old/cargo setup "$@"
}

old_there_and_back()
{
    local name="cargo 1.93: $1" stamp
    crate "$2"
    try "$name: setup" old_setup --target $t --target aarch64-linux-gnu
    try "$name: no include" \
        test "$(grep -c '^include' .cargo/config.toml)" = "${3:-0}"
    hear cargo_line
    says "$name: cargo uses the shim" "-Clinker=[^ ]*/$t-cc"
    touch -d '2001-01-01' .cargo/*
    stamp=$(stat -c '%n %Y' .cargo/*)
    try "$name: again" old_setup
    try "$name: again changes no mtime" \
        test "$stamp" = "$(stat -c '%n %Y' .cargo/*)"
    try "$name: remove" old_setup --remove
    try "$name: restored" same_as_before
}
old_there_and_back "empty" ''
old_there_and_back "something" '[build]\njobs = 2\n'
old_there_and_back "no newline at the end" '[build]\njobs = 2'
old_there_and_back "CRLF" '[build]\r\njobs = 2\r\n[net]\r\noffline = true'
old_there_and_back "an [env] of its own" '[env]\nA = "1"\n\n[build]\njobs = 2\n'
old_there_and_back "an [env] at the very end" '[build]\njobs = 2\n[env]'
old_there_and_back "a [target] of its own" \
    '[target.x86_64-unknown-linux-gnu] # x\nrunner = "env"\n[env]\n'
old_there_and_back "quoted tables" \
    '["target"."aarch64-unknown-linux-gnu"]\nrunner = "env"\n'
old_there_and_back "an env below" '[env.A]\nvalue = "1"\n'

for form in 'env.A = "1"\n' 'env = { A = "1" }\n'; do
    crate "$form"
    refuses "cargo 1.93: $form: by hand" 125 'by hand' old_setup --target $t
    says "cargo 1.93: $form: the settings are printed" '^CC_x86_64'
    try "cargo 1.93: $form: untouched" same_as_before
done

crate
try "cargo 1.93: fresh" old_setup --target $t
try "cargo 1.93: fresh, removed" old_setup --remove
try "cargo 1.93: fresh, nothing left" test ! -e .cargo

crate '[build]\njobs = 2\n'
old_setup --target $t 2>/dev/null
try "a newer cargo takes over" setup
try "a newer cargo: an include line" grep -q '^include' .cargo/config.toml
try "a newer cargo: no block" \
    test "$(grep -c '>>> cargo zbuild' .cargo/config.toml)" = 0
try "an older cargo takes over" old_setup
try "an older cargo: no include line" \
    test "$(grep -c '^include' .cargo/config.toml)" = 0
setup --remove 2>/dev/null
try "after both: restored" same_as_before
try "after both: nothing left" test "$(ls .cargo)" = config.toml

crate '[build]\njobs = 2\n'
old_setup --target $t 2>/dev/null
sed -i '/^# <<< cargo zbuild/d' .cargo/config.toml
cp .cargo/config.toml "$work/before"
refuses "a block without its end" 125 'has no line' old_setup --target $t
try "a block without its end: untouched" same_as_before

# --- on a terminal: questions

# on_terminal ANSWERS COMMAND…: runs it on a terminal of its own, where
# somebody types ANSWERS; prints what is to be seen there
on_terminal()
{
    python3 - "$@" <<'END'
import os, pty, select, sys
pid, fd = pty.fork()
if pid == 0:
    os.execvp(sys.argv[2], sys.argv[2:])
os.write(fd, sys.argv[1].encode().decode("unicode_escape").encode())
seen = b""
while select.select([fd], [], [], 600)[0]:
    try:
        data = os.read(fd, 4096)
    except OSError:
        break
    if not data:
        break
    seen += data
sys.stdout.write(seen.decode().replace("\r", ""))
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
END
}

crate
try "terminal: Enter takes the usual" on_terminal '\n\n' cargo-zbuild setup
says "terminal: the usual is an old floor" "targets \[$t\]:"
says "terminal: what will be written is shown" 'write .*/\.cargo/zbuild\.toml'
try "terminal: it is set up" grep -q "^# .*$t" .cargo/zbuild.toml
try "terminal: Enter keeps what is set up" on_terminal '\n\n' cargo-zbuild setup
says "terminal: nothing to do then" 'set up already'
try "terminal: another answer" on_terminal \
    'x86_65-linux\n?\naarch64-unknown-linux-gnu.2.28\ny\n' cargo-zbuild setup
says "terminal: a wrong answer is told" "x86_65-linux"
says "terminal: ? lists the targets" '^  riscv64gc-unknown-linux-gnu$'
try "terminal: the answer replaces" grep -q aarch64-unknown-linux-gnu.2.28 \
    .cargo/zbuild.toml
try "terminal: what it replaced is gone" \
    test "$(grep -c "$host" .cargo/zbuild.toml)" = 0
cargo-zbuild setup --remove 2>/dev/null
try "terminal: no" on_terminal '\nn\n' cargo-zbuild setup
says "terminal: no writes nothing" 'nothing was written'
try "terminal: nothing there" test ! -e .cargo
refuses "terminal: the input ends" 2 'no target chosen' \
    on_terminal '\x04' cargo-zbuild setup
try "terminal: flags ask nothing" on_terminal '' cargo-zbuild setup --target $t
silent "terminal: flags: no question" '\[Y/n\]|targets \['
refuses "no terminal: no question" 2 'no target given' \
    bash -c 'cd "$1" && cargo-zbuild setup </dev/null' - "$work/ws/a"

finish
