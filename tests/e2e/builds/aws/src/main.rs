use aws_lc_rs::{digest, signature};

fn main() {
    let sum = digest::digest(&digest::SHA256, b"abc");
    let hex: String = sum.as_ref()[..4].iter().map(|b| format!("{b:02x}")).collect();
    // The curve's assembly.
    let rng = aws_lc_rs::rand::SystemRandom::new();
    let key = signature::Ed25519KeyPair::generate_pkcs8(&rng)
        .and_then(|k| Ok(signature::Ed25519KeyPair::from_pkcs8(k.as_ref()).unwrap()))
        .unwrap();
    use signature::KeyPair;
    let public = signature::UnparsedPublicKey::new(&signature::ED25519, key.public_key().as_ref());
    println!("sha256 {hex} ed25519 {}", public.verify(b"x", key.sign(b"x").as_ref()).is_ok());
}
