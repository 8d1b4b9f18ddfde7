//! Whose a claim is: “a guy in my group *says* X”, “my ex *is convinced* X”, “I've always *been told* X”.

use super::scope::Reach;
use crate::{
    extract::cue::Class,
    span::Span,
    text::{Gap, Marks},
};

/// How far before a claim the verb may stand that says whose it is, in words.
const WITHIN: usize = 10;

impl Reach<'_> {
    /// The verb before a claim, or in a gap of it, that puts it into the mouth of somebody else.
    pub(super) fn attributed(&self) -> Option<Span> {
        let tokens = &self.document.tokens;
        let first = self.document.sentences[self.sentence].first as usize;
        let breaks = |at: usize| {
            tokens[at].gap.any(Gap(Gap::COMMA.0 | Gap::DASH.0 | Gap::DOTS.0))
                || tokens[at].marks.any(Marks::CONJUNCTION)
        };
        let opens_quotation = |at: usize| tokens[at].gap.any(Gap::QUOTE);
        // “Sellers of the drops *claim* they get rid of it”
        let mut inside = self.tokens.start + 1..self.tokens.end;
        if let Some(at) = inside.find(|&at| self.attributes(first, at)) {
            return Some(self.document.span(at..at + 1));
        }
        let from = first.max(self.tokens.start.saturating_sub(WITHIN));
        for at in (from..self.tokens.start).rev() {
            if breaks(at + 1) && !opens_quotation(at + 1) {
                return None;
            }
            if self.attributes(first, at) {
                return Some(self.document.span(at..at + 1));
            }
        }
        None
    }

    /// Does somebody else say something in the sentence, before the claim, however far from it, or in a gap of it?
    pub(super) fn is_retold(&self) -> bool {
        let first = self.document.sentences[self.sentence].first as usize;
        (first..self.tokens.end).any(|at| self.attributes(first, at))
    }

    /// Does a word that is no part of the claim put something into the mouth of somebody else?
    fn attributes(&self, first: usize, at: usize) -> bool {
        self.cues.class(self.document.tokens[at].symbol).any(Class::ATTRIBUTES)
            && self.own.binary_search(&(at as u32)).is_err()
            && self.has_another_subject(first, at)
    }

    /// Is the subject of a verb somebody but the author and whoever reads? “I have been told” has somebody else's words as well.
    fn has_another_subject(&self, first: usize, verb: usize) -> bool {
        let tokens = &self.document.tokens;
        let class = |at: usize| self.cues.class(tokens[at].symbol);
        let (mut at, mut passive) = (verb, false);
        while at > first
            && tokens[at].gap.joins()
            && class(at - 1).any(Class::BETWEEN.or(Class::COPULA))
        {
            at -= 1;
            passive |= class(at).any(Class::COPULA);
        }
        if at == first || class(at - 1).any(Class::NEGATOR) {
            return false;
        }
        let told = passive && self.document.word(verb) != "convinced";
        // “A spa near *me* says”: a verb in -s is of nobody who speaks or is spoken to.
        let third = !passive && self.document.word(verb).ends_with('s');
        let subject = class(at - 1);
        let own = subject.any(Class::WE.or(Class::YOU).or(Class::TO).or(Class::AUTHOR));
        tokens[at].gap.joins() && (told || third || !own)
    }
}
