fn main() {
    unsafe {
        println!("{}", sdl2_sys::SDL_Init(sdl2_sys::SDL_INIT_TIMER));
        let s = sdl2_sys::SDL_CreateRGBSurface(0, 30, 20, 32, 0, 0, 0, 0);
        sdl2_sys::SDL_FillRect(s, std::ptr::null(), 0x123456);
        println!("{:x}", *((*s).pixels as *const u32).add(99));
    }
}
