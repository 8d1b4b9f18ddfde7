//! What the build script makes of `lexicons/` and `rules/`.
//!
//! The build script compiles the same sources as the crate, but with a module of its own in the place of this one, in which the images are empty.

use crate::image::Image;

macro_rules! images {
    ($($(#[$doc:meta])* $name:ident $file:literal,)*) => {
        $(
            $(#[$doc])*
            pub(crate) const $name: Image = Image {
                text: include_str!(concat!(env!("OUT_DIR"), "/", $file, ".txt")),
                numbers: include_bytes!(concat!(env!("OUT_DIR"), "/", $file, ".bin")),
            };
        )*
    };
}

images! {
    /// The lexicon and the table of words; see `lexicon::image`.
    LEXICON "lexicon",
    /// The cues; see `extract::cue::image`.
    CUES "cues",
    /// The words of dosing statements; see `extract::dosage::image`.
    DOSING "dosing",
    /// The words of effects; see `extract::outcome::sense`.
    EFFECTS "effects",
    /// What drugs are taken for; see `extract::outcome::indications`.
    INDICATIONS "indications",
    /// The idioms of outcomes; see `extract::outcome::idioms`.
    OUTCOMES "outcomes",
    /// The patterns of the rules; see `rules::prepared`.
    RULES "rules",
}

/// The hashes of the words of English; see `lexicon::english`.
pub(crate) fn english() -> &'static [u8] {
    include_bytes!(concat!(env!("OUT_DIR"), "/english.bin"))
}

/// The hashes of the common words of English.
pub(crate) fn english_common() -> &'static [u8] {
    include_bytes!(concat!(env!("OUT_DIR"), "/english-common.bin"))
}

/// What the built-in rules look for, their lists and templates; see `rules::sought`.
pub(crate) const RULE_RECORDS: &str = include_str!(concat!(env!("OUT_DIR"), "/rule-records.txt"));

/// In how many of 10,000 sentences words stand; see `pattern::rarity`.
pub(crate) const WORD_FREQUENCIES: &str = include_str!("../lexicons/word-frequencies.tsv");

include!(concat!(env!("OUT_DIR"), "/builtin_rules.rs"));
