//! What came of it: benefit, harm, birth, loss.
//!
//! Outcomes are found by patterns, which are data (`lexicons/outcomes.tsv`), and judged by the assertion layer: only what is told of a
//! person is an outcome, not what may come, is asked or holds for people in general.
//!
//! ```
//! use threadlint::{extract::outcome::OutcomeKind, scan::Scanner, thread::Thread};
//!
//! let report = Scanner::builtin()?.scan(&Thread::from_text("The heparin shots left me bruised. We have a healthy baby girl."));
//! let kinds: Vec<OutcomeKind> = report.outcomes.iter().map(|outcome| outcome.kind).collect();
//! assert_eq!(kinds, [OutcomeKind::AdverseEvent, OutcomeKind::LiveBirth]);
//! # Ok::<(), threadlint::error::DataError>(())
//! ```

use serde::{Serialize, Serializer};

use super::{
    assertion::{Assertion, Context, Experiencer},
    cue::{CueSet, Target},
};
use crate::{
    error::DataError,
    lexicon::{ConceptId, Kind, Lexicon, table},
    pattern::{Found, Lists, Pattern, PatternSet, Seen, Sight, parse},
    span::Span,
    text::{Marks, Symbols},
};

const BUILTIN: &str = include_str!("../../lexicons/outcomes.tsv");
/// The kind of a pattern that tells why a drug is taken: what it covers came before the drug, and is no outcome.
const INDICATION: &str = "indication";
const COLUMNS: [&str; 3] = ["pattern", "kind", "valence"];

macro_rules! names {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$variant_doc])* $variant,)* }

        impl $name {
            /// As it is written in the lexicon and in the output.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),* }
            }

            /// Reads what [`as_str`](Self::as_str) writes.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$variant),)* _ => None }
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    };
}

names! {
    /// What came of it.
    OutcomeKind {
        /// It helped.
        Benefit = "benefit",
        /// It did nothing.
        NoEffect = "no_effect",
        /// It harmed.
        AdverseEvent = "adverse_event",
        /// Ending it harmed.
        Withdrawal = "withdrawal",
        /// A child was born.
        LiveBirth = "live_birth",
        /// A pregnancy goes on.
        OngoingPregnancy = "ongoing_pregnancy",
        /// A pregnancy was lost.
        PregnancyLoss = "pregnancy_loss",
        /// A child was born too early.
        PretermBirth = "preterm_birth",
        /// Somebody died.
        Death = "death",
        /// Something else.
        Other = "other",
    }
}

names! {
    /// Was it good?
    Valence {
        /// Yes.
        Positive = "positive",
        /// No.
        Negative = "negative",
        /// Neither.
        Neutral = "neutral",
    }
}

/// An outcome.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// Its bytes.
    pub span: Span,
    /// What came of it.
    pub kind: OutcomeKind,
    /// Was it good?
    pub valence: Valence,
    /// What the lexicon calls it.
    pub concept: Option<ConceptId>,
    /// Of which drug.
    pub drug: Option<ConceptId>,
    /// Whether, when and of whom.
    pub assertion: Assertion,
}

/// Finds outcomes.
#[derive(Clone, Debug, Default)]
pub struct OutcomeReader {
    patterns: PatternSet,
    /// Of each pattern what it tells of; nothing if it is the reason for a drug.
    rows: Vec<Option<(OutcomeKind, Valence)>>,
}

impl OutcomeReader {
    /// The patterns that are built in.
    ///
    /// # Errors
    ///
    /// None with the built-in lexicons, as a test makes sure; a lexicon without the concepts they name is an error.
    pub fn builtin(lexicon: &Lexicon, symbols: &mut Symbols) -> Result<Self, DataError> {
        Self::compile("lexicons/outcomes.tsv", BUILTIN, lexicon, symbols)
    }

