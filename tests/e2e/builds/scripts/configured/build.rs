//! A configure run by hand, as GMP's crate does: it looks for HOST-gcc, HOST-ar
//! and HOST-strip, and asks for a compiler of this machine, too.
use std::env::{remove_var, var};
use std::process::Command;

fn main() {
    let (out, target) = (var("OUT_DIR").unwrap(), var("TARGET").unwrap());
    let mut sh = Command::new("sh");
    sh.args(["c/configure", &out]);
    if target != var("HOST").unwrap() {
        for name in ["CC", "AR", "RANLIB"] {
            remove_var(name);
        }
        sh.arg(format!("--host={target}"));
    }
    assert!(sh.status().unwrap().success());
    println!("cargo:rustc-link-search={out}");
    println!("cargo:rustc-link-lib=static=configured");
}
