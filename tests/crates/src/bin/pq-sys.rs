fn main() {
    unsafe {
        let conn = pq_sys::PQconnectStart(c"host=/nowhere bogus=1".as_ptr());
        println!("{}", crates::text(pq_sys::PQerrorMessage(conn)).trim());
    }
}
