use std::ffi::CStr;

fn main() {
    let version = unsafe { CStr::from_ptr(libz_ng_sys::zlibng_version()) };
    println!("{}", version.to_str().unwrap());
}
