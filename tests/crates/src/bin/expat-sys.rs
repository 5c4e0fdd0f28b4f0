use expat_sys as _;
use std::ffi::{c_char, c_int, c_void};

extern "C" {
    fn XML_ParserCreate(encoding: *const c_char) -> *mut c_void;
    fn XML_Parse(parser: *mut c_void, s: *const c_char, n: c_int, last: c_int) -> c_int;
    fn XML_GetCurrentColumnNumber(parser: *mut c_void) -> std::ffi::c_ulong;
}

fn main() {
    unsafe {
        let parser = XML_ParserCreate(std::ptr::null());
        println!("{}", XML_Parse(parser, c"<a><b/></c>".as_ptr(), 11, 1));
        println!("{}", XML_GetCurrentColumnNumber(parser));
    }
}
