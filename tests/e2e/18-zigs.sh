#!/bin/bash
# The oldest release of zig and one in the middle; `make check-zigs` goes
# through all of them and does more.
. "$(dirname "$0")/../zigs/suite.sh"

for version in ${RELEASES-0.11.0 0.14.1}; do
    zig_use "$version" || continue
    use auto "$x86"
    try "$name: direct" auto_is_direct
    c_program
    merged_libraries
    static_library
    shared_library
    undefined_sanitizer
done

# --- another lld ----------------------------------------------------------------

# One that waits, when it misses something, until another call has made it.
zig=$top/.deps/zig/ziglang/zig t=x86_64-unknown-linux-gnu.2.17
cat >"$work/lld" <<X
#!/bin/sh
shift 2
case \$1 in --version) echo 'LLD 99.0 (a script)'; exit ;; esac
echo x >>"$work/ran"
"$zig" ld.lld "\$@" && exit
[ -e "$work/made" ] || {
    : >"$work/made"
    env -u ZBUILD_SHIM_DEPTH zshim cc --target=$t -fsanitize=undefined \
        "$src/driver/ubsan.c" -o "$work/other"
}
exit 1
X
chmod +x "$work/lld"
with_lld() { env ZBUILD_ZIG="$zig" ZBUILD_ENGINE=auto ZBUILD_LLD="$work/lld" \
    ZBUILD_CACHE_DIR="$work/lld-cache" "$@"; }
try 'ZBUILD_LLD, and a piece that another call made meanwhile' with_lld \
    zshim cc --target=$t -fsanitize=undefined "$src/driver/ubsan.c" -o "$work/ub"
check '... both were linked, by that lld' test -s "$work/ran" -a -x "$work/ub" -a \
    -x "$work/other"
try_says 'doctor names it' '.*lld .*in the place of zig.s' sh -c \
    'ZBUILD_ZIG=$1 ZBUILD_LLD=$2 cargo-zbuild zbuild doctor | grep "ok *lld"' sh "$zig" "$work/lld"
finish
