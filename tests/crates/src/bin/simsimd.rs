use simsimd::SpatialSimilarity;

fn main() {
    let (a, b) = (vec![1f32; 100], vec![0.5f32; 100]);
    println!("{:?} {:?}", f32::dot(&a, &b), f32::l2sq(&a, &b));
}
