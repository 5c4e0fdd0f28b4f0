use libsamplerate_sys::*;

fn main() {
    let mut why = 0;
    unsafe {
        let state = src_new(4, 1, &mut why);
        println!("{} {} {}", state.is_null(), why, src_is_valid_ratio(1000.0));
    }
}
