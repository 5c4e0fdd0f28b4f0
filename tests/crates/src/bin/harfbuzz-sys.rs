use harfbuzz_sys::*;

fn main() {
    let shalom = "שלום";
    unsafe {
        let buffer = hb_buffer_create();
        hb_buffer_add_utf8(buffer, shalom.as_ptr().cast(), shalom.len() as i32, 0, -1);
        hb_buffer_guess_segment_properties(buffer);
        println!("{} {}", hb_buffer_get_length(buffer),
            hb_buffer_get_direction(buffer) == HB_DIRECTION_RTL);
    }
}
