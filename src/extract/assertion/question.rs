//! Which part of a sentence is asked.

use crate::{
    extract::cue::{Class, CueSet},
    span::Span,
    text::{Document, Gap, Sentence},
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
