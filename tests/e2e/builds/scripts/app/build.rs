fn main() {
    println!("cargo:rustc-env=ON_HOST={:?}", made::floor());
}
