fn main() {
    println!("{}", unsafe { libdbus_sys::dbus_validate_path(c"/org/x".as_ptr(), std::ptr::null_mut()) });
}
