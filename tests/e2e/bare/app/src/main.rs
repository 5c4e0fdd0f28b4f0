//! core and alloc on a machine without an operating system; C starts it.
#![no_std]
#![no_main]
extern crate alloc;

use alloc::collections::BTreeMap;
use alloc::{boxed::Box, format, string::String, vec::Vec};
use core::alloc::{GlobalAlloc, Layout};
use core::ffi::{c_char, c_int, c_long, CStr};
use core::fmt::Write;
use core::sync::atomic::{AtomicUsize, Ordering::Relaxed};

extern "C" {
    fn say(text: *const c_char);
    fn leave(status: c_int) -> !;
    fn command_line(to: *mut c_char, size: c_long) -> c_int;
}

/// Takes from a fixed array and gives nothing back. One core, no interrupts:
/// load and store are enough (v6-M has no more).
struct Bump;
static mut HEAP: [u64; 1024] = [0; 1024];
static USED: AtomicUsize = AtomicUsize::new(0);
unsafe impl GlobalAlloc for Bump {
    unsafe fn alloc(&self, l: Layout) -> *mut u8 {
        let at = (USED.load(Relaxed) + l.align() - 1) & !(l.align() - 1);
        if at + l.size() > 8 * 1024 {
            return core::ptr::null_mut();
        }
        USED.store(at + l.size(), Relaxed);
        (&raw mut HEAP).cast::<u8>().add(at)
    }
    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}
}
#[global_allocator]
static ALLOCATOR: Bump = Bump;

struct Console;
impl Write for Console {
    fn write_str(&mut self, s: &str) -> core::fmt::Result {
        let mut line = Vec::from(s.as_bytes());
        line.push(0);
        unsafe { say(line.as_ptr().cast()) };
        Ok(())
    }
}

#[panic_handler]
fn panicked(info: &core::panic::PanicInfo) -> ! {
    let _ = writeln!(Console, "{info}");
    unsafe { leave(101) }
}

trait Shape {
    fn area(&self) -> f32;
}
struct Square(f32);
impl Shape for Square {
    fn area(&self) -> f32 {
        self.0 * self.0
    }
}

#[no_mangle]
extern "C" fn main() -> c_int {
    let mut line = [0u8; 256];
    let line = unsafe {
        command_line(line.as_mut_ptr().cast(), 256);
        CStr::from_ptr(line.as_ptr().cast())
    };
    let args: Vec<&str> = line.to_str().unwrap().split(' ').skip(1).collect();
    let mut counts = BTreeMap::new();
    for c in "semihosting".chars() {
        *counts.entry(c).or_insert(0u64) += 1;
    }
    let top: String = counts.iter().filter(|c| *c.1 > 1).map(|c| *c.0).collect();
    let shape: Box<dyn Shape> = Box::new(Square(1.5));
    let big = u64::MAX / core::hint::black_box(10_000_000_000);
    if args.contains(&"panic") {
        let v: Vec<i32> = Vec::new();
        return v[core::hint::black_box(3)];
    }
    let text = format!("app: {top} {} {big} {args:?}", shape.area());
    let _ = writeln!(Console, "{text}");
    args.len() as c_int
}
