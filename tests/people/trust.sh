#!/bin/bash
# What came with a folder runs nothing of its own: a clone's zbuild.ini and
# .cargo/config.toml, and `cargo zbuild trust`.
. "$(dirname "$0")/../lib/fake.sh"
unset ZBUILD_ZIG
new_crate "$work/clone"
cd "$work/clone" || exit 1
mkdir -p "$work/bin" .cargo
ln -s "$work/zig/zig" "$work/bin/zig"
export PATH=$work/bin:$PATH XDG_CONFIG_HOME=$work/config
unset ZBUILD_TRUST
printf '#!/bin/sh\ntouch "%s/ran"\nexec "%s" "$@"\n' "$work" "$work/zig/zig" >evil
chmod +x evil

# nothing_ran NAME: none of the clone's programs, since the last time
nothing_ran()
{
    if [ -e "$work/ran" ]; then not_ok "$1" 'a program of the clone ran'; else ok "$1"; fi
    rm -f "$work/ran"
}
ini() { printf "$@" >zbuild.ini; }
t=x86_64-unknown-linux-musl

ini '[zbuild]\nstrict = yes\n\nzig = %s\n' "$work/clone/evil"
for words in "info $t" 'zig path' 'env --target '$t 'targets' 'setup --target '$t; do
    # Unquoted: words.
    refuses "refused: $words" 125 \
        "^cargo-zbuild: .*clone/zbuild.ini:4: 'zig = .*clone/evil' names a program, and this file is not trusted$" \
        cargo-zbuild zbuild $words
    says '... with the way out' '^hint: look at it, then run `cargo zbuild trust`'
done
refuses 'refused: cc' 125 "zbuild.ini:4: 'zig = " zshim cc --target=$t -c x.c
refuses 'doctor says so' 1 "^missing +zbuild's config .*zbuild.ini:4: 'zig = " \
    cargo-zbuild zbuild doctor
says '... and the fix' 'fix: .*cargo zbuild trust'
nothing_ran 'nothing of it ran'
for key in clang lld; do
    ini "[zbuild]\n$key = %s\n" "$work/clone/evil"
    refuses "refused: $key" 125 "zbuild.ini:2: '$key = .*evil' names a program" \
        zshim cc --target=$t -c x.c
done
nothing_ran 'nor of these'
ini '[zbuild]\nstrict = yes\n\nzig = %s\n' "$work/clone/evil"

try 'ZBUILD_TRUST=1' env ZBUILD_TRUST=1 cargo-zbuild zbuild zig path
says '... uses it' "^$work/clone/evil$"
rm -f "$work/ran"
refuses 'ZBUILD_TRUST=0' 125 'names a program' env ZBUILD_TRUST=0 \
    cargo-zbuild zbuild zig path
try 'trust' cargo-zbuild zbuild trust
says '... prints what' "^$work/clone/zbuild.ini$"
try '... and it is used' cargo-zbuild zbuild zig path
says '... this zig' "^$work/clone/evil$"
rm -f "$work/ran"
try 'trust --list' cargo-zbuild zbuild trust --list
says '... has it' "^$work/clone/zbuild.ini$"
if [ -z "$(find . -newer evil -not -name zbuild.ini -type f)" ]; then
    ok 'nothing is written into the clone'
else
    not_ok 'nothing is written into the clone' "$(find . -newer evil)"
fi
echo '# changed' >>zbuild.ini
refuses 'a change asks again' 125 "zbuild.ini:4: 'zig = " cargo-zbuild zbuild zig path
try 'trust --list' cargo-zbuild zbuild trust --list
says '... says so' "^$work/clone/zbuild.ini \(not any more: it has changed\)$"
try 'trust anew' cargo-zbuild zbuild trust zbuild.ini
try 'trust --remove' cargo-zbuild zbuild trust --remove
refuses '... and it is refused' 125 "zbuild.ini:4: 'zig = " cargo-zbuild zbuild zig path
refuses 'what was not trusted' 125 "'zbuild.ini' was not trusted" \
    cargo-zbuild zbuild trust --remove zbuild.ini
nothing_ran 'nothing ran in between'

ini '[zbuild]\nstrict = yes\n[target %s]\ncflags = -DX\n' $t
try 'what needs no trust is not asked for' cargo-zbuild zbuild info $t
ini '[target %s]\ncflags = -Dplugin=./x.so\n[rule r]\nmatch = -D*\nscope = driver\naction = replace\nwith = -f%%v\n' $t
refuses 'a rule that puts such a word together' 125 \
    "'with = -fplugin=./x.so' names a program, and this file is not trusted$" \
    env ZBUILD_ENGINE=zig-cc zshim cc --target=$t '-###' -c x.c
rm zbuild.ini
refuses 'nothing to trust' 125 "neither zbuild.ini nor .cargo/config.toml is in" \
    cargo-zbuild zbuild trust

# rustc of a clone: cargo runs it in a build, and nothing of ours before.
printf '[build]\nrustc = "%s"\n' "$work/clone/evil" >.cargo/config.toml
for words in "std $t" "env --target $t" "setup --target $t"; do
    hear cargo-zbuild zbuild $words
    nothing_ran "no rustc of the clone: $words"
done
hear cargo-zbuild zbuild info $t
nothing_ran 'no rustc of the clone: info'
hear cargo-zbuild zbuild doctor
nothing_ran 'no rustc of the clone: doctor'
rm .cargo/config.toml

# Files of another user.
if [ "$(id -u)" = 0 ]; then
    ini '[zbuild]\nstrict = yes\n'
    chown 12345 zbuild.ini
    refuses "a stranger's zbuild.ini" 125 \
        "^cargo-zbuild: refusing '.*/zbuild.ini': it belongs to user 12345, we are user 0$" \
        cargo-zbuild zbuild info $t
    refuses '... cc' 125 "refusing '.*/zbuild.ini'" zshim cc --target=$t -c x.c
    try '... trusted' cargo-zbuild zbuild trust
    try '... is read' cargo-zbuild zbuild info $t
    chown 0 zbuild.ini
else
    skip "a stranger's zbuild.ini" 'only root can give a file away'
fi
finish
