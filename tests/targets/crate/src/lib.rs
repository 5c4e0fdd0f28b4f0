#[no_mangle]
pub extern "C" fn seven() -> i32 {
    "seven77".len() as i32
}
