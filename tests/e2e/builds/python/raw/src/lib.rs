//! CPython's stable interface, as much as an empty module takes. The
//! definitions are objects.h's and moduleobject.h's (PEP 384, PEP 489).
#![allow(non_snake_case)]
use std::os::raw::{c_char, c_int, c_void};

#[repr(C)]
pub struct Definition {
    refcnt: isize,
    typ: *mut c_void,
    init: *mut c_void,
    index: isize,
    copy: *mut c_void,
    name: *const c_char,
    doc: *const c_char,
    size: isize,
    rest: [*mut c_void; 5],
}
unsafe impl Sync for Definition {}

extern "C" {
    fn PyModule_Create2(def: *mut Definition, version: c_int) -> *mut c_void;
    fn PyModule_AddIntConstant(m: *mut c_void, name: *const c_char, v: i64) -> c_int;
}

const NONE: *mut c_void = std::ptr::null_mut();
static mut DEFINITION: Definition = Definition {
    refcnt: 1,
    typ: NONE,
    init: NONE,
    index: 0,
    copy: NONE,
    name: c"zbuild_raw".as_ptr(),
    doc: std::ptr::null(),
    size: -1,
    rest: [NONE; 5],
};

/// # Safety
/// CPython calls it once, when the module is imported.
#[no_mangle]
pub unsafe extern "C" fn PyInit_zbuild_raw() -> *mut c_void {
    let m = PyModule_Create2(&raw mut DEFINITION, 3);
    PyModule_AddIntConstant(m, c"answer".as_ptr(), 42);
    m
}
