use libsodium_sys::*;

fn main() {
    let mut hash = [0u8; 32];
    unsafe {
        println!("{}", sodium_init());
        crypto_generichash(hash.as_mut_ptr(), 32, b"abc".as_ptr(), 3, std::ptr::null(), 0);
    }
    println!("{}", &crates::hex(hash)[..16]);
}
