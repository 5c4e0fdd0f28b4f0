use gmp_mpfr_sys::{gmp, mpfr};
use std::mem::MaybeUninit;

fn main() {
    let (mut z, mut pi) = (MaybeUninit::uninit(), MaybeUninit::uninit());
    unsafe {
        gmp::mpz_init(z.as_mut_ptr());
        gmp::mpz_ui_pow_ui(z.as_mut_ptr(), 3, 100);
        println!("{}", crates::text(gmp::mpz_get_str(std::ptr::null_mut(), 10, z.as_ptr())));
        mpfr::init2(pi.as_mut_ptr(), 100);
        mpfr::const_pi(pi.as_mut_ptr(), mpfr::rnd_t::RNDN);
        println!("{:.6}", mpfr::get_d(pi.as_ptr(), mpfr::rnd_t::RNDN));
    }
}
