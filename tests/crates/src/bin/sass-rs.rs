fn main() {
    let css = sass_rs::compile_string("$w: 3px; a { b { width: $w * 2; } }", Default::default());
    println!("{}", css.unwrap().split_whitespace().collect::<String>());
}
