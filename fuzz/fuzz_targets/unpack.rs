//! Any bytes unpacked, and read as what they hold; any bytes packed, and read as they were.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| threadlint_fuzz::packing::hold(bytes));
