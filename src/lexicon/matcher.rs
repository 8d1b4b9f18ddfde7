//! Finds phrases in a run of symbols.
//!
//! The only file that knows how surface forms are found; nothing else depends on it. A trie over symbols: where a token begins a form
//! (which its [`Marks`](crate::text::Marks) tell), the longest form from there is taken and the search goes on behind it, leftmost-longest.
//! Forms are some words long at most, so the search is linear in the number of tokens.
//!
//! Why not an automaton over bytes: every token is looked up once in the table of symbols anyway, which lexicon, cues and rules share; over
//! symbols a form is some steps long, and most tokens begin none. `benches/scan.rs` measures both in one run.
//!
//! The trie has two shapes. [`Phrases`] can grow; [`FixedPhrases`] cannot, and is three arrays of numbers, which the program carries and
//! only has to copy when it starts.

use rustc_hash::FxHashMap;

use crate::{
    image::{Reader, Writer},
    text::Symbol,
};

/// No phrase ends here.
const NONE: u32 = u32::MAX;

/// A trie over symbols; node 0 is its root.
pub(crate) trait Trie {
    /// The node that a symbol leads to.
    fn step(&self, node: u32, symbol: Symbol) -> Option<u32>;

    /// The value of the phrase that ends at a node.
    fn value(&self, node: u32) -> Option<u32>;

    /// The value of exactly this phrase.
    fn get(&self, phrase: &[Symbol]) -> Option<u32> {
        self.value(phrase.iter().try_fold(0, |node, &symbol| self.step(node, symbol))?)
    }

