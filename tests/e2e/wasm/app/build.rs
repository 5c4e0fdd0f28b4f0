fn main() {
    cc::Build::new().file("part.c").compile("part");
    println!("cargo:rustc-link-arg-cdylib=--export=c_part");
}
