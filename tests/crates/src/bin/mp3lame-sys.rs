use mp3lame_sys::*;

fn main() {
    let (tone, mut mp3) = ([1000i16; 4608], [0u8; 20000]);
    unsafe {
        let lame = lame_init();
        lame_set_num_channels(lame, 1);
        println!("{}", lame_init_params(lame));
        let n = lame_encode_buffer(lame, tone.as_ptr(), tone.as_ptr(), 4608, mp3.as_mut_ptr(), 20000);
        println!("{} {}", n > 0, mp3[0]);
    }
}
