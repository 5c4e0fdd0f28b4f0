fn main() {
    let context = rquickjs::Context::full(&rquickjs::Runtime::new().unwrap()).unwrap();
    context.with(|c| println!("{}", c.eval::<String, _>("[1.5, 2n ** 70n].join(' ')").unwrap()));
}
