#[global_allocator]
static GLOBAL: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() {
    let n: usize = std::thread::spawn(|| crates::bytes().len()).join().unwrap();
    let p = Box::into_raw(Box::new([0u8; 100]));
    println!("{n} {}", unsafe { tikv_jemallocator::usable_size(p) } >= 100);
}
