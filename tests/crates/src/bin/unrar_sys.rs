fn main() {
    println!("{}", unsafe { unrar_sys::RARGetDllVersion() });
}
