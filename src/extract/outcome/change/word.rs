//! Words that say by themselves what came of a drug: “it works”, “a life saver”, “did nothing”, “withdrawals”.

use super::{Calculus, Effect, near, told::Told};
use crate::extract::outcome::sense::Senses;

/// How many words may stand between a word of helping and the word before it that may mean the drug.
const AGENT_REACH: usize = 4;
/// How many words may stand between “no” and the relief, and the change.
const NO_RELIEF_REACH: usize = 3;
const NO_CHANGE_REACH: usize = 1;
/// How many words may stand between “may” and what may be.
const MAY_REACH: usize = 1;

/// The senses of which a word needs one to tell anything by itself.
pub(in crate::extract::outcome) const TELLS: Senses = Senses::WITHDRAWAL
    .or(Senses::STOP)
    .or(Senses::DROP)
    .or(Senses::DUD)
    .or(Senses::PRAISE)
    .or(Senses::GOOD)
    .or(Senses::LOVE)
    .or(Senses::RELIEF)
    .or(Senses::EFFECT)
    .or(Senses::HELP);

impl Calculus<'_> {
    /// What a word tells that is no state.
    pub(super) fn of_word(&self, at: usize) -> Option<Effect> {
        let item = &self.items[at];
        let whole = item.first..item.end;
        if item.is(Senses::WITHDRAWAL) || self.is_stop(at) && self.is_hard(at) {
            return Some(Effect::new(Told::WITHDRAWAL, whole, 0..0));
        }
        if item.is(Senses::DUD) {
            return Some(of_drug(Effect::new(Told::NOTHING, whole.clone(), whole)));
        }
        if item.is(Senses::PRAISE.or(Senses::GOOD)) {
            let told = if item.is(Senses::HELP) { Told::HELP } else { Told::GOOD };
            return Some(Effect::new(self.open(at, told), whole.clone(), whole));
        }
        if item.is(Senses::LOVE) {
            return self.of_love(at);
        }
        if item.is(Senses::RELIEF.or(Senses::EFFECT))
            && let Some(effect) = self.of_no_relief(at)
        {
            return Some(effect);
        }
        if item.is(Senses::RELIEF) || item.is(Senses::HELP) && self.is_of_drug(at) {
            return Some(of_drug(Effect::new(self.open(at, Told::HELP), whole, 0..0)));
        }
        None
    }

    /// “love this drug”
    fn of_love(&self, at: usize) -> Option<Effect> {
        let item = &self.items[at];
        let next = self.items[at + 1..].iter().find(|next| !next.is(Senses::DETERMINER))?;
        let of_drug = next.is(Senses::AGENT) && near(item.end, next.first, 1);
        of_drug.then(|| Effect::new(Told::GOOD, item.first..next.end, 0..0))
    }

    /// “no relief”, “no change”
    fn of_no_relief(&self, at: usize) -> Option<Effect> {
        let item = &self.items[at];
        let none = &self.items[self.before(at, Senses::NONE)?.place];
        let reach = if item.is(Senses::RELIEF) { NO_RELIEF_REACH } else { NO_CHANGE_REACH };
        near(none.end, item.first, reach)
            .then(|| Effect::new(Told::NOTHING, none.first..item.end, none.first..none.end))
            .map(of_drug)
    }

    /// Is a word of helping said of the drug? It opens the sentence, or a word that may mean the drug stands before it.
    fn is_of_drug(&self, at: usize) -> bool {
        let item = &self.items[at];
        let word = self.document.word(item.first);
        let bare = ["help", "work"].iter().any(|bare| word.eq_ignore_ascii_case(bare));
        let mut before = self.items[..at].iter().rev();
        item.first <= self.first + 1 && !bare
            || before
                .any(|agent| agent.is(Senses::AGENT) && near(agent.end, item.first, AGENT_REACH))
    }

    /// What is told of something that only may be: “hope it will work”.
    pub(super) fn open(&self, at: usize, told: Told) -> Told {
        let first = self.items[at].first;
        let mut before = self.items[..at].iter().rev();
        let may = before.any(|may| may.is(Senses::MAY) && near(may.end, first, MAY_REACH));
        if may { Told { holds: None, ..told } } else { told }
    }
}

/// What is said of the drug, not of a person.
fn of_drug(effect: Effect) -> Effect {
    Effect { is_of_drug: true, ..effect }
}
