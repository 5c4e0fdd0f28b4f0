use bzip2_sys as _;
use std::ffi::c_int;

extern "C" {
    fn BZ2_bzBuffToBuffCompress(to: *mut u8, n: *mut u32, from: *const u8, m: u32,
        block: c_int, verbose: c_int, work: c_int) -> c_int;
    fn BZ2_bzBuffToBuffDecompress(to: *mut u8, n: *mut u32, from: *const u8, m: u32,
        small: c_int, verbose: c_int) -> c_int;
}

fn main() {
    let data = crates::bytes();
    let (mut small, mut big) = (vec![0u8; 40000], vec![0u8; 40000]);
    let (mut n, mut m) = (40000, 40000);
    unsafe {
        BZ2_bzBuffToBuffCompress(small.as_mut_ptr(), &mut n, data.as_ptr(), data.len() as u32, 9, 0, 0);
        BZ2_bzBuffToBuffDecompress(big.as_mut_ptr(), &mut m, small.as_ptr(), n, 0, 0);
    }
    println!("{m} {}", big[..m as usize] == data[..]);
}
