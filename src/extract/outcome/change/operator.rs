//! What was done to a state, and where that is said: “less pain”, “the pain is gone”.

use std::ops::Range;

use super::{Calculus, near};
use crate::extract::outcome::sense::Senses;

/// How many words may stand between an operator and what it changes.
const BEFORE: usize = 3;
const BEHIND: usize = 4;

/// Words before a state that is known.
const DEFINITE: [&str; 6] = ["the", "my", "his", "her", "our", "their"];

/// What was done to a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    Less,
    Lack,
    Faded,
    More,
    Better,
    Worse,
    Still,
    Return,
    None,
    Cannot,
    Can,
    Feel,
    Cause,
    Have,
    Onset,
}

/// A change and the place of its word among the items.
#[derive(Clone, Copy, Debug)]
pub(super) struct Operator {
    pub(super) place: usize,
    pub(super) change: Change,
}

impl Operator {
    /// Did a state go?
    pub(super) fn takes_away(self) -> bool {
        matches!(self.change, Less | Better | Faded)
    }
}

use Change::{
    Better, Can, Cannot, Cause, Faded, Feel, Have, Lack, Less, More, None as No, Onset, Return,
    Still, Worse,
};

/// From the operator that says most.
const OPERATORS: [(Senses, Change); 15] = [
    (Senses::LESS, Less),
    (Senses::LACK, Lack),
    (Senses::WORSE, Worse),
    (Senses::BETTER, Better),
    (Senses::FADED, Faded),
    (Senses::RETURN, Return),
    (Senses::MORE, More),
    (Senses::STILL, Still),
    (Senses::NONE, No),
    (Senses::CANNOT, Cannot),
    (Senses::CAN, Can),
    (Senses::CAUSE, Cause),
    (Senses::ONSET, Onset),
    (Senses::FEEL, Feel),
    (Senses::HAVE, Have),
];
/// What a state is changed by from before it, and from behind it.
const STRONG: Senses = Senses::LESS
    .or(Senses::LACK)
    .or(Senses::WORSE)
    .or(Senses::BETTER)
    .or(Senses::RETURN)
    .or(Senses::MORE)
    .or(Senses::STILL)
    .or(Senses::NONE)
    .or(Senses::CANNOT)
    .or(Senses::CAN);
const FOLLOWING: Senses = Senses::LESS
    .or(Senses::LACK)
    .or(Senses::FADED)
    .or(Senses::WORSE)
    .or(Senses::BETTER)
    .or(Senses::RETURN)
    .or(Senses::MORE)
    .or(Senses::STILL);
/// What only tells that a state is there.
const WEAK: Senses = Senses::CAUSE.or(Senses::ONSET).or(Senses::FEEL).or(Senses::HAVE);
/// What is said of a whole list: “no nausea or headaches”; “increased anxiety, nausea” is an increase of the first alone.
const OF_LISTS: [Change; 9] = [Less, Lack, Better, No, Cause, Onset, Feel, Have, Still];

/// The change that a word with some senses says, of those that are possible.
pub(super) fn change_of(senses: Senses, possible: Senses) -> Option<Change> {
    let says = senses.and(possible);
    if says == Senses::default() {
        return None;
    }
    OPERATORS.iter().find(|(sense, _)| says.any(*sense)).map(|(_, change)| *change)
}

impl Calculus<'_> {
    /// What was done to a list of states: of the words before and behind it the first that says anything of such a state.
    pub(super) fn operator(&self, list: &Range<usize>) -> Option<Operator> {
        let item = &self.items[list.start];
        let says = |found: &Operator| {
            let found = self.reaching(*found, list.start, list.start);
            found.is_some_and(|found| self.told(item, Some(found)).is_some())
        };
        let strong = || self.before(list.start, STRONG).filter(says);
        let following = || self.behind(list.end, FOLLOWING).filter(says);
        strong().or_else(following).or_else(|| self.before(list.start, WEAK))
    }

    /// What an operator of a list does to one of its members.
    pub(super) fn reaching(&self, found: Operator, at: usize, first: usize) -> Option<Operator> {
        let bad = |at: usize| self.items[at].is(Senses::BAD);
        let behind = found.place > at;
        let of_list = bad(at) == bad(first) && OF_LISTS.contains(&found.change);
        if !(behind || at == first || of_list) {
            return None;
        }
        // “the itching stopped” helped; “nausea at first, but it went away” tells of a nausea that the drug made.
        let change = match found.change {
            Less | Better | Faded if behind && self.is_of_before(at) => Better,
            Less | Better if behind && bad(at) && self.is_known => Faded,
            change => change,
        };
        Some(Operator { change, ..found })
    }

    /// The operator before some states, and its place among the items.
    pub(super) fn before(&self, first: usize, possible: Senses) -> Option<Operator> {
        let mut from = self.items[first].first;
        for place in (0..first).rev() {
            let item = &self.items[place];
            if !near(item.end, from, BEFORE) {
                break;
            }
            // “relief from my pain”
            if item.is(Senses::RELIEF)
                && item.end < self.items[first].first
                && possible.any(Senses::LESS)
            {
                return Some(Operator { place, change: Less });
            }
            let parts = item.is(Senses::BECAUSE) || item.named.is_some() && item.is(Senses::AGENT);
            if parts && !item.is(Senses::CAUSE) {
                break;
            }
            // “when I stopped I had nausea” does not tell that the nausea stopped
            let ended = || item.is(Senses::STOP) && self.is_timed(place);
            match change_of(item.senses, possible) {
                Some(change) if !ended() => return Some(Operator { place, change }),
                _ if item.is_state() => break,
                _ => from = item.first,
            }
        }
        None
    }

    /// The operator behind some states: “… is gone”. One that stands before other states is theirs, unless a comma parts them.
    fn behind(&self, end: usize, possible: Senses) -> Option<Operator> {
        let mut from = self.items[end - 1].end;
        let clause = self.document.clauses[self.document.clause_of(from - 1)];
        for place in end..self.items.len() {
            let item = &self.items[place];
            if item.first >= clause.end as usize
                || !near(from, item.first, BEHIND)
                || (from..=item.first).any(|token| self.is_comma(token))
            {
                break;
            }
            if let Some(change) = change_of(item.senses, possible) {
                return (!self.is_of_next(place)).then_some(Operator { place, change });
            }
            if item.is_state() || item.is(Senses::AGENT.or(Senses::BECAUSE)) {
                break;
            }
            from = item.end;
        }
        None
    }

    /// Is a state told as one that was there before the drug: “*the* itching stopped”?
    fn is_of_before(&self, at: usize) -> bool {
        self.items[at].is(Senses::BAD) && self.is_definite(at)
    }

    /// Is a state one that is known: “*the* itching”, “*my* rash”?
    pub(super) fn is_definite(&self, at: usize) -> bool {
        let first = self.items[at].first;
        first > self.first
            && DEFINITE.iter().any(|word| self.document.word(first - 1).eq_ignore_ascii_case(word))
    }

    /// Does an operator stand before a state of its own?
    fn is_of_next(&self, place: usize) -> bool {
        let end = self.items[place].end;
        self.items.get(place + 1).is_some_and(|next| {
            next.is_state() && near(end, next.first, 1) && !self.is_comma(next.first)
        })
    }

    /// Does nothing but words of degree, and one other, stand between an operator and what it changes?
    pub(super) fn is_close(&self, found: Operator, first: usize) -> bool {
        let from = self.items[found.place].end;
        let inside = self.items.iter().filter(|item| item.first >= from && item.end <= first);
        let known: usize = inside.map(|item| item.end - item.first).sum();
        first < from || first - from - known <= 1
    }
}
