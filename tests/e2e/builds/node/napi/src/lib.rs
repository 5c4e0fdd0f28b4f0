use napi_derive::napi;

#[napi]
pub fn twice(n: i32) -> napi::Result<i32> {
    n.checked_mul(2)
        .ok_or_else(|| napi::Error::from_reason("too large"))
}
