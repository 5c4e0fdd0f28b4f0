fn main() {
    let mut parser = tree_sitter::Parser::new();
    parser.set_language(&tree_sitter_c::LANGUAGE.into()).unwrap();
    let tree = parser.parse("int x = 1;", None).unwrap();
    println!("{}", tree.root_node().to_sexp());
}
