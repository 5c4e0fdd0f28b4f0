//! Atomics of a machine without them; compiler_builtins' __sync_* are in the archive.
#![no_std]
use core::sync::atomic::{AtomicU32, AtomicU8, Ordering::SeqCst};

#[no_mangle]
pub static SHARED: AtomicU32 = AtomicU32::new(0);
static SMALL: AtomicU8 = AtomicU8::new(250);

#[no_mangle]
pub extern "C" fn rust_add() -> u32 {
    for _ in 0..1000 {
        SHARED.fetch_add(1, SeqCst);
        SMALL.fetch_add(1, SeqCst);
    }
    SMALL.load(SeqCst).into()
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    loop {}
}
