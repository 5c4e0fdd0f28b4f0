fn main() {
    let caught =
        cfg!(panic = "abort") || std::panic::catch_unwind(|| panic!("on purpose")).is_err();
    println!("hello {} {}", seven::seven(), caught);
}
