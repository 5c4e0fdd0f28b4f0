use lmdb_master_sys::*;
use std::ffi::CStr;

fn main() {
    let mut env = std::ptr::null_mut();
    unsafe {
        assert_eq!(mdb_env_create(&mut env), 0);
        println!("{} {}", mdb_env_get_maxkeysize(env),
            CStr::from_ptr(mdb_strerror(MDB_NOTFOUND)).to_str().unwrap());
    }
}

/* the crate leaves it to its user */
#[cfg(windows)]
#[link(name = "advapi32")]
extern "C" {}
