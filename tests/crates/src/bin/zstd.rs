fn main() {
    let data = crates::bytes();
    let small = zstd::encode_all(&data[..], 3).unwrap();
    println!("{} {}", small.len() < data.len(), zstd::decode_all(&small[..]).unwrap() == data);
}
