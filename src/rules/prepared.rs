//! What the build script compiled of the built-in rules.
//!
//! A start so needs to read and compile no pattern; it only marks what patterns are looked up by. A rule takes its patterns out of the
//! image when a text first holds what one of them needs. It holds for the built-in lexicon alone, whose concepts have fixed numbers and
//! whose classes fixed members.

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::{
    builtin,
    image::{Arrays, Reader},
    pattern::Stock,
};

/// The built-in rules, compiled.
#[derive(Debug, Default)]
pub(super) struct Prepared {
    pub(super) stock: Stock,
    /// By id, its place in `claims` and its patterns.
    rules: FxHashMap<&'static str, (usize, Range<u32>)>,
    /// Of each rule the patterns of its claim, by their numbers in the stock.
    claims: Arrays,
    /// Is it all built-in rules? The build script leaves out what does not compile.
    pub(super) is_whole: bool,
}

impl Prepared {
    /// Reads the image, which only the build script writes.
    pub(super) fn read() -> Self {
        let mut image = Reader::of(builtin::RULES);
        let stock = Stock::read(&mut image);
        let (ids, ends, claims) = (image.strings(), image.numbers(), image.arrays());
        let (count, mut start) = (image.array(), 0);
        let rules = ids.zip(ends.iter()).enumerate().map(|(place, (id, end))| {
            let patterns = std::mem::replace(&mut start, end)..end;
            (id, (place, patterns))
        });
        let rules: FxHashMap<_, _> = rules.collect();
        Self { is_whole: count == [rules.len() as u32], rules, stock, claims }
    }

    /// Is a rule prepared?
    pub(super) fn has(&self, id: &str) -> bool {
        self.rules.contains_key(id)
    }

    /// All patterns of a rule, in the order in which [`Matcher::compile`](super::compile::Matcher::compile) asks for them.
    pub(super) fn patterns(&self, id: &str) -> Range<u32> {
        self.rules.get(id).map(|(_, patterns)| patterns.clone()).unwrap_or_default()
    }

    /// The patterns of the claim of a rule.
    pub(super) fn claims(&self, id: &str) -> impl Iterator<Item = u32> + use<> {
        let claims = self.rules.get(id).map(|&(place, _)| self.claims.at(place));
        claims.unwrap_or_default().iter()
    }
}
