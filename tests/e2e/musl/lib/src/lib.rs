use std::ffi::{c_char, CStr};

/// # Safety
/// `s` is a C string.
#[no_mangle]
pub unsafe extern "C" fn shapes_sum(s: *const c_char) -> u32 {
    let text = CStr::from_ptr(s).to_string_lossy().into_owned();
    let handle = std::thread::spawn(move || text.bytes().map(u32::from).sum());
    handle.join().unwrap_or(0)
}

#[no_mangle]
pub extern "C" fn shapes_catches() -> bool {
    std::panic::set_hook(Box::new(|_| {}));
    std::panic::catch_unwind(|| panic!("inside")).is_err()
}
