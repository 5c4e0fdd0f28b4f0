use app::*;

fn careful(n: usize) -> usize {
    let text = format!("a b {n}");
    if n == 3 {
        panic!("three");
    }
    unsafe { cxx_words(text.as_ptr(), text.len() as _) as usize }
}

fn main() {
    let n = std::env::args().count();
    let r = std::panic::catch_unwind(|| careful(n));
    println!("{r:?} {}", app_add(1, 2));
    let mut bytes = [0u8; 8];
    unsafe {
        SecRandomCopyBytes(std::ptr::null(), bytes.len(), bytes.as_mut_ptr());
        let utf8 = c"UTF-8".as_ptr();
        if iconv_open(utf8, utf8).is_null() && n > 9 {
            CFRelease(kCFAllocatorDefault);
        }
    }
}
