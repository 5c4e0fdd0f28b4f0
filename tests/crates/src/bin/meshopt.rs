fn main() {
    let order = meshopt::optimize_vertex_cache(&[0, 1, 2, 2, 1, 3], 4);
    println!("{} {}", order.len(), order.iter().sum::<u32>());
}
