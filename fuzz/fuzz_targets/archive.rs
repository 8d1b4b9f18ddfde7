//! Any bytes read as an archive of files.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| threadlint_fuzz::packing::hold_archive(bytes));
