fn main() {
    cc::Build::new().file("c/part.c").compile("cpart");
    cc::Build::new().cpp(true).file("c/part.cc").compile("cxxpart");
}
