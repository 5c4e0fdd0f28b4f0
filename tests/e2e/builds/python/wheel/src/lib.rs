//! Rust and C in one module.
use pyo3::prelude::*;

extern "C" {
    fn zbuild_triple(n: std::os::raw::c_long) -> std::os::raw::c_long;
}

#[pyfunction]
fn triple(n: i64) -> PyResult<i64> {
    if n < 0 {
        return Err(pyo3::exceptions::PyValueError::new_err("negative"));
    }
    Ok(unsafe { zbuild_triple(n as _) } as i64)
}

#[pymodule]
fn zbuild_wheel(m: &Bound<'_, PyModule>) -> PyResult<()> {
    m.add_function(wrap_pyfunction!(triple, m)?)
}
