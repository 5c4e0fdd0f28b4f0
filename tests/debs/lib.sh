# Sourced: one package for one target, as 98-debs.sh and run.sh do it.
here=$top/tests/debs
debs_targets='aarch64-unknown-linux-gnu armv7-unknown-linux-gnueabihf'
debs_floor=2.36

debs_rows() { grep -v '^#' "$here/list"; }

# What went wrong, in one line without this machine's paths.
debs_reason()
{
    grep -E -A1 'error|Error|cannot|not found|No such|undefined|failed' "$1" |
        grep -vE '^--' | head -n2 | paste -sd' ' |
        sed "s|$work|.|g; s|$ZBUILD_CACHE_DIR|…|g; s|roots/[^/]*|root|g; s|  *| |g" |
        tr '\t|`' "  '" | cut -c1-160 | grep . || echo 'failed without a message'
}

# debs_cmake CMAKE PC LANGUAGE: the CMakeLists.txt.
debs_cmake()
{
    local package parts target
    IFS=, read -r package parts target <<<"$1"
    printf '%s\n' 'cmake_minimum_required(VERSION 3.16)' "project(p $3)" \
        'set(CMAKE_CXX_STANDARD 17)' "add_executable(by_cmake p.$4)"
    if [ -n "$package" ]; then
        # leveldb's names Threads::Threads, and leaves it to its users
        echo 'find_package(Threads)'
        echo "find_package($package ${parts:+COMPONENTS $parts} REQUIRED)"
        case $target in
        *LIBRAR*) echo "target_include_directories(by_cmake PRIVATE \${${package^^}_INCLUDE_DIRS} \${${package^^}_INCLUDE_DIR} \${${package}_INCLUDE_DIRS})" ;;
        esac
    else
        echo 'find_package(PkgConfig REQUIRED)'
        echo "pkg_check_modules(X REQUIRED IMPORTED_TARGET $2)"
        target=PkgConfig::X
    fi
    echo "target_link_libraries(by_cmake PRIVATE $target)"
}

# debs_cell ROW TARGET DIR: sets by_pkg, by_cmake ("pass", "-" or why not), added
# (how many packages).
debs_cell()
{
    local name packages pc cmake lang headers code t=$2 dir=$3 full=$2.$debs_floor header
    row=${1//\\|/$'\1'}
    IFS='|' read -r name packages pc cmake lang headers code <<<"$row"
    code=${code//$'\1'/|}
    by_pkg=- by_cmake=- added=0
    mkdir -p "$dir"
    cd "$dir" || return
    local ext=c language=C cc='$CC' link=
    if [[ $lang = c++* ]]; then
        ext=cc language=CXX cc='$CXX -std=c++17' packages+=' libstdc++-12-dev'
        printf '[target %s]\ncxx = libstdc++\n' "$t" >zbuild.ini
    fi
    {
        for header in stdio.h $headers; do echo "#include <$header>"; done
        printf 'int main(void)\n{\n\tputs((%s) ? "right" : "wrong");\n\treturn 0;\n}\n' "$code"
    } >p.$ext
    # shellcheck disable=SC2086
    if ! cargo-zbuild zbuild deps add --target "$t" $packages >add 2>&1; then
        by_pkg=$(debs_reason add) by_cmake=$by_pkg
        return
    fi
    added=$(grep -c '^[a-z0-9.+-]* = [^ ]* [^ ]* [0-9]* ' zbuild.lock)
    if [ -n "$pc" ]; then
        by_pkg=$(debs_run pkg sh -c "$cc -o by_pkg p.$ext \$(\$PKG_CONFIG --cflags --libs $pc)")
    fi
    debs_cmake "$cmake" "$pc" "$language" "$ext" >CMakeLists.txt
    by_cmake=$(debs_run cmake sh -c 'cmake -G Ninja -S . -B build && ninja -C build && cp build/by_cmake .')
}

# debs_run WHAT COMMAND…: builds by_WHAT and runs it.
debs_run()
{
    local what=$1 said
    shift
    cargo-zbuild zbuild exec --target "$full" -- "$@" >"$what.log" 2>&1 </dev/null || {
        debs_reason "$what.log"
        return
    }
    said=$(timeout 120 cargo-zbuild zbuild run-binary --target "$t" "./by_$what" 2>"$what.log" </dev/null | tail -n1)
    if [ "$said" = right ]; then echo pass; else
        echo "said '$said' $(tail -n1 "$what.log" | cut -c1-120)"
    fi
}
