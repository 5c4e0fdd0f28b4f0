#!/bin/bash
# make check-zigs: every release of zig that we support, with both engines.
# RELEASES chooses some, ENGINES engines ("auto zig-cc"). zig builds each
# release's libc, libc++ and runtime once: about five minutes each, on two cores.
. "$(dirname "$0")/suite.sh"

ENGINES=${ENGINES:-auto zig-cc}
RELEASES=${RELEASES:-0.11.0 0.13.0 0.14.1 0.15.2 0.16.0 0.17.1}

one_engine()
{
    local engine=$1

    use "$engine" "$x86"
    [ "$engine" != auto ] || try "$name: direct" auto_is_direct
    c_program
    merged_libraries
    cxx_program
    static_library
    shared_library
    stages
    rust_program
    undefined_sanitizer
    use "$engine" "$arm"
    [ "$engine" != auto ] || try "$name: direct" auto_is_direct
    c_program
    static_library
    shared_library
    [ "$engine" != auto ] || cxx_program
    use "$engine" "$musl"
    [ "$engine" != auto ] || try "$name: direct" auto_is_direct
    c_program
    static_library
    stages
    [ "$engine" != auto ] || cxx_program
}

for version in $RELEASES; do
    zig_use "$version" || continue
    for engine in $ENGINES; do one_engine "$engine"; done
done
finish
