use ring::{digest, signature::{Ed25519KeyPair, KeyPair, UnparsedPublicKey, ED25519}};

fn main() {
    let key = Ed25519KeyPair::from_seed_unchecked(&[7; 32]).unwrap();
    let sign = key.sign(b"zbuild");
    let good = UnparsedPublicKey::new(&ED25519, key.public_key()).verify(b"zbuild", sign.as_ref());
    println!("{} {}", &crates::hex(digest::digest(&digest::SHA256, b"abc"))[..16], good.is_ok());
}
