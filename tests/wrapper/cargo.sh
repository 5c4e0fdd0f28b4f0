#!/bin/bash
# The facts about cargo that the wrapper relies on, with the real one. The
# linkers log what they link and let cc do it.
. "$(dirname "$0")/lib.sh"

real_home=$suite_user_cargo rust_home=${RUSTUP_HOME:-$HOME/.rustup}
real_cargo=$(type -P cargo)
if ! "$real_cargo" -vV 2>/dev/null | grep -qx "host: $H"; then
    skip 'real cargo' "no cargo on PATH whose host is $H"
    finish
fi

# of_cargo COMMAND…: in $work/crate and an environment for the real cargo.
of_cargo()
{
    cd "$work/crate" || exit 1
    ask env -i HOME="$work/home" CARGO_HOME="$real_home" RUSTUP_HOME="$rust_home" \
        CARGO_NET_OFFLINE=true TMPDIR="$work" LINK_LOG="$work/link.log" "$@"
}
# r VAR=VALUE… -- WORD…: cargo-zbuild with the real cargo.
r()
{
    local vars=()
    while [ "$1" != -- ]; do vars+=("$1"); shift; done
    shift
    of_cargo PATH="$work/real:$(dirname "$real_cargo"):/usr/bin:/bin" \
        ZBUILD_ZIG="$ZBUILD_ZIG" ZBUILD_CACHE_DIR="$work/cache" \
        ${vars[@]+"${vars[@]}"} "$work/real/cargo-zbuild" zbuild "$@"
}
# Was a file of this name linked by that linker?
linked() { grep -qE "^$1 .*/$2" "$work/link.log"; }
not_linked() { ! linked "$@"; }
again() { rm -rf "$work/crate/target"; : >"$work/link.log"; }

mkdir -p "$work/real" "$work/crate/src" "$work/crate/pm/src"
# A stand-in for the shim: it says by which name it was called.
cat >"$work/real/zshim" <<'EOF'
#!/bin/sh
out=
prev=
for w; do
    [ "$prev" = -o ] && out=$w
    prev=$w
done
echo "${0##*/} $out" >>"$LINK_LOG"
exec /usr/bin/cc "$@"
EOF
chmod +x "$work/real/zshim"
cp "$bin/cargo-zbuild" "$work/real/"
printf '[package]\nname="crate"\nversion="0.1.0"\nedition="2021"\nbuild="build.rs"\n[dependencies]\npm={path="pm"}\n[workspace]\n' >"$work/crate/Cargo.toml"
printf '[package]\nname="pm"\nversion="0.1.0"\nedition="2021"\n[lib]\nproc-macro=true\n' >"$work/crate/pm/Cargo.toml"
printf 'extern crate proc_macro;\n#[proc_macro]\npub fn one(_: proc_macro::TokenStream) -> proc_macro::TokenStream { "1".parse().unwrap() }\n' >"$work/crate/pm/src/lib.rs"
printf 'fn main() { println!("cargo:rerun-if-env-changed=CC_%s"); for k in ["CC_%s", "RUSTC_LINKER"] { println!("cargo:warning={}={:?}", k, std::env::var(k).ok()); } }\n' $HU $HU >"$work/crate/build.rs"
printf '/// ```\n/// assert_eq!(crate_::one(), 1);\n/// ```\npub fn one() -> i32 { pm::one!() }\n' >"$work/crate/src/lib.rs"
printf '[lib]\nname="crate_"\n' >>"$work/crate/Cargo.toml"
printf 'fn main() { assert!(!cfg!(never)); println!("{}{}", crate_::one(), if cfg!(mine) { " mine" } else { "" }); }\n' >"$work/crate/src/main.rs"
printf '[lints.rust]\nunexpected_cfgs="allow"\n' >>"$work/crate/Cargo.toml"
S=$H.2.17-cc

again
r -- run --target $H.2.17
check 'real cargo: builds and runs on stable' out_has 1
check 'real cargo: the shim links the binary' linked "$S" 'deps/crate-[0-9a-f]*$'
check 'real cargo: ... never the build script' not_linked '.*' 'build_script_build'
check 'real cargo: ... never the proc macro' not_linked '.*' 'libpm-'
check 'real cargo: the build script sees CC' err_has "CC_$HU=Some(\"x86_64-linux-gnu.2.17-gcc\")"
check 'real cargo: only target/TRIPLE is used' test -x "$work/crate/target/$H/debug/crate"

: >"$work/link.log"
r -- build --target $H.2.17
check 'real cargo: a second build is fresh' test ! -s "$work/link.log"
r -- build --target $H.2.28
check 'real cargo: another floor is not' linked "$H.2.28-cc" 'deps/crate-'
check 'real cargo: ... and runs the build script again' err_has '2.28-gcc'

: >"$work/link.log"
r -- test --doc --target $H.2.17
check 'real cargo: doctests pass' grep -q '^test result: ok. 1 passed' "$work/out"
check 'real cargo: ... linked by the shim' linked "$S" 'rust_out'

