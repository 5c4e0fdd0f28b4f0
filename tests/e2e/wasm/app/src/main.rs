use std::{collections::HashMap, env, fs, process, time};

extern "C" {
    fn cxx_length(n: i32) -> i32;
}

fn main() {
    let args: Vec<String> = env::args().skip(1).collect();
    if args == ["panic"] {
        panic!("asked for");
    }
    assert_eq!(args, ["a b", "c"]);
    fs::write("wasmapp.tmp", "text").unwrap();
    assert_eq!(fs::read_to_string("wasmapp.tmp").unwrap(), "text");
    fs::remove_file("wasmapp.tmp").unwrap();
    let counts = "abcab".chars().fold(HashMap::new(), |mut m, c| {
        *m.entry(c).or_insert(0) += 1;
        m
    });
    assert_eq!(counts[&'a'], 2);
    assert_eq!(unsafe { cxx_length(3) }, 60);
    assert!(time::SystemTime::now() > time::UNIX_EPOCH);
    println!("wasmapp: {} {}", wasmcore::part(7), wasmcore::sorted(4));
    process::exit(6);
}
