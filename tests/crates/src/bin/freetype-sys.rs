use freetype_sys::{FT_Init_FreeType, FT_MulFix};

fn main() {
    let mut library = std::ptr::null_mut();
    println!("{} {}", unsafe { FT_Init_FreeType(&mut library) }, unsafe { FT_MulFix(3 << 16, 5 << 16) } >> 16);
}
