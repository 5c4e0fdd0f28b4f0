fn main() {
    cc::Build::new()
        .file("../seven.c")
        .flag("-ffreestanding")
        .compile("seven_c");
}
