# Sourced by the suites of the wrapper: a fake cargo, rustc and qemu.
#
# Names that a suite uses: $H, $A, $M and their spellings in variables; z,
# words; $in, the folder that z runs in; $as, the program.
. "$(dirname "${BASH_SOURCE[0]}")/../lib/fake.sh"

H=x86_64-unknown-linux-gnu
HU=x86_64_unknown_linux_gnu
HC=X86_64_UNKNOWN_LINUX_GNU
A=aarch64-unknown-linux-gnu
AU=aarch64_unknown_linux_gnu
AC=AARCH64_UNKNOWN_LINUX_GNU
M=x86_64-unknown-linux-musl

mkdir -p "$work/bin" "$work/home" "$work/w"
# Prints its words and its environment, one a line; FAKE_STATUS is its answer.
cat >"$work/bin/cargo" <<'EOF'
#!/bin/sh
if [ "$1" = locate-project ]; then
    echo "{\"root\":\"$FAKE_ROOT/Cargo.toml\"}"
    exit 0
fi
[ "$1" != --version ] || exec echo 'cargo 1.95.0 (fake)'
for w; do echo "arg: $w"; done
env | sed 's/^/env: /'
[ -z "$FAKE_SIGNAL" ] || kill -"$FAKE_SIGNAL" $$
exit "${FAKE_STATUS:-0}"
EOF
cat >"$work/bin/rustc" <<'EOF'
#!/bin/sh
[ "$1 $2 $3" = '--print cfg --target' ] || exit 1
echo unix
echo 'target_os="linux"'
case $4 in aarch64*) echo 'target_arch="aarch64"';; *) echo 'target_arch="x86_64"';; esac
EOF
printf '#!/bin/sh\n' >"$work/bin/qemu-aarch64"
chmod +x "$work/bin/"*

as=$bin/cargo-zbuild
in=$work/w
# z VAR=VALUE… -- WORD…: $as in a bare environment, in folder $in.
z()
{
    local vars=()
    while [ "$1" != -- ]; do vars+=("$1"); shift; done
    shift
    cd "$in" || exit 1
    ask env -i HOME="$work/home" PATH="$work/bin:/usr/bin:/bin" TMPDIR="$work" \
        ZBUILD_ZIG="$ZBUILD_ZIG" ZBUILD_CACHE_DIR="$work/cache" \
        ${vars[@]+"${vars[@]}"} "$as" "$@"
}

# words LINE: those that cargo got, joined by blanks.
words()
{
    local got
    got=$(sed -n 's/^arg: //p' "$work/out" | paste -sd ' ')
    [ "$got" = "$1" ] || { echo "cargo got: $got"; return 1; }
}
