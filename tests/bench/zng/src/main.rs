use std::ffi::CStr;

fn main() {
    let version = unsafe { CStr::from_ptr(libz_ng_sys::zlibVersion()) };
    println!("{}", version.to_str().unwrap());
}
