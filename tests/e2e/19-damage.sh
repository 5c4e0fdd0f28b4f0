#!/bin/bash
# Damage in the cache: a bit that flips, a file of NULs after a power loss. What
# is changed here keeps its size; `boot` is what a reboot does to the lists.
. "$(dirname "$0")/../lib/e2e.sh"
. "$top/tests/cache/lib.sh"
cd "$work" || exit 1
t=x86_64-unknown-linux-gnu.2.17
new_cache c
cat >main.c <<'END'
#include <stdio.h>

int main(void)
{
	return puts("right") < 0;
}
END

# flip FILE: one bit in its middle, on the disk and for every name of it
flip()
{
    python3 - "$1" <<'END'
import os, sys
with open(sys.argv[1], 'r+b') as f:
    at = os.path.getsize(sys.argv[1]) // 2
    f.seek(at)
    b = f.read(1)[0]
    f.seek(at)
    f.write(bytes([b ^ 1]))
END
}
# The piece of a layer that is looked at.
export ZBUILD_UNWINDER=libunwind

nul() { head -c "$(stat -c %s "$1")" /dev/zero >nul && cat nul >"$1"; }
boot() { find c -name digests -exec touch -d @1 {} +; }
# linked NAME WORD…: main.c runs and says what it should
linked()
{
    hear zshim cc --target=$t -o program main.c "${@:2}"
    if [ $status = 0 ] && [ "$(./program)" = right ]; then
        ok "$1"
    else
        heard "$1" "status $status" "link ${*:2}"
    fi
}
quiet() { if [ -s "$log" ]; then heard "$1" 'it says something' link; else ok "$1"; fi; }

linked 'a sysroot' -lgcc_s
try 'its folder' cargo zbuild sysroot --target $t
dir=$(cat "$log")
layer=$(find c -path '*layer-*' -name libunwind.a)
try 'it has a list of digests' test -s "$dir/digests"
try 'and so has a layer' test -s "$(dirname "$layer")/../digests"

boot
linked 'after a boot'
quiet 'nothing is said of what is whole'
try 'the list is not looked through twice' test "$(stat -c %Y "$dir/digests")" -gt 1

flip "$dir/lib/libc.so.6"
boot
linked 'a bit of a library has flipped'
says '... that is said' "^zbuild: the sysroot '.*' is damaged; making it again$"
linked '... once'
quiet '... only'

nul "$dir/lib/Scrt1.o"
boot
linked 'a file of NULs'
says '... that is said' "is damaged; making it again$"

nul "$dir/recipe"
linked 'a recipe of NULs'
says '... that is said' "is damaged; making it again$"

linked 'with its unwinder' -lgcc_s
flip "$dir/lib/libunwind.a"
if cmp -s "$dir/lib/libunwind.a" "$layer"; then
    ok 'which is the same file in all sysroots'
else
    not_ok 'which is the same file in all sysroots'
fi
boot
linked 'a bit of it has flipped' -lgcc_s
says '... that is said of the sysroot' "^zbuild: the sysroot '.*' is damaged; making it again$"
says '... and of the file' "^zbuild: '.*/lib/libunwind.a' is damaged; making it again$"
linked '... once' -lgcc_s
quiet '... only'

# A failed link looks, unless somebody just has.
echo 'int missing(void); int main(void) { return missing(); }' >fails.c
nul "$dir/lib/libc_nonshared.a"
find c -name digests -exec touch -d '20 minutes ago' {} +
hear zshim cc --target=$t -o program fails.c
says 'a failed link tells of damage' "^zbuild: the sysroot '.*' is damaged; (the next call makes|making) it again$"
linked '... and it is mended'

flip "$dir/lib/libm.so.6"
hear cargo zbuild doctor --target $t
says 'doctor finds it' "^warn +cache +'.*/lib/libm.so.6' is damaged"
linked '... and it is mended'
says '... with a line' "is damaged; making it again$"
flip "$dir/lib/libm.so.6"
try 'warm' cargo zbuild warm --target $t
says '... finds it, too' "is damaged; making it again$"

# The hot path: one stat(2) more than before.
if command -v strace >/dev/null; then
    strace -f -o calls zshim cc --target=$t -c main.c
    n=$(grep -c '/digests"' calls)
    if [ "$n" = 1 ] && ! grep -q 'fsync\|fdatasync' calls; then
        ok 'a compile looks at one file of it'
    else
        not_ok 'a compile looks at one file of it' "$(grep '/digests"\|sync' calls)"
    fi
else
    skip 'a compile looks at one file of it' 'no strace here'
fi
finish
