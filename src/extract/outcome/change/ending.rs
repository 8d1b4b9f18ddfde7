//! What comes of ending the drug: “when I stopped”, “missing a dose”, “coming off was hell”.

use super::{Calculus, near};
use crate::{
    extract::outcome::{item::Item, sense::Senses},
    text::Gap,
};

/// How many words may stand between a word of time and the ending of a drug.
const WHEN_REACH: usize = 3;
/// How many words may stand between an ending and the word behind it, or before it, that calls it hard.
const HARD_BEHIND: usize = 6;
const HARD_BEFORE: usize = 3;
/// How many words may stand between stopping and the complaint that stops.
const COMPLAINT_REACH: usize = 1;
/// How many words may stand between a word of cause or time and the withdrawal.
const LINK_REACH: usize = 2;
/// How many words may stand between leaving out and the dose.
const DOSE_REACH: usize = 3;

/// Words without which no ending is told.
const ENDING: Senses = Senses::WITHDRAWAL.or(Senses::STOP).or(Senses::DROP);

impl Calculus<'_> {
    /// Does what stands at a token come of ending the drug: “when I stopped”, “missing a dose”, “withdrawal”?
    pub(in crate::extract::outcome) fn is_ending(&self, token: usize) -> bool {
        if !self.said.any(ENDING) {
            return false;
        }
        let mut items = self.items.iter().enumerate();
        items.any(|(place, item)| {
            item.is(Senses::WITHDRAWAL) && self.is_withdrawal_of(place, token)
                || self.is_stop(place) && self.is_ended_by(place, token)
        })
    }

    /// Is what stands at a token a part of the withdrawal? “In withdrawal I had nausea”, “nausea from the withdrawal”, but not “weight gain, withdrawal
    /// and nausea”, a list of things.
    fn is_withdrawal_of(&self, place: usize, token: usize) -> bool {
        let item = &self.items[place];
        let denied = self.before(place, Senses::NONE);
        if denied.is_some_and(|none| near(self.items[none.place].end, item.first, 1)) {
            return false;
        }
        if item.first <= token {
            let listed = self.document.tokens[item.end.min(token)].gap.any(Gap::COMMA);
            return token < item.end || !(listed || near(item.end, token, 1));
        }
        let mut before = self.items[..place].iter().rev();
        before.any(|link| {
            link.is(Senses::LINK.or(Senses::WHEN)) && near(link.end, item.first, LINK_REACH)
        })
    }

    /// Is the drug ended, or a dose left out: “quit”, “missed my morning dose”?
    pub(super) fn is_stop(&self, place: usize) -> bool {
        let item = &self.items[place];
        let dose = |other: &Item| {
            other.is(Senses::DOSE)
                && (near(item.end, other.first, DOSE_REACH)
                    || near(other.end, item.first, DOSE_REACH))
        };
        item.is(Senses::STOP) && !self.is_of_complaint(place)
            || item.is(Senses::DROP) && self.items.iter().any(dose)
    }

    /// Where the sentence says last that the drug was ended, if it does not say that it was begun again, or another.
    pub(in crate::extract::outcome) fn last_stop(&self) -> Option<usize> {
        if !self.said.any(ENDING) {
            return None;
        }
        let mut items = self.items.iter().enumerate().rev();
        let (place, _) = items
            .find(|(place, item)| item.is(Senses::START) || self.is_stop(*place))
            .filter(|(place, _)| self.is_stop(*place))?;
        Some(self.items[place].first)
    }

    /// Is a complaint what stopped: “stopped the itching”?
    fn is_of_complaint(&self, place: usize) -> bool {
        let item = &self.items[place];
        item.is(Senses::LESS)
            && !self.is_timed(place)
            && self.items.get(place + 1).is_some_and(|next| {
                next.is(Senses::BAD) && near(item.end, next.first, COMPLAINT_REACH)
            })
    }

    /// Does what stands at a token come of an ending? “nausea when I miss a dose”, but not “had nausea and stopped”.
    fn is_ended_by(&self, place: usize, token: usize) -> bool {
        let item = &self.items[place];
        if item.end <= token {
            return !self.between(item.end, token, Senses::BECAUSE.or(Senses::START));
        }
        item.first > token
            && (self.is_timed(place) || self.is_gerund(item))
            && !self.between(token, item.first, Senses::BECAUSE)
    }

    /// Is an ending told as a time: “after I stopped”?
    pub(super) fn is_timed(&self, place: usize) -> bool {
        let first = self.items[place].first;
        let mut before = self.items[..place].iter().rev();
        self.items[place].is(Senses::WHEN)
            || before.any(|when| when.is(Senses::WHEN) && near(when.end, first, WHEN_REACH))
    }

    fn is_gerund(&self, item: &Item) -> bool {
        let word = self.document.word(item.first);
        word.len() > 4 && word.to_ascii_lowercase().ends_with("ing")
    }

    /// Is ending the drug told as hard: “coming off was hell”, “can't get off it”?
    pub(super) fn is_hard(&self, at: usize) -> bool {
        let item = &self.items[at];
        // “horrible nausea, so I came off” is a hard nausea.
        let of_other = |hard: &Item| {
            let between = |other: &&Item| other.first >= hard.end && other.end <= item.first;
            let mut between = self.items.iter().filter(between);
            between.any(|other| other.is_state() || other.is(Senses::BECAUSE))
        };
        self.items.iter().filter(|other| other.is(Senses::HARD)).any(|hard| {
            near(item.end, hard.first, HARD_BEHIND)
                || near(hard.end, item.first, HARD_BEFORE) && !of_other(hard)
        })
    }
}
