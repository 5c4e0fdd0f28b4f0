fn main() {
    cc::Build::new().file("part.c").compile("part");
    if std::env::var("CARGO_CFG_TARGET_OS").unwrap() == "wasi" {
        cc::Build::new().cpp(true).flag("-fno-exceptions").file("length.cc").compile("length");
    }
    println!("cargo:rustc-link-arg-cdylib=--export=c_part");
}
