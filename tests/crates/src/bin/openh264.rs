use openh264::{decoder::Decoder, encoder::Encoder, formats::{YUVBuffer, YUVSource}};

fn main() {
    let stream = Encoder::new().unwrap().encode(&YUVBuffer::new(64, 48)).unwrap().to_vec();
    let mut decoder = Decoder::new().unwrap();
    println!("{:?}", decoder.decode(&stream).unwrap().map(|y| y.dimensions()));
}
