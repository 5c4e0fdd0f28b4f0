#!/bin/bash
# The order of the folders in ARCHITECTURE.md holds: nobody includes or calls
# upwards, no files depend on each other in a circle, the page is complete.
set -u
export LC_ALL=C
cd "$(dirname "$0")/../.." || exit 1
BUILD=$(readlink -f "${BUILD:-build}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trees="shim wrapper targets common"
# A setting may be for a target, and a target's name one of the settings.
allowed="targets/conf targets/triple"

# "FROM TO" for each #include "DIR/…" below $1, without .c and .h.
includes()
{
    (cd "$1" && grep -rEo --include='*.[ch]' '^#include "[^"]+/[^"]+"' $trees) |
        sed -E 's,^(.*)\.[ch]:#include "(.*)\.h"$,\1 \2,'
}

# The same for each call, and use of a variable, in the objects of $1's files.
calls()
{
    (cd "$1" && find $trees -name '*.c') | sed 's/c$/o/' |
        (cd "$2" && xargs nm -A 2>/dev/null) | sed 's/\.o:/ /' | awk '
        $(NF - 1) ~ /^[TDRBC]$/ { home[$NF] = $1 }
        $(NF - 1) == "U" { file[++n] = $1; name[n] = $NF }
        END {
            for (i = 1; i <= n; i++)
                if (name[i] in home) print file[i], home[name[i]]
        }'
}

# A file begins with its own header or says what it is; a header's guard is
# #pragma once, but of those that are only handed on (text/).
strangers()
{
    (cd "$1" && find $trees -name '*.[ch]' -exec awk '
        FNR == 1 {
            own = FILENAME; sub("c$", "h", own)
            if ($0 !~ "^/[*]" && $0 != "#include \"" own "\"")
                print "no word of what it is: " FILENAME
            if (FILENAME ~ "c$|/text/") nextfile
        }
        /^#(pragma|ifndef)/ {
            if ($2 != "once") print "another guard than #pragma once: " FILENAME
            nextfile
        }' {} +)
}

# Faults of the tree $1, whose objects are in $2, one a line.
faults()
{
    sed -nE 's,^\| `([a-z/]+)/` \|.*,\1,p' "$1/ARCHITECTURE.md" >"$work/order"
    # (a room's text/ holds what is written out: no part of the house)
    (cd "$1" && find $trees -name '*.[ch]' ! -path '*/*/text/*') | sed 's,/[^/]*$,,' | sort -u |
        comm -3 - <(sort "$work/order") |
        sed 's,^\t,on the page without a file of C: ,; t
            s,^,not on the page: ,'
    { includes "$1"; calls "$1" "$2"; } | sort -u | awk '$1 != $2' |
        grep -vxF "$allowed" >"$work/edges"
    awk '
        NR == FNR { rank[$1] = NR; next }
        {
            from = $1; to = $2
            sub("/[^/]*$", "", from); sub("/[^/]*$", "", to)
            if (from in rank && to in rank && rank[to] < rank[from])
                print "upwards: " $1 " uses " $2
        }' "$work/order" "$work/edges"
    tsort "$work/edges" 2>&1 >/dev/null |
        sed -n '/loop/d; s/^tsort: /in a circle: /p' | sort -u
    strangers "$1"
}

# $1 its name, $2 what is said, $3 and $4 as above.
check()
{
    local got
    got=$(faults "$3" "$4")
    if [ "$got" = "$2" ]; then
        echo "ok - $1"
    else
        printf 'wanted:\n%s\ngot:\n%s\n' "$2" "$got"
        echo "not ok - $1"
    fi
}

check "the house is as ARCHITECTURE.md says" "" . "$BUILD"

# --- a small house, with a fault in each --------------------------------------

house=$work/house objects=$work/objects
build_house()
{
    local file
    rm -rf "$house" "$objects"
    mkdir -p "$house"/{shim/engine,wrapper,targets,common} "$objects"
    cd "$house" || exit 1
    printf '| `%s/` | x |\n' wrapper shim shim/engine targets common \
        >ARCHITECTURE.md
    printf '/* Main. */\n#include "shim/engine/run.h"\n' >shim/main.c
    for file in shim/engine/run common/os wrapper/a targets/t; do
        printf '/* It. */\n#pragma once\n' >"$file.h"
    done
    echo '#include "common/os.h"' >>shim/engine/run.h
}

# $1 what fault, $2 what is said of it, then FILE LINE…: a line more in a file.
planted()
{
    local name=$1 want=$2
    shift 2
    build_house
    for ((; $# > 1; )); do
        mkdir -p "$(dirname "$1")"
        echo "$2" >>"$1"
        shift 2
    done
    find . -name '*.c' | while read -r file; do
        mkdir -p "$(dirname "$objects/$file")"
        ${CC:-cc} -I. -c -o "$objects/${file%.c}.o" "$file"
    done
    check "planted: $name" "$want" "$house" "$objects"
    cd "$OLDPWD" || exit 1
}

it='/* It. */'
planted "nothing" ""
planted "an include upwards" "upwards: common/os uses wrapper/a" \
    common/os.h '#include "wrapper/a.h"'
planted "a call upwards" "upwards: targets/t uses shim/main" \
    shim/main.c 'void up(void) {}' targets/t.c '#include "targets/t.h"' \
    targets/t.c 'void up(void); void t(void) { up(); }'
planted "a circle of headers" "in a circle: common/os
in a circle: common/path" \
    common/os.h '#include "common/path.h"' \
    common/path.h "$it" common/path.h '#include "common/os.h"'
planted "a circle of calls" "in a circle: shim/a
in a circle: shim/b" \
    shim/a.c "$it" shim/a.c 'void b(void); void a(void) { b(); }' \
    shim/b.c "$it" shim/b.c 'void a(void); void b(void) { a(); }'
planted "a folder without a place" "not on the page: shim/attic" \
    shim/attic/old.h "$it"
planted "a place without a folder" "on the page without a file of C: shim/attic" \
    ARCHITECTURE.md '| `shim/attic/` | |'
planted "no word and a strange guard" "no word of what it is: shim/a.c
another guard than #pragma once: shim/b.h" \
    shim/a.c 'int a;' shim/b.h "$it" shim/b.h '#ifndef SHIM_A_H'
