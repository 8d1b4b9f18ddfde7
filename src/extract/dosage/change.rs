//! Verbs of change: started, stopped, switched, raised, lowered, missed, refused.

use std::ops::Range;

use super::{
    Instruction,
    line::{CHANGE_REACH, Line},
    statement::{Post, Statement},
    status::Status,
    vocabulary::{Roles, Word},
};
use crate::{
    extract::{assertion::Experiencer, cue::Target},
    lexicon::{ConceptId, Mention},
    span::Span,
    text::Gap,
};

/// How many words behind a change the schedule may stand that says the same and more.
const SCHEDULE_REACH: usize = 5;

impl Line<'_> {
    /// What is done to somebody: “put me on”, “was prescribed”. It begins a course, and the regimen that is told with it is then taken.
    pub(super) fn is_given(&self, at: usize) -> bool {
        self.reader.opens_change(at)
            && matches!(self.reader.word(at), Some(Word::PutOn | Word::Prescribed))
    }

    /// What a verb says of a regimen: “started”, “taken off”.
    pub(super) fn change(&self, at: usize) -> Option<Status> {
        let reader = self.reader;
        if !reader.opens_change(at) {
            return None;
        }
        let word = reader.word(at)?;
        // "heparin stops miscarriages": what a drug does is not what is done with it.
        if matches!(word, Word::Stop | Word::Increase | Word::Decrease) && self.ends_drug(at) {
            return None;
        }
        match word {
            // "the usual starting dose" is no start.
            Word::Start if matches!(reader.word(at + 1), Some(Word::Form("dose"))) => None,
            Word::Start => Some(Status::Started),
            Word::Stop => Some(Status::Stopped),
            Word::Off => {
                let verb = if reader.has_before(at, Roles::OFF_BETWEEN) {
                    at.saturating_sub(1)
                } else {
                    at
                };
                reader.has_before(verb, Roles::OFF_VERB).then_some(Status::Stopped)
            }
            Word::Switch => Some(Status::Switched),
            Word::Increase => Some(Status::Increased),
            Word::Decrease => Some(Status::Decreased),
            Word::Miss => Some(Status::Missed),
            Word::Refuse => Some(Status::Refused),
            _ => None,
        }
    }
}

