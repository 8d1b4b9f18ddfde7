//! What a state and a change make: less of something bad is a benefit, less of something good a harm.

use super::{
    Calculus, near,
    operator::{
        Change::{
            self, Better, Can, Cannot, Cause, Faded, Feel, Lack, Less, More, None as No, Onset,
            Return, Still, Worse,
        },
        Operator, change_of,
    },
};
use crate::{
    extract::outcome::{OutcomeKind, item::Item, sense::Senses},
    lexicon::Kind,
};

/// What something tells: if it holds, and if it is denied.
#[derive(Clone, Copy, Debug)]
pub(super) struct Told {
    pub(super) holds: Option<OutcomeKind>,
    pub(super) denied: Option<OutcomeKind>,
    /// Within how many words before it a denial has to stand.
    pub(super) denial: usize,
    pub(super) worsened: bool,
}

impl Told {
    pub(super) const HARM: Self = Self {
        holds: Some(OutcomeKind::AdverseEvent),
        denied: None,
        denial: usize::MAX,
        worsened: false,
    };
    pub(super) const WITHDRAWAL: Self = Self { holds: Some(OutcomeKind::Withdrawal), ..Self::HARM };
    pub(super) const NOTHING: Self = Self { holds: Some(OutcomeKind::NoEffect), ..Self::HARM };
    /// What the drug is for got worse.
    const WORSENED: Self = Self { worsened: true, ..Self::HARM };
    pub(super) const GOOD: Self = Self { holds: Some(OutcomeKind::Benefit), ..Self::HARM };
    pub(super) const HELP: Self = Self { denied: Some(OutcomeKind::NoEffect), ..Self::GOOD };
    const GOOD_OR_BAD: Self = Self { denied: Some(OutcomeKind::AdverseEvent), ..Self::GOOD };
    /// Nothing came of it, or it is not said of whom.
    const SILENT: Self = Self { holds: None, ..Self::HARM };
    const USELESS: Self = Self { denied: Some(OutcomeKind::Benefit), ..Self::NOTHING };
    /// Why the drug is taken; denied nearby, it is a benefit: “no anxiety”.
    const REASON: Self =
        Self { holds: None, denied: Some(OutcomeKind::Benefit), denial: 3, worsened: false };
}

/// The words of change in a name that tell what became of it: “increased anxiety”.
const INNER: Senses = Senses::LESS.or(Senses::MORE).or(Senses::WORSE).or(Senses::RETURN);

