extern "C" {
    fn native_get(p: *const u8, n: i32) -> i32;
    fn native_sum(n: i32) -> i32;
}

fn rust_sum(n: i32) -> i32 {
    (0..n).map(|i| if i % 3 == 0 { i } else { 1 }).sum()
}

fn main() {
    let n = std::env::args().count() as i32;
    let block = vec![7u8; 10];
    println!("{} {}", unsafe { native_sum(100 * n) }, rust_sum(100 * n));
    if std::env::args().nth(1).as_deref() == Some("over") {
        println!("{}", unsafe { native_get(block.as_ptr(), 8 + n) });
    }
}
