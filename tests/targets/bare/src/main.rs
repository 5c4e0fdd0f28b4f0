#![no_std]
#![no_main]

#[no_mangle]
extern "C" fn _start() -> ! {
    core::hint::black_box(seven::seven_and(9));
    loop {}
}
