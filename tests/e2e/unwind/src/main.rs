//! A panic in a callback of C's qsort, caught by its caller, and a backtrace.

extern "C-unwind" {
    fn qsort(
        base: *mut i32,
        n: usize,
        size: usize,
        compare: extern "C-unwind" fn(*const i32, *const i32) -> i32,
    );
}

extern "C-unwind" fn compare(_: *const i32, _: *const i32) -> i32 {
    panic!("compared")
}

fn main() {
    let frames = std::backtrace::Backtrace::force_capture().to_string();
    std::panic::set_hook(Box::new(|_| ()));
    let result = std::panic::catch_unwind(|| {
        let mut values = [2, 1];
        unsafe { qsort(values.as_mut_ptr(), 2, 4, compare) };
    });
    let caught = result.unwrap_err().downcast_ref::<&str>() == Some(&"compared");
    println!("caught {} frames {}", caught, frames.contains("main"));
}
