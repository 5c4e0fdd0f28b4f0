fn main() {
    let re = pcre2::bytes::RegexBuilder::new().jit_if_available(true).build(r"(?<=o )t\w+").unwrap();
    println!("{:?}", re.find(b"one two three").unwrap().map(|m| (m.start(), m.end())));
}
