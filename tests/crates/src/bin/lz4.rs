fn main() {
    let data = crates::bytes();
    let small = lz4::block::compress(&data, None, true).unwrap();
    println!("{}", lz4::block::decompress(&small, None).unwrap() == data);
}