impl Post<'_> {
    /// Starts, stops and switches that bring no schedule: “had to discontinue Lovenox”, “quit her shots”, “stopped it”.
    pub(super) fn changes(&self, covered: &[Span]) -> Vec<Statement> {
        let document = self.sight.document;
        let mut changes: Vec<Statement> = Vec::new();
        for &verb in self.line.reader.changes() {
            let given = self.line.is_given(verb);
            let change = self.line.change(verb).or(given.then_some(Status::Started));
            let Some(status) = change else { continue };
            // "you can stop": leave to do it is not the deed.
            if self.line.reader.has_before(verb, Roles::LEAVE) {
                continue;
            }
            if self.is_mere_time(verb, status) {
                continue;
            }
            let Some((object, drug)) = self.object(verb, status) else { continue };
            // "weaned me off of it" is a stop
            let then_off = (verb + 1..object).any(|at| {
                self.line.reader.alone(at) == Some(Word::Off) && self.line.change(at).is_some()
            });
            if then_off {
                continue;
            }
            let whole = document.span(verb..object);
            // A schedule right behind it says the same and more: "bumped it to 100 mcg".
            let mut reach = (object + SCHEDULE_REACH).min(self.line.range().end);
            // What is told of the next drug, or behind the next verb, is another matter.
            if let Some(next) = self.line.taken(object..reach).next() {
                reach = next.first as usize;
            }
            reach = (object..reach)
                .find(|&at| self.line.reader.has(at, Roles::TAKING))
                .unwrap_or(reach);
            let reach = document.span(verb..reach.max(object));
            let is_scheduled = covered.iter().any(|schedule| schedule.overlaps(reach));
            let put_on = self.line.reader.past(verb, Word::PutOn);
            // "prescribed me one inhaler twice a day" is a regimen, however far the schedule stands.
            let rest = document.span(verb..self.line.range().end);
            let is_scheduled = is_scheduled
                || given
                    && put_on.is_none()
                    && covered.iter().any(|schedule| schedule.overlaps(rest));
            // "put me on heparin twice a day" is a start, and a regimen that is taken.
            let span = match put_on {
                Some(end) if is_scheduled => document.span(verb..end),
                _ => whole,
            };
            let told = changes.iter().any(|change| change.span.overlaps(whole));
            if told || is_scheduled && put_on.is_none() {
                continue;
            }
            let assertion = self.context.judge(document, self.cues, verb..object, Target::Use, &[]);
            // What is said in general, asked or denied did not happen.
            let denied = assertion.negated && status != Status::Refused;
            if denied || assertion.question || assertion.experiencer == Experiencer::Generic {
                continue;
            }
            if given && assertion.hypothetical {
                continue;
            }
            let status = if assertion.hypothetical { Status::Considered } else { status };
            let tokens = verb..object;
            let from =
                if status == Status::Switched { self.left_behind(&tokens, drug) } else { None };
            changes.push(Statement {
                span,
                drug,
                also: Vec::new(),
                from,
                status,
                decided_by: self.decided_by(&tokens, status),
                instruction: Instruction { span, ..Instruction::default() },
                assertion,
            });
        }
        changes
    }

    /// What a verb of change has for its object, a few words behind it: where that ends, and which drug it is.
    fn object(&self, verb: usize, status: Status) -> Option<(usize, Option<ConceptId>)> {
        const APART: Gap =
            Gap(Gap::COMMA.0 | Gap::COLON.0 | Gap::DASH.0 | Gap::BRACKET.0 | Gap::DOTS.0);
        let range = self.line.range();
        let reader = self.line.reader;
        let given = self.line.is_given(verb);
        let past = reader.lex(verb).map_or(verb + 1, |(_, past)| past);
        let end = (past..(past + CHANGE_REACH).min(range.end))
            .find(|&at| self.sight.document.tokens[at].gap.any(APART))
            .unwrap_or((past + CHANGE_REACH).min(range.end));
        let left = |mention: &&Mention| {
            // What is switched from is left behind; what it is switched to is the drug.
            status != Status::Switched || reader.before(mention.first as usize) != Some(Word::From)
        };
        let is_object = |mention: &&Mention| self.is_object(status, past, mention.first as usize);
        if let Some(mention) = self.line.taken(past..end).filter(is_object).find(left) {
            return Some((mention.end as usize, Some(mention.concept)));
        }
        if given {
            return None; // "put me on the list"
        }
        // "Prempro was discontinued", "the treatment was stopped"
        if reader.has_before(verb, Roles::PASSIVE) && matches!(status, Status::Stopped) {
            let before = verb.saturating_sub(4).max(range.start)..verb - 1;
            if let Some(mention) = self.line.taken(before.clone()).next_back() {
                return Some((past, Some(mention.concept)));
            }
            if before.into_iter().any(|at| reader.alone(at) == Some(Word::Medicine)) {
                return Some((past, self.drug(&(verb..past)).0));
            }
        }
        let near = verb + 1..(verb + 4).min(end);
        let near = near.start
            ..near.clone().find(|&at| reader.alone(at) == Some(Word::And)).unwrap_or(near.end);
        let found = near.into_iter().find(|&at| {
            matches!(reader.word(at), Some(Word::Injection | Word::Medicine | Word::Form(_)))
                || reader.has(at, Roles::OBJECT)
        });
        let Some(at) = found else { return self.without_object(verb, status) };
        // "it" may be anything: only a drug that was named before in the post is meant, or what the thread is about, if it is taken.
        let named = self.line.taken(range.start..verb).next().is_some()
            || self.named_before().is_some()
            || (verb + 1..at).any(|at| reader.has(at, Roles::TAKING))
            || reader.alone(verb) == Some(Word::Off);
        let drug = self.drug(&(at..at + 1)).0.filter(|_| named);
        // "started the pills"; "starts to drop" is no medicine
        let medicine =
            matches!(reader.word(at), Some(Word::Injection | Word::Medicine | Word::Form(_)))
                && matches!(
                    reader.before(at),
                    Some(Word::Determiner | Word::Per | Word::Number(_))
                )
                && (!matches!(status, Status::Increased | Status::Decreased | Status::Switched)
                    || reader.reads(at, "dosage")
                    || reader.reads(at, "dose"));
        (drug.is_some() || medicine).then_some((at + 1, drug))
    }

    /// Can a drug be the object of a verb that ends before it? A switch is *to* or *from* it; what is raised or lowered is it, or a dose
    /// of it, and not its “effectiveness”.
    fn is_object(&self, status: Status, past: usize, drug: usize) -> bool {
        let reader = self.line.reader;
        match status {
            Status::Switched => {
                past == drug
                    || (past..drug)
                        .any(|at| matches!(reader.alone(at), Some(Word::To | Word::From)))
            }
            Status::Increased | Status::Decreased => {
                (past..drug).all(|at| reader.vocabulary.knows(reader.document.tokens[at].symbol))
            }
            _ => true,
        }
    }

    /// Does a verb of change only say when something else was: “before I started Xanax”, “since starting it”? Or is it no verb: “the lower
    /// dose”?
    fn is_mere_time(&self, verb: usize, status: Status) -> bool {
        let reader = self.line.reader;
        let of_time = (1..=3).any(|back| {
            verb.checked_sub(back).filter(|&at| at >= reader.first).is_some_and(|at| {
                matches!(reader.alone(at), Some(Word::Before | Word::Since | Word::Until))
            })
        });
        let moved = matches!(status, Status::Increased | Status::Decreased);
        let noun = matches!(reader.before(verb), Some(Word::Determiner | Word::Per))
            && (moved || status == Status::Started);
        of_time && status == Status::Started || noun
    }

    /// “I was weaned off”, “then I just stopped”: of the drug that was named before, or that the thread is about.
    fn without_object(&self, verb: usize, status: Status) -> Option<(usize, Option<ConceptId>)> {
        const APART: Gap =
            Gap(Gap::COMMA.0 | Gap::COLON.0 | Gap::DASH.0 | Gap::DOTS.0 | Gap::STOP.0);
        let (reader, range) = (self.line.reader, self.line.range());
        let end = reader.lex(verb).map_or(verb + 1, |(_, end)| end);
        let ends = end >= range.end
            || self.sight.document.tokens[end].gap.any(APART)
            || matches!(
                reader.word(end),
                Some(Word::And | Word::After | Word::At | Word::Before | Word::Of)
            )
            || reader.has(end, Roles::BOUNDARY)
            || reader.reads(end, "cold");
        let subject = |reach: usize| {
            (1..=reach)
                .any(|back| verb.checked_sub(back).is_some_and(|at| reader.has(at, Roles::SUBJECT)))
        };
        let told = match reader.word(verb)? {
            // "I was weaned off"; not "hard to get off", nor "the weight came off"
            Word::Off => {
                subject(4)
                    && !(2..=3).any(|back| {
                        verb.checked_sub(back).is_some_and(|at| reader.alone(at) == Some(Word::To))
                    })
            }
            Word::Stop => subject(3),
            _ => false,
        };
        (ends && told && status == Status::Stopped).then_some(())?;
        let drug = self.drug(&(verb..end)).0?;
        Some((end, Some(drug)))
    }

    /// “from heparin to Lovenox”, “to Lovenox from heparin”, “switched from it”: the drug that a switch leaves.
    pub(super) fn left_behind(
        &self,
        tokens: &Range<usize>,
        drug: Option<ConceptId>,
    ) -> Option<ConceptId> {
        let reader = self.line.reader;
        let range = self.line.range();
        let near =
            tokens.start.saturating_sub(10).max(range.start)..(tokens.end + 8).min(range.end);
        let from = self.line.taken(near).find(|mention| {
            let first = mention.first as usize;
            let before = |back: usize| {
                first.checked_sub(back).and_then(|at| reader.word(at).filter(|_| at >= range.start))
            };
            Some(mention.concept) != drug
                && (before(1) == Some(Word::From)
                    || before(2) == Some(Word::From) && matches!(before(1), Some(Word::Determiner)))
        });
        from.map(|mention| mention.concept)
    }
}
