use std::io::Write;

fn main() {
    let word = std::env::args().nth(1).unwrap_or_default();
    match word.as_str() {
        "panic" => panic!("as asked"),
        "exit" => std::process::exit(42),
        "abort" => std::process::abort(),
        "stream" => {
            println!("line 0");
            std::io::stdout().flush().unwrap();
            // Whoever has read that says so.
            std::io::stdin().read_line(&mut String::new()).unwrap();
            println!("line 1");
        }
        _ => println!("{} built on {}", emulated::ARCH, env!("BUILT_ON")),
    }
}
