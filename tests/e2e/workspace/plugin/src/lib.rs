//! Loaded by a C program with dlopen.
use std::cell::Cell;
use std::ffi::{c_char, c_int, CStr};

thread_local!(static CALLS: Cell<c_int> = const { Cell::new(0) });

/// How often the calling thread called this.
#[no_mangle]
pub extern "C" fn plugin_calls() -> c_int {
    CALLS.with(|c| {
        c.set(c.get() + 1);
        c.get()
    })
}

/// The length of the text in upper case, written to out; -1 if it does not fit.
///
/// # Safety
/// text ends in NUL; out has size bytes.
#[no_mangle]
pub unsafe extern "C" fn plugin_upper(text: *const c_char, out: *mut c_char, size: usize) -> c_int {
    let upper = CStr::from_ptr(text).to_string_lossy().to_uppercase();
    if upper.len() >= size {
        return -1;
    }
    out.copy_from_nonoverlapping(upper.as_ptr().cast(), upper.len());
    *out.add(upper.len()) = 0;
    upper.len() as c_int
}

/// 1 if a panic was caught on this side of the border.
#[no_mangle]
pub extern "C" fn plugin_panics() -> c_int {
    std::panic::set_hook(Box::new(|_| {}));
    c_int::from(std::panic::catch_unwind(|| panic!("{}", macros::square!(3))).is_err())
}
