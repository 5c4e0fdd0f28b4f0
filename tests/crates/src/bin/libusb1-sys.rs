fn main() {
    let version = unsafe { &*libusb1_sys::libusb_get_version() };
    println!("{} {}", version.major, crates::text(unsafe { libusb1_sys::libusb_error_name(-5) }));
}
