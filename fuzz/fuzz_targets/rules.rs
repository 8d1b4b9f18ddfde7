//! Any text as what somebody writes: a rule, lists, templates, a pattern, a lexicon.

#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| threadlint_fuzz::ruling::hold(text));
