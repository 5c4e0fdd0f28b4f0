fn main() {
    let key = openssl::rsa::Rsa::generate(1024).unwrap();
    println!("{} {}", &crates::hex(openssl::sha::sha256(b"abc"))[..16], key.check_key().unwrap());
}
