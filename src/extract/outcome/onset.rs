//! When an outcome began: “after two weeks”, “three days later”, “right away”.

use serde::Serialize;

use super::{item::Item, sense::Senses};
use crate::{
    extract::dosage::{Decimal, DosageReader},
    span::Span,
    text::{Document, Sentence},
};

/// How long after the drug was begun or ended something came.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Onset {
    /// Where it is said.
    pub span: Span,
    /// How long; 0 is at once.
    pub value: Decimal,
    /// The unit, in UCUM: `min`, `h`, `d`, `wk`, `mo`, `a`.
    pub unit: &'static str,
}

/// The longest time after which something is still told as an onset, by unit: nobody means an onset by “after 40 years”.
const LONGEST: f64 = 100.0;

/// The first time in a sentence that is told as an onset, and its tokens.
pub(super) fn onset(
    document: &Document,
    sentence: &Sentence,
    items: &[Item],
    times: &DosageReader,
) -> Option<(Onset, usize)> {
    items.iter().find_map(|item| {
        let found = |first: usize, end: usize, value: f64, unit| {
            let onset = Onset { span: document.span(first..end), value: Decimal(value), unit };
            (value <= LONGEST).then_some((onset, first))
        };
        if item.is(Senses::AT_ONCE) {
            return found(item.first, item.end, 0.0, "d");
        }
        if item.is(Senses::AFTER)
            && let Some((value, unit, end)) = times.length_at(document, sentence, item.end)
        {
            return found(item.first, end, value, unit);
        }
        if item.is(Senses::LATER) {
            let from = item.first.saturating_sub(3).max(sentence.first as usize);
            return (from..item.first).find_map(|at| {
                let (value, unit, end) = times.length_at(document, sentence, at)?;
                if end == item.first { found(at, item.end, value, unit) } else { None }
            });
        }
        None
    })
}
