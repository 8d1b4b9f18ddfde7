//! The calculus of effects: what is felt, and how it changed, make what came of a drug.
//!
//! After Niu, Zhu, Li and Hirst (2005, “Analysis of polarity information in medical text”, AMIA Annu Symp Proc 570–574): less of something bad
//! is good, more of it bad; less of something good is bad. A complaint by itself is a harm, unless it is what the drug is taken for;
//! then it says that the drug does not help if it goes on or grows, and that it helps if it goes or is denied. Bad that comes of
//! ending a drug is withdrawal.
//!
//! * [`operator`]: what was done to a state, and where that is said;
//! * [`told`]: what a state and a change make;
//! * [`past`]: states that are no effect, since they were before the drug;
//! * [`ending`]: what comes of ending the drug;
//! * [`word`]: words that say by themselves what came of it.

mod ending;
mod operator;
mod past;
mod told;
mod word;

use std::ops::Range;

pub(super) use self::word::TELLS;
use self::{
    operator::{Change, Operator},
    told::Told,
};

use super::{OutcomeKind, Valence, item::Item, sense::Senses};
use crate::{
    lexicon::{ConceptId, Kind},
    text::{Document, Gap},
};

/// How many words may stand between two members of a list.
const LIST_REACH: usize = 2;

/// The words that carry a denial on: “no nausea or rash”.
const JOINING: [&str; 5] = ["or", "nor", "any", "either", "neither"];

/// Something that came of a drug, before it is judged.
#[derive(Clone, Debug)]
pub(super) struct Effect {
    pub(super) tokens: Range<usize>,
    /// What a denial has to reach: of “the pain never went away” the change.
    pub(super) judged: Range<usize>,
    /// What it is if it holds, and what if it is denied.
    pub(super) holds: Option<OutcomeKind>,
    pub(super) denied: Option<OutcomeKind>,
    /// Within how many words before it a denial has to stand.
    pub(super) denial: usize,
    /// What the drug is taken for got worse: it harmed, and did not help.
    pub(super) worsened: bool,
    /// Is it said of the drug, not of a person: “it made no difference”?
    pub(super) is_of_drug: bool,
    pub(super) concept: Option<ConceptId>,
    /// The words of change, which are no denial of it.
    pub(super) consumed: Vec<u32>,
    /// Of a pattern: was it good?
    pub(super) valence: Option<Valence>,
}

impl Effect {
    /// Does it tell nothing, whether it is denied or not?
    pub(super) const fn is_silent(&self) -> bool {
        self.holds.is_none() && self.denied.is_none()
    }

    fn new(told: Told, tokens: Range<usize>, consumed: Range<usize>) -> Self {
        Self {
            judged: tokens.clone(),
            tokens,
            holds: told.holds,
            denied: told.denied,
            denial: told.denial,
            worsened: told.worsened,
            is_of_drug: false,
            concept: None,
            consumed: (consumed.start as u32..consumed.end as u32).collect(),
            valence: None,
        }
    }
}

/// A sentence and what is known of the drug.
pub(super) struct Calculus<'a> {
    pub(super) document: &'a Document,
    pub(super) items: &'a [Item],
    /// The senses of all items: what no word says is not looked for.
    pub(super) said: Senses,
    /// Is this what the drug is taken for? Nothing is known of some drugs.
    pub(super) treats: &'a dyn Fn(ConceptId) -> bool,
    pub(super) is_known: bool,
    /// The first word of the sentence.
    pub(super) first: usize,
}

/// Are there at most so many words between two places, of which the second stands behind the first?
const fn near(from: usize, to: usize, reach: usize) -> bool {
    to >= from && to - from <= reach
}

