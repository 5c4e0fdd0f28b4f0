use rdkafka_sys::*;

fn main() {
    let (mut said, mut n) = ([0u8; 64], 64);
    unsafe {
        let conf = rd_kafka_conf_new();
        rd_kafka_conf_get(conf, c"message.max.bytes".as_ptr(), said.as_mut_ptr().cast(), &mut n);
    }
    println!("{}", crates::text(said.as_ptr().cast()));
}
