//! What tests do under an emulator.

/// The length, as the target counts it.
///
/// ```
/// assert_eq!(emulated::length("emulated"), 8);
/// // Doc tests run on the target, too.
/// assert_eq!(std::env::consts::ARCH, emulated::ARCH);
/// println!("doc test on {}", emulated::ARCH);
/// ```
///
/// ```should_panic
/// emulated::length("");
/// ```
pub fn length(s: &str) -> usize {
    assert!(!s.is_empty(), "nothing to measure");
    s.len()
}

#[cfg(target_arch = "aarch64")]
pub const ARCH: &str = "aarch64";
#[cfg(target_arch = "x86_64")]
pub const ARCH: &str = "x86_64";
#[cfg(target_arch = "riscv64")]
pub const ARCH: &str = "riscv64";

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::{mpsc, Arc, Mutex};

    #[test]
    fn threads() {
        let count = Arc::new(AtomicUsize::new(0));
        let sum = Arc::new(Mutex::new(0));
        let (tx, rx) = mpsc::channel();
        let all: Vec<_> = (0..32)
            .map(|i| {
                let (count, sum, tx) = (count.clone(), sum.clone(), tx.clone());
                std::thread::spawn(move || {
                    for _ in 0..1000 {
                        count.fetch_add(1, Ordering::Relaxed);
                    }
                    *sum.lock().unwrap() += i;
                    tx.send(i).unwrap();
                })
            })
            .collect();
        for t in all {
            t.join().unwrap();
        }
        drop(tx);
        assert_eq!(rx.iter().count(), 32);
        assert_eq!(count.load(Ordering::Relaxed), 32000);
        assert_eq!(*sum.lock().unwrap(), 496);
    }

    #[test]
    #[should_panic(expected = "nothing to measure")]
    fn panics() {
        super::length("");
    }

    #[test]
    fn a_thread_that_panics() {
        let t = std::thread::spawn(|| super::length(""));
        assert!(t.join().is_err());
    }

    // A thousand of them, each with a name of its own.
    macro_rules! ten {
        ($($name:ident)*) => { $(mod $name {
            hundred!(a b c d e f g h i j);
        })* };
    }
    macro_rules! hundred {
        ($($name:ident)*) => { $(mod $name {
            one!(a b c d e f g h i j);
        })* };
    }
    macro_rules! one {
        ($($name:ident)*) => { $(#[test] fn $name() {
            let s = module_path!();
            assert_eq!(crate::length(s), s.len());
            std::thread::yield_now();
        })* };
    }
    ten!(a b c d e f g h i j);
}
