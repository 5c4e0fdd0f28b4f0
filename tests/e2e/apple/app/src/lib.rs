//! C, C++, frameworks and libiconv, as crates link them.
use std::ffi::{c_char, c_int, c_ulong, c_void};

extern "C" {
    pub fn c_add(a: c_int, b: c_int) -> c_int;
    pub fn cxx_words(text: *const u8, n: c_ulong) -> c_int;
}

#[link(name = "CoreFoundation", kind = "framework")]
extern "C" {
    pub static kCFAllocatorDefault: *const c_void;
    pub fn CFRelease(what: *const c_void);
}

#[link(name = "Security", kind = "framework")]
extern "C" {
    pub fn SecRandomCopyBytes(r: *const c_void, n: usize, to: *mut u8) -> i32;
}

#[link(name = "iconv")]
extern "C" {
    pub fn iconv_open(to: *const c_char, from: *const c_char) -> *mut c_void;
}

#[no_mangle]
pub extern "C" fn app_add(a: c_int, b: c_int) -> c_int {
    std::panic::catch_unwind(|| unsafe { c_add(a, b) }).unwrap_or(-1)
}
