#!/bin/bash
# `cargo zbuild verify` on files of this machine, made by its C compiler; those
# of other machines are in tests/e2e/13-gate.sh. What readelf says is the judge,
# never our reader.
. "$(dirname "$0")/../lib/suite.sh"
. "$top/tests/lib/elf.sh"
cd "$work" || exit 1

# --- files of this machine ----------------------------------------------------

cat >hello.c <<'C'
#include <stdio.h>
int main(void) { return puts("hello") < 0; }
C
echo 'int lib(void) { return 1; }' >lib.c
cc -o dynamic hello.c
gives 'a program' 0 verify dynamic
agree dynamic
check 'a program: libc and type' out_says 'PIE executable' \
    'libc:        glibc'
gives 'an absolute path, several files' 0 verify "$PWD/dynamic" dynamic
check 'headings' out_has "$PWD/dynamic:" dynamic:
gives 'as cargo calls it' 0 cargo-zbuild zbuild verify dynamic
cc -static -o static hello.c
gives 'a static program' 0 verify static
check 'a static program: type' out_has '  type:        static executable' \
    '  libc:        none needed'
cc -shared -fPIC -Wl,-soname,liblib.so.3 -Wl,-rpath,/opt/lib \
    -Wl,--enable-new-dtags -o liblib.so lib.c
gives 'a shared library' 0 verify liblib.so
check 'a shared library: names' out_has '  type:        shared library' \
    '  soname:      liblib.so.3' '  runpath:     /opt/lib'
cc -c lib.c && ar rc liblib.a lib.o && cp lib.o two.o &&
    ar rc liblib.a two.o
gives 'an object and an archive' 0 verify lib.o liblib.a
check 'an object and an archive: types' out_has \
    '  type:        relocatable object' \
    '  type:        archive of 2 members'
cc -z execstack -o execstack hello.c 2>/dev/null
gives 'an executable stack' 0 verify execstack
check 'an executable stack: flag' out_has '  flags:       execstack'

high=$(elf_glibc dynamic | tail -n 1)
gives 'below the limit' 0 verify dynamic --max-glibc "$high"
gives 'above the limit' 1 verify --max-glibc=2.2 dynamic
check 'above the limit: symbols' out_says 'above glibc 2.2:' \
    "__libc_start_main@GLIBC_$high (libc.so.6)"
gives 'the limit as a symbol version' 1 verify --max-glibc GLIBC_2.2 \
    dynamic
gives 'above it, and another file' 1 verify --max-glibc 2.2 dynamic static
echo text >text
gives 'a bad file does not stop the others' 125 verify --max-glibc 2.2 \
    text gone dynamic
check 'a bad file: messages' err_has "cannot read 'text': not an ELF file" \
    "cannot read 'gone': No such file or directory"
check 'a bad file: the others' out_says 'dynamic:' '__libc_start_main@GLIBC_'
head -c 3000 dynamic >cut
gives 'a file cut off' 125 verify cut
check 'a file cut off: message' err_has 'damaged or cut-off ELF file'
head -c 300 liblib.a >cut.a
gives 'an archive cut off' 125 verify cut.a
check 'an archive cut off: message' err_has 'damaged archive'

gives 'json: status' 125 verify --json --max-glibc 2.2 dynamic liblib.a text
try 'json: contents' python3 - "$high" "$work/out" <<'PY'
import json, sys
a = json.load(open(sys.argv[2]))
assert [x["file"] for x in a] == ["dynamic", "liblib.a", "text"], a
assert [x["ok"] for x in a] == [False, True, False], a
d = a[0]
assert d["glibc"] == sys.argv[1] and d["libc"] == "glibc", d
assert "libc.so.6" in d["needed"] and d["bits"] in (32, 64), d
assert any(s.startswith("__libc_start_main@") for s in d["above_max"]), d
assert {"library": "libc.so.6", "version": "GLIBC_" + d["glibc"],
        "weak": False} in d["versions"], d
assert a[1]["type"] == "archive" and a[1]["members"] == 2, a
assert "not an ELF file" in a[2]["error"], a
PY

# --- wrong usage --------------------------------------------------------------

for words in '' '--max-glibc' '--max-glibc two x' '--max-glibc 2.17.x x' \
    '--frob x' '--json'; do
    # shellcheck disable=SC2086
    gives "wrong usage: verify $words" 2 verify $words
    [ ! -s "$work/out" ] || not_ok "wrong usage: verify $words: stdout"
done
gives 'verify --help' 0 verify --help
check 'verify --help: text' out_says '--max-glibc V'
finish
