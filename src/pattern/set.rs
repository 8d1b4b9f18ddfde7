//! Many patterns at once: each is looked at only where one of its triggers stands.

use rustc_hash::FxHashMap;

use super::{
    compile::Pattern,
    matching::{Buffers, Found, Sight},
};
use crate::{
    lexicon::ConceptId,
    text::{Marks, Sentence, Symbol, Symbols},
};

/// Patterns, each with the number of what it belongs to.
#[derive(Clone, Debug, Default)]
pub struct PatternSet {
    patterns: Vec<(u32, Pattern)>,
    by_symbol: FxHashMap<Symbol, Vec<u32>>,
    by_concept: FxHashMap<ConceptId, Vec<u32>>,
    by_kind: [Vec<u32>; crate::lexicon::Kind::ALL.len()],
    mark: Marks,
}

/// Working space of [`PatternSet::find`]: which patterns were looked at in this sentence.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    stamps: Vec<u32>,
    now: u32,
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
        let id = self.patterns.len() as u32;
        let Some(trigger) = pattern.required.first() else {
            let source = &pattern.source;
            return Err(format!(
                "`{source}` has only very common words or optional ones: one rarer word or concept has to be there"
            ));
        };
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
        self.patterns.push((owner, pattern));
        Ok(())
    }

    /// A pattern of the set, and what it belongs to.
    #[must_use]
    pub fn pattern(&self, id: u32) -> &(u32, Pattern) {
        &self.patterns[id as usize]
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
        let range = sentence.first as usize..sentence.end as usize;
        let mentions = sight.mentions_in(range.clone());
        if !sentence.marks.any(self.mark) && mentions.is_empty() {
            return;
        }
        seen.begin(self.patterns.len());
        if sentence.marks.any(self.mark) {
            for token in &sight.document.tokens[range.clone()] {
                if symbols.marks(token.symbol).any(self.mark) {
                    seen.want(self.by_symbol.get(&token.symbol));
                }
            }
        }
        for mention in mentions {
            seen.want(self.by_concept.get(&mention.concept));
            seen.want(Some(&self.by_kind[sight.lexicon.concept(mention.concept).kind as usize]));
        }
        seen.wanted.sort_unstable();
        for &id in &seen.wanted {
            let pattern = &self.patterns[id as usize].1;
            // The first of them is what it was looked up by.
            let mut others = pattern.required.iter().skip(1);
            if !others.all(|trigger| trigger.stands_in(sight, range.clone(), mentions)) {
                continue;
            }
            let all =
                self.patterns[id as usize].1.find_all(sight, range.clone(), &mut seen.buffers);
            found.extend(all.into_iter().map(|one| (id, one)));
        }
    }
}

impl Seen {
    fn begin(&mut self, patterns: usize) {
        self.stamps.resize(patterns, 0);
        self.wanted.clear();
        self.now = self.now.wrapping_add(1);
        if self.now == 0 {
            self.stamps.fill(0);
            self.now = 1;
        }
    }

    fn want(&mut self, patterns: Option<&Vec<u32>>) {
        for &id in patterns.into_iter().flatten() {
            if std::mem::replace(&mut self.stamps[id as usize], self.now) != self.now {
                self.wanted.push(id);
            }
        }
    }
}
