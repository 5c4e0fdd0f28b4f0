fn main() {
    println!("{:08x}", unsafe { libz_ng_sys::crc32(0, b"123456789".as_ptr(), 9) });
}
