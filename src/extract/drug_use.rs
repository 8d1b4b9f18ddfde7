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
    assertion::Assertion,
    dosage::{DosageReader, Statement, Status},
};
use crate::{
    lexicon::{Kind, Mention},
    pattern::Sight,
};

/// What is said of the use of something that is taken, by the person spoken of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
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
    Mentioned,
}

/// How many words may stand between a word of taking and the drug.
const TAKING_REACH: u32 = 4;

/// What is said of the use of a mention; nothing where it names nothing that is taken.
#[must_use]
pub fn drug_use(
    sight: &Sight<'_>,
    words: &DosageReader,
    statements: &[Statement],
    mention: &Mention,
    assertion: &Assertion,
) -> Option<Use> {
    let kind = sight.lexicon.concept(mention.concept).kind;
    if !kind.is_taken() && kind != Kind::Remedy {
        return None;
    }
    let status = statements
        .iter()
        .find(|statement| statement.span.overlaps(mention.span))
        .map(|statement| statement.status);
    Some(match status {
        Some(Status::Refused) => Use::Refused,
        Some(Status::Advised) => Use::Advised,
        Some(Status::Considered) => Use::Considered,
        Some(Status::General) => Use::Mentioned,
        Some(_) => Use::Taken,
        None if assertion.negated => Use::NotTaken,
        None if assertion.question || assertion.hypothetical => Use::Considered,
        None if is_taken(sight, words, mention) => Use::Taken,
        None => Use::Mentioned,
    })
}

/// Does a word of taking stand before it?
fn is_taken(sight: &Sight<'_>, words: &DosageReader, mention: &Mention) -> bool {
    let sentence = sight.document.sentences[sight.document.sentence_of(mention.first as usize)];
    let from = mention.first.saturating_sub(TAKING_REACH).max(sentence.first);
    (from..mention.first).any(|at| words.leads_to_drug(sight.document.tokens[at as usize].symbol))
}
