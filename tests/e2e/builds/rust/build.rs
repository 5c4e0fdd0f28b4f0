//! C of four origins: cc, cmake (cJSON), autotools (libyaml, found again by
//! pkg-config) and what bindgen makes of the target's headers.
use std::env;
use std::path::PathBuf;

fn main() {
    let out = PathBuf::from(env::var("OUT_DIR").unwrap());
    let target = env::var("TARGET").unwrap();
    let source = |name: &str| {
        println!("cargo:rerun-if-env-changed={name}");
        env::var(name).unwrap_or_else(|_| panic!("{name} is not set"))
    };

    println!("cargo:rerun-if-changed=src/part.c");
    println!("cargo:rerun-if-changed=src/api.h");
    cc::Build::new().file("src/part.c").warnings_into_errors(true).compile("part");

    let cjson = cmake::Config::new(source("CJSON_SOURCE"))
        .define("ENABLE_CJSON_TEST", "OFF")
        .define("BUILD_SHARED_LIBS", "OFF")
        .define("CMAKE_POLICY_VERSION_MINIMUM", "3.5")
        .build();
    println!("cargo:rustc-link-search=native={}/lib", cjson.display());
    println!("cargo:rustc-link-lib=static=cjson");

    // This machine has both; neither is the target's.
    for library in ["check", "libbsd"] {
        if let Ok(found) = pkg_config::probe_library(library) {
            panic!("{library} of this machine: {found:?}");
        }
    }
    let yaml = autotools::Config::new(source("YAML_SOURCE"))
        .disable_shared()
        .fast_build(true)
        .build();
    let key = format!("PKG_CONFIG_LIBDIR_{}", target.replace('-', "_"));
    env::set_var(key, yaml.join("lib/pkgconfig"));
    env::set_var("PKG_CONFIG_ALLOW_CROSS", "1");
    pkg_config::Config::new().statik(true).probe("yaml-0.1").unwrap();

    bindgen::Builder::default()
        .header("src/api.h")
        .clang_arg(format!("-I{}/include", yaml.display()))
        .clang_arg(format!("-I{}/include/cjson", cjson.display()))
        .allowlist_item("yaml_get_version_string|cJSON_Version|part_.*|ZBUILD_.*|stat|fstat")
        .generate()
        .unwrap()
        .write_to_file(out.join("api.rs"))
        .unwrap();
}
