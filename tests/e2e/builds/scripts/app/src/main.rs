fn main() {
    println!(
        "made {:?} configured {} on the host {}",
        made::floor(),
        configured::floor(),
        env!("ON_HOST")
    );
}
