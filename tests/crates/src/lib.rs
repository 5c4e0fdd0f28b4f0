//! What several of the programs print with.
use std::ffi::{c_char, CStr};

pub fn hex(bytes: impl AsRef<[u8]>) -> String {
    bytes.as_ref().iter().map(|b| format!("{b:02x}")).collect()
}

pub fn text(s: *const c_char) -> String {
    unsafe { CStr::from_ptr(s) }.to_string_lossy().into()
}

/// Bytes that compress, but not to nothing.
pub fn bytes() -> Vec<u8> {
    (0..20000u32).map(|i| (i * i >> 7) as u8).collect()
}
