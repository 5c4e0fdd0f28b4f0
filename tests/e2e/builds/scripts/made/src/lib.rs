extern "C" {
    fn made() -> i32;
    fn made_bits() -> i32;
}

pub fn floor() -> (i32, i32) {
    unsafe { (made(), made_bits()) }
}
