extern "C" {
    fn c_part(n: i32) -> i32;
}

pub fn part(n: i32) -> i32 {
    unsafe { c_part(n) }
}

#[no_mangle]
pub extern "C" fn add(a: i32, b: i32) -> i32 {
    a + b + part(0)
}

/// The std library's collections and allocator.
#[no_mangle]
pub extern "C" fn sorted(n: i32) -> i32 {
    let mut v: Vec<String> = (0..n).rev().map(|i| format!("{i}")).collect();
    v.sort();
    v.concat().parse().unwrap_or(-1)
}

#[cfg(test)]
mod tests {
    #[test]
    fn adds() {
        assert_eq!(super::add(1, 2), 3);
    }
}
