fn main() {
    let mut out = [0u8; 32];
    unsafe { mbedtls_sys::sha256_ret(b"abc".as_ptr(), 3, out.as_mut_ptr(), 0) };
    println!("{}", &crates::hex(out)[..16]);
}
