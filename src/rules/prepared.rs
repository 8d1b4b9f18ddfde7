//! What the build script found out of the built-in rules: by which words and concepts their patterns are looked up.
//!
//! A start so needs to read and compile no pattern: it adds the words to the table, and marks what patterns are looked up by. A rule is
//! compiled when a text first holds what one of its patterns needs. It holds for the built-in lexicon alone, whose concepts have fixed
//! numbers.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::sought::{FIELD, RECORD};
use crate::{
    builtin::PREPARED_RULES,
    lexicon::{ConceptId, Kind},
    pattern::Trigger,
    text::{Symbol, Symbols},
};

/// What is known of the built-in rules.
#[derive(Debug, Default)]
pub(super) struct Prepared {
    triggers: Vec<Arc<Trigger>>,
    /// By id, the triggers of each pattern as they are written.
    rules: FxHashMap<&'static str, Vec<&'static str>>,
}

impl Prepared {
    /// Reads it; the words are added to the table. Only the build script writes it; what cannot be read is left out.
    pub(super) fn read(symbols: &mut Symbols) -> Self {
        let mut records = PREPARED_RULES.split_terminator(RECORD);
        let words: Vec<Symbol> = records
            .next()
            .unwrap_or_default()
            .split(FIELD)
            .map(|word| symbols.intern(word))
            .collect();
        let mut prepared = Self::default();
        for record in records {
            let mut fields = record.split(FIELD);
            match fields.next() {
                Some("trigger") => {
                    let mut numbers = || fields.next().into_iter().flat_map(numbers);
                    let mut symbols: Vec<Symbol> =
                        numbers().filter_map(|at| words.get(at as usize).copied()).collect();
                    symbols.sort_unstable();
                    let concepts = numbers().map(ConceptId).collect();
                    let kinds =
                        numbers().filter_map(|at| Kind::ALL.get(at as usize).copied()).collect();
                    let cost = numbers().next().unwrap_or(u32::MAX);
                    prepared.triggers.push(Arc::new(Trigger { symbols, concepts, kinds, cost }));
                }
                Some(id) => {
                    prepared.rules.insert(id, fields.collect());
                }
                None => {}
            }
        }
        prepared
    }

    /// Is a rule prepared?
    pub(super) fn has(&self, id: &str) -> bool {
        self.rules.contains_key(id)
    }

    /// The triggers of each pattern of a rule.
    pub(super) fn patterns(
        &self,
        id: &str,
    ) -> impl Iterator<Item = impl Iterator<Item = &Arc<Trigger>>> {
        self.rules
            .get(id)
            .into_iter()
            .flatten()
            .map(|pattern| numbers(pattern).filter_map(|at| self.triggers.get(at as usize)))
    }
}

fn numbers(text: &str) -> impl Iterator<Item = u32> {
    text.split(',').filter_map(|number| number.parse().ok())
}
