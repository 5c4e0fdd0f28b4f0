fn main() {
    let all = esaxx_rs::suffix("abracadabra").unwrap();
    println!("{}", all.iter().filter(|(s, _)| s.len() > 1).count());
}
