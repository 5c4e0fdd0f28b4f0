fn main() {
    println!("{}", crates::text(unsafe { libnghttp2_sys::nghttp2_strerror(-504) }));
}
