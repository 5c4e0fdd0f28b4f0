use openssl::hash::{hash, MessageDigest};
use std::ffi::CStr;

fn text(p: *const std::ffi::c_char) -> &'static str {
    unsafe { CStr::from_ptr(p) }.to_str().unwrap()
}

fn major(version: &str) -> &str {
    version.split('.').next().unwrap()
}

fn main() {
    let sum = hash(MessageDigest::sha256(), b"abc").unwrap();
    let ssl = openssl::ssl::SslConnector::builder(openssl::ssl::SslMethod::tls());
    assert!(ssl.is_ok());
    let version = openssl::version::version().split(' ').nth(1).unwrap();
    let crc = unsafe { libz_sys::crc32(0, b"123456789".as_ptr(), 9) };
    println!(
        "OpenSSL {} {:02x}{:02x}, SQLite {}, zlib {} {:08x}",
        major(version),
        sum[0],
        sum[31],
        major(text(unsafe { libsqlite3_sys::sqlite3_libversion() })),
        major(text(unsafe { libz_sys::zlibVersion() })),
        crc
    );
}
