//! Many patterns at once: each is looked at only where what it needs stands.
//!
//! Every pattern has triggers, words and concepts of which a sentence has to hold one of each. It is looked up by the rarest of them. For
//! the others each has a bit, and each word and concept the bits of the triggers that it is in: put together over a sentence, they tell
//! which stand there. The words that are in most triggers are told the other way round: each has a bit, and each trigger the bits of its
//! words, of which the sentence has to have one.

use std::{cmp::Reverse, sync::Arc};

use rustc_hash::FxHashMap;

use super::{
    compile::Pattern,
    matching::{Buffers, Found, Sight},
    trigger::Trigger,
};
use crate::{
    lexicon::Kind,
    text::{Marks, Sentence, Symbols},
};

/// So many words and concepts have a bit of their own: those that are in most triggers.
const COMMON: usize = 512;
/// No bit of its own.
const NONE: u32 = u32::MAX;

/// Of the common words and concepts, a bit each.
type Mask = [u64; COMMON / 64];

/// A pattern of a set.
#[derive(Clone, Debug)]
enum Place {
    Compiled(Pattern),
    /// Its owner compiles it when it is wanted: which of the owner's patterns it is.
    Later(u32),
}

/// What a word or a concept tells of the patterns; ranges are of what the set holds.
#[derive(Clone, Copy, Debug)]
struct Row {
    /// Its own bit, if it is a common one, or [`NONE`].
    common: u32,
    /// The triggers that it is in, if it is no common one.
    bits: (u32, u32),
    /// The patterns that are looked up by it.
    looked_up: (u32, u32),
}

/// Patterns, each with the number of what it belongs to. Made by a [`PatternSetBuilder`].
#[derive(Clone, Debug, Default)]
pub struct PatternSet {
    patterns: Vec<(u32, Place)>,
    /// Of each pattern the range of its triggers in `asked`, beside the one that it is looked up by.
    others: Vec<(u32, u32)>,
    asked: Vec<u32>,
    /// Of each trigger its mask among `masks`; the first is empty.
    common: Vec<u32>,
    masks: Vec<Mask>,
    bits: Vec<u32>,
    looked_up: Vec<u32>,
    rows: Vec<Row>,
    /// The first row by which patterns are looked up; they are by all behind it.
    first_looked_up: u32,
    /// Of each word and each concept its row, as far as there is any; the first row stands for none.
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
    /// Of each trigger the sentence, by `now`, in which another word than a common one was seen that it has.
    stamps: Vec<u8>,
    now: u8,
    common: Mask,
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

    /// The set; the words by which its patterns are looked up are marked with `mark` in the table of symbols.
    #[must_use]
    pub fn build(self, mark: Marks, symbols: &mut Symbols) -> PatternSet {
        let Self { patterns, required, triggers, .. } = self;
        let mut looked_up: Vec<Vec<u32>> = vec![Vec::new(); triggers.len()];
        let mut is_asked = vec![false; triggers.len()];
        let mut set = PatternSet { patterns, mark, ..PatternSet::default() };
        for (pattern, required) in (0..).zip(&required) {
            looked_up[required[0] as usize].push(pattern);
            set.others.push(append(&mut set.asked, &required[1..]));
            required[1..].iter().for_each(|&trigger| is_asked[trigger as usize] = true);
        }
        let mut rows = vec![(Vec::new(), Vec::new())];
        for (number, (trigger, looked_up)) in (0..).zip(triggers.iter().zip(&looked_up)) {
            let mut add = |row: &mut u32| {
                if *row == 0 {
                    *row = rows.len() as u32;
                    rows.push((Vec::new(), Vec::new()));
                }
                let (bits, patterns) = &mut rows[*row as usize];
                bits.extend(is_asked[number as usize].then_some(number));
                patterns.extend(looked_up);
            };
            for symbol in trigger.words.iter() {
                if !looked_up.is_empty() {
                    symbols.mark(symbol, mark);
                }
                add(place(&mut set.by_symbol, symbol.0));
            }
            for &concept in &trigger.concepts {
                add(place(&mut set.by_concept, concept.0));
            }
            for &kind in &trigger.kinds {
                add(&mut set.by_kind[kind as usize]);
            }
        }
        set.common = vec![0; triggers.len()];
        set.lay_out(&rows);
        set
    }
}

