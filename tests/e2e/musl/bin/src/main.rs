// Enough of libc, of the start files and of the unwinder to notice two of them.
use std::sync::Mutex;

struct Dropped;
impl Drop for Dropped {
    fn drop(&mut self) {
        *COUNT.lock().unwrap() += 1;
    }
}
static COUNT: Mutex<i32> = Mutex::new(0);

thread_local!(static LOCAL: std::cell::Cell<i32> = const { std::cell::Cell::new(1) });

fn main() {
    std::panic::set_hook(Box::new(|_| {}));
    let caught = std::panic::catch_unwind(|| {
        let _d = Dropped;
        panic!("unwind");
    });
    let threads: Vec<_> = (0..4)
        .map(|i| std::thread::spawn(move || LOCAL.with(|l| l.replace(i) + l.get())))
        .collect();
    let sum: i32 = threads.into_iter().map(|t| t.join().unwrap()).sum();
    let name = std::net::ToSocketAddrs::to_socket_addrs("127.0.0.1:80").is_ok();
    println!(
        "caught {} dropped {} sum {sum} args {} name {name} macros {}",
        caught.is_err(),
        COUNT.lock().unwrap(),
        std::env::args().count(),
        macros::host_arch!(),
    );
}
