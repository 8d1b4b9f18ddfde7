//! States that are no effect: why the drug is taken, and what was before it.

use super::{Calculus, near};
use crate::extract::outcome::{item::Item, sense::Senses};

/// How many words may stand between a word of reason and the reason.
const REASON_REACH: usize = 6;
/// How many words may stand between a state and the words that put it before the drug.
const PAST_REACH: usize = 2;
/// How many words may stand between “never” and a state, and between the state and “before”.
const NEVER_REACH: usize = 3;

impl Calculus<'_> {
    /// Is a state told as why the drug is taken, or as what was before it: “before I started I was …”, “I was … before I took it”?
    pub(super) fn is_past(&self, state: &Item) -> bool {
        const REASON: Senses = Senses::REASON.or(Senses::BEFORE);
        self.said.any(REASON)
            && self.items.iter().any(|word| {
                word.is(REASON) && near(word.end, state.first, REASON_REACH)
                    || word.is(Senses::BEFORE) && near(state.end, word.first, PAST_REACH)
            })
    }

    /// The word that says that a state never was before the drug: “never had headaches before”.
    pub(super) fn never_before(&self, state: &Item) -> Option<&Item> {
        let told = state.is(Senses::BAD)
            && self.said.any(Senses::BEFORE)
            && self
                .items
                .iter()
                .any(|word| word.is(Senses::BEFORE) && near(state.end, word.first, NEVER_REACH));
        let mut words = self.items.iter().filter(|_| told);
        words.find(|word| word.is(Senses::NEVER) && near(word.end, state.first, NEVER_REACH))
    }
}
