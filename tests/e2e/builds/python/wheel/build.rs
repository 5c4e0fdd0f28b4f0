fn main() {
    println!("cargo:rerun-if-changed=src/triple.c");
    cc::Build::new().file("src/triple.c").compile("triple");
}
