use rusqlite::{Connection, Result};

fn main() -> Result<()> {
    let db = Connection::open_in_memory()?;
    db.execute_batch(
        "create table floors (distribution text, glibc text);
         insert into floors values ('CentOS 7', '2.17'), ('Ubuntu 14.04', '2.19'),
             ('Debian 8', '2.19'), ('Amazon Linux 2', '2.26');",
    )?;
    let list: String = db.query_row(
        "select group_concat(distribution, ', ') from floors where glibc >= '2.17'",
        [],
        |row| row.get(0),
    )?;
    println!("SQLite {} in a Rust program that runs on {list}", rusqlite::version());
    Ok(())
}
