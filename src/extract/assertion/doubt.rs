//! What the sentences beside a claim say of it: a verdict, or a doubt.

use super::{CueSpan, post_cues::PostCues, question::question_mark};
use crate::{
    extract::cue::{Category, Class, CueSet, Direction, HOLDS, Hit},
    span::Span,
    text::{Document, Gap},
};

/// How many words a sentence may have that does nothing but debunk the one behind it.
const VERDICT_BEFORE: u32 = 3;
/// Within how many words a sentence has to begin to debunk the one before it, if it is longer than the next.
const VERDICT_BEHIND: u32 = 4;
const VERDICT_LENGTH: u32 = 6;
/// How many words a doubt has at least that stands before a claim: “is this true?”
const SHORTEST_DOUBT: u32 = 3;

/// A verdict before or behind: “Myth.” alone, “That's wrong, …” at the beginning of the next sentence.
pub(super) fn verdict_beside(
    document: &Document,
    cues: &CueSet,
    sentence: usize,
) -> Option<CueSpan> {
    let debunks = |hit: &&Hit| {
        cues.rows(hit).iter().any(|cue| {
            cue.category == Category::Debunked
                && matches!(cue.direction, Direction::Sentence | Direction::Beside)
        })
    };
    // “It doesn't.” and no more; “That drives me mad.”; “Bad advice, …”
    let answers = |hit: &&Hit| {
        let next = &document.sentences[sentence + 1];
        let closes = hit.end == next.end || !document.tokens[hit.end as usize].gap.joins();
        cues.rows(hit).iter().any(|cue| {
            cue.category == Category::Debunked
                && match cue.direction {
                    Direction::Back => true,
                    Direction::Whole => closes,
                    Direction::Backward => hit.first == next.first,
                    _ => false,
                }
        }) && hit.first < next.first + VERDICT_BEHIND
    };
    let before = sentence.checked_sub(1).and_then(|at| {
        let short = document.sentences[at].end - document.sentences[at].first <= VERDICT_BEFORE;
        if !short {
            return None;
        }
        cues.find_claims(document, &document.sentences[at]).into_iter().find(|hit| debunks(&hit))
    });
    let behind = || {
        let next = document.sentences.get(sentence + 1)?;
        let goes_on = !document.tokens[next.first as usize].gap.any(Gap::PARAGRAPH);
        // “It is a myth that …” speaks of what follows.
        let is_of_next = |hit: &Hit| {
            hit.end < next.end && document.word(hit.end as usize).eq_ignore_ascii_case("that")
        };
        let opens = |hit: &&Hit| {
            hit.first < next.first + VERDICT_BEHIND && !is_of_next(hit)
                || next.end - next.first <= VERDICT_LENGTH
        };
        let hits = cues.find_claims(document, next);
        { hits.iter().find(debunks).filter(opens) }
            .or_else(|| hits.iter().find(answers))
            .filter(|_| goes_on)
            .copied()
    };
    before.or_else(behind).map(|hit| {
        let span = document.span(hit.first as usize..hit.end as usize);
        CueSpan { span, category: Category::Debunked }
    })
}

impl PostCues {
    /// What speaks against a claim of somebody else in the sentence behind it: “My aunt says it cures colds. The doctor was *horrified*.” If it
    /// is `retold` of a person, any negation does, for whoever only passes a claim on and goes on with a *no* seldom shares it; else a verdict.
    pub(super) fn answer_behind(
        &self,
        document: &Document,
        cues: &CueSet,
        sentence: usize,
        retold: bool,
    ) -> Option<CueSpan> {
        let next = document.sentences.get(sentence + 1)?;
        if document.tokens[next.first as usize].gap.any(Gap::PARAGRAPH) {
            return None;
        }
        let is_pseudo =
            |hit: &Hit| cues.rows(hit).iter().any(|cue| cue.category == Category::Pseudo);
        let hits = cues.find_claims(document, next);
        // “It doesn't” is a verdict where the sentence begins with it.
        let against = |hit: &&Hit| {
            cues.rows(hit).iter().any(|cue| match cue.category {
                Category::Disapproved => true,
                Category::Debunked => match cue.direction {
                    Direction::Sentence | Direction::Beside => true,
                    Direction::Back => retold,
                    Direction::Whole => hit.first < next.first + VERDICT_BEHIND,
                    Direction::Backward => hit.first == next.first,
                    _ => false,
                },
                _ => false,
            })
        };
        let tokens = match hits.iter().find(against) {
            Some(hit) => hit.first..hit.end,
            None if !retold => return None,
            None => {
                let found = (next.first..next.end).find(|at| {
                    let class = cues.class(document.tokens[*at as usize].symbol);
                    // “Doctors *won't tell* you that” is for it.
                    class.any(Class::NEGATOR.or(Class::COUNTERS))
                        && !self
                            .hits(sentence + 1, HOLDS)
                            .iter()
                            .any(|hit| (hit.first..hit.end).contains(at) && is_pseudo(hit))
                });
                found.map(|at| at..at + 1)?
            }
        };
        let span = document.span(tokens.start as usize..tokens.end as usize);
        Some(CueSpan { span, category: Category::Debunked })
    }

    /// “Is this true?” before what is passed on: its question mark.
    pub(super) fn doubt_before(
        &self,
        document: &Document,
        cues: &CueSet,
        sentence: usize,
    ) -> Option<Span> {
        let before = sentence.checked_sub(1)?;
        let asked = &document.sentences[before];
        let length = asked.end - asked.first;
        self.questions[before]?;
        let class = |at: u32| cues.class(document.tokens[at as usize].symbol);
        let doubts = (SHORTEST_DOUBT..=VERDICT_LENGTH).contains(&length)
            && class(asked.first).any(Class::ASKS)
            && (asked.first..asked.end).any(|at| class(at).any(Class::DOUBTS));
        doubts.then(|| question_mark(document, before))
    }

    /// “Is it true?” behind what was said: its question mark.
    pub(super) fn doubt_behind(
        &self,
        document: &Document,
        cues: &CueSet,
        sentence: usize,
    ) -> Option<Span> {
        let next = document
            .sentences
            .get(sentence + 1)
            .filter(|next| next.end - next.first <= VERDICT_LENGTH)?;
        self.questions.get(sentence + 1).copied().flatten()?;
        let doubts = document.tokens[next.first as usize..next.end as usize]
            .iter()
            .any(|token| cues.class(token.symbol).any(Class::DOUBTS));
        doubts.then(|| question_mark(document, sentence + 1))
    }
}
