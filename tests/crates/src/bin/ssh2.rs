fn main() {
    let kex = ssh2::Session::new().unwrap().supported_algs(ssh2::MethodType::Kex).unwrap();
    println!("{}", kex.contains(&"diffie-hellman-group14-sha256"));
}
