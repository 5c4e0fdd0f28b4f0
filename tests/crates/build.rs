fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    #[cfg(feature = "cxx")]
    cxx_build::bridge("src/bin/cxx.rs").file("src/cxx.cc").std("c++17").compile("bridge");
}
