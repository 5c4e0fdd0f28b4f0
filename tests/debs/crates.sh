# Sourced by run.sh: a sample of crates whose build scripts look for a C library,
# with Debian's for arm64. What came of each goes into crates.tsv.
crates_target=aarch64-unknown-linux-gnu

# crates_cell CRATE WANT PACKAGES CALL: "pass", or what went wrong.
crates_cell()
{
    local version features function library said bin
    read -r version features <<<"$2"
    read -r function library <<<"$4"
    mkdir -p src
    printf '%s\n' '[package]' 'name = "p"' 'version = "0.1.0"' 'edition = "2021"' \
        '[dependencies]' "x = { package = \"$1\", version = \"$version\", features = [${features:+\"$features\"}] }" \
        '[workspace]' >Cargo.toml
    printf '%s\n' 'extern crate x as _;' \
        "extern \"C\" { fn $function(x: usize) -> usize; }" 'fn main() {' \
        "    println!(\"{}\", if unsafe { $function(0) } as u32 != 0 { \"right\" } else { \"wrong\" });" \
        '}' >src/main.rs
    # shellcheck disable=SC2086
    cargo-zbuild zbuild deps add --target $crates_target $3 >log 2>&1 </dev/null &&
        LIBSSH2_SYS_USE_PKG_CONFIG=1 cargo-zbuild zbuild build \
            --target $crates_target.$debs_floor >log 2>&1 </dev/null || {
        debs_reason log
        return
    }
    bin=target/$crates_target/debug/p
    readelf -dW $bin | grep -q "NEEDED.*\[$library" || {
        echo "its program does not need Debian's $library"
        return
    }
    said=$(timeout 120 cargo-zbuild zbuild run-binary --target $crates_target ./$bin 2>log </dev/null | tail -n1)
    if [ "$said" = right ]; then echo pass; else echo "said '$said' $(tail -n1 log | cut -c1-120)"; fi
}

crates_all()
{
    local row crate want packages call came
    grep -v '^#' "$here/crates.list" | while IFS='|' read -r crate want packages call; do
        [ -z "${ONLY-}" ] || [[ " $ONLY " = *" $crate "* ]] || continue
        [ "${FRESH-}" ] || ! grep -q "^$crate	pass	" "$here/crates.tsv" || continue
        mkdir -p "$work/$crate"
        came=$(cd "$work/$crate" && crates_cell "$crate" "$want" "$packages" "$call")
        version=$(sed -n "/^name = \"$crate\"/{n;s/.*\"\(.*\)\"/\1/p}" "$work/$crate/Cargo.lock" | head -n1)
        {
            grep -v "^$crate	" "$here/crates.tsv"
            printf '%s\t%s\t%s\n' "$crate" "$came" "$version"
        } | sort >"$here/crates.tmp" && mv "$here/crates.tmp" "$here/crates.tsv"
        echo "$(date +%H:%M) $crate $version: $came"
        rm -rf "$work/$crate"
    done
}
