//! What the build script makes of `lexicons/` and `rules/`.
//!
//! The build script compiles the same sources as the crate, but with a module of its own in the place of this one, in which all is empty.

/// The strings of the image of the built-in lexicon; see `lexicon::image`.
pub(crate) const LEXICON_TEXT: &str = include_str!(concat!(env!("OUT_DIR"), "/lexicon.txt"));

/// The numbers of the image of the built-in lexicon.
pub(crate) const LEXICON_NUMBERS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/lexicon.bin"));

/// The hashes of the words of English; see `lexicon::english`.
pub(crate) const ENGLISH: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/english.bin"));

/// The hashes of the common words of English.
pub(crate) const ENGLISH_COMMON: &[u8] =
    include_bytes!(concat!(env!("OUT_DIR"), "/english-common.bin"));

/// What the built-in rules look for, their lists and templates; see `rules::sought`.
pub(crate) const RULE_RECORDS: &str = include_str!(concat!(env!("OUT_DIR"), "/rules.txt"));

/// What the patterns of the built-in rules are looked up by; see `rules::prepared`.
pub(crate) const PREPARED_RULES: &str = include_str!(concat!(env!("OUT_DIR"), "/prepared.txt"));

include!(concat!(env!("OUT_DIR"), "/builtin_rules.rs"));
