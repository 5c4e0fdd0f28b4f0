use leveldb_sys::*;
use std::ptr::null_mut;

fn main() {
    let dir = std::env::temp_dir().join(format!("leveldb-{}", std::process::id()));
    let name = std::ffi::CString::new(dir.to_str().unwrap()).unwrap();
    let (mut error, mut n) = (null_mut(), 0);
    unsafe {
        let options = leveldb_options_create();
        leveldb_options_set_create_if_missing(options, 1);
        let db = leveldb_open(options, name.as_ptr(), &mut error);
        leveldb_put(db, leveldb_writeoptions_create(), c"key".as_ptr(), 3, c"zbuild".as_ptr(), 6, &mut error);
        let got = leveldb_get(db, leveldb_readoptions_create(), c"key".as_ptr(), 3, &mut n, &mut error);
        println!("{n} {}", *got.add(1) as u8 as char);
        leveldb_close(db);
    }
    std::fs::remove_dir_all(dir).ok();
}
