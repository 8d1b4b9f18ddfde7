//! The words and concepts without which a pattern cannot match.
//!
//! A [`Trigger`] is a set of them, of which a sentence has to hold one; a pattern needs several. They are read off its tree, so that a
//! sentence is searched only where all of them stand.

use std::{
    cmp::Reverse,
    hash::{Hash, Hasher},
    ops::Range,
    sync::Arc,
};

use super::{
    compile::{Pool, With, Words},
    matching::Sight,
    parse::Node,
    rarity,
};
use crate::{
    lexicon::{ConceptId, Kind, Mention},
    text::Symbol,
};

/// So many triggers of a pattern or of a part of it are kept, the rarest.
pub(super) const MOST: usize = 5;

/// Words and concepts of which a sentence has to hold one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Trigger {
    pub(crate) words: Words,
    /// Sorted.
    pub(crate) concepts: Box<[ConceptId]>,
    /// Sorted.
    pub(crate) kinds: Box<[Kind]>,
    /// In how many of 10,000 sentences it stands, roughly.
    pub(crate) cost: u32,
}

impl Hash for Trigger {
    /// Of its parts only how many they are and the ends: they tell nearly all triggers apart, of which some are hundreds of words long.
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        let Self { words, concepts, kinds, cost } = self;
        let words = words.as_slice();
        let ends = (words.first(), words.last(), concepts.first(), concepts.last());
        (words.len(), concepts.len(), kinds.len(), cost, ends).hash(hasher);
    }
}

impl Trigger {
    fn of(
        words: impl IntoIterator<Item = Symbol>,
        concepts: impl IntoIterator<Item = ConceptId>,
        kinds: impl IntoIterator<Item = Kind>,
        with: With<'_>,
    ) -> Arc<Self> {
        let words: Words = words.into_iter().collect();
        let (concepts, kinds) = (sorted(concepts), sorted(kinds));
        let cost = rarity::cost(words.iter(), concepts.len(), kinds.len(), with.symbols);
        Arc::new(Self { words, concepts, kinds, cost })
    }

    /// Does a sentence hold one of these?
    pub(crate) fn stands_in(
        &self,
        sight: &Sight<'_>,
        tokens: Range<usize>,
        mentions: &[Mention],
    ) -> bool {
        let named = |mention: &Mention| {
            self.concepts.binary_search(&mention.concept).is_ok()
                || self.kinds.contains(&sight.lexicon.concept(mention.concept).kind)
        };
        sight.document.tokens[tokens].iter().any(|token| self.words.has(token.symbol))
            || mentions.iter().any(named)
    }
}

fn sorted<T: Ord>(items: impl IntoIterator<Item = T>) -> Box<[T]> {
    let mut items: Vec<T> = items.into_iter().collect();
    items.sort_unstable();
    items.dedup();
    items.into()
}

/// The triggers of any match of a node, the rarest first.
///
/// Those of a choice are put together way by way, the rarest of each, then the next of each: every match of `{kills … cancer|cancer …
/// gone}` has `kills` or `gone`, and `cancer`.
pub(super) fn triggers(node: &Node, with: With<'_>, pool: &mut Pool) -> Vec<Arc<Trigger>> {
    match node {
        Node::Word(words) => vec![Trigger::of(words.iter().copied(), [], [], with)],
        Node::Concept(key) => {
            let Ok(concepts) = pool.concepts(key, with.lexicon) else { return Vec::new() };
            vec![Trigger::of([], concepts, [], with)]
        }
        Node::Kind(kind) => vec![Trigger::of([], [], [*kind], with)],
        Node::Shared(list) => pool.triggers(list, with),
        Node::Any | Node::Number | Node::Gap(_) | Node::Optional(_) => Vec::new(),
        Node::Sequence(parts) => {
            rarest(parts.iter().flat_map(|part| triggers(part, with, pool)).collect(), with)
        }
        Node::All(parts) => {
            rarest(parts.iter().flat_map(|part| pool.triggers(part, with)).collect(), with)
        }
        Node::Choice(choices) => {
            let ways: Vec<_> = choices.iter().map(|way| triggers(way, with, pool)).collect();
            if ways.iter().any(Vec::is_empty) {
                return Vec::new();
            }
            let nth = |at: usize| {
                let of_ways = || ways.iter().map(|way| &way[at.min(way.len() - 1)]);
                Trigger::of(
                    of_ways().flat_map(|one| one.words.iter()),
                    of_ways().flat_map(|one| one.concepts.iter().copied()),
                    of_ways().flat_map(|one| one.kinds.iter().copied()),
                    with,
                )
            };
            let most = ways.iter().map(Vec::len).max().unwrap_or_default();
            rarest((0..most).map(nth).collect(), with)
        }
    }
}

/// The rarest of some triggers, in their order, each once.
fn rarest(mut triggers: Vec<Arc<Trigger>>, with: With<'_>) -> Vec<Arc<Trigger>> {
    // Of “blood thinner” the longer word: it is the rarer of two that cost the same.
    let length = |trigger: &Trigger| {
        trigger.words.as_slice().first().map_or(0, |&word| with.symbols.word(word).len())
    };
    triggers.sort_by_cached_key(|trigger| (trigger.cost, Reverse(length(trigger))));
    let mut kept: Vec<Arc<Trigger>> = Vec::with_capacity(MOST);
    for trigger in triggers {
        if kept.len() < MOST && !kept.contains(&trigger) {
            kept.push(trigger);
        }
    }
    kept
}
