use libwebp_sys::*;

fn main() {
    let (rgb, mut out, mut w, mut h) = (vec![9u8; 30 * 20 * 3], std::ptr::null_mut(), 0, 0);
    unsafe {
        let n = WebPEncodeLosslessRGB(rgb.as_ptr(), 30, 20, 90, &mut out);
        let back = WebPDecodeRGB(out, n as _, &mut w, &mut h);
        println!("{w} {h} {}", *back.add(1000));
    }
}
