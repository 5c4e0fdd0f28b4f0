fn main() {
    println!("{}", crates::text(unsafe { libbpf_sys::libbpf_bpf_prog_type_str(2) }));
}
