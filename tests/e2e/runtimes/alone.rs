use std::net::ToSocketAddrs;

fn main() {
    std::thread::spawn(|| println!("thread")).join().unwrap();
    std::panic::set_hook(Box::new(|_| ()));
    println!("caught {}", std::panic::catch_unwind(|| panic!("no")).is_err());
    println!("{:?}", "127.0.0.1:80".to_socket_addrs().unwrap().next());
}
