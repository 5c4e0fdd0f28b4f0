#[global_allocator]
static GLOBAL: snmalloc_rs::SnMalloc = snmalloc_rs::SnMalloc;

fn main() {
    println!("{}", std::thread::spawn(|| crates::bytes().len()).join().unwrap());
}
