//! Which part of a sentence is asked.

use std::ops::Range;

use super::{Assertion, scope::Reach};
use crate::{
    extract::cue::{Category, Class, CueSet},
    span::Span,
    text::{Document, Gap, Marks, Sentence},
};

/// The token from which on a sentence is a question: the last clause that begins like one, else the whole of it.
pub(super) fn asked_from(document: &Document, cues: &CueSet, sentence: &Sentence) -> Option<u32> {
    if !sentence.stop.any(Gap::QUESTION) {
        return None;
    }
    let clauses = &document.clauses[sentence.first_clause as usize..sentence.end_clause as usize];
    let asks = |token: u32| cues.class(document.tokens[token as usize].symbol).any(Class::ASKS);
    let asking = clauses.iter().rev().find(|clause| asks(clause.first));
    Some(asking.map_or(sentence.first, |clause| clause.first))
}

/// The place of the question mark behind a sentence.
pub(super) fn question_mark(document: &Document, sentence: usize) -> Span {
    let last = document.tokens[document.sentences[sentence].end as usize - 1].end;
    let rest = &document.text[last as usize..];
    rest.char_indices()
        .find(|(_, c)| matches!(c, '?' | '？' | '⁇'))
        .map_or(Span::new(last, last), |(at, c)| {
            Span::new(last + at as u32, last + (at + c.len_utf8()) as u32)
        })
}

/// “Does it cure cancer”, “can I mix it”, without a question mark at the end: the words that open the question before a claim.
pub(super) fn asked_without_mark(
    document: &Document,
    cues: &CueSet,
    sentence: usize,
    tokens: &Range<usize>,
) -> Option<Span> {
    let of = &document.sentences[sentence];
    let class = |at: usize| cues.class(document.tokens[at].symbol);
    let first = of.first as usize;
    let at =
        (first..tokens.start).find(|&at| !class(at).any(Class::BEFORE_ORDER.or(Class::AND)))?;
    let next = document.tokens.get(at + 1).filter(|_| at + 1 < of.end as usize)?;
    let pronoun = next.marks.any(Marks::PRONOUN);
    (class(at).any(Class::OPENS) || class(at).any(Class::INVERTS) && pronoun)
        .then(|| document.span(at..at + 2))
}

/// “Why would you give it *when it was never tested*?”, “how can anyone deny *that …*?”: a question that takes the claim for granted.
pub(super) fn is_granted(assertion: &Assertion, reach: &Reach<'_>) -> bool {
    let Some(cue) = assertion.cue(Category::Rhetorical) else { return false };
    let tokens = &reach.document.tokens;
    let class = |at: usize| reach.cues.class(tokens[at].symbol);
    let from = tokens.partition_point(|token| token.start < cue.span.end);
    let Some(marker) = (from..reach.tokens.end).find(|&at| class(at).any(Class::GRANTS)) else {
        return false;
    };
    !(from..marker).any(|at| class(at).any(Class::ATTRIBUTES.or(Class::SAYS)))
}
