#![no_std]
#![no_main]

#[cfg_attr(target_os = "uefi", export_name = "efi_main")]
#[cfg_attr(not(target_os = "uefi"), no_mangle)]
extern "C" fn _start() -> ! {
    core::hint::black_box(seven::seven_and(9));
    loop {}
}
