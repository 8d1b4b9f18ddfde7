//! Many patterns at once: each is looked at only where what it needs stands.
//!
//! Every pattern has triggers, words and concepts of which a sentence has to hold one of each. It is looked up by the rarest of them. For
//! the others each has a bit, and each word and concept the bits of the triggers that it is in: put together over a sentence, they tell in
//! a few tests a pattern whether all that it needs stands there. Common words are in hundreds of triggers, so theirs are kept as a mask.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::{
    compile::{Pattern, Trigger},
    matching::{Buffers, Found, Sight},
};
use crate::{
    lexicon::Kind,
    text::{Marks, Sentence, Symbols},
};

/// The bit that is always set: it stands for a trigger that nobody asks for.
const ALWAYS: u32 = 0;
/// So many triggers of a pattern are asked for beside the one that it is looked up by, the rarest.
const OTHERS: usize = 2;

/// A pattern of a set.
#[derive(Clone, Debug)]
enum Place {
    Compiled(Pattern),
    /// Its owner compiles it when it is wanted: which of the owner's patterns it is.
    Later(u32),
}

/// What a word or a concept tells of the patterns.
#[derive(Clone, Debug, Default)]
struct Row {
    bits: Bits,
    /// The patterns that are looked up by it.
    looked_up: Box<[u32]>,
}

/// Bits, in the form that is faster to set.
#[derive(Clone, Debug)]
enum Bits {
    Few(Box<[u32]>),
    Mask(Box<[u64]>),
}

impl Default for Bits {
    fn default() -> Self {
        Self::Few(Box::default())
    }
}

/// Patterns, each with the number of what it belongs to. Made by a [`PatternSetBuilder`].
#[derive(Clone, Debug, Default)]
pub struct PatternSet {
    patterns: Vec<(u32, Place)>,
    /// Of each pattern, the bits without which it is not tried.
    others: Vec<[u32; OTHERS]>,
    /// How many words of 64 bits all bits take.
    words: usize,
    /// The first says nothing.
    rows: Vec<Row>,
    /// Of each word and each concept its row, as far as there is any.
    by_symbol: Vec<u32>,
    by_concept: Vec<u32>,
    by_kind: [u32; Kind::ALL.len()],
    mark: Marks,
}

/// Gathers the patterns of a [`PatternSet`].
#[derive(Clone, Debug, Default)]
pub struct PatternSetBuilder {
    patterns: Vec<(u32, Place)>,
    /// Of each pattern, its triggers, the rarest first.
    required: Vec<Box<[u32]>>,
    triggers: Vec<Arc<Trigger>>,
    numbers: FxHashMap<Arc<Trigger>, u32>,
}

/// Working space of [`PatternSet::find`].
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// The rows of the words and mentions of the sentence.
    rows: Vec<u32>,
    bits: Vec<u64>,
    wanted: Vec<u32>,
    buffers: Buffers,
}

impl PatternSetBuilder {
    /// Adds a pattern that belongs to `owner`.
    ///
    /// # Errors
    ///
    /// If the pattern has nothing but very common words, so that it would be looked at in every sentence.
    pub fn add(&mut self, owner: u32, pattern: Pattern) -> Result<(), String> {
        if pattern.required.is_empty() {
            let source = &pattern.source;
            return Err(format!(
                "`{source}` has only very common words or optional ones: one rarer word or concept has to be there"
            ));
        }
        let required = pattern.required.iter().map(|trigger| self.trigger(trigger)).collect();
        self.put(owner, required, Place::Compiled(pattern));
        Ok(())
    }

    /// Adds the pattern of a number of its owner, who compiles it when it is wanted; of its triggers, the rarest first.
    pub(crate) fn add_later<'t>(
        &mut self,
        owner: u32,
        number: u32,
        required: impl Iterator<Item = &'t Arc<Trigger>>,
    ) {
        let required = required.map(|trigger| self.trigger(trigger)).collect();
        self.put(owner, required, Place::Later(number));
    }

    fn put(&mut self, owner: u32, required: Box<[u32]>, pattern: Place) {
        if !required.is_empty() {
            self.required.push(required);
            self.patterns.push((owner, pattern));
        }
    }

    /// The number of a trigger, which is added if it is new.
    fn trigger(&mut self, trigger: &Arc<Trigger>) -> u32 {
        let next = self.triggers.len() as u32;
        let number = *self.numbers.entry(Arc::clone(trigger)).or_insert(next);
        if number == next {
            self.triggers.push(Arc::clone(trigger));
        }
        number
    }

    /// The set; the words of its triggers are marked with `mark` in the table of symbols.
    #[must_use]
    pub fn build(self, mark: Marks, symbols: &mut Symbols) -> PatternSet {
        let Self { patterns, required, triggers, .. } = self;
        let mut looked_up: Vec<Vec<u32>> = vec![Vec::new(); triggers.len()];
        let mut bits = vec![ALWAYS; triggers.len()];
        let mut next = ALWAYS + 1;
        let mut bit = |trigger: u32| {
            let bit = &mut bits[trigger as usize];
            if *bit == ALWAYS {
                *bit = next;
                next += 1;
            }
            *bit
        };
        let mut others = Vec::with_capacity(patterns.len());
        for (pattern, required) in required.iter().enumerate() {
            looked_up[required[0] as usize].push(pattern as u32);
            let mut of_pattern = [ALWAYS; OTHERS];
            for (other, &trigger) in of_pattern.iter_mut().zip(&required[1..]) {
                *other = bit(trigger);
            }
            others.push(of_pattern);
        }
        let mut set = PatternSet { patterns, others, mark, ..PatternSet::default() };
        set.words = (next as usize).div_ceil(64);
        let mut rows = vec![(Vec::new(), Vec::new())];
        for ((trigger, &bit), looked_up) in triggers.iter().zip(&bits).zip(&looked_up) {
            let mut add = |number: &mut u32| {
                if *number == 0 {
                    *number = rows.len() as u32;
                    rows.push((Vec::new(), Vec::new()));
                }
                let (bits, patterns) = &mut rows[*number as usize];
                bits.extend((bit != ALWAYS).then_some(bit));
                patterns.extend(looked_up);
            };
            for &symbol in &trigger.symbols {
                symbols.mark(symbol, mark);
                add(place(&mut set.by_symbol, symbol.0));
            }
            for &concept in &trigger.concepts {
                add(place(&mut set.by_concept, concept.0));
            }
            for &kind in &trigger.kinds {
                add(&mut set.by_kind[kind as usize]);
            }
        }
        let packed = |(bits, looked_up): (Vec<u32>, Vec<u32>)| Row {
            bits: Bits::new(bits, set.words),
            looked_up: looked_up.into(),
        };
        set.rows = rows.into_iter().map(packed).collect();
        set
    }
}

