use libffi::high::{call, Arg, CodePtr};

extern "C" fn sum(a: i32, b: f64, c: u8) -> f64 {
    f64::from(a) + b + f64::from(c)
}

fn main() {
    let args = [Arg::new(&1i32), Arg::new(&2.25f64), Arg::new(&4u8)];
    println!("{}", unsafe { call::<f64>(CodePtr(sum as *mut _), &args) });
}
