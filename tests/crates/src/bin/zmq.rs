fn main() {
    let context = zmq::Context::new();
    let (a, b) = (context.socket(zmq::PAIR).unwrap(), context.socket(zmq::PAIR).unwrap());
    a.bind("inproc://x").unwrap();
    b.connect("inproc://x").unwrap();
    b.send("zbuild", 0).unwrap();
    println!("{:?}", a.recv_string(0).unwrap());
}
