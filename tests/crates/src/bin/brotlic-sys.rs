use brotlic_sys::*;

fn main() {
    let text = b"zbuild ".repeat(1000);
    let (mut packed, mut back) = (vec![0u8; 1000], vec![0u8; 7000]);
    let (mut n, mut m) = (packed.len(), back.len());
    unsafe {
        BrotliEncoderCompress(9, 20, BrotliEncoderMode_BROTLI_MODE_TEXT, text.len(),
            text.as_ptr(), &mut n, packed.as_mut_ptr());
        BrotliDecoderDecompress(n, packed.as_ptr(), &mut m, back.as_mut_ptr());
    }
    println!("{} {}", n < 100, back == text);
}
