use crates as _; // its library has the C++ of build.rs

#[cxx::bridge]
mod ffi {
    extern "Rust" {
        fn twice(n: i32) -> Result<i32>;
    }
    unsafe extern "C++" {
        include!("crates/src/cxx.h");
        fn longest(words: &CxxVector<CxxString>) -> usize;
        fn words(text: &str) -> UniquePtr<CxxVector<CxxString>>;
        fn caught(n: i32) -> Result<String>;
    }
}

fn twice(n: i32) -> Result<i32, String> {
    if n < 0 { Err("below 0".into()) } else { Ok(2 * n) }
}

fn main() {
    let words = ffi::words("one three two");
    println!("{} {} {} {}", words.len(), ffi::longest(&words), ffi::caught(-1).unwrap(),
        ffi::caught(200).unwrap_err());
}
