//! What a scan says of a claim.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::place::Place;
use crate::{extract::assertion::CueSpan, span::Span};

macro_rules! ladder {
    ($(#[$doc:meta])* $name:ident { $($(#[$step_doc:meta])* $step:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "lowercase")]
        pub enum $name {
            $($(#[$step_doc])* $step,)*
        }

        impl $name {
            /// All of them, in their order.
            pub const ALL: &'static [Self] = &[$(Self::$step),*];

            /// As it is written in rules and in the output.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$step => $text),* }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }
    };
}

ladder! {
    /// What is wrong with a claim.
    Verdict {
        /// It contradicts guidance.
        False = "false",
        /// It has a true core and a wrong inference.
        Misleading = "misleading",
        /// It is put forward as effective without adequate evidence.
        Unproven = "unproven",
        /// Following it could hurt somebody.
        Unsafe = "unsafe",
    }
}

ladder! {
    /// The harm if a claim is followed.
    Severity {
        /// Hardly any.
        Low = "low",
        /// Some.
        Moderate = "moderate",
        /// Much.
        High = "high",
        /// Life or health at once.
        Critical = "critical",
    }
}

ladder! {
    /// How a claim is put forward. The first four are shown, the others are kept back.
    Stance {
        /// As a fact.
        Asserted = "asserted",
        /// As what somebody should do.
        Advised = "advised",
        /// With a doubt: “I think”, “supposedly”.
        Hedged = "hedged",
        /// Passed on: “they say”.
        Reported = "reported",
        /// It is denied or debunked.
        Denied = "denied",
        /// It is asked.
        Questioned = "questioned",
        /// It stands in quotation marks or in a quoted line.
        Quoted = "quoted",
        /// It is told of the author's own case.
        Anecdote = "anecdote",
    }
}

impl Stance {
    /// Is a claim with this stance shown?
    #[must_use]
    pub const fn is_shown(self) -> bool {
        matches!(self, Self::Asserted | Self::Advised | Self::Hedged | Self::Reported)
    }
}

/// Who says what guidance says, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Citation {
    /// The body or the authors.
    pub who: String,
    /// The title of the document.
    pub title: String,
    /// Its number, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// The year, if it tells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub year: Option<u16>,
    /// Its DOI.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub doi: Option<String>,
    /// Its address, where it has no DOI.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The sentence relied on, in our own words.
    pub says: String,
    /// The day somebody opened it.
    pub opened: String,
}

/// What something adds to the confidence of a flag, or takes from it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ConfidencePart {
    /// What.
    pub part: &'static str,
    /// How much.
    pub adds: f32,
}

/// A claim in a post that a rule knows.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Flag {
    /// The rule.
    pub rule: Arc<str>,
    /// Its name.
    pub name: Arc<str>,
    /// The post, counted from 0.
    pub post: u32,
    /// The bytes that matched.
    pub span: Span,
    /// The same, as text.
    pub text: String,
    /// How it is put forward.
    pub stance: Stance,
    /// What is wrong with it.
    pub verdict: Verdict,
    /// The harm if it is followed.
    pub severity: Severity,
    /// How sure the flag is, from 0 to 1.
    pub confidence: f32,
    /// What the confidence is the sum of.
    pub confidence_parts: Vec<ConfidencePart>,
    /// Where in the post it stands.
    pub place: Place,
    /// How noisy the rule is allowed to be.
    pub level: u8,
    /// The claim, as the rule words it.
    pub claim: Arc<str>,
    /// What guidance says.
    pub guidance: Arc<str>,
    /// Who says so.
    pub citations: Arc<[Citation]>,
    /// What made the stance.
    pub cues: Vec<CueSpan>,
    /// Stays the same when text elsewhere in the thread changes.
    pub fingerprint: String,
    /// Why it is kept back: the stance, or `unless` or `applies_unless` where an exception of the rule holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suppressed: Option<&'static str>,
}
