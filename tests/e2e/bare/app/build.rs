fn main() {
    let target = std::env::var("TARGET").unwrap();
    let board = match target.split('-').next().unwrap() {
        "thumbv6m" => "microbit",
        "thumbv7em" | "thumbv7m" => "mps2",
        "thumbv8m.main" => "an505",
        "aarch64" | "armv7a" | "thumbv7a" => "virt-arm",
        _ => "virt",
    };
    let scripts = std::fs::canonicalize("..").unwrap();
    println!("cargo:rustc-link-arg=-L{}", scripts.display());
    println!("cargo:rustc-link-arg=-T{board}.ld");
    cc::Build::new()
        .file("../c/start.c")
        .file("../c/semihost.c")
        .flag("-ffreestanding")
        .compile("start");
}
