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

/// How sure a flag is: what a stance leaves of certainty, less for a broader rule.
#[must_use]
pub(super) fn confidence(stance: Stance, level: u8) -> f32 {
    let of_stance = match stance {
        Stance::Asserted => 90,
        Stance::Advised => 85,
        Stance::Hedged => 65,
        Stance::Reported => 55,
        _ => 10,
    };
    let of_level = match level {
        1 => 0,
        2 => 10,
        _ => 20,
    };
    f32::from(u8::try_from(of_stance).unwrap_or(0).saturating_sub(of_level)) / 100.0
}
