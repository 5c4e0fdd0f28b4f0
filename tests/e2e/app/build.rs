fn main() {
    println!("cargo:rerun-if-changed=cpp/worker.cc");
    cc::Build::new()
        .cpp(true)
        .std("c++17")
        .warnings_into_errors(true)
        .file("cpp/worker.cc")
        .compile("worker");
}
