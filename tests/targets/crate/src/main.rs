fn main() {
    let caught = std::panic::catch_unwind(|| panic!("on purpose")).is_err();
    println!("hello {} {}", seven::seven(), caught || cfg!(panic = "abort"));
}
