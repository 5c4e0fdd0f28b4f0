use std::ffi::CStr;

fn main() {
    let mut sum = [0u8; 32];
    unsafe {
        let text = CStr::from_ptr(openssl_sys::OpenSSL_version(0));
        openssl_sys::SHA256(b"abc".as_ptr(), 3, sum.as_mut_ptr());
        assert!(!openssl_sys::TLS_method().is_null());
        let version = text.to_str().unwrap().split(' ').nth(1).unwrap();
        println!("OpenSSL {} {:02x}{:02x}", &version[..1], sum[0], sum[31]);
    }
}
