//! How a claim is put forward, from what the assertion layer says of it.

use super::flag::Stance;
use crate::extract::{
    assertion::{Assertion, Experiencer, Source},
    cue::Category,
};

/// The stance of a claim.
///
/// What would clear the author goes first: a claim between quotation marks, asked, denied or told of one's own case is not put forward.
#[must_use]
pub(super) fn stance(assertion: &Assertion) -> Stance {
    if assertion.source == Source::Quoted {
        Stance::Quoted
    } else if assertion.question || assertion.hypothetical {
        Stance::Questioned
    } else if assertion.negated
        || assertion.has(Category::Debunked)
        || assertion.source == Source::Reported && assertion.has(Category::Disapproved)
    {
        Stance::Denied
    } else if assertion.has(Category::Anecdote) && assertion.experiencer != Experiencer::Generic {
        Stance::Anecdote
    } else if assertion.source == Source::Reported {
        Stance::Reported
    } else if assertion.uncertain {
        Stance::Hedged
    } else if assertion.has(Category::Advised) {
        Stance::Advised
    } else {
        Stance::Asserted
    }
}