    /// Compiles a file of patterns; `file` is only named in errors.
    ///
    /// # Errors
    ///
    /// The first bad row, with its line.
    pub fn compile(
        file: &str,
        text: &str,
        lexicon: &Lexicon,
        symbols: &mut Symbols,
    ) -> Result<Self, DataError> {
        let mut reader = Self { patterns: PatternSet::new(Marks::OUTCOME), rows: Vec::new() };
        for (line, cells) in table(file, text, &COLUMNS)? {
            let wrong = |what: String| DataError::new(file, line, what);
            let [source, kind, valence] = cells.as_slice() else {
                return Err(wrong("too few columns".into()));
            };
            let row = if kind == INDICATION {
                None
            } else {
                let kind = OutcomeKind::parse(kind)
                    .ok_or_else(|| wrong(format!("unknown kind of outcome `{kind}`")))?;
                let valence = Valence::parse(valence)
                    .ok_or_else(|| wrong(format!("unknown valence `{valence}`")))?;
                Some((kind, valence))
            };
            let pattern = parse(source, &Lists::new(), symbols)
                .and_then(|node| Pattern::compile(&node, source, lexicon, symbols))
                .map_err(wrong)?;
            reader.patterns.add(reader.rows.len() as u32, pattern, symbols).map_err(wrong)?;
            reader.rows.push(row);
        }
        Ok(reader)
    }

    /// The outcomes of a post, in order. `topic` is what the thread is about.
    #[must_use]
    pub fn read(
        &self,
        sight: &Sight<'_>,
        context: &Context,
        (cues, symbols): (&CueSet, &Symbols),
        topic: Option<ConceptId>,
        seen: &mut Seen,
    ) -> Vec<Outcome> {
        let (mut outcomes, mut found) = (Vec::new(), Vec::new());
        let mut named = Named::default();
        for sentence in &sight.document.sentences {
            found.clear();
            self.patterns.find(sight, sentence, symbols, seen, &mut found);
            for (pattern, found) in longest(&mut found) {
                let row = self.rows[self.patterns.pattern(*pattern).0 as usize];
                let Some((kind, valence)) = row else { continue };
                let assertion = context.judge(
                    sight.document,
                    (cues, symbols),
                    found.tokens.clone(),
                    Target::Event,
                    &found.consumed,
                );
                let told = !assertion.hypothetical
                    && !assertion.question
                    && assertion.experiencer != Experiencer::Generic;
                let drug = drug_before(sight, found, &mut named).or(topic);
                // A symptom without any drug in sight is a complaint, not an effect.
                let of_drug = kind != OutcomeKind::AdverseEvent || drug.is_some();
                if told && of_drug {
                    let span = found.span(sight.document);
                    outcomes.push(Outcome {
                        span,
                        kind,
                        valence,
                        concept: event_in(sight, found),
                        drug,
                        assertion,
                    });
                }
            }
        }
        outcomes
    }
}

/// Of matches that overlap only the longest, of those alike the one of the first pattern; in order.
fn longest(found: &mut Vec<(u32, Found)>) -> &[(u32, Found)] {
    found.sort_by_key(|(pattern, found)| {
        (std::cmp::Reverse(found.tokens.len()), found.tokens.start, *pattern)
    });
    let mut kept: Vec<(u32, Found)> = Vec::new();
    for one in found.drain(..) {
        let overlaps = |other: &(u32, Found)| {
            one.1.tokens.start < other.1.tokens.end && other.1.tokens.start < one.1.tokens.end
        };
        if !kept.iter().any(overlaps) {
            kept.push(one);
        }
    }
    kept.sort_by_key(|(_, found)| found.tokens.start);
    *found = kept;
    found
}

/// The condition or symptom that an outcome names.
fn event_in(sight: &Sight<'_>, found: &Found) -> Option<ConceptId> {
    let kind = |concept: ConceptId| sight.lexicon.concept(concept).kind;
    let mentions = sight.mentions_in(found.tokens.clone());
    mentions
        .iter()
        .map(|mention| mention.concept)
        .find(|&concept| matches!(kind(concept), Kind::Symptom | Kind::Condition))
}

/// The drug named last before an outcome, else first behind it in its sentence.
fn drug_before(sight: &Sight<'_>, found: &Found, named: &mut Named) -> Option<ConceptId> {
    let taken = |concept: &ConceptId| sight.lexicon.concept(*concept).kind.is_taken();
    let drugs =
        |tokens| sight.mentions_in(tokens).iter().map(|mention| mention.concept).filter(taken);
    let sentence = sight.document.sentences[sight.document.sentence_of(found.tokens.start)];
    let (first, end) = (sentence.first as usize, sentence.end as usize);
    let before = || {
        let new = drugs(named.searched..first).next_back();
        named.searched = first;
        named.drug = new.or(named.drug);
        named.drug
    };
    drugs(first..found.tokens.end)
        .next_back()
        .or_else(before)
        .or_else(|| drugs(found.tokens.end..end).next())
}

/// The drug named last before a token, kept so that no part of a post is searched twice.
#[derive(Default)]
struct Named {
    searched: usize,
    drug: Option<ConceptId>,
}
