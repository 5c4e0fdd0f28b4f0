use std::io::Write;

fn main() {
    let word = std::env::args().nth(1).unwrap_or_default();
    match word.as_str() {
        "panic" => panic!("as asked"),
        "exit" => std::process::exit(42),
        "abort" => std::process::abort(),
        "stream" => {
            for i in 0..3 {
                println!("line {i}");
                std::io::stdout().flush().unwrap();
                std::thread::sleep(std::time::Duration::from_millis(700));
            }
        }
        _ => println!("{} built on {}", emulated::ARCH, env!("BUILT_ON")),
    }
}
