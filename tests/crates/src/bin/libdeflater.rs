use libdeflater::*;

fn main() {
    let data = crates::bytes();
    let (mut small, mut big) = (vec![0; 40000], vec![0; data.len()]);
    let n = Compressor::new(CompressionLvl::best()).gzip_compress(&data, &mut small).unwrap();
    Decompressor::new().gzip_decompress(&small[..n], &mut big).unwrap();
    println!("{} {:08x}", big == data, crc32(b"123456789"));
}
