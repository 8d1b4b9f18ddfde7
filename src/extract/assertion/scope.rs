//! How far a cue reaches.

use std::ops::Range;

use crate::{
    extract::cue::{Category, Class, Cue, CueSet, Direction, Hit, Target},
    text::{Document, Gap, Marks, Symbols},
};

/// A place in a post, and the clauses that it stands in.
pub(super) struct Reach<'a> {
    pub(super) document: &'a Document,
    pub(super) cues: &'a CueSet,
    pub(super) tokens: Range<usize>,
    pub(super) target: Target,
    /// The first token of the clause.
    pub(super) first: usize,
    /// One past the last token of the clause.
    pub(super) end: usize,
    /// Where the consequent of a condition begins, if it does.
    pub(super) consequent: Option<usize>,
    /// The cues that may hold a scope up.
    pub(super) ends: &'a [Hit],
    /// One past the last token of the list in which the place stands: what is said behind “A, B and C” is said of each.
    pub(super) list_end: usize,
    /// The tokens that are part of the statement itself even where they look like cues.
    pub(super) own: &'a [u32],
}

/// “If you have X, take Y”: a claim that runs into the consequent is not itself conditional. The consequent begins behind the last comma
/// before the end of the claim, or at a subject or an order in the middle of the claim.
pub(super) fn consequent(
    document: &Document,
    (cues, symbols): (&CueSet, &Symbols),
    sentence: usize,
    tokens: &Range<usize>,
) -> Option<usize> {
    let first = document.sentences[sentence].first as usize;
    let comma = (first + 1..tokens.end).rev().find(|&at| document.tokens[at].gap.any(Gap::COMMA));
    let subject = || {
        (tokens.start + 1..tokens.end)
            .find(|&at| symbols.marks(document.tokens[at].symbol).any(Marks::SUBJECT))
    };
    let order = || {
        (tokens.start + 1..tokens.end)
            .find(|&at| cues.class(document.tokens[at].symbol).any(Class::CONSEQUENT))
    };
    comma.or_else(subject).or_else(order)
}

impl Reach<'_> {
    /// Is a cue part of the claim itself? A negation only if the claim has the very word that negates.
    fn is_own(&self, hit: &Hit, cue: &Cue) -> bool {
        let mut words = (hit.first..hit.end).filter(|token| self.own.binary_search(token).is_ok());
        match cue.category {
            Category::Negated => words.any(|token| {
                let symbol = self.document.tokens[token as usize].symbol;
                self.cues.class(symbol).any(Class::NEGATOR)
            }),
            _ => words.next().is_some(),
        }
    }

    /// Does a cue that ends scopes stand there? More end that of a negation than of others.
    pub(super) fn is_cut(&self, from: usize, to: usize, category: Category) -> bool {
        let at = self.ends.partition_point(|hit| (hit.first as usize) < from);
        let mut between = self.ends[at..].iter().take_while(|hit| (hit.first as usize) < to);
        between.any(|hit| {
            let ends = |cue: &Cue| {
                cue.is_for(self.target)
                    && (cue.category == Category::End
                        || cue.category == Category::Stop
                            && (category == Category::Negated || category.is_refusal())
                        || cue.category == Category::Present && category == Category::Historical)
            };
            self.cues.rows(hit).iter().any(ends) && !self.is_bridged(hit)
        })
    }

    /// “No, heparin did not help”: a negation that stands apart is an answer, and denies nothing of what follows.
    fn is_answer(&self, first: usize, end: usize) -> bool {
        first == self.first && { self.document.tokens.get(end) }
            .is_some_and(|next| next.gap.any(Gap::COMMA))
    }

    /// A subject that belongs to the words before it ends nothing: “I don't think *she* took …”.
    fn is_bridged(&self, hit: &Hit) -> bool {
        let tokens = &self.document.tokens;
        (hit.first as usize).checked_sub(1).is_some_and(|before| {
            self.cues.class(tokens[before].symbol).any(Class::BRIDGE)
                && tokens[before + 1].gap.joins()
        })
    }

    pub(super) fn is_in_scope(&self, hit: &Hit, cue: &Cue) -> bool {
        let (first, end) = (hit.first as usize, hit.end as usize);
        if self.is_own(hit, cue) {
            return false;
        }
        if cue.direction == Direction::Sentence {
            return true;
        }
        let inside = first < self.tokens.end && end > self.tokens.start;
        if inside {
            // A cue in the gap of a claim is about the claim, but for an "if" behind it; a cue in a name is part of the name.
            return self.target == Target::Claim && cue.category != Category::Hypothetical;
        }
        if self.target == Target::Claim
            && cue.category == Category::Hypothetical
            && self.consequent.is_some_and(|from| end <= from)
        {
            return false;
        }
        let near = |words: usize| cue.words == 0 || words <= cue.words;
        let forward = || {
            end <= self.tokens.start
                && end > self.first
                && near(self.tokens.start - end)
                && !(cue.category == Category::Negated && self.is_answer(first, end))
                && !self.is_cut(end, self.tokens.start, cue.category)
        };
        let from = if first >= self.list_end { self.list_end } else { self.tokens.end };
        let backward = || {
            first >= self.tokens.end
                && (end <= self.end || self.list_end > self.end || cue.category.is_refusal())
                && near(first - from)
                && !self.is_cut(
                    self.tokens.end,
                    first,
                    // “they offered it but *I* declined”
                    if cue.category.is_refusal() { Category::Taken } else { cue.category },
                )
        };
        match cue.direction {
            Direction::Forward => forward(),
            Direction::Backward => backward(),
            Direction::Section => {
                end <= self.tokens.start && !self.is_cut(end, self.tokens.start, cue.category)
            }
            Direction::Both | Direction::Sentence => forward() || backward(),
        }
    }
}
