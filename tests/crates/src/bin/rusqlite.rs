fn main() {
    let db = rusqlite::Connection::open_in_memory().unwrap();
    db.execute_batch("create table t (x real); insert into t values (1.25), (2.5)").unwrap();
    let said: String = db
        .query_row("select printf('%.2f %s', sum(x), upper('abc')) from t", [], |r| r.get(0))
        .unwrap();
    println!("{said}");
}
