//! A Makefile run by hand, as rdkafka-sys does: it reads CC and AR.
use std::env::var;
use std::process::Command;

fn main() {
    let out = var("OUT_DIR").unwrap();
    println!("cargo:rerun-if-env-changed=WRONG");
    let mut make = Command::new("make");
    make.args(["-C", "c", &format!("OUT={out}")]);
    if let Ok(cc) = var("WRONG") {
        make.args([&format!("CC={cc}"), "AR=ar"]);
    }
    assert!(make.status().unwrap().success());
    println!("cargo:rustc-link-search={out}");
    println!("cargo:rustc-link-lib=static=made");
}
