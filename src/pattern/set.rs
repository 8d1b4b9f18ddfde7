//! Many patterns at once: each is looked at only where what it needs stands.
//!
//! Every pattern has triggers, words and concepts of which a sentence has to hold one of each. It is looked up by the rarest of them. For
//! the others each word and concept has a list of those that it is in: put together over a sentence, the lists tell which stand there. The
//! words that would give most work so are told the other way round: each has a bit, and each trigger the bits of its words, of which the
//! sentence has to have one.

use std::{cmp::Reverse, sync::Arc};

use rustc_hash::FxHashMap;

use super::{
    compile::Pattern,
    matching::{Buffers, Found, Sight},
    trigger::{MOST, Trigger},
};
use crate::{
    lexicon::Kind,
    text::{Marks, Sentence, Symbols},
};

/// So many words and concepts have a bit of their own: those that are often met and in many triggers.
const COMMON: usize = 512;
/// As often as the word of this number is met any concept of a kind, and a concept.
const KIND: usize = 100;
const CONCEPT: usize = 5_000;
/// The trigger that always stands, in the place of one that nobody asks for.
const ALWAYS: u32 = 0;
/// The bit of a row by which patterns are looked up.
const LOOKED_UP: u32 = 1 << 31;

/// Of the common words and concepts, a bit each. It lies in one line of the cache.
#[derive(Clone, Copy, Debug, Default)]
#[repr(align(64))]
struct Mask([u64; COMMON / 64]);

impl Mask {
    fn raise(&mut self, bit: u32) {
        self.0[bit as usize / 64] |= 1 << (bit % 64);
    }

    /// Have two masks a bit in common?
    #[inline]
    fn meets(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).fold(0, |both, (one, other)| both | one & other) != 0
    }
}

/// A pattern of a set.
#[derive(Clone, Debug)]
enum Place {
    Compiled(Pattern),
    /// Its owner compiles it when it is wanted: which of the owner's patterns it is.
    Later(u32),
}

/// A pattern where it is looked up, with its other triggers.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    pattern: u32,
    others: [u32; MOST - 1],
}

/// What a word or a concept tells of the patterns: the triggers that it is in, and ranges of the candidates that are looked up by it.
#[derive(Clone, Debug, Default)]
struct Row {
    triggers: Vec<u32>,
    looked_up: Vec<(u32, u32)>,
}

