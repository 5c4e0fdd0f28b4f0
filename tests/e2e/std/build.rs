// Runs on this machine, whatever std the target has.
fn main() {
    println!("cargo::rustc-env=BUILT_ON={}", std::env::consts::ARCH);
    println!("cargo::rerun-if-changed=build.rs");
}
