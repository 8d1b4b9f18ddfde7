//! How it gets into the body, when it is needed, and what else the patient is told.

use super::{
    atom::{Atom, Part},
    reader::Reader,
    vocabulary::{Roles, Word},
};
use crate::text::{Gap, Shape};

/// What ends the reason of “as needed for …”.
const APART: Gap = Gap(Gap::STOP.0
    | Gap::COMMA.0
    | Gap::COLON.0
    | Gap::QUESTION.0
    | Gap::EXCLAMATION.0
    | Gap::DASH.0
    | Gap::BRACKET.0
    | Gap::LINE.0
    | Gap::PARAGRAPH.0);
/// How many words the reason of “as needed for …” may have.
const REASON_WORDS: usize = 6;

impl Reader<'_> {
    pub(super) fn manner(&self, at: usize) -> Option<(usize, Part)> {
        let (word, end) = self.lex(at)?;
        match word {
            Word::Needed => Some((end, Part::Needed)),
            Word::Instruction => Some((end, Part::Instruction)),
            Word::Stat => Some((end, Part::Count(1.0))),
            // "a single dose", "a one-time dose"
            Word::Single | Word::Times(_) => self.single(end),
            Word::Route(route) => Some((end, Part::Route { route, latin: false })),
            // "IM", but not "im so sorry"
            Word::LatinRoute(route) => {
                let capital = self.document.tokens[at].shape.any(Shape::CAPITAL)
                    && !self.document.tokens[at].shape.any(Shape::SMALL);
                let word = matches!(route, "intramuscular" | "rectal" | "subcutaneous")
                    && !capital
                    && !matches!(self.before(at), Some(Word::DoseUnit(_) | Word::Form(_)));
                (!word).then_some((end, Part::Route { route, latin: true }))
            }
            Word::In | Word::Into | Word::At | Word::To => self.site(at, end),
            // "into a vein of the left arm"
            Word::Of if self.ends_route(at) => self.site(at, end),
            Word::OrganSite(_) | Word::Side => self.site(at, at),
            _ if self.has(at, Roles::UPON) => self.site(at, at + 1),
            _ => None,
        }
    }

    /// Does the name of a way into the body end right before a token?
    fn ends_route(&self, at: usize) -> bool {
        (at.saturating_sub(3).max(self.first)..at)
            .any(|from| matches!(self.lex(from), Some((Word::Route(_), end)) if end == at))
    }

    /// "as a *single dose*"
    fn single(&self, at: usize) -> Option<(usize, Part)> {
        match self.lex(at)? {
            (Word::Form("dose") | Word::Injection, end) => Some((end, Part::Count(1.0))),
            _ => None,
        }
    }

    /// "for rib pain" behind "as needed", or on a label: what it is for.
    pub(super) fn reason(&self, at: usize) -> Option<Atom> {
        // "prn pain", "prn for pain"
        let (first, part) = match self.past(at, Word::For) {
            Some(first) => (first, Part::Instruction),
            None if self.reads(at.saturating_sub(1), "prn")
                && self.lex(at).is_none()
                && self.joined(at) =>
            {
                (at, Part::Reason)
            }
            None => return None,
        };
        let mut end = first;
        while end < self.end && end - first < REASON_WORDS {
            let apart = end > first && self.gap(end).any(APART)
                || self.is_number(end)
                || self.has(end, Roles::BOUNDARY)
                || matches!(
                    self.word(end),
                    Some(
                        Word::UpTo
                            | Word::Most
                            | Word::MaxDaily
                            | Word::For
                            | Word::Then
                            | Word::Every
                            | Word::Until
                            | Word::Number(_)
                            | Word::Instruction
                            | Word::Take
                            | Word::Adverb(_)
                            | Word::Times(_)
                            | Word::When(_)
                            | Word::Needed
                    )
                );
            if apart {
                break;
            }
            end += 1;
        }
        let nothing = end == first
            || end - first == 1 && matches!(self.alone(first), Some(Word::Per | Word::Determiner));
        (!nothing).then_some(Atom { first: at, end, part })
    }

    /// "in my belly", "in each eye", "into both ears", "left nostril", "to the left arm".
    fn site(&self, at: usize, from: usize) -> Option<(usize, Part)> {
        let mut first = from;
        while matches!(self.word(first), Some(Word::Determiner | Word::Per)) {
            first += 1;
        }
        let mut last = first;
        while last < first + 3
            && matches!(
                self.word(last),
                Some(Word::Side | Word::Every | Word::Of | Word::Determiner)
            )
        {
            last += 1;
        }
        if !self.joined(last) {
            return None;
        }
        match self.lex(last)? {
            (Word::SkinSite, end) if from > at => {
                Some((end, Part::Site { tokens: first..end, route: None }))
            }
            (Word::NeedleSite, end) if from > at => {
                Some((end, Part::Site { tokens: first..end, route: None }))
            }
            (Word::OrganSite(route), end) if from > at || last > first => {
                Some((end, Part::Site { tokens: first..end, route: Some(route) }))
            }
            _ => None,
        }
    }
}
