use opusic_sys::*;

fn main() {
    let (mut error, mut packet, mut back) = (0, [0u8; 1000], [0i16; 960]);
    let tone: Vec<i16> = (0..960).map(|i| ((i as f32 / 9.0).sin() * 9000.0) as i16).collect();
    unsafe {
        let encoder = opus_encoder_create(48000, 1, OPUS_APPLICATION_AUDIO, &mut error);
        let n = opus_encode(encoder, tone.as_ptr(), 960, packet.as_mut_ptr(), 1000);
        let decoder = opus_decoder_create(48000, 1, &mut error);
        println!("{} {}", n > 10, opus_decode(decoder, packet.as_ptr(), n, back.as_mut_ptr(), 960, 0));
    }
}
