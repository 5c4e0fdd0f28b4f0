fn deep(n: u64) -> u64 {
    let pad = std::hint::black_box([n; 512]);
    stacker::maybe_grow(64 << 10, 1 << 20, || if n == 0 { 0 } else { deep(n - 1) + pad[7] })
}

fn main() {
    println!("{} {:?}", deep(5000), std::panic::catch_unwind(||
        stacker::grow(1 << 20, || -> u8 { std::panic::panic_any(7u8) })).unwrap_err().downcast_ref::<u8>());
}
