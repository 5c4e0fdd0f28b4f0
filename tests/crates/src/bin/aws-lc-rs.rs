use aws_lc_rs::{aead::*, digest};

fn main() {
    let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &[7; 32]).unwrap());
    let (nonce, mut data) = ([1; 12], b"zbuild".to_vec());
    key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut data).unwrap();
    let open = key.open_in_place(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut data).unwrap();
    println!("{} {}", &crates::hex(digest::digest(&digest::SHA256, b"abc"))[..16], open == b"zbuild");
}
