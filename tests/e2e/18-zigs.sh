#!/bin/bash
# The oldest release of zig and one in the middle; `make check-zigs` goes
# through all of them and does more.
. "$(dirname "$0")/../zigs/suite.sh"

for version in 0.11.0 0.14.1; do
    zig_use "$version" || continue
    use auto "$x86"
    try "$name: direct" auto_is_direct
    c_program
    merged_libraries
    static_library
    shared_library
    undefined_sanitizer
done
finish
