use blst::min_pk::SecretKey;

fn main() {
    let key = SecretKey::key_gen(&[7; 32], &[]).unwrap();
    let signed = key.sign(b"zbuild", b"DST", &[]);
    println!("{:?} {:?}", signed.verify(true, b"zbuild", b"DST", &[], &key.sk_to_pk(), true),
        signed.verify(true, b"other", b"DST", &[], &key.sk_to_pk(), true));
}