impl Calculus<'_> {
    /// What a state and a change make.
    pub(super) fn told(&self, item: &Item, found: Option<Operator>) -> Option<Told> {
        let change = found.map(|found| found.change);
        if item.is(Senses::BAD) {
            return self.told_of_bad(item, found);
        }
        let found = found?;
        if item.measures.is_some_and(|reason| (self.treats)(reason)) {
            return told_of_measured(found.change);
        }
        if item.is(Senses::TROUBLE) {
            return told_of_trouble(found.change);
        }
        if item.is(Senses::FUNCTION) {
            if self.is_of_effect(item) {
                return None;
            }
            // “lifted my mood”
            let better = found.change == Less && self.items[found.place].is(Senses::BETTER);
            if let Some(told) = told_of_function(if better { Better } else { found.change }) {
                return Some(told);
            }
        }
        if item.is(Senses::DOING) && matches!(change, Some(Can | Cannot)) {
            return Some(if found.change == Can { Told::GOOD_OR_BAD } else { Told::HARM });
        }
        if item.is(Senses::MEASURE) {
            return told_of_measure(found.change);
        }
        self.told_of_feeling(item, found)
    }

    /// What a complaint tells.
    fn told_of_bad(&self, item: &Item, found: Option<Operator>) -> Option<Told> {
        let change = found.map(|found| found.change);
        if item.is(Senses::SIDE_EFFECT) {
            // “the side effects went away” tells that there were some; “fewer side effects” tells nothing.
            let fewer = found.is_some_and(|found| {
                found.takes_away() && self.items[found.place].first < item.first
            });
            return Some(if fewer { Told::SILENT } else { Told::HARM });
        }
        let Some((concept, kind)) = item.named else {
            if item.is(Senses::TROUBLE) && change == Some(Still) {
                return Some(Told::USELESS);
            }
            let helped = matches!(change, Some(Better | Less));
            return Some(if helped { Told::HELP } else { Told::HARM });
        };
        if (self.treats)(concept) {
            return Some(self.told_of_reason(item, found));
        }
        // A pregnancy and what came of it is told by the patterns.
        if item.is(Senses::DETERMINER) {
            return None;
        }
        match change {
            Some(Less | Better) => Some(Told::HELP),
            Some(Faded) if !self.is_known || kind == Kind::Condition => Some(Told::HELP),
            Some(More | Worse | Cause | Still | Return | Onset) => Some(Told::HARM),
            _ if kind == Kind::Symptom => Some(Told::HARM),
            // “got a sinus infection”, but not “I have arthritis”
            Some(_) if found.is_some_and(|found| self.items[found.place].is(Senses::GET)) => {
                Some(Told::HARM)
            }
            _ => None,
        }
    }

    /// What tells that which the drug is taken for.
    fn told_of_reason(&self, item: &Item, found: Option<Operator>) -> Told {
        let inner = change_of(item.inner, INNER);
        match inner.or(found.map(|found| found.change)) {
            Some(Less | Better | Faded) => Told::HELP,
            Some(More | Worse) => Told::WORSENED,
            Some(Onset | Cause) => Told::HARM,
            Some(Still | Return) => Told::USELESS,
            // “no effect on anxiety”
            Some(No) if self.has_between(found, item, Senses::EFFECT.or(Senses::RELIEF)) => {
                Told::USELESS
            }
            Some(No) => Told { holds: Told::HELP.holds, ..Told::REASON },
            _ => Told::REASON,
        }
    }

    /// What a word of feeling tells: “felt good”, but not “was a good site”.
    fn told_of_feeling(&self, item: &Item, found: Operator) -> Option<Told> {
        if self.has_between(Some(found), item, Senses::DETERMINER)
            || !self.is_close(found, item.first)
        {
            return None;
        }
        let felt = matches!(found.change, Feel | Cause | More);
        if item.is(Senses::BAD_FEELING) {
            let worsened = item.is(Senses::WORSE) && !self.is_said_of_state(found);
            let told = if worsened { Told::WORSENED } else { Told::HARM };
            match found.change {
                Feel | Cause | More | Still => return Some(told),
                Less => return Some(Told::GOOD),
                _ => {}
            }
        }
        if item.is(Senses::GOOD_FEELING) {
            return match found.change {
                _ if felt && item.is(Senses::BETTER) => Some(Told::HELP),
                _ if felt => Some(Told::GOOD_OR_BAD),
                Less => Some(Told::HARM),
                _ => None,
            };
        }
        None
    }

    /// Is something else than the person what became so: “my *memory* got worse”?
    fn is_said_of_state(&self, found: Operator) -> bool {
        const SUBJECT_REACH: usize = 2;
        let first = self.items[found.place].first;
        let mut before = self.items[..found.place].iter().rev();
        before.next().is_some_and(|state| {
            let other = match state.named {
                Some((concept, _)) => !(self.treats)(concept),
                None => state.is_state() || state.is(Senses::AGENT),
            };
            other && near(state.end, first, SUBJECT_REACH)
        })
    }

    /// Is a state only what the effect was on: “no real mood change”?
    fn is_of_effect(&self, item: &Item) -> bool {
        let next = self.items.iter().find(|next| next.first == item.end);
        next.is_some_and(|next| next.is(Senses::EFFECT))
    }

    /// Does a word with some sense stand between an operator and what it changes?
    fn has_between(&self, found: Option<Operator>, item: &Item, senses: Senses) -> bool {
        found.is_some_and(|found| self.between(self.items[found.place].end, item.first, senses))
    }
}

/// What the drug is for, without its name.
const fn told_of_trouble(change: Change) -> Option<Told> {
    match change {
        Less | Better | Faded => Some(Told::HELP),
        Worse => Some(Told::WORSENED),
        // “gave me problems”
        Cause => Some(Told::HARM),
        Still | Return => Some(Told::USELESS),
        _ => None,
    }
}

/// What one wants to have.
const fn told_of_function(change: Change) -> Option<Told> {
    match change {
        Less | Lack | No | Worse | Faded => Some(Told::HARM),
        Better => Some(Told::HELP),
        More | Return => Some(Told::GOOD),
        _ => None,
    }
}

/// What should stay as it is.
const fn told_of_measure(change: Change) -> Option<Told> {
    match change {
        Less | More | Worse | Faded | Lack => Some(Told::HARM),
        Better => Some(Told::HELP),
        _ => None,
    }
}

/// What the drug is taken to lower.
const fn told_of_measured(change: Change) -> Option<Told> {
    match change {
        Less | Lack | Faded | Better => Some(Told::HELP),
        More | Worse => Some(Told::WORSENED),
        Still | Return => Some(Told::USELESS),
        _ => None,
    }
}
