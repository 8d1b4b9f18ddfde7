//! Finds phrases in a run of symbols.
//!
//! The only file that knows how surface forms are found; nothing else depends on it. A trie over symbols: where a token begins a form
//! (which its [`Marks`](crate::text::Marks) tell), the longest form from there is taken and the search goes on behind it, leftmost-longest.
//! Forms are some words long at most, so the search is linear in the number of tokens.
//!
//! Why not an Aho-Corasick automaton over bytes: every token is looked up once in the table of symbols anyway, which lexicon, cues and
//! rules share; over symbols a form is some steps long, and most tokens begin none. `benches/scan.rs` measures both in one run.

use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::text::Symbol;

/// A set of phrases, each with a value.
#[derive(Clone, Debug, Default)]
pub(crate) struct Phrases {
    /// (node, symbol) to node; node 0 is the root.
    edges: FxHashMap<(u32, Symbol), u32>,
    /// The value of the phrase that ends at a node, or [`NONE`].
    values: Vec<u32>,
}

/// No phrase ends here.
const NONE: u32 = u32::MAX;

impl Phrases {
    /// The set whose nodes [`nodes`](Self::nodes) gave.
    pub(crate) fn from_nodes(
        nodes: impl ExactSizeIterator<Item = (u32, Symbol, Option<u32>)>,
    ) -> Self {
        let mut phrases = Self {
            edges: FxHashMap::with_capacity_and_hasher(nodes.len(), FxBuildHasher),
            values: Vec::with_capacity(nodes.len() + 1),
        };
        phrases.values.push(NONE);
        for (node, (parent, symbol, value)) in (1..).zip(nodes) {
            phrases.edges.insert((parent, symbol), node);
            phrases.values.push(value.unwrap_or(NONE));
        }
        phrases
    }

    /// All nodes but the root, in the order in which they were made: the node before, the symbol that leads on, the value there.
    #[allow(dead_code)] // the build script writes them into the image
    pub(crate) fn nodes(&self) -> Vec<(u32, Symbol, Option<u32>)> {
        let mut nodes = vec![(0, Symbol::UNKNOWN, None); self.edges.len()];
        #[expect(clippy::iter_over_hash_type, reason = "each goes to its own place")]
        for (&(parent, symbol), &node) in &self.edges {
            nodes[node as usize - 1] = (parent, symbol, self.value(node));
        }
        nodes
    }

    /// Adds a phrase, and gives the value that it had before. An empty phrase is not added.
    pub(crate) fn insert(&mut self, phrase: &[Symbol], value: u32) -> Option<u32> {
        if self.values.is_empty() {
            self.values.push(NONE);
        }
        if phrase.is_empty() || phrase.contains(&Symbol::UNKNOWN) {
            return None;
        }
        let mut node = 0;
        for &symbol in phrase {
            let next = self.values.len() as u32;
            node = *self.edges.entry((node, symbol)).or_insert(next);
            if node == next {
                self.values.push(NONE);
            }
        }
        let before = self.value(node);
        self.values[node as usize] = value;
        before
    }

    /// Gives each phrase a new value, or none.
    pub(crate) fn remap(&mut self, new: impl Fn(u32) -> Option<u32>) {
        for value in self.values.iter_mut().filter(|value| **value != NONE) {
            *value = new(*value).unwrap_or(NONE);
        }
    }

    fn value(&self, node: u32) -> Option<u32> {
        self.values.get(node as usize).copied().filter(|&value| value != NONE)
    }

    /// The value of exactly this phrase.
    #[must_use]
    pub(crate) fn get(&self, phrase: &[Symbol]) -> Option<u32> {
        let mut node = 0;
        for &symbol in phrase {
            node = *self.edges.get(&(node, symbol))?;
        }
        self.value(node)
    }

    /// The longest phrase that `symbols` begins with and `fits` accepts: how many symbols it has, and its value.
    pub(crate) fn longest(
        &self,
        symbols: impl IntoIterator<Item = Symbol>,
        fits: impl Fn(usize, u32) -> bool,
    ) -> Option<(usize, u32)> {
        let (mut node, mut found) = (0, None);
        for (at, symbol) in symbols.into_iter().enumerate() {
            let Some(&next) = self.edges.get(&(node, symbol)) else { break };
            node = next;
            if let Some(value) = self.value(node)
                && fits(at + 1, value)
            {
                found = Some((at + 1, value));
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_longest_phrase_is_what_a_naive_search_finds(
            phrases in prop::collection::vec(prop::collection::vec(1u32..4, 1..5), 1..12),
            text in prop::collection::vec(0u32..5, 0..12),
        ) {
            let symbols = |numbers: &[u32]| numbers.iter().map(|&n| Symbol(n)).collect::<Vec<_>>();
            let mut matcher = Phrases::default();
            for (value, phrase) in phrases.iter().enumerate() {
                matcher.insert(&symbols(phrase), value as u32);
            }
            let naive = phrases
                .iter()
                .enumerate()
                .filter(|(_, phrase)| text.starts_with(phrase))
                .map(|(value, phrase)| (phrase.len(), value as u32))
                .max();
            prop_assert_eq!(matcher.longest(symbols(&text), |_, _| true), naive);
        }
    }
}
