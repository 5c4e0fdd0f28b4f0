fn main() {
    let re = onig::Regex::new(r"(?<word>\w+)\s\k<word>").unwrap();
    println!("{:?}", re.find("one two two three"));
}