    /// The longest phrase that `symbols` begins with and `fits` accepts: how many symbols it has, and its value.
    #[inline]
    fn longest(
        &self,
        symbols: impl IntoIterator<Item = Symbol>,
        fits: impl Fn(usize, u32) -> bool,
    ) -> Option<(usize, u32)> {
        let (mut node, mut found) = (0, None);
        for (at, symbol) in symbols.into_iter().enumerate() {
            let Some(next) = self.step(node, symbol) else { break };
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

/// A set of phrases that can grow, each with a value.
#[derive(Clone, Debug, Default)]
pub(crate) struct Phrases {
    edges: FxHashMap<(u32, Symbol), u32>,
    values: Vec<u32>,
}

impl Trie for Phrases {
    #[inline]
    fn step(&self, node: u32, symbol: Symbol) -> Option<u32> {
        self.edges.get(&(node, symbol)).copied()
    }

    #[inline]
    fn value(&self, node: u32) -> Option<u32> {
        self.values.get(node as usize).copied().filter(|&value| value != NONE)
    }
}

impl Phrases {
    /// Adds a phrase, and gives the value that it had before. An empty phrase is not added.
    pub(crate) fn insert(&mut self, phrase: &[Symbol], value: u32) -> Option<u32> {
        let mut before = None;
        self.update(phrase, |known| {
            before = known;
            value
        });
        before
    }

    /// Sets the value of a phrase, from the one that it has, and gives it.
    pub(crate) fn update(
        &mut self,
        phrase: &[Symbol],
        value: impl FnOnce(Option<u32>) -> u32,
    ) -> Option<u32> {
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
        let value = value(self.value(node));
        self.values[node as usize] = value;
        Some(value)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.edges.is_empty()
    }
}

/// A set of phrases that does not grow. Nodes are numbered level by level, the children of a node in the order of their symbols, so that
/// the edge at `at` leads to the node `at + 1` and the edges of a node stand together.
#[derive(Clone, Debug, Default)]
pub(crate) struct FixedPhrases {
    /// One more at the end.
    nodes: Vec<Node>,
    /// Of each edge its symbol.
    symbols: Vec<u32>,
    /// Of each symbol the node that it leads to from the root, or 0.
    roots: Vec<u32>,
    /// Of each edge that leads on from another node than the root the bit that [`bit`] tells, and of the second of a phrase also the one of
    /// its first two symbols, the first inverted. Most words that go on no phrase are told so here, without a search.
    edges: Vec<u64>,
}

#[derive(Clone, Copy, Debug)]
struct Node {
    /// The place of its first edge.
    first: u32,
    /// The value of the phrase that ends here, or [`NONE`].
    value: u32,
}

/// So many bits there are for an edge, at the least.
const BITS: usize = 8;
/// The bits of the edges of a node are among so many, which lie in one line of the cache: most words of a text begin with few nodes.
const LINE: usize = 512;

/// The bit of an edge, or of a pair of symbols, of a power of two of them, [`LINE`] or more.
#[inline]
fn bit(from: u32, symbol: u32, bits: usize) -> usize {
    // Fibonacci hashing: the high bits are spread best. With those of a line they are 32 at most.
    let hash = |number: u32| (number.wrapping_mul(0x9E37_79B9) >> 9) as usize;
    ((hash(from) * LINE) & (bits - 1)) | (hash(symbol) & (LINE - 1))
}

impl Trie for FixedPhrases {
    #[inline]
    fn step(&self, node: u32, symbol: Symbol) -> Option<u32> {
        if node == 0 {
            return self.roots.get(symbol.0 as usize).copied().filter(|&node| node != 0);
        }
        if !self.may_go_on(node, symbol) {
            return None;
        }
        let (from, to) = (self.nodes[node as usize].first, self.nodes[node as usize + 1].first);
        let edges = &self.symbols[from as usize..to as usize];
        edges.binary_search(&symbol.0).ok().map(|at| from + at as u32 + 1)
    }

    #[inline]
    fn value(&self, node: u32) -> Option<u32> {
        self.nodes.get(node as usize).map(|node| node.value).filter(|&value| value != NONE)
    }
}

impl FixedPhrases {
    /// Does any phrase begin with a symbol?
    #[inline]
    pub(crate) fn begins(&self, symbol: Symbol) -> bool {
        self.roots.get(symbol.0 as usize).is_some_and(|&node| node != 0)
    }

    /// May a phrase begin with two symbols?
    #[inline]
    pub(crate) fn may_begin_with(&self, first: Symbol, second: Symbol) -> bool {
        self.may_go_on(!first.0, second)
    }

    /// May a node lead on with a symbol?
    #[inline]
    fn may_go_on(&self, node: u32, symbol: Symbol) -> bool {
        if self.edges.is_empty() {
            return false;
        }
        let bit = bit(node, symbol.0, self.edges.len() * 64);
        self.edges[bit / 64] & 1 << (bit % 64) != 0
    }

    /// The phrases of an image, of which others may follow.
    pub(crate) fn read(image: &mut Reader) -> Self {
        let (first, values) = (image.numbers(), image.numbers());
        let nodes = first.iter().zip(values.iter()).map(|(first, value)| Node { first, value });
        let (nodes, symbols) = (nodes.collect::<Vec<_>>(), image.array());
        let edges = image.wide().collect();
        Self { roots: roots(&nodes, &symbols), nodes, symbols, edges }
    }

    #[allow(dead_code)] // the build script writes it
    pub(crate) fn write(&self, image: &mut Writer) {
        image.array(self.nodes.iter().map(|node| node.first));
        image.array(self.nodes.iter().map(|node| node.value));
        image.array(self.symbols.iter().copied());
        image.wide(self.edges.iter().copied());
    }

    pub(crate) fn new(phrases: &Phrases) -> Self {
        let mut edges: Vec<(u32, u32, u32)> =
            phrases.edges.iter().map(|(&(node, symbol), &next)| (node, symbol.0, next)).collect();
        edges.sort_unstable();
        let (mut nodes, mut symbols) = (Vec::new(), Vec::new());
        let mut old = vec![0]; // the nodes of `phrases` in their new order
        while let Some(&node) = old.get(nodes.len()) {
            let value = phrases.value(node).unwrap_or(NONE);
            nodes.push(Node { first: symbols.len() as u32, value });
            let from = edges.partition_point(|edge| edge.0 < node);
            for edge in edges[from..].iter().take_while(|edge| edge.0 == node) {
                symbols.push(edge.1);
                old.push(edge.2);
            }
        }
        nodes.push(Node { first: symbols.len() as u32, value: NONE });
        let roots = roots(&nodes, &symbols);
        let mut fixed = Self { nodes, symbols, roots, edges: Vec::new() };
        fixed.mark_edges();
        fixed
    }

    /// Sets the bits of the edges.
    fn mark_edges(&mut self) {
        let level = first_level(&self.nodes);
        let bits = ((self.symbols.len() - level) * BITS).next_power_of_two().max(LINE);
        self.edges = vec![0; bits / 64];
        for (number, node) in self.nodes.windows(2).enumerate().skip(1) {
            let first = (number <= level).then(|| !self.symbols[number - 1]);
            for &symbol in &self.symbols[node[0].first as usize..node[1].first as usize] {
                for from in first.into_iter().chain([number as u32]) {
                    let bit = bit(from, symbol, bits);
                    self.edges[bit / 64] |= 1 << (bit % 64);
                }
            }
        }
    }

    /// Gives each phrase a new value, or none.
    pub(crate) fn remap(&mut self, new: impl Fn(u32) -> Option<u32>) {
        for node in self.nodes.iter_mut().filter(|node| node.value != NONE) {
            node.value = new(node.value).unwrap_or(NONE);
        }
    }
}

/// How many edges the root has.
fn first_level(nodes: &[Node]) -> usize {
    nodes.get(1).map_or(0, |next| next.first as usize)
}

fn roots(nodes: &[Node], symbols: &[u32]) -> Vec<u32> {
    let level = &symbols[..first_level(nodes)];
    let mut roots = vec![0; level.last().map_or(0, |&last| last as usize + 1)];
    for (node, &symbol) in (1..).zip(level) {
        roots[symbol as usize] = node;
    }
    roots
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_longest_phrase_is_what_a_naive_search_finds(
            phrases in prop::collection::vec(prop::collection::vec(1u32..4, 1..5), 0..12),
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
            let fixed = FixedPhrases::new(&matcher);
            prop_assert_eq!(fixed.longest(symbols(&text), |_, _| true), naive);
            prop_assert_eq!(fixed.get(&symbols(&text)), matcher.get(&symbols(&text)));
            for phrase in phrases.iter().filter(|phrase| phrase.len() > 1) {
                prop_assert!(fixed.may_begin_with(Symbol(phrase[0]), Symbol(phrase[1])));
            }
        }
    }
}
