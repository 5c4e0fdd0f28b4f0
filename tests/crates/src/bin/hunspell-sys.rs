use hunspell_sys::*;
use std::{env, ffi::CString, fs};

fn main() {
    let dir = env::temp_dir().join(format!("zbuild-hunspell-{}", std::process::id()));
    fs::create_dir(&dir).unwrap();
    let path = |name: &str, text: &str| {
        let path = dir.join(name);
        fs::write(&path, text).unwrap();
        CString::new(path.to_str().unwrap()).unwrap()
    };
    let aff = path("x.aff", "SET UTF-8\n");
    let dic = path("x.dic", "2\ncross\nbuild\n");
    let word = |w: &str| CString::new(w).unwrap();
    unsafe {
        let h = Hunspell_create(aff.as_ptr(), dic.as_ptr());
        println!("{} {}", Hunspell_spell(h, word("cross").as_ptr()),
            Hunspell_spell(h, word("crss").as_ptr()));
    }
    fs::remove_dir_all(&dir).unwrap();
}
