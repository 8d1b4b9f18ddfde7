//! What the fuzz targets share: the laws that hold for any input.
//!
//! * [`reading`]: bytes read as threads, of a form that is insisted on or of none.
//! * [`packing`]: the same within what packs it.
//! * [`scanning`]: threads scanned and reported.
//! * [`ruling`]: files of rules compiled.
//!
//! A target for a form is one line: `threadlint_fuzz::reads!(Html);`.

pub mod packing;
pub mod reading;
pub mod ruling;
pub mod scanning;

/// The target that reads any bytes as this form.
#[macro_export]
macro_rules! reads {
    ($form:ident) => {
        libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
            $crate::reading::hold(Some(threadlint::thread::SourceForm::$form), bytes);
        });
    };
}
