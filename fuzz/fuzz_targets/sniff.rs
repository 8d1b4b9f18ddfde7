//! Any bytes read as what they look like.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| threadlint_fuzz::reading::hold(None, bytes));
