fn main() {
    let dir = std::env::temp_dir().join(format!("git2-{}", std::process::id()));
    let repo = git2::Repository::init(&dir).unwrap();
    println!("{} {}", repo.blob(b"zbuild\n").unwrap(), repo.is_empty().unwrap());
    drop(repo);
    std::fs::remove_dir_all(dir).ok();
}
