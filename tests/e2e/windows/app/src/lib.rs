//! What a C program calls.
use std::panic;

extern "C" {
    fn c_part(n: i32) -> i32;
    fn cxx_part(n: i32) -> i32;
}

pub fn parts() -> (i32, i32) {
    unsafe { (c_part(12345), cxx_part(3)) }
}

#[no_mangle]
pub extern "C" fn win_add(a: i32, b: i32) -> i32 {
    a + b
}

/// 1: a panic was caught.
#[no_mangle]
pub extern "C" fn win_catch() -> i32 {
    panic::set_hook(Box::new(|_| {}));
    let index = std::hint::black_box(3);
    panic::catch_unwind(|| [1, 2][index % 4]).is_err() as i32
}

#[no_mangle]
pub extern "C" fn win_parts() -> i32 {
    let (c, cxx) = parts();
    c * 100 + cxx
}

#[cfg(test)]
mod tests {
    #[test]
    fn adds() {
        assert_eq!(super::win_add(1, 2), 3);
    }

    #[test]
    #[should_panic(expected = "on purpose")]
    fn panics() {
        panic!("on purpose");
    }
}
