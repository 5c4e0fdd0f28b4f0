//! A library for programs in C++: what a callback of theirs throws goes through
//! its frames, whose values are dropped.

use std::cell::Cell;

thread_local!(static DROPPED: Cell<u32> = const { Cell::new(0) });

struct Guard;

impl Drop for Guard {
    fn drop(&mut self) {
        DROPPED.with(|d| d.set(d.get() + 1));
    }
}

#[no_mangle]
pub extern "C-unwind" fn through(callback: extern "C-unwind" fn()) {
    let _guard = Guard;
    callback();
}

#[no_mangle]
pub extern "C" fn dropped() -> u32 {
    DROPPED.with(Cell::get)
}
