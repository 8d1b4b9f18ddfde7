//! What is said of a regimen: taken, started, stopped, thought about, advised.

use std::ops::Range;

use serde::Serialize;

use super::{Post, words::Word};
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
        let range = self.range();
        let verb = self.last_change(tokens);
        let personal = (range.start..tokens.end).any(|at| {
            matches!(
                self.lower(at).as_str(),
                "i" | "i'm"
                    | "im"
                    | "i've"
                    | "ive"
                    | "my"
                    | "we"
                    | "she"
                    | "he"
                    | "me"
                    | "her"
                    | "him"
            )
        });
        let has = |wanted: Word| range.clone().any(|at| self.word(at) == Some(wanted));
        let third = matches!(assertion.experiencer, Experiencer::Relative | Experiencer::Other);
        if assertion.experiencer == Experiencer::Generic && !assertion.question {
            return if has(Word::Advice)
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
        if assertion.negated && verb.is_none() {
            return Status::General;
        }
        if assertion.hypothetical
            && (range.start..tokens.start).any(|at| self.word(at) == Some(Word::Consider))
        {
            return Status::Considered;
        }
        if assertion.hypothetical || assertion.uncertain {
            let advised = has(Word::Advice) && !third && !personal;
            return match verb {
                Some(status) if personal && !assertion.hypothetical => status,
                _ if advised => Status::Advised,
                _ if third || !personal && has(Word::Modal) => Status::General,
                _ => Status::Considered,
            };
        }
        if let Some(status) = verb {
            return status;
        }
        let impersonal = !(range.start..tokens.start).any(|at| {
            matches!(
                self.lower(at).as_str(),
                "i" | "i'm" | "im" | "i've" | "ive" | "we" | "she" | "he" | "myself"
            )
        });
        let modal = (range.start..tokens.start).any(|at| match self.word(at) {
            Some(Word::Modal) => !self.lower(at).starts_with("ha") || self.lower(at + 1) == "to",
            _ => false,
        });
        match (
            impersonal && modal,
            impersonal && (has(Word::Advice) || self.is_imperative() || self.is_bare_order()),
        ) {
            (_, true) => Status::Advised,
            (true, false) => Status::General,
            _ => Status::Taken,
        }
    }

    /// What the nearest verb before a statement says of it; a plain verb of taking that is nearer says it is just taken.
    pub(super) fn last_change(&self, tokens: &Range<usize>) -> Option<Status> {
        let from = tokens.start.saturating_sub(VERB_REACH).max(self.range().start);
        for at in (from..tokens.end).rev() {
            if let Some(status) = self.change(at) {
                return Some(status);
            }
            let taking = matches!(
                self.lower(at).as_str(),
                "take"
                    | "takes"
                    | "taking"
                    | "took"
                    | "use"
                    | "using"
                    | "used"
                    | "inject"
                    | "injected"
                    | "injecting"
            );
            if taking && at < tokens.start {
                // "started taking", "switched to using"
                return (at.saturating_sub(2).max(from)..at)
                    .rev()
                    .find_map(|before| self.change(before));
            }
        }
        None
    }

    /// What a verb says of a regimen: “started”, “taken off”.
    pub(super) fn change(&self, at: usize) -> Option<Status> {
        let word = self.word(at)?;
        // "heparin stops miscarriages": what a drug does is not what is done with it.
        let of_drug =
            || self.taken(at.saturating_sub(6)..at).any(|mention| mention.end as usize == at);
        if matches!(word, Word::Stop | Word::Increase | Word::Decrease) && of_drug() {
            return None;
        }
        match word {
            // "the usual starting dose" is no start.
            Word::Start
                if at + 1 < self.range().end
                    && matches!(self.word(at + 1), Some(Word::Form("dose"))) =>
            {
                None
            }
            Word::Start => Some(Status::Started),
            Word::Stop => Some(Status::Stopped),
            Word::Off => {
                let before = at.checked_sub(1).map(|before| self.lower(before)).unwrap_or_default();
                let before = if matches!(before.as_str(), "me" | "her" | "him" | "it" | "them") {
                    self.lower(at.saturating_sub(2))
                } else {
                    before
                };
                matches!(
                    before.as_str(),
                    "taken"
                        | "took"
                        | "take"
                        | "came"
                        | "come"
                        | "coming"
                        | "went"
                        | "go"
                        | "going"
                        | "got"
                        | "get"
                        | "been"
                        | "weaned"
                        | "was"
                        | "i'm"
                        | "im"
                        | "am"
                )
                .then_some(Status::Stopped)
            }
            // "went up to 150", "going down"
            Word::Bound if matches!(self.lower(at).as_str(), "up" | "down") => {
                let before = at.checked_sub(1).map(|before| self.lower(before)).unwrap_or_default();
                let moved = matches!(
                    before.as_str(),
                    "went"
                        | "go"
                        | "going"
                        | "gone"
                        | "move"
                        | "moved"
                        | "stepped"
                        | "bump"
                        | "bumped"
                        | "moving"
                );
                let way =
                    if self.lower(at) == "up" { Status::Increased } else { Status::Decreased };
                moved.then_some(way)
            }
            Word::Switch => Some(Status::Switched),
            Word::Increase => Some(Status::Increased),
            Word::Decrease => Some(Status::Decreased),
            Word::Miss => Some(Status::Missed),
            _ => None,
        }
    }

    /// Does a sentence that speaks to everybody begin with some verb and a drug for its object: “Pop aspirin …”? Whatever the verb: machine
    /// translation uses the oddest.
    fn is_bare_order(&self) -> bool {
        const NO_VERBS: &str = "the a an my your our his her their this that these those some any no most many both all each every one two three and \
            or but so if when while with without for from of in on at by as to about than after before during is are was were be does do did has \
            have oral low high daily plain regular brand generic baby rapid long short old new same only even also like unlike injectable common \
            took been got had on off was am been given put currently still now just finally then later dr doctor doc";
        let first = self.range().start;
        let drug = self.taken(first..(first + 2).min(self.range().end)).next();
        drug.is_some_and(|drug| drug.first as usize == first + 1)
            && !self.lower(first).ends_with("ed")
            && !self.lower(first).ends_with("ing")
            && !NO_VERBS.split_whitespace().any(|word| word == self.lower(first))
    }

    /// “You can give”, “everyone can stop”: advice in the form of leave.
    fn is_permission(&self) -> bool {
        self.range().skip(1).any(|at| {
            matches!(self.lower(at).as_str(), "can" | "could" | "may" | "might")
                && matches!(
                    self.lower(at - 1).as_str(),
                    "you" | "u" | "everyone" | "everybody" | "anyone" | "women" | "people"
                )
        })
    }

    /// Does the sentence begin with a verb that has a drug for its object, and no subject: “Take aspirin …”?
    fn is_imperative(&self) -> bool {
        let first = self.range().start;
        let bare = first + 1 < self.range().end
            && matches!(
                self.lower(first).as_str(),
                "take"
                    | "use"
                    | "try"
                    | "inject"
                    | "apply"
                    | "give"
                    | "start"
                    | "continue"
                    | "keep"
                    | "get"
                    | "stop"
                    | "avoid"
                    | "do"
            );
        bare && (self.taken(first + 1..(first + 5).min(self.range().end)).next().is_some()
            || self.reader().number(first + 1).is_some()
            || matches!(self.word(first + 1), Some(Word::Determiner | Word::Per)))
    }
}
