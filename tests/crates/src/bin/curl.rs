fn main() {
    let mut easy = curl::easy::Easy::new();
    easy.url("file:///").unwrap();
    println!("{} {}", easy.url_encode(b"a b/c"), curl::Version::get().feature_ssl());
}
