extern "C" {
    fn tool_hash(data: *const u8, n: usize) -> u32;
}

fn hash(text: &str) -> u32 {
    unsafe { tool_hash(text.as_ptr(), text.len()) }
}

fn main() {
    println!(
        "tool for {}: hash {:08x}, square {}, pointer {} bits",
        env!("BUILT_FOR"),
        hash("foobar"),
        macros::square!(7),
        usize::BITS
    );
    assert!(!macros::host!().is_empty());
}

#[cfg(test)]
mod tests {
    #[test]
    fn hash_is_fnv1a() {
        assert_eq!(super::hash("foobar"), 0xbf9c_f968);
    }

    #[test]
    #[should_panic(expected = "on purpose")]
    fn unwinds() {
        panic!("on purpose");
    }
}
