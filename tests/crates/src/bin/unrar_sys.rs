fn main() {
    println!("{}", unsafe { unrar_sys::RARGetDllVersion() });
}

/* the crate leaves it to its user */
#[cfg(windows)]
#[link(name = "shell32")]
extern "C" {}
