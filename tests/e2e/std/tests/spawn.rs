// Tests that start programs of the target: the crate's own, and themselves.
use std::process::Command;

fn own() -> Command {
    Command::new(env!("CARGO_BIN_EXE_emulated"))
}

#[test]
fn the_crates_program() {
    let out = own().output().unwrap();
    assert!(out.status.success());
    let text = String::from_utf8(out.stdout).unwrap();
    assert!(text.starts_with(emulated::ARCH), "{text}");
}

#[test]
fn its_exit_status() {
    assert_eq!(own().arg("exit").status().unwrap().code(), Some(42));
    assert_eq!(own().arg("panic").output().unwrap().status.code(), Some(101));
}

#[test]
fn its_signal() {
    use std::os::unix::process::ExitStatusExt;
    let status = own().arg("abort").output().unwrap().status;
    assert_eq!(status.signal(), Some(6), "{status}");
}

#[test]
fn itself() {
    if std::env::var_os("AGAIN").is_some() {
        println!("again on {}", std::env::consts::ARCH);
        return;
    }
    let out = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "itself", "--nocapture"])
        .env("AGAIN", "1")
        .output()
        .unwrap();
    let text = String::from_utf8(out.stdout).unwrap();
    assert!(text.contains(&format!("again on {}", emulated::ARCH)), "{text}");
}

#[test]
fn by_a_shell() {
    let out = Command::new("sh")
        .args(["-c", "\"$0\" exit; echo $?", env!("CARGO_BIN_EXE_emulated")])
        .output()
        .unwrap();
    assert_eq!(String::from_utf8(out.stdout).unwrap(), "42\n");
}
