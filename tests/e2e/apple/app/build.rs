fn main() {
    let target = std::env::var("TARGET").unwrap();
    assert!(target.ends_with("-apple-darwin") && !target.starts_with("universal2"));
    cc::Build::new().file("c.c").compile("cpart");
    cc::Build::new().cpp(true).file("words.cc").compile("words");
}
