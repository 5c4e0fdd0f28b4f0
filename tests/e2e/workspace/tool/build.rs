fn main() {
    println!("cargo:rerun-if-changed=c/tool.c");
    cc::Build::new().warnings_into_errors(true).file("c/tool.c").compile("tool");
    println!("cargo:rustc-env=BUILT_FOR={}", std::env::var("TARGET").unwrap());
}
