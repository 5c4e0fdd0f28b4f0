use webrtc_vad::Vad;

fn main() {
    println!("{:?}", Vad::new().is_voice_segment(&[0; 160]));
}
