use std::io::{Read, Write};
use std::{cell::Cell, env, fs, net, panic, process, thread};

thread_local! { static HERE: Cell<i32> = const { Cell::new(1) }; }

fn threads() {
    HERE.set(2);
    let all: Vec<_> = (0..8)
        .map(|i| {
            thread::spawn(move || {
                HERE.set(HERE.get() + i);
                HERE.get()
            })
        })
        .collect();
    let n: i32 = all.into_iter().map(|t| t.join().unwrap()).sum();
    assert_eq!((n, HERE.get()), (36, 2));
}

fn panics() {
    panic::set_hook(Box::new(|_| {}));
    assert!(panic::catch_unwind(|| panic!("caught")).is_err());
    assert!(thread::spawn(|| panic!("in a thread")).join().is_err());
    let _ = panic::take_hook();
}

fn sockets() {
    let l = net::TcpListener::bind("127.0.0.1:0").unwrap();
    let at = l.local_addr().unwrap();
    let t = thread::spawn(move || {
        let mut text = String::new();
        l.accept().unwrap().0.read_to_string(&mut text).unwrap();
        text
    });
    net::TcpStream::connect(at).unwrap().write_all(b"by tcp").unwrap();
    assert_eq!(t.join().unwrap(), "by tcp");
}

fn files() {
    let f = env::temp_dir().join(format!("winapp-{}.tmp", process::id()));
    fs::write(&f, "text").unwrap();
    assert_eq!(fs::read_to_string(&f).unwrap(), "text");
    fs::remove_file(&f).unwrap();
}

fn itself() {
    let out = process::Command::new(env::current_exe().unwrap())
        .arg("child")
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&out.stdout).trim(), "child");
    assert_eq!(out.status.code(), Some(9));
}

fn system() {
    assert!(unsafe { windows_sys::Win32::System::SystemInformation::GetTickCount64() } > 0);
    let id = unsafe { windows_sys_059::Win32::System::Threading::GetCurrentProcessId() };
    assert_eq!(id, process::id());
}

fn main() {
    match env::args().nth(1).as_deref() {
        Some("child") => {
            println!("child");
            process::exit(9);
        }
        Some("panic") => panic!("asked for"),
        arg => assert_eq!(arg, Some("a b")),
    }
    assert_eq!(wincore::parts(), (5, 44));
    threads();
    panics();
    sockets();
    files();
    itself();
    system();
    println!("winapp: fine");
    process::exit(3);
}
