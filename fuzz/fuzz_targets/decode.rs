//! Any bytes read in a charset: the first byte says in which, the second as which form.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| threadlint_fuzz::reading::hold_decoded(bytes));
