fn main() {
    let mut out = mozjpeg::Compress::new(mozjpeg::ColorSpace::JCS_RGB);
    out.set_size(64, 48);
    let mut out = out.start_compress(Vec::new()).unwrap();
    out.write_scanlines(&[99; 64 * 48 * 3]).unwrap();
    let jpeg = out.finish().unwrap();
    let mut image = mozjpeg::Decompress::new_mem(&jpeg).unwrap().rgb().unwrap();
    let pixels: Vec<[u8; 3]> = image.read_scanlines().unwrap();
    println!("{} {} {:?}", image.width(), pixels.len() / image.width(), pixels[100]);
}