again
mkdir -p "$work/crate/.cargo"
printf '[build]\nrustflags = ["--cfg", "mine"]\n' >"$work/crate/.cargo/config.toml"
r -- run --target $H.2.17
check 'real cargo: build.rustflags survive' out_has '1 mine'
check 'real cargo: ... beside our linker' linked "$S" 'deps/crate-'
printf '[build]\nrustflags = ["--cfg", "never"]\n[target.%s]\nrustflags = "--cfg mine"\n' $H >"$work/crate/.cargo/config.toml"
again
r -- run --target $H.2.17
check 'real cargo: target.*.rustflags survive and hide build.*' out_has '1 mine'
check 'real cargo: ... beside our linker' linked "$S" 'deps/crate-'
printf "[build]\nrustflags = ['--cfg', 'never']\n[target.'cfg(unix)']\nrustflags = ['--cfg', 'mine']\n" >"$work/crate/.cargo/config.toml"
again
r -- run --target $H.2.17
check 'real cargo: target.cfg(…).rustflags too' out_has '1 mine'
check 'real cargo: ... beside our linker' linked "$S" 'deps/crate-'
again
r RUSTFLAGS='--cfg mine' -- run --target $H.2.17 --config 'target.x86_64-unknown-linux-gnu.rustflags=["--cfg","never"]'
check 'real cargo: RUSTFLAGS survive and hide the rest' out_has '1 mine'
check 'real cargo: ... beside our linker' linked "$S" 'deps/crate-'
again
r CARGO_ENCODED_RUSTFLAGS=$'--cfg\x1fmine' RUSTFLAGS='--cfg never' -- run --target $H.2.17
check 'real cargo: CARGO_ENCODED_RUSTFLAGS beat them' out_has '1 mine'
check 'real cargo: ... beside our linker' linked "$S" 'deps/crate-'
again
r CARGO_TARGET_${HC}_RUSTFLAGS='--cfg mine' -- run --target $H.2.17
check 'real cargo: CARGO_TARGET_T_RUSTFLAGS survive' out_has '1 mine'
check 'real cargo: ... beside our linker' linked "$S" 'deps/crate-'

again
printf '[target.%s]\nlinker = "mylinker"\n' $H >"$work/crate/.cargo/config.toml"
ln -sf zshim "$work/real/mylinker"
r -- run --target $H.2.17
check 'real cargo: a linker of the user'"'"'s stays' linked mylinker 'deps/crate-'
check 'real cargo: ... with a warning' err_has 'stays the linker'

again
printf '[build]\ntarget = "%s.2.17"\n' $H >"$work/crate/.cargo/config.toml"
r -- run
check 'real cargo: build.target with a floor' linked "$S" 'deps/crate-'
check 'real cargo: ... goes to target/TRIPLE' test -x "$work/crate/target/$H/debug/crate"

again
printf '[build]\ntarget = ["%s.2.17"]\n' $H >"$work/crate/.cargo/config.toml"
r -- run
check 'real cargo: a list of one with a floor' linked "$S" 'deps/crate-'
r -- tree
check 'real cargo: ... for who builds nothing' out_says 'crate v0.1.0'
r -- metadata --format-version 1 --filter-platform $H.2.17
check 'real cargo: metadata gets no floor' out_says '{"packages":'
rm "$work/crate/.cargo/config.toml"
r -- run --config "build.target='$H.2.17'"
check 'real cargo: a floor in --config' out_has 1

again
printf 'include = ["more.toml"]\n' >"$work/crate/.cargo/config.toml"
printf '[build]\nrustflags = ["--cfg", "mine"]\ntarget = "%s.2.17"\n' $H >"$work/crate/.cargo/more.toml"
r -- run
if grep -q 'include' "$work/err"; then
    skip 'real cargo: an included file' 'this cargo has no include'
else
    check 'real cargo: an included file' out_has '1 mine'
fi
rm -r "$work/crate/.cargo"

again
r -- setup --target $H.2.28
of_cargo PATH="$(dirname "$real_cargo"):/usr/bin:/bin" "$real_cargo" \
    run -q --target $H
check 'real cargo: after setup plain cargo builds and runs' out_has 1
check 'real cargo: ... with the shim' linked "$H.2.28-cc" 'deps/crate-'
check 'real cargo: ... but not build scripts' not_linked '.*' 'build_script_build'
again
r -- run --target $H.2.17
check 'real cargo: the floor of the command line beats that of setup' \
    linked "$S" 'deps/crate-'
rm -r "$work/crate/.cargo"

# CPUs that rustc takes and does not list. The flags reach cargo, which refuses
# -Zbuild-std before anything is built (a nightly one has no sources here).
cpu() { r RUSTFLAGS="-C target_cpu=$2" -- check -Zbuild-std --target "$1"; }
no_refusal() { ! grep 'knows no such CPU' "$work/err"; }
for k in aarch64-apple-darwin:apple-m1 aarch64-apple-darwin:apple-m2 \
    aarch64-apple-darwin:apple-m3 aarch64-apple-darwin:cyclone \
    aarch64-apple-darwin:apple-s4 aarch64-unknown-linux-gnu:cobalt-100; do
    of_cargo PATH="$(dirname "$real_cargo"):/usr/bin:/bin" rustc --print cfg \
        --target "${k%:*}" -Ctarget-cpu="${k#*:}"
    if grep -q 'not a recognized processor' "$work/err"; then
        skip "real rustc: ${k#*:}" 'this one does not know it'
        continue
    fi
    cpu "${k%:*}" "${k#*:}"
    check "real rustc: takes ${k#*:}" no_refusal
done
cpu aarch64-apple-darwin apple-m0
check 'real rustc: knows no apple-m0' err_has 'this rustc knows no such CPU'

again
r -- build --target $H.2.17 -Zno-such-thing
check "real cargo: cargo's errors pass through" is_status 101
r -- build
check 'real cargo: without a target no shim links' not_linked '.*-cc' 'crate-'
finish
