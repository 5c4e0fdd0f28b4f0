use lcms2_sys::*;

fn main() {
    unsafe {
        let srgb = ffi::cmsCreate_sRGBProfile();
        let lab = ffi::cmsCreateLab4Profile(std::ptr::null());
        let t = ffi::cmsCreateTransform(srgb, ffi::PixelFormat::RGB_8, lab,
            ffi::PixelFormat::Lab_DBL, ffi::Intent::Perceptual, 0);
        let mut out = [0f64; 3];
        ffi::cmsDoTransform(t, [255u8; 3].as_ptr().cast(), out.as_mut_ptr().cast(), 1);
        println!("{:.1}", out[0]);
    }
}
