//! Calls each of the libraries through bindgen's declarations.
#[allow(dead_code, non_camel_case_types, non_upper_case_globals, non_snake_case)]
mod api {
    include!(concat!(env!("OUT_DIR"), "/api.rs"));
}
use std::ffi::CStr;

fn text(p: *const std::os::raw::c_char) -> String {
    unsafe { CStr::from_ptr(p) }.to_string_lossy().into_owned()
}

fn main() {
    let (yaml, json) = unsafe {
        (
            text(api::yaml_get_version_string()),
            text(api::cJSON_Version()),
        )
    };
    println!(
        "sum {} yaml {yaml} json {json} glibc {} long double {} stat {}",
        unsafe { api::part_sum(20, 22) },
        api::ZBUILD_GLIBC,
        api::ZBUILD_LONG_DOUBLE,
        std::mem::size_of::<api::stat>(),
    );
}
