//! Any text scanned, by all rules, and reported in every format.

#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| threadlint_fuzz::scanning::hold(text));