impl PatternSet {
    /// Takes the rows in, of each its triggers and the patterns that are looked up by it; first those by which none is.
    fn lay_out(&mut self, rows: &[(Vec<u32>, Vec<u32>)]) {
        let mut most: Vec<usize> = (0..rows.len()).collect();
        if rows.len() > COMMON {
            most.select_nth_unstable_by_key(COMMON, |&row| Reverse(rows[row].0.len()));
        }
        let mut common = vec![NONE; rows.len()];
        for (bit, &row) in (0..).zip(most.iter().take(COMMON)) {
            common[row] = bit;
        }
        self.masks.push(Mask::default());
        let (without, with): (Vec<usize>, Vec<usize>) =
            (0..rows.len()).partition(|&row| rows[row].1.is_empty());
        self.first_looked_up = without.len() as u32;
        let mut new = vec![0; rows.len()];
        for old in without.into_iter().chain(with) {
            new[old] = self.rows.len() as u32;
            let ((triggers, patterns), common) = (&rows[old], common[old]);
            let looked_up = append(&mut self.looked_up, patterns);
            let bits = if common == NONE {
                append(&mut self.bits, triggers)
            } else {
                self.add_common(common, triggers);
                (0, 0)
            };
            self.rows.push(Row { common, bits, looked_up });
        }
        for number in self.by_symbol.iter_mut().chain(&mut self.by_concept).chain(&mut self.by_kind)
        {
            *number = new[*number as usize];
        }
    }

    /// Sets the bit of a common word in the masks of its triggers.
    fn add_common(&mut self, bit: u32, triggers: &[u32]) {
        for &trigger in triggers {
            let mask = &mut self.common[trigger as usize];
            if *mask == 0 {
                *mask = self.masks.len() as u32;
                self.masks.push(Mask::default());
            }
            raise(&mut self.masks[*mask as usize], bit);
        }
    }
}

/// Appends some numbers and gives their place.
fn append(all: &mut Vec<u32>, some: &[u32]) -> (u32, u32) {
    let from = all.len() as u32;
    all.extend_from_slice(some);
    (from, all.len() as u32)
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
        let Seen { rows, stamps, now, common, wanted, .. } = seen;
        rows.clear();
        wanted.clear();
        let range = sentence.first as usize..sentence.end as usize;
        for mention in sight.mentions_in(range.clone()) {
            rows.extend(row(&self.by_concept, mention.concept.0));
            rows.extend(row(&self.by_kind, sight.lexicon.concept(mention.concept).kind as u32));
        }
        let is_looked_up = |&row: &u32| row >= self.first_looked_up;
        if !sentence.marks.any(self.mark) && !rows.iter().any(is_looked_up) {
            return;
        }
        for token in &sight.document.tokens[range] {
            rows.extend(row(&self.by_symbol, token.symbol.0));
        }
        if stamps.len() != self.common.len() || *now == u8::MAX {
            stamps.clear();
            stamps.resize(self.common.len(), 0);
            *now = 0;
        }
        *now += 1;
        *common = Mask::default();
        for &row in &*rows {
            let Row { common: bit, bits: (from, to), .. } = self.rows[row as usize];
            if bit == NONE {
                let triggers = &self.bits[from as usize..to as usize];
                triggers.iter().for_each(|&trigger| stamps[trigger as usize] = *now);
            } else {
                raise(common, bit);
            }
        }
        let stands = |trigger: u32| {
            let mask = self.common[trigger as usize];
            stamps[trigger as usize] == *now
                || mask != 0 && meets(&self.masks[mask as usize], common)
        };
        for &row in rows.iter().filter(|&row| is_looked_up(row)) {
            let (from, to) = self.rows[row as usize].looked_up;
            let patterns = self.looked_up[from as usize..to as usize].iter();
            wanted.extend(patterns.filter(|&&pattern| {
                let (from, to) = self.others[pattern as usize];
                self.asked[from as usize..to as usize].iter().all(|&trigger| stands(trigger))
            }));
        }
        wanted.sort_unstable();
        wanted.dedup();
    }
}

/// Have two masks a bit in common?
#[inline]
fn meets(one: &Mask, other: &Mask) -> bool {
    one.iter().zip(other).fold(0, |both, (one, other)| both | one & other) != 0
}
