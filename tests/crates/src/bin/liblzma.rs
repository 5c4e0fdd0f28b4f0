use std::io::Read;

fn main() {
    let data = crates::bytes();
    let (mut small, mut big) = (Vec::new(), Vec::new());
    liblzma::read::XzEncoder::new(&data[..], 6).read_to_end(&mut small).unwrap();
    liblzma::read::XzDecoder::new(&small[..]).read_to_end(&mut big).unwrap();
    println!("{} {}", small.len() < data.len(), big == data);
}
