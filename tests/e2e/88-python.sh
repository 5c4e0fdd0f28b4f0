#!/bin/bash
# Python: wheels by maturin and setuptools-rust that auditwheel passes, and a C
# extension for a foreign Python; each is imported. docs/python.md.
. "$(dirname "$0")/../lib/e2e.sh"
. "$top/tests/lib/sources.sh"

tools=$top/.deps/python
PATH=$tools/bin:$PATH
export PYTHONDONTWRITEBYTECODE=1
arm=aarch64-unknown-linux-gnu
host=x86_64-unknown-linux-gnu

# A Python for aarch64, with its headers, from Debian's packages.
mkdir "$work/deps"
printf '[workspace]\n' >"$work/deps/Cargo.toml"
cd "$work/deps" || exit 1
try 'a foreign Python: deps add' cargo-zbuild zbuild deps add --target $arm \
    libpython3-dev python3-minimal || finish
root=$(cargo-zbuild zbuild deps list --target $arm --path)

# imports NAME TARGET WHEEL CODE: the wheel, unpacked, in a Python of TARGET.
imports()
{
    local dir=$work/import-$2-$(basename "$3")
    try "$1: is a wheel" python3 -m zipfile -e "$3" "$dir" || return
    case $2 in
    aarch64-*) try_says "$1: Python imports it" 42 env PYTHONPATH="$dir" \
        qemu-aarch64 -L "$root" "$root/usr/bin/python3" -c "$4" ;;
    *) try_says "$1: Python imports it" 42 env PYTHONPATH="$dir" python3 -c "$4" ;;
    esac
}

# audited NAME WHEEL TAG: auditwheel, which knows nothing of us, agrees.
audited()
{
    try "$1: auditwheel" env PYTHONPATH="$tools" python3 -m auditwheel show "$2" &&
        if grep -q "\"$3\"" "$log"; then ok "$1: auditwheel says $3"; else
            not_ok "$1: auditwheel says $3" "$(cat "$log")"; fi
    # Of the C library alone: an extension finds the interpreter's names in
    # the program that loads it.
    try "$1: no library of Python is needed" bash -c "
        rm -rf '$work/x' && python3 -m zipfile -e '$2' '$work/x' &&
        so=\$(find '$work/x' -name '*.so') && [ -n \"\$so\" ] &&
        ! readelf -dW \"\$so\" | grep -q 'NEEDED.*python'"
}

# --- maturin ------------------------------------------------------------------

wheel=$top/tests/e2e/builds/python/wheel
code='import zbuild_wheel as z
try: z.triple(-1)
except ValueError: print(z.triple(14))'
cd "$wheel" || exit 1
try "maturin $host.2.17" env CARGO_TARGET_DIR="$target/host" \
    cargo-zbuild zbuild exec --cargo --target $host.2.17 -- maturin build \
    --locked --target $host --compatibility manylinux2014 --out "$work/wheels" &&
    file=$(ls "$work"/wheels/*x86_64.whl) && {
    imports "maturin $host.2.17" $host "$file" "$code"
    audited "maturin $host.2.17" "$file" manylinux_2_17_x86_64
}
# The distribution's Rust, whose std zbuild builds once.
try "maturin $arm.2.17: std" env $std_rust cargo-zbuild zbuild std $arm &&
    try "maturin $arm.2.17" env $std_rust CARGO_TARGET_DIR="$target/std" \
        PATH="$tools/bin:/usr/bin:$PATH" cargo-zbuild zbuild exec --cargo \
        --target $arm.2.17 -- maturin build --locked --target $arm \
        --compatibility manylinux2014 --out "$work/wheels" &&
    file=$(ls "$work"/wheels/*aarch64.whl) && {
    imports "maturin $arm.2.17" $arm "$file" "$code"
    audited "maturin $arm.2.17" "$file" manylinux_2_17_aarch64
}

# --- setuptools-rust ------------------------------------------------------------

cp -r "$top/tests/e2e/builds/python/raw" "$work/raw"
cd "$work/raw" || exit 1
try "setuptools-rust $host.2.17" cargo-zbuild zbuild exec --cargo \
    --target $host.2.17 -- env PYTHONPATH="$tools" CARGO_BUILD_TARGET=$host \
    python3 setup.py -q bdist_wheel --dist-dir "$work/wheels" &&
    file=$(ls "$work"/wheels/zbuild_raw-*.whl) && {
    imports "setuptools-rust $host.2.17" $host "$file" \
        'import zbuild_raw; print(zbuild_raw.answer)'
    audited "setuptools-rust $host.2.17" "$file" manylinux_2_17_x86_64
}

# --- a C extension, by the variables that crossenv sets ---------------------------

try 'markupsafe: its source package' unpack_debian "$work/markupsafe" \
    markupsafe_2.1.2.orig.tar.gz \
    abcabc8c2b26036d62d4c746381a6f7cf60aafcc653198ad678306986b09450d
cd "$work/markupsafe" || exit 1
# What the foreign Python was built with, beside nothing else of its library.
mkdir "$work/sysconfig"
data=$(basename "$(ls "$root"/usr/lib/python3*/_sysconfigdata__aarch64-linux-gnu.py)" .py)
cp "$root"/usr/lib/python3*/"$data.py" "$work/sysconfig"
include=$(echo "$root"/usr/include/python3.*)
# ... which leads into the root, when it is read where it lies
try_says 'sysconfig of the root' "$root/usr/include/python3[.0-9]* $root/usr/lib/aarch64-linux-gnu" \
    python3 -c 'import importlib.util as i, sys
spec = i.spec_from_file_location("data", sys.argv[1])
data = i.module_from_spec(spec)
spec.loader.exec_module(data)
print(data.build_time_vars["INCLUDEPY"], data.build_time_vars["LIBDIR"])' \
    "$(ls "$root"/usr/lib/python3*/"$data.py")"
hear "$root/usr/bin/aarch64-linux-gnu-python3-config" --includes --ldflags
says 'python3-config of the root' "^-I$root/usr/include/python3.* -I"
says '... and its libraries' "-L$root/usr/lib/aarch64-linux-gnu"
try "markupsafe $arm.2.17: setup.py" cargo-zbuild zbuild exec --target $arm.2.17 -- \
    env PYTHONPATH="$work/sysconfig:$tools" _PYTHON_SYSCONFIGDATA_NAME="$data" \
    _PYTHON_HOST_PLATFORM=linux-aarch64 \
    CFLAGS="-I$include -idirafter $root/usr/include" \
    /usr/bin/python3 setup.py -q bdist_wheel --dist-dir "$work/wheels" &&
    file=$(ls "$work"/wheels/markupsafe-*linux_aarch64.whl) && {
    imports "markupsafe $arm.2.17" $arm "$file" \
        'from markupsafe._speedups import escape; print(42 if escape("<") == "&lt;" else 0)'
    audited "markupsafe $arm.2.17" "$file" manylinux_2_17_aarch64
    try "markupsafe $arm.2.17: its name says the machine" test -f \
        "$(ls "$work"/import-$arm-markupsafe*/markupsafe/_speedups.cpython-3*-aarch64-linux-gnu.so)"
}
finish