impl Bits {
    fn new(bits: Vec<u32>, words: usize) -> Self {
        if bits.len() < words / 6 {
            return Self::Few(bits.into());
        }
        let mut mask = vec![0; words];
        for bit in bits {
            raise(&mut mask, bit);
        }
        Self::Mask(mask.into())
    }
}

/// The place of a number in a table that grows.
fn place(table: &mut Vec<u32>, number: u32) -> &mut u32 {
    let at = number as usize;
    if at >= table.len() {
        table.resize(at + 1, 0);
    }
    &mut table[at]
}

#[inline]
fn row(table: &[u32], number: u32) -> Option<u32> {
    table.get(number as usize).copied().filter(|&row| row != 0)
}

fn raise(bits: &mut [u64], bit: u32) {
    bits[bit as usize / 64] |= 1 << (bit % 64);
}

fn is_set(bits: &[u64], bit: u32) -> bool {
    bits[bit as usize / 64] & 1 << (bit % 64) != 0
}

impl PatternSet {
    /// What a pattern of the set belongs to.
    #[must_use]
    pub fn owner(&self, id: u32) -> u32 {
        self.patterns[id as usize].0
    }

    /// Which of the patterns of its owner it is, if the owner compiles it.
    pub(crate) fn number(&self, id: u32) -> Option<u32> {
        match self.patterns[id as usize].1 {
            Place::Later(number) => Some(number),
            Place::Compiled(_) => None,
        }
    }

    /// How many patterns there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.patterns.len()
    }

    /// Is there no pattern?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.patterns.is_empty()
    }

    /// All matches in a sentence, as (pattern, match), in the order of the patterns.
    pub fn find(
        &self,
        sight: &Sight<'_>,
        sentence: &Sentence,
        seen: &mut Seen,
        found: &mut Vec<(u32, Found)>,
    ) {
        self.find_with(sight, sentence, seen, found, |_, _| None);
    }

    /// As [`find`](Self::find); `compiled` gives the patterns that their owner compiles, by owner and number.
    pub(crate) fn find_with<'p>(
        &self,
        sight: &Sight<'_>,
        sentence: &Sentence,
        seen: &mut Seen,
        found: &mut Vec<(u32, Found)>,
        compiled: impl Fn(u32, u32) -> Option<&'p Pattern>,
    ) {
        self.gather(sight, sentence, seen);
        if seen.wanted.is_empty() {
            return;
        }
        let range = sentence.first as usize..sentence.end as usize;
        seen.buffers.forget(range.clone());
        for &id in &seen.wanted {
            let (owner, place) = &self.patterns[id as usize];
            let pattern = match place {
                Place::Compiled(pattern) => Some(pattern),
                Place::Later(number) => compiled(*owner, *number),
            };
            let Some(pattern) = pattern else { continue };
            let all = pattern.find_all(sight, range.clone(), &mut seen.buffers);
            found.extend(all.into_iter().map(|one| (id, one)));
        }
    }

    /// Gathers the patterns whose triggers all stand in a sentence, in order.
    fn gather(&self, sight: &Sight<'_>, sentence: &Sentence, seen: &mut Seen) {
        let Seen { rows, bits, wanted, .. } = seen;
        rows.clear();
        wanted.clear();
        let range = sentence.first as usize..sentence.end as usize;
        if sentence.marks.any(self.mark) {
            for token in &sight.document.tokens[range.clone()] {
                rows.extend(row(&self.by_symbol, token.symbol.0));
            }
        }
        for mention in sight.mentions_in(range) {
            rows.extend(row(&self.by_concept, mention.concept.0));
            rows.push(self.by_kind[sight.lexicon.concept(mention.concept).kind as usize]);
        }
        if rows.iter().all(|&row| self.rows[row as usize].looked_up.is_empty()) {
            return;
        }
        bits.clear();
        bits.resize(self.words, 0);
        raise(bits, ALWAYS);
        for &row in &*rows {
            match &self.rows[row as usize].bits {
                Bits::Few(few) => few.iter().for_each(|&bit| raise(bits, bit)),
                Bits::Mask(mask) => {
                    bits.iter_mut().zip(mask).for_each(|(bits, more)| *bits |= more);
                }
            }
        }
        for &row in &*rows {
            let stand = |&&id: &&u32| self.others[id as usize].iter().all(|&bit| is_set(bits, bit));
            wanted.extend(self.rows[row as usize].looked_up.iter().filter(stand));
        }
        wanted.sort_unstable();
        wanted.dedup();
    }
}