/// Patterns, each with the number of what it belongs to. Made by a [`PatternSetBuilder`].
///
/// What is read of a sentence lies together, as most of the time would else go by waiting for memory.
#[derive(Clone, Debug, Default)]
pub struct PatternSet {
    patterns: Vec<(u32, Place)>,
    /// Those that are looked up by the same trigger stand together.
    candidates: Vec<Candidate>,
    /// Of each trigger its common words.
    common: Vec<Mask>,
    /// The rows: how many triggers and how many ranges, the triggers (but of a common word), the ranges.
    rows: Vec<u32>,
    /// Of each common word its row.
    common_rows: Vec<u32>,
    /// Of each word and each concept 0 if it is in no trigger; else one more than its bit if it is a common one, or than [`COMMON`] and the
    /// place of its row; with [`LOOKED_UP`].
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
    /// What the set says of the words and mentions of the sentence.
    rows: Vec<u32>,
    /// Of those that are no common words the place of the row, and how many triggers it has.
    heads: Vec<(u32, u32)>,
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
        let mut set = PatternSet { patterns, mark, ..PatternSet::default() };
        let mut looked_up: Vec<Vec<u32>> = vec![Vec::new(); triggers.len()];
        let mut numbers = vec![ALWAYS; triggers.len()];
        let mut next = ALWAYS + 1;
        for (pattern, required) in (0..).zip(&required) {
            looked_up[required[0] as usize].push(pattern);
            for &other in &required[1..] {
                let number = &mut numbers[other as usize];
                if *number == ALWAYS {
                    *number = next;
                    next += 1;
                }
            }
        }
        let mut rows = vec![Row::default()];
        for ((trigger, &number), looked_up) in triggers.iter().zip(&numbers).zip(&looked_up) {
            let from = set.candidates.len() as u32;
            for &pattern in looked_up {
                let mut others = [ALWAYS; MOST - 1];
                for (other, &trigger) in others.iter_mut().zip(&required[pattern as usize][1..]) {
                    *other = numbers[trigger as usize];
                }
                set.candidates.push(Candidate { pattern, others });
            }
            let to = set.candidates.len() as u32;
            let mut add = |place: &mut u32| {
                if *place == 0 {
                    *place = rows.len() as u32;
                    rows.push(Row::default());
                }
                let row = &mut rows[*place as usize];
                row.triggers.extend((number != ALWAYS).then_some(number));
                row.looked_up.extend((from < to).then_some((from, to)));
            };
            for symbol in trigger.words.iter() {
                if from < to {
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
        set.common = vec![Mask::default(); next as usize];
        set.lay_out(&rows);
        set
    }
}

impl PatternSet {
    /// Lays out the rows, of which the first says nothing.
    fn lay_out(&mut self, rows: &[Row]) {
        let mut order: Vec<usize> = (1..rows.len()).collect();
        if order.len() > COMMON {
            let work = self.work(rows);
            order.select_nth_unstable_by_key(COMMON, |&row| Reverse(work[row]));
        }
        let mut places = vec![0; rows.len()];
        for (bit, number) in (0..).zip(order) {
            let row = &rows[number];
            let at = self.rows.len() as u32;
            let is_common = bit < COMMON as u32;
            let triggers = if is_common { &[][..] } else { &row.triggers };
            self.rows.extend([triggers.len() as u32, row.looked_up.len() as u32]);
            self.rows.extend(triggers);
            self.rows.extend(row.looked_up.iter().flat_map(|&(from, to)| [from, to]));
            places[number] = if is_common {
                self.common_rows.push(at);
                for &trigger in &row.triggers {
                    self.common[trigger as usize].raise(bit);
                }
                1 + bit
            } else {
                1 + COMMON as u32 + at
            };
            if !row.looked_up.is_empty() {
                places[number] |= LOOKED_UP;
            }
        }
        for place in self.by_symbol.iter_mut().chain(&mut self.by_concept).chain(&mut self.by_kind)
        {
            *place = places[*place as usize];
        }
    }

    /// Of each row how much there is to do for it in a text. The built-in words are numbered by how often they are met, which by Zipf's law
    /// is as the inverse of the number.
    fn work(&self, rows: &[Row]) -> Vec<u64> {
        let mut work = vec![0; rows.len()];
        let mut set = |row: u32, number: usize| {
            let row = row as usize;
            work[row] = ((rows[row].triggers.len() as u64) << 32) / (number as u64 + 1);
        };
        for (number, &row) in self.by_symbol.iter().enumerate() {
            set(row, number);
        }
        for &row in &self.by_concept {
            set(row, CONCEPT);
        }
        for &row in &self.by_kind {
            set(row, KIND);
        }
        work
    }

    /// The ranges of candidates that are looked up by a word or concept.
    fn looked_up(&self, row: u32) -> &[[u32; 2]] {
        let number = (row & !LOOKED_UP) - 1;
        let at = match number.checked_sub(COMMON as u32) {
            Some(at) => at as usize,
            None => self.common_rows[number as usize] as usize,
        };
        let (triggers, ranges) = (self.rows[at] as usize, self.rows[at + 1] as usize);
        self.rows[at + 2 + triggers..][..2 * ranges].as_chunks().0
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
fn row(table: &[u32], number: u32) -> u32 {
    table.get(number as usize).copied().unwrap_or_default()
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
        let Seen { rows, heads, stamps, now, common, wanted, .. } = seen;
        rows.clear();
        wanted.clear();
        let range = sentence.first as usize..sentence.end as usize;
        for mention in sight.mentions_in(range.clone()) {
            rows.push(row(&self.by_concept, mention.concept.0));
            rows.push(self.by_kind[sight.lexicon.concept(mention.concept).kind as usize]);
        }
        let is_looked_up = |&row: &u32| row & LOOKED_UP != 0;
        if !sentence.marks.any(self.mark) && !rows.iter().any(is_looked_up) {
            return;
        }
        // All of them first, then all that lies behind, so that the memory is asked for many at once.
        let words = sight.document.tokens[range].iter();
        rows.extend(words.map(|token| row(&self.by_symbol, token.symbol.0)));
        if !rows.iter().any(is_looked_up) {
            return;
        }
        if stamps.len() != self.common.len() || *now == u8::MAX {
            stamps.clear();
            stamps.resize(self.common.len(), 0);
            *now = 0;
        }
        *now += 1;
        stamps[ALWAYS as usize] = *now;
        *common = Mask::default();
        heads.clear();
        for &row in &*rows {
            match (row & !LOOKED_UP).checked_sub(1) {
                None => {}
                Some(bit) if bit < COMMON as u32 => common.raise(bit),
                Some(number) => {
                    let at = number - COMMON as u32;
                    heads.push((at, self.rows[at as usize]));
                }
            }
        }
        for &(at, count) in &*heads {
            for &trigger in &self.rows[at as usize + 2..][..count as usize] {
                stamps[trigger as usize] = *now;
            }
        }
        let stands = |&trigger: &u32| {
            stamps[trigger as usize] == *now || self.common[trigger as usize].meets(common)
        };
        for &row in rows.iter().filter(|&row| is_looked_up(row)) {
            for &[from, to] in self.looked_up(row) {
                let candidates = self.candidates[from as usize..to as usize].iter();
                let wanted_ones =
                    candidates.filter(|candidate| candidate.others.iter().all(stands));
                wanted.extend(wanted_ones.map(|candidate| candidate.pattern));
            }
        }
        wanted.sort_unstable();
        wanted.dedup();
    }
}
