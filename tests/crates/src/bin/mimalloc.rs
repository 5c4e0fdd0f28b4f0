#[global_allocator]
static GLOBAL: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let n: usize = std::thread::spawn(|| crates::bytes().len()).join().unwrap();
    println!("{n} {}", unsafe { GLOBAL.usable_size(Box::into_raw(Box::new([0u8; 100])).cast()) } >= 100);
}
