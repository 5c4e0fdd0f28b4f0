#!/bin/bash
# What ended it is said as what it was: a program that we ran was killed, the
# user's signal, an interpreter that is not there.
. "$(dirname "$0")/../lib/fake.sh"

cp "$work/zig/zig" "$work/zig/answers"
# MOOD is zig's, when it is asked for more than what it is.
cat >"$work/zig/zig" <<EOF
#!/bin/sh
case \$1 in
version | env | clang) exec "$work/zig/answers" "\$@" ;;
esac
case \$MOOD in
killed) kill -9 \$\$ ;;
crash) echo 'thread 1 panic: reached unreachable code' >&2; kill -SEGV \$\$ ;;
mute) exit 3 ;;
full) echo 'error: unable to write: No space left on device' >&2
    echo 'error: the compilation failed' >&2; exit 1 ;;
slow) echo \$\$ >"$work/started.new"; mv "$work/started.new" "$work/started"; exec sleep 600 ;;
esac
EOF
musl=$work/x86_64-unknown-linux-musl-cc
ln -s "$shim" "$musl"
echo 'int main(void) { return 0; }' >"$work/a.c"
link() { rm -f "$work/started"; MOOD=$1 "$musl" -o "$work/a" "$work/a.c"; }

# --- why ----------------------------------------------------------------------

refuses 'zig was killed' 125 \
    'zig cc.* failed: killed by signal 9 \(Killed\), as the kernel does when memory runs out' \
    link killed
refuses 'zig crashed' 125 \
    'killed by signal 11 \(Segmentation fault\): thread 1 panic: reached' link crash
refuses 'zig says nothing' 125 'exit status 3, and it said nothing' link mute
refuses 'the disk is full' 125 'No space left on device' link full
silent '... which is what is told' 'compilation failed'

new_crate "$work/crate"
printf '#!/no/such/interpreter -x\n' >"$work/cargo"
chmod +x "$work/cargo"
crate() { (cd "$work/crate" && "$@"); }
refuses 'a missing interpreter' 126 \
    "cannot run '$work/cargo': its interpreter '/no/such/interpreter' is missing" \
    crate env CARGO="$work/cargo" cargo-zbuild zbuild build --target $host

# --- signals ------------------------------------------------------------------

# A signal while the sysroot is made, to all of the terminal or to us alone.
for whom in group us; do
    for signal in INT TERM HUP; do
        rm -f "$work/started"
        MOOD=slow TMPDIR=$work/config try_says "SIG$signal to $whom" \
            "ended $((128 + $(kill -l $signal)))" \
            python3 "$top/tests/lib/signalled.py" SIG$signal $whom \
            "$work/started" "$musl" -o "$work/a" "$work/a.c"
        says '... is told as that' 'interrupted$'
    done
done
left=$(find "$work/cache" "$work/config" -name 'tmp.*' -o -name 'zbuild.??????')
equal 'nothing is left of it' "$left" ''

# A zig without a clang, and another one: it is asked all the same.
cp "$work/zig/zig" "$work/zig/whole"
sed -i 's/ | clang)/)/; /^esac/,$!s/^case \$1 in/&\nclang) echo "error: unknown command: clang" >\&2; exit 1 ;;/' \
    "$work/zig/zig"
printf '#!/bin/sh\necho "clang version 22.1.0"\n' >"$work/clang"
printf '#!/bin/sh\necho "LLD 22.1.0"\n' >"$work/lld"
chmod +x "$work/clang" "$work/lld"
others() { ZBUILD_CLANG=$work/clang ZBUILD_LLD=$work/lld "$@"; }
refuses 'a zig without a clang was killed' 125 'killed by signal 9' others link killed
refuses 'with it the disk is full' 125 'No space left on device' others link full
rm -f "$work/started"
MOOD=slow TMPDIR=$work/config try_says 'SIGTERM, with another clang' 'ended 143' \
    others python3 "$top/tests/lib/signalled.py" SIGTERM group \
    "$work/started" "$musl" -o "$work/a" "$work/a.c"
left=$(find "$work/cache" "$work/config" -name 'tmp.*' -o -name 'zbuild.??????')
equal 'nothing is left of that, either' "$left" ''
mv "$work/zig/whole" "$work/zig/zig"

# What we started ends with us, even if we cannot tell it to.
# (Where the system can: POSIX has no word for it.)
if grep -q '^posix ' "$BUILD/.flags"; then
    skip 'kill -9 ends what we started, too' 'not on another POSIX'
    finish
fi
rm -f "$work/started"
MOOD=slow python3 "$top/tests/lib/signalled.py" SIGKILL us "$work/started" \
    "$musl" -o "$work/a" "$work/a.c" >/dev/null
for _ in $(seq 200); do
    kill -0 "$(cat "$work/started")" 2>/dev/null || break
    sleep 0.05
done
if kill -0 "$(cat "$work/started")" 2>/dev/null; then
    not_ok 'kill -9 ends what we started, too'
else
    ok 'kill -9 ends what we started, too'
fi
finish
