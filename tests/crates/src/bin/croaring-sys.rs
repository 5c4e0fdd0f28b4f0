use croaring_sys::*;

fn main() {
    unsafe {
        let set = roaring_bitmap_create_with_capacity(0);
        for n in 0..100_000 {
            roaring_bitmap_add(set, n / 2 * 3);
        }
        println!("{} {}", roaring_bitmap_get_cardinality(set), roaring_bitmap_contains(set, 3));
    }
}
