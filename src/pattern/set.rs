//! Many patterns at once: each is looked at only where one of its triggers stands.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::{
    compile::{Pattern, Trigger},
    matching::{Buffers, Found, Sight},
};
use crate::{
    lexicon::ConceptId,
    text::{Marks, Sentence, Symbol, Symbols},
};

/// A pattern of a set.
#[derive(Clone, Debug)]
enum Place {
    Compiled(Pattern),
    /// Its owner compiles it when it is wanted: which of the owner's patterns it is.
    Later(u32),
}

/// Patterns, each with the number of what it belongs to.
#[derive(Clone, Debug, Default)]
pub struct PatternSet {
    patterns: Vec<(u32, Place)>,
    /// Of each pattern, the triggers without which it is not tried, but for the one that it is looked up by.
    others: Vec<Box<[u32]>>,
    /// Of each trigger, the patterns that are looked up by it.
    looked_up: Vec<Vec<u32>>,
    triggers: FxHashMap<Arc<Trigger>, u32>,
    /// The triggers that a word or a mention is one of.
    by_symbol: FxHashMap<Symbol, Vec<u32>>,
    by_concept: FxHashMap<ConceptId, Vec<u32>>,
    by_kind: [Vec<u32>; crate::lexicon::Kind::ALL.len()],
    mark: Marks,
}

/// Working space of [`PatternSet::find`]: which triggers stand in this sentence.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    stamps: Vec<u32>,
    now: u32,
    present: Vec<u32>,
    wanted: Vec<u32>,
    buffers: Buffers,
}

impl PatternSet {
    /// An empty set; its triggers are marked with `mark` in the table of symbols.
    #[must_use]
    pub fn new(mark: Marks) -> Self {
        Self { mark, ..Self::default() }
    }

    /// Adds a pattern that belongs to `owner`.
    ///
    /// # Errors
    ///
    /// If the pattern has nothing but very common words, so that it would be looked at in every sentence.
    pub fn add(
        &mut self,
        owner: u32,
        pattern: Pattern,
        symbols: &mut Symbols,
    ) -> Result<(), String> {
        if pattern.required.is_empty() {
            let source = &pattern.source;
            return Err(format!(
                "`{source}` has only very common words or optional ones: one rarer word or concept has to be there"
            ));
        }
        let required: Vec<u32> =
            pattern.required.iter().map(|trigger| self.trigger(trigger, symbols)).collect();
        self.put(owner, &required, Place::Compiled(pattern));
        Ok(())
    }

    /// Adds the pattern of a number of its owner, who compiles it when it is wanted; of its triggers, by which it is looked up first.
    pub(crate) fn add_later(&mut self, owner: u32, number: u32, required: &[u32]) {
        self.put(owner, required, Place::Later(number));
    }

    fn put(&mut self, owner: u32, required: &[u32], pattern: Place) {
        let id = self.patterns.len() as u32;
        if let Some((&first, others)) = required.split_first() {
            self.others.push(others.into());
            self.looked_up[first as usize].push(id);
            self.patterns.push((owner, pattern));
        }
    }

    /// The number of a trigger, which is added if it is new.
    pub(crate) fn trigger(&mut self, trigger: &Arc<Trigger>, symbols: &mut Symbols) -> u32 {
        if let Some(&known) = self.triggers.get(trigger) {
            return known;
        }
        let id = self.looked_up.len() as u32;
        self.looked_up.push(Vec::new());
        for &symbol in &trigger.symbols {
            symbols.mark(symbol, self.mark);
            self.by_symbol.entry(symbol).or_default().push(id);
        }
        for &concept in &trigger.concepts {
            self.by_concept.entry(concept).or_default().push(id);
        }
        for &kind in &trigger.kinds {
            self.by_kind[kind as usize].push(id);
        }
        self.triggers.insert(Arc::clone(trigger), id);
        id
    }

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
        symbols: &Symbols,
        seen: &mut Seen,
        found: &mut Vec<(u32, Found)>,
    ) {
        self.find_with(sight, sentence, symbols, seen, found, |_, _| None);
    }

    /// As [`find`](Self::find); `compiled` gives the patterns that their owner compiles, by owner and number.
    pub(crate) fn find_with<'p>(
        &self,
        sight: &Sight<'_>,
        sentence: &Sentence,
        symbols: &Symbols,
        seen: &mut Seen,
        found: &mut Vec<(u32, Found)>,
        compiled: impl Fn(u32, u32) -> Option<&'p Pattern>,
    ) {
        let range = sentence.first as usize..sentence.end as usize;
        let mentions = sight.mentions_in(range.clone());
        if !sentence.marks.any(self.mark) && mentions.is_empty() {
            return;
        }
        seen.begin(self.looked_up.len());
        if sentence.marks.any(self.mark) {
            for token in &sight.document.tokens[range.clone()] {
                if symbols.marks(token.symbol).any(self.mark) {
                    seen.note(self.by_symbol.get(&token.symbol));
                }
            }
        }
        for mention in mentions {
            seen.note(self.by_concept.get(&mention.concept));
            seen.note(Some(&self.by_kind[sight.lexicon.concept(mention.concept).kind as usize]));
        }
        for &trigger in &seen.present {
            let stand = |&id: &u32| {
                self.others[id as usize]
                    .iter()
                    .all(|&other| seen.stamps[other as usize] == seen.now)
            };
            seen.wanted.extend(self.looked_up[trigger as usize].iter().copied().filter(stand));
        }
        if seen.wanted.is_empty() {
            return;
        }
        seen.wanted.sort_unstable();
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
}

impl Seen {
    fn begin(&mut self, triggers: usize) {
        self.stamps.resize(triggers, 0);
        self.wanted.clear();
        self.present.clear();
        self.now = self.now.wrapping_add(1);
        if self.now == 0 {
            self.stamps.fill(0);
            self.now = 1;
        }
    }

    fn note(&mut self, triggers: Option<&Vec<u32>>) {
        for &id in triggers.into_iter().flatten() {
            if std::mem::replace(&mut self.stamps[id as usize], self.now) != self.now {
                self.present.push(id);
            }
        }
    }
}
