// No std, but libc and its start files.
#![no_std]
#![no_main]

use core::ffi::{c_char, c_int};

#[link(name = "c")]
extern "C" {
    fn printf(format: *const c_char, ...) -> c_int;
    fn abort() -> !;
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    unsafe { abort() }
}

// core is built to unwind; nothing here does.
#[no_mangle]
extern "C" fn rust_eh_personality() {}

#[no_mangle]
extern "C" fn main(argc: c_int, _argv: *const *const c_char) -> c_int {
    unsafe { printf(c"no std, %d word\n".as_ptr(), argc) };
    0
}
