fn main() {
    let key = secp256k1::SecretKey::from_secret_bytes([1; 32]).unwrap();
    println!("{}", &crates::hex(secp256k1::PublicKey::from_secret_key(&key).serialize())[..18]);
}
