//! Runs on the host while the workspace is built for another target.
use std::{env, fs, path::Path};

fn main() {
    let out = env::var("OUT_DIR").unwrap();
    let host = env::var("HOST").unwrap();
    assert_eq!(host, env::var("TARGET").unwrap(), "a proc macro's target is the host");
    let table: Vec<u32> = (0..10).map(|i| i * i).collect();
    fs::write(
        Path::new(&out).join("table.rs"),
        format!("const SQUARES: &[u32] = &{table:?};\nconst HOST: &str = {host:?};\n"),
    )
    .unwrap();
    println!("cargo:rerun-if-changed=build.rs");
}
