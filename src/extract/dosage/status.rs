//! What is said of a regimen: taken, started, stopped, thought about, advised.

use std::ops::Range;

use serde::Serialize;

use super::{
    statement::Post,
    vocabulary::{Roles, Word},
};
use crate::extract::assertion::{Assertion, Experiencer};

/// What is said of a regimen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// It is or was taken.
    #[default]
    Taken,
    /// It is begun.
    Started,
    /// It is ended.
    Stopped,
    /// It takes the place of another.
    Switched,
    /// It is raised.
    Increased,
    /// It is lowered.
    Decreased,
    /// A dose is forgotten or left out.
    Missed,
    /// It is turned down.
    Refused,
    /// It is thought about.
    Considered,
    /// Somebody is told to.
    Advised,
    /// It is spoken of in general.
    General,
}

/// Who decided on a regimen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum DecidedBy {
    /// A doctor, a midwife, a nurse, or whoever “put me on” something.
    Prescriber,
    /// Whoever takes it.
    Patient,
}

/// How far in front of a statement a verb may stand that says what became of it, in words.
const VERB_REACH: usize = 16;

impl Post<'_> {
    pub(super) fn status(&self, tokens: &Range<usize>, assertion: &Assertion) -> Status {
        let (range, reader) = (self.line.range(), self.line.reader);
        let verb = self.last_change(tokens);
        let personal = reader.any_has(range.start..tokens.end, Roles::PERSON);
        let has = |roles: Roles| reader.any_has(range.clone(), roles);
        let third = matches!(assertion.experiencer, Experiencer::Relative | Experiencer::Other);
        if assertion.experiencer == Experiencer::Generic && !assertion.question {
            return if has(Roles::ADVICE)
                || self.is_imperative()
                || self.is_bare_order()
                || self.is_permission()
            {
                Status::Advised
            } else {
                Status::General
            };
        }
        if assertion.question {
            return Status::Considered;
        }
        if verb == Some(Status::Refused) {
            return Status::Refused;
        }
        if assertion.negated && verb.is_none() {
            return Status::General;
        }
        if assertion.hypothetical && reader.any_has(range.start..tokens.start, Roles::CONSIDER) {
            return Status::Considered;
        }
        if assertion.hypothetical || assertion.uncertain {
            let advised = has(Roles::ADVICE) && !third && !personal;
            return match verb {
                Some(status) if personal && !assertion.hypothetical => status,
                _ if advised => Status::Advised,
                _ if third || !personal && has(Roles::MODAL) => Status::General,
                _ => Status::Considered,
            };
        }
        if let Some(status) = verb {
            return status;
        }
        if self.is_ordered(tokens) {
            return Status::Advised;
        }
        let impersonal = !reader.any_has(range.start..tokens.start, Roles::SUBJECT);
        let modal = || {
            (range.start..tokens.start).any(|at| {
                reader.has(at, Roles::MODAL)
                    && (!reader.has(at, Roles::HAVE_TO) || reader.word(at + 1) == Some(Word::To))
            })
        };
        match (
            impersonal && modal(),
            impersonal && (has(Roles::ADVICE) || self.is_imperative() || self.is_bare_order()),
        ) {
            (_, true) => Status::Advised,
            (true, false) => Status::General,
            _ => Status::Taken,
        }
    }

    /// “was prescribed 20 mg twice a day”, “told me to take one at night”: what somebody was to take, which need not be what was taken.
    fn is_ordered(&self, tokens: &Range<usize>) -> bool {
        let reader = self.line.reader;
        let from = tokens.start.saturating_sub(VERB_REACH).max(self.line.range().start);
        let verb = (from..tokens.start).rev().find(|&at| {
            reader.has(at, Roles::TAKING.or(Roles::PRESCRIBING))
                || reader.alone(at) == Some(Word::Inject)
        });
        verb.is_some_and(|verb| {
            reader.has(verb, Roles::PRESCRIBING)
                || reader.before(verb) == Some(Word::To)
                    && (2..=4).any(|back| {
                        verb.checked_sub(back).is_some_and(|at| reader.has(at, Roles::TOLD))
                    })
        })
    }

    /// What the nearest verb before a statement says of it; a plain verb of taking that is nearer says it is just taken.
    pub(super) fn last_change(&self, tokens: &Range<usize>) -> Option<Status> {
        let from = tokens.start.saturating_sub(VERB_REACH).max(self.line.range().start);
        for at in (from..tokens.end).rev() {
            if let Some(status) = self.line.change(at) {
                return Some(status);
            }
            if at < tokens.start && self.line.reader.has(at, Roles::TAKING) {
                // "started taking", "switched to using"
                return (at.saturating_sub(2).max(from)..at)
                    .rev()
                    .find_map(|before| self.line.change(before));
            }
        }
        None
    }

    /// Does a sentence that speaks to everybody begin with some verb and a drug for its object: “Pop aspirin …”? Whatever the verb: machine
    /// translation uses the oddest.
    fn is_bare_order(&self) -> bool {
        let first = self.line.range().start;
        let drug = self.line.taken(first..(first + 2).min(self.line.range().end)).next();
        let word = self.sight.document.word(first);
        drug.is_some_and(|drug| drug.first as usize == first + 1)
            && !word.ends_with("ed")
            && !word.ends_with("ing")
            && !self.line.reader.has(first, Roles::NO_VERB)
    }

    /// “You can give”, “everyone can stop”: advice in the form of leave.
    fn is_permission(&self) -> bool {
        let reader = self.line.reader;
        reader.any_has(self.line.range(), Roles::EVERYONE)
            && self
                .line
                .range()
                .skip(1)
                .any(|at| reader.has(at, Roles::LETS) && reader.has(at - 1, Roles::EVERYONE))
    }

    /// Does the sentence begin with a verb that has a drug for its object, and no subject: “Take aspirin …”?
    fn is_imperative(&self) -> bool {
        let (first, end) = (self.line.range().start, self.line.range().end);
        let bare = first + 1 < end && self.line.is_order();
        bare && (self.line.taken(first + 1..(first + 5).min(end)).next().is_some()
            || self.line.reader.number(first + 1).is_some()
            || matches!(
                self.line.reader.word(first + 1),
                Some(Word::Determiner | Word::Per | Word::In | Word::Of)
            ))
    }

    /// Who decided, where the clause of a change or of a regimen says it.
    pub(super) fn decided_by(&self, tokens: &Range<usize>, status: Status) -> Option<DecidedBy> {
        let reader = self.line.reader;
        let from = tokens.start.saturating_sub(VERB_REACH).max(self.line.range().start);
        let has = |roles| reader.any_has(from..tokens.end, roles);
        if matches!(status, Status::General | Status::Considered | Status::Advised) {
            return None;
        }
        if has(Roles::PRESCRIBING) {
            return Some(DecidedBy::Prescriber);
        }
        // "I decided to stop", "took myself off it", "on my own"
        let own = has(Roles::OWN_DOING)
            && (from..tokens.end).any(|at| {
                reader.has(at, Roles::OWN_DOING)
                    && (reader.has_before(at, Roles::SUBJECT.or(Roles::PERSON))
                        || reader.reads(at, "myself"))
            });
        // "put me on", "took him off", "started her on"
        let done_to = has(Roles::OFF_BETWEEN)
            && (from..tokens.end).any(|at| {
                reader.has(at, Roles::OFF_BETWEEN)
                    && reader.has(at, Roles::PERSON)
                    && !reader.reads(at, "myself")
                    && (reader.word(at + 1) == Some(Word::Off)
                        || reader.reads(at + 1, "on")
                        || reader.reads(at + 1, "to"))
            });
        match (own, done_to || has(Roles::PRESCRIBER) && status != Status::Taken) {
            (true, _) => Some(DecidedBy::Patient),
            (false, true) => Some(DecidedBy::Prescriber),
            _ => None,
        }
    }
}