impl Calculus<'_> {
    /// What the sentence tells, in order, behind what is known.
    pub(super) fn effects(&self, effects: &mut Vec<Effect>) {
        let begin = effects.len();
        let mut at = 0;
        while let Some(item) = self.items.get(at) {
            let known = effects.len();
            let mut end = at + 1;
            if item.is_state() {
                end = self.list_end(at);
                self.of_states(at..end, effects);
            } else if item.is(TELLS)
                && let Some(effect) = self.of_word(at)
            {
                effects.push(effect);
            }
            if known > begin && effects.len() > known {
                self.part(&mut effects[begin..], known - begin);
            }
            at = end;
        }
    }

    /// Keeps a denial of what was told before from what is told then: “it did not help and made me sick”, but not “no nausea or rash”.
    fn part(&self, effects: &mut [Effect], known: usize) {
        let (before, new) = effects.split_at_mut(known);
        let (Some(before), Some(next)) = (before.last(), new.first()) else { return };
        let (end, start) = (before.tokens.end, next.tokens.start);
        let joined = |token: usize| {
            let word = self.document.word(token);
            JOINING.iter().any(|joining| word.eq_ignore_ascii_case(joining))
        };
        if end < start && !(end..start).any(joined) {
            for effect in new {
                effect.consumed.extend(self.first as u32..end as u32);
            }
        }
    }

    /// One past the last state of a list: “nausea, dry mouth and dizziness”.
    fn list_end(&self, first: usize) -> usize {
        const CHANGES: Senses =
            Senses::WORSE.or(Senses::BETTER).or(Senses::FADED).or(Senses::RETURN);
        let mut end = first + 1;
        while let Some(next) = self.items.get(end) {
            let listed = next.is_state() && !next.is(CHANGES);
            if !(listed && near(self.items[end - 1].end, next.first, LIST_REACH)) {
                break;
            }
            end += 1;
        }
        end
    }

    /// What a list of states tells.
    fn of_states(&self, list: Range<usize>, effects: &mut Vec<Effect>) {
        let found = self.operator(&list);
        let ending = self.is_ending(self.items[list.start].first);
        for at in list.clone() {
            if self.items[at].is(Senses::DUD.or(Senses::WITHDRAWAL)) {
                effects.extend(self.of_word(at));
                continue;
            }
            let found = found.and_then(|found| self.reaching(found, at, list.start));
            match self.of_state(at, &list, found) {
                // What goes on after the end came of the drug: “off it for a month and still numb”.
                Some(effect)
                    if ending && found.is_none_or(|found| found.change != Change::Still) =>
                {
                    effects.extend(ended(effect, found.is_some_and(Operator::takes_away)));
                }
                Some(effect) => effects.push(effect),
                None => effects.extend(self.of_word(at)),
            }
        }
    }

    /// What one state of a list tells.
    fn of_state(&self, at: usize, list: &Range<usize>, found: Option<Operator>) -> Option<Effect> {
        let item = &self.items[at];
        let weak = found.is_none_or(|found| matches!(found.change, Change::Feel | Change::Have));
        if let Some(never) = self.never_before(item) {
            let mut effect = Effect::new(Told::HARM, item.first..item.end, never.first..never.end);
            effect.concept = item.named.map(|(concept, _)| concept);
            return Some(effect);
        }
        // “zero side effects”
        let none = found.filter(|found| found.change == Change::Lack && item.is(Senses::BAD));
        if none.is_some_and(|found| self.items[found.place].is(Senses::NONE)) {
            return None;
        }
        let held = weak || found.is_some_and(|found| found.change == Change::None);
        if held && item.is(Senses::BAD) && self.is_past(item) {
            return None;
        }
        let told = match self.told(item, found)? {
            told if told.holds.is_none() && weak && self.is_among_harms(at, list) => Told::HARM,
            told => told,
        };
        // “no weight gain” is denied; “no energy” is a complaint.
        let denied = item.is(Senses::BAD) && told.holds == Some(OutcomeKind::AdverseEvent);
        let operator = found
            .filter(|found| {
                !(weak && item.is(Senses::BAD) || denied && found.change == Change::None)
            })
            .map(|found| &self.items[found.place]);
        let told = match operator.zip(found) {
            Some((_, found)) if found.takes_away() && found.place < at => {
                self.open(found.place, told)
            }
            _ => told,
        };
        let tokens = match operator.filter(|_| list.len() == 1) {
            Some(operator) => operator.first.min(item.first)..operator.end.max(item.end),
            _ => item.first..item.end,
        };
        let consumed =
            operator.map_or_else(|| self.denial_of_first(at, list), |item| item.first..item.end);
        let mut effect = Effect::new(told, tokens, consumed);
        effect.concept = item.named.map(|(concept, _)| concept);
        // “not worth *the* side effects” tells that there were some.
        let had = found.is_some_and(|found| matches!(found.change, Change::Have | Change::Feel));
        if item.is(Senses::SIDE_EFFECT) && !had && self.is_definite(at) {
            effect.consumed.extend(self.first as u32..item.first as u32);
        }
        if let Some(behind) = operator.filter(|operator| operator.first >= item.end) {
            effect.judged = behind.first..behind.end;
        }
        Some(effect)
    }

    /// The denial that is only of the first of a list: “no energy, anxiety”, “no libido, depression”.
    fn denial_of_first(&self, at: usize, list: &Range<usize>) -> Range<usize> {
        let first = &self.items[list.start];
        if at == list.start || !self.items[at].is(Senses::BAD) {
            return 0..0;
        }
        if first.inner.any(Senses::NONE.or(Senses::LACK)) {
            return first.first..first.end;
        }
        let none = self.operator(list).filter(|found| found.change == Change::None);
        match none.filter(|_| !first.is(Senses::BAD)) {
            Some(none) => self.items[none.place].first..self.items[none.place].end,
            None => 0..0,
        }
    }

    /// Does what the drug is for stand in one list with harms: “insomnia, irregular heartbeat, anxiety”?
    fn is_among_harms(&self, at: usize, list: &Range<usize>) -> bool {
        let harms = |item: &Item| match item.named {
            Some((concept, kind)) => kind == Kind::Symptom && !(self.treats)(concept),
            None => item.is(Senses::BAD),
        };
        self.items[at].is(Senses::BAD)
            && list.len() > 2
            && self.items[list.clone()].iter().any(harms)
    }

    /// Is a token parted from the one before it by a comma or colon?
    fn is_comma(&self, token: usize) -> bool {
        const PARTS: Gap = Gap(Gap::COMMA.0 | Gap::COLON.0);
        self.document.tokens.get(token).is_some_and(|token| token.gap.any(PARTS))
    }

    /// Does a word with some sense stand between two places?
    fn between(&self, from: usize, to: usize, senses: Senses) -> bool {
        let inside = |item: &&Item| item.first >= from && item.end <= to;
        self.items.iter().filter(inside).any(|item| item.is(senses))
    }
}

/// What an effect is that came of ending the drug; a benefit is none of the drug. A rash that “is gone since I stopped” the drug made.
fn ended(effect: Effect, is_gone: bool) -> Option<Effect> {
    let holds = match effect.holds {
        Some(OutcomeKind::Benefit) => return None,
        Some(OutcomeKind::AdverseEvent | OutcomeKind::NoEffect) if !is_gone => {
            Some(OutcomeKind::Withdrawal)
        }
        holds => holds,
    };
    Some(Effect { holds, worsened: false, ..effect })
}
