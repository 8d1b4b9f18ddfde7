//! What is said of the use of a drug: that it is taken, refused, advised or only spoken of.
//!
//! ```
//! use threadlint::{extract::drug_use::Use, scan::Scanner, thread::Thread};
//!
//! let report = Scanner::builtin()?.scan(&Thread::from_text("I took heparin. I never took Lovenox."));
//! let uses: Vec<Option<Use>> = report.mentions.iter().map(|mention| mention.drug_use).collect();
//! assert_eq!(uses, [Some(Use::Taken), Some(Use::NotTaken)]);
//! # Ok::<(), threadlint::error::DataError>(())
//! ```

use serde::Serialize;

use super::{
    assertion::{Assertion, CueSpan, Experiencer, Mood},
    cue::Category,
    dosage::{DosageReader, Statement, Status},
};
use crate::{
    lexicon::{Kind, Mention},
    pattern::Sight,
};

/// What is said of the use of something that is taken, by the person spoken of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Use {
    /// It is or was used.
    Taken,
    /// It is or was not.
    NotTaken,
    /// It was to be taken, and was turned down.
    Refused,
    /// Somebody says to take it, or not to.
    Advised,
    /// It is thought of, asked about, planned or wished for.
    Considered,
    /// It is only spoken of.
    #[default]
    Mentioned,
}

/// How many words may stand between a word of taking and the drug.
const TAKING_REACH: u32 = 4;

/// Is it of a kind that is taken?
#[must_use]
pub const fn is_used(kind: Kind) -> bool {
    kind.is_taken() || matches!(kind, Kind::Remedy)
}

/// What is said of the use of a mention. `cue` is the nearest that tells of it, as [`Context::judge_drug`](super::assertion::Context::judge_drug)
/// gives it; where it decides, it is added to the cues of the assertion.
#[must_use]
pub fn drug_use(
    sight: &Sight<'_>,
    words: &DosageReader,
    statements: &[Statement],
    mention: &Mention,
    (assertion, cue): (&mut Assertion, Option<CueSpan>),
) -> Use {
    let told = cue.and_then(|cue| Some((of_cue(cue.category)?, cue)));
    let status = { statements.iter() }
        .find(|statement| statement.span.overlaps(mention.span))
        .and_then(|statement| of_status(statement.status));
    let by_cue = |assertion: &mut Assertion| {
        let (told, cue) = told?;
        assertion.cues.push(cue);
        Some(told)
    };
    let is = |want: Use| told.is_some_and(|(told, _)| told == want);
    // “heparin did nothing for me”: told of the past, whatever else the sentence wishes or asks.
    let is_lived = assertion.experiencer != Experiencer::Generic
        && cue.is_some_and(|cue| {
            cue.category == Category::Held && cue.span.start >= mention.span.end
        });
    let is_wished = assertion.mood == Mood::Wish
        && assertion.cue(Category::Wish).is_some_and(|wish| {
            let between =
                sight.document.text.get(wish.span.end as usize..mention.span.start as usize);
            between.is_some_and(|between| between.split_whitespace().count() <= 1)
        });
    match assertion.mood {
        Mood::Wish | Mood::Question | Mood::Condition if is_lived && !is_wished => {
            if assertion.mood != Mood::Question {
                assertion.mood = Mood::Statement;
            }
            return by_cue(assertion).unwrap_or_default();
        }
        Mood::Advice | Mood::Warning => return Use::Advised,
        Mood::Wish => {
            // “I wish I had never taken it”
            let was_done = assertion.has(Category::Regret) || assertion.negated && is(Use::Taken);
            return if was_done { Use::Taken } else { Use::Considered };
        }
        Mood::Intention if is(Use::Advised) || is(Use::Refused) => {
            return by_cue(assertion).unwrap_or_default();
        }
        Mood::Intention => return Use::Considered,
        Mood::Question | Mood::Condition => {
            let held = cue.is_some_and(|cue| {
                cue.category == Category::Held && cue.span.end <= mention.span.start
            });
            if held || is(Use::Refused) {
                return by_cue(assertion).unwrap_or_default();
            }
            // “Does it help?”, but “does it cause a rash?”
            let is_hoped = assertion.mood == Mood::Question
                && cue.is_some_and(|cue| cue.category == Category::Effective);
            if is(Use::Mentioned) && !is_hoped {
                return by_cue(assertion).unwrap_or_default();
            }
            // “if you have an allergy to it”
            return match (assertion.mood, assertion.experiencer, told) {
                (Mood::Condition, Experiencer::Generic, None) => Use::Mentioned,
                (Mood::Condition, Experiencer::Generic, Some((Use::Advised, _))) => Use::Advised,
                _ => Use::Considered,
            };
        }
        Mood::Statement => {}
    }
    if is(Use::Refused) || is(Use::NotTaken) {
        return by_cue(assertion).unwrap_or_default();
    }
    // “I don't take it anymore”
    if assertion.negated && !is_lived {
        return match (assertion.experiencer, status) {
            (Experiencer::Generic, _) => Use::Mentioned,
            (_, Some(Use::Refused)) => Use::Refused,
            _ => Use::NotTaken,
        };
    }
    if let Some(told) = by_cue(assertion) {
        return told;
    }
    if let Some(status) = status {
        return status;
    }
    match assertion.experiencer {
        Experiencer::Generic => Use::Mentioned,
        _ if assertion.uncertain && !is_led_to(sight, words, mention) => Use::Considered,
        _ => Use::Taken,
    }
}

const fn of_cue(category: Category) -> Option<Use> {
    Some(match category {
        Category::Taken | Category::Held => Use::Taken,
        Category::NotTaken => Use::NotTaken,
        Category::Refused => Use::Refused,
        Category::Prescribed => Use::Advised,
        Category::Considered => Use::Considered,
        Category::Mentioned | Category::Effective | Category::Allergy => Use::Mentioned,
        _ => return None,
    })
}

const fn of_status(status: Status) -> Option<Use> {
    Some(match status {
        Status::Refused => Use::Refused,
        Status::Advised => Use::Advised,
        Status::Considered => Use::Considered,
        Status::General => return None,
        _ => Use::Taken,
    })
}

/// Does a word of taking stand before it?
fn is_led_to(sight: &Sight<'_>, words: &DosageReader, mention: &Mention) -> bool {
    let sentence = sight.document.sentences[sight.document.sentence_of(mention.first as usize)];
    let from = mention.first.saturating_sub(TAKING_REACH).max(sentence.first);
    (from..mention.first).any(|at| words.leads_to_drug(sight.document.tokens[at as usize].symbol))
}
