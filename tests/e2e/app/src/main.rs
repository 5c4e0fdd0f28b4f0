//! Does real work with each of its C and C++ dependencies and prints one line
//! for each: `app --selftest` is what the end-to-end tests run.
mod tls;

use std::error::Error;
use std::ffi::{c_char, c_int, CStr, CString};
use std::io::{Read, Write};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

extern "C" {
    fn worker_sum(n: u64) -> u64;
    fn worker_look_up(key: *const c_char, out: *mut c_char, size: usize) -> c_int;
    fn worker_print(line: *const c_char);
}

fn sample() -> Vec<u8> {
    (0u32..200_000).flat_map(|i| (i / 7).to_le_bytes()).collect()
}

fn sqlite() -> Result<String> {
    let db = rusqlite::Connection::open_in_memory()?;
    db.execute_batch("create table t (k integer primary key, v real)")?;
    for k in 0..1000 {
        db.execute("insert into t values (?1, ?2)", (k, f64::from(k) / 4.0))?;
    }
    let sum: f64 = db.query_row("select sum(v) from t where k % 2 = 0", [], |r| r.get(0))?;
    if sum != 62375.0 {
        return Err(format!("sum is {sum}").into());
    }
    Ok(format!("{} sum {sum}", rusqlite::version()))
}

fn zstd_round() -> Result<String> {
    let data = sample();
    let small = zstd::encode_all(&data[..], 19)?;
    if zstd::decode_all(&small[..])? != data || small.len() >= data.len() {
        return Err("round trip differs".into());
    }
    let mut broken = small.clone();
    broken.truncate(small.len() / 2);
    if zstd::decode_all(&broken[..]).is_ok() {
        return Err("a cut-off frame was accepted".into());
    }
    Ok(format!("{} -> {}", data.len(), small.len()))
}

fn zlib_ng() -> Result<String> {
    let data = sample();
    let mut enc = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    enc.write_all(&data)?;
    let small = enc.finish()?;
    let mut back = Vec::new();
    flate2::read::GzDecoder::new(&small[..]).read_to_end(&mut back)?;
    if back != data || small.len() >= data.len() {
        return Err("round trip differs".into());
    }
    Ok(format!("{} -> {}", data.len(), small.len()))
}

fn openssl_work() -> Result<String> {
    use openssl::{hash, sign, symm};
    let sha = hash::hash(hash::MessageDigest::sha256(), b"abc")?;
    let hex: String = sha.iter().map(|b| format!("{b:02x}")).collect();
    if !hex.starts_with("ba7816bf8f01cfea") {
        return Err(format!("sha256(abc) is {hex}").into());
    }
    let key = openssl::pkey::PKey::generate_ed25519()?;
    let signature = sign::Signer::new_without_digest(&key)?.sign_oneshot_to_vec(b"text")?;
    let mut verifier = sign::Verifier::new_without_digest(&key)?;
    if !verifier.verify_oneshot(&signature, b"text")? {
        return Err("ed25519 signature refused".into());
    }
    let cipher = symm::Cipher::aes_256_gcm();
    let (k, iv, mut tag) = ([7u8; 32], [9u8; 12], [0u8; 16]);
    let data = sample();
    let hidden = symm::encrypt_aead(cipher, &k, Some(&iv), b"aad", &data, &mut tag)?;
    if symm::decrypt_aead(cipher, &k, Some(&iv), b"aad", &hidden, &tag)? != data {
        return Err("aes-gcm round trip differs".into());
    }
    Ok(openssl::version::version().to_string())
}

fn cxx() -> Result<String> {
    let sum = unsafe { worker_sum(100_000) };
    if sum != 5_000_050_000 {
        return Err(format!("threads add up to {sum}").into());
    }
    let ask = |key: &CStr| {
        let mut out = [0 as c_char; 128];
        let status = unsafe { worker_look_up(key.as_ptr(), out.as_mut_ptr(), out.len()) };
        let text = unsafe { CStr::from_ptr(out.as_ptr()) };
        (status, text.to_string_lossy().into_owned())
    };
    let (found, text) = ask(c"two");
    let (thrown, what) = ask(c"nine");
    if (found, thrown) != (0, 1) || text != "two is 2" || what != "refused: nine" {
        return Err(format!("{found} {text:?}, {thrown} {what:?}").into());
    }
    unsafe { worker_print(CString::new("c++ iostream: here")?.as_ptr()) };
    Ok(format!("caught {what:?}"))
}

/// Unwinding through Rust frames, which needs the same unwinder as C++.
fn panics() -> Result<String> {
    std::panic::set_hook(Box::new(|_| {}));
    let caught = std::thread::spawn(|| {
        let v: Vec<u8> = Vec::new();
        v[std::env::args().count()]
    })
    .join();
    let _ = std::panic::take_hook();
    match caught {
        Err(_) => Ok("caught in a thread".into()),
        Ok(b) => Err(format!("no panic, got {b}").into()),
    }
}

/// What broke on old floors with old zigs: files, clocks, names, threads.
fn system() -> Result<String> {
    let exe = std::env::current_exe()?;
    let size = std::fs::metadata(&exe)?.len();
    let file = std::env::temp_dir().join(format!("zbuild-e2e-{}", std::process::id()));
    std::fs::write(&file, b"text")?;
    let meta = std::fs::symlink_metadata(&file)?;
    std::fs::remove_file(&file)?;
    if meta.len() != 4 || size < 100_000 || meta.modified()?.elapsed()?.as_secs() > 60 {
        return Err("stat tells wrong figures".into());
    }
    let mut seed = [0u8; 16];
    openssl::rand::rand_bytes(&mut seed)?;
    if seed == [0u8; 16] {
        return Err("no randomness".into());
    }
    Ok(format!("stat, clock and randomness, {} bytes", size))
}

fn main() {
    let tests: [(&str, fn() -> Result<String>); 8] = [
        ("sqlite", sqlite),
        ("zstd", zstd_round),
        ("zlib-ng", zlib_ng),
        ("openssl", openssl_work),
        ("rustls+ring", tls::handshake),
        ("c++", cxx),
        ("panic", panics),
        ("system", system),
    ];
    let mut bad = 0;
    for (name, test) in tests {
        match test() {
            Ok(text) => println!("{name}: {text}"),
            Err(e) => {
                println!("{name}: FAILED: {e}");
                bad += 1;
            }
        }
    }
    println!("app: {} of {} work", tests.len() - bad, tests.len());
    std::process::exit(i32::from(bad != 0));
}
