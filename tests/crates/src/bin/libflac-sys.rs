fn main() {
    unsafe {
        let encoder = libflac_sys::FLAC__stream_encoder_new();
        println!("{} {}", libflac_sys::FLAC__stream_encoder_set_channels(encoder, 2),
            libflac_sys::FLAC__format_sample_rate_is_valid(44100));
    }
}
