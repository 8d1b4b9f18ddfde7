//! How often words stand in what people write: what a pattern is looked up by is the rarest of what it needs.
//!
//! A cost is in how many of 10,000 sentences something stands. For words it is told by `lexicons/word-frequencies.tsv`, counted in forum
//! pages and drug reviews; that of a set of words is their sum, which is enough to compare by.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::{
    builtin,
    text::{Marks, Symbol, Symbols},
};

/// What patterns may be looked up by costs less than this.
pub(crate) const DEAREST: u32 = 2_000;
/// What costs less than this is worth asking for beside what a pattern is looked up by.
pub(crate) const TOO_COMMON: u32 = 12_000;
/// What is looked up by more than this is looked at too often, and the author is told.
pub(crate) const DEAR: u32 = 1_500;
/// A concept.
const CONCEPT: u32 = 3;
/// All concepts of a kind, and however many concepts.
const KIND: u32 = 700;
/// A word that is not in the table.
const RARE: u32 = 1;

static FREQUENCIES: LazyLock<FxHashMap<&str, u32>> = LazyLock::new(|| word_frequencies().collect());

/// The words of the table, each with in how many of 10,000 sentences it stands.
pub(crate) fn word_frequencies() -> impl Iterator<Item = (&'static str, u32)> {
    let rows = builtin::WORD_FREQUENCIES.lines().filter_map(|row| row.split_once('\t'));
    rows.filter_map(|(word, sentences)| Some((word, sentences.parse().ok()?)))
}

/// What words and so many concepts and kinds cost together.
pub(super) fn cost(
    words: impl Iterator<Item = Symbol>,
    concepts: usize,
    kinds: usize,
    symbols: &Symbols,
) -> u32 {
    let words: u32 = words.map(|word| cost_of_word(word, symbols)).sum();
    words + KIND.min(CONCEPT * concepts as u32) + KIND * kinds as u32
}

fn cost_of_word(word: Symbol, symbols: &Symbols) -> u32 {
    let cost = FREQUENCIES.get(symbols.word(word)).copied().unwrap_or(RARE);
    let is_common = symbols.marks(word).any(Marks::COMMON);
    if is_common { cost.max(DEAREST) } else { cost }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_row_of_the_table_of_frequencies_is_a_word_of_its_own_and_a_count() {
        let rows = builtin::WORD_FREQUENCIES.lines().filter(|row| !row.starts_with('#'));
        let (header, words) = (1, rows.clone().count() - 1);
        assert!(words > 1_000 && FREQUENCIES.len() == words, "{words} rows");
        assert!(rows.skip(header).all(|row| row.split('\t').count() == 2));
    }
}
