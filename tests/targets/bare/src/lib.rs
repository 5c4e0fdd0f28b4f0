//! core and alloc with a part in C, for a machine without an operating system.
#![no_std]
extern crate alloc;

use alloc::vec::Vec;
use core::alloc::{GlobalAlloc, Layout};

extern "C" {
    fn seven() -> core::ffi::c_int;
}

/// One place, given once.
struct Once;
static mut PLACE: [u64; 8] = [0; 8];
unsafe impl GlobalAlloc for Once {
    unsafe fn alloc(&self, _: Layout) -> *mut u8 {
        (&raw mut PLACE).cast()
    }
    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}
}
#[global_allocator]
static ALLOCATOR: Once = Once;

#[no_mangle]
pub extern "C" fn seven_and(n: u32) -> u64 {
    let mut v: Vec<u32> = Vec::with_capacity(2);
    v.push(n);
    u64::from(v[0]) / 3 + unsafe { seven() } as u64
}

#[panic_handler]
fn panicked(_: &core::panic::PanicInfo) -> ! {
    loop {}
}
