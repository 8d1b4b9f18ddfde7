//! Dosing statements: which drug, how much, how often, how long, and what became of it.
//!
//! The grammar of prescription labels falls apart on prose, so this one is anchored: numbers, times and lengths are read as dosing only in
//! a sentence that names a drug, a form (shot, pill) or an act of taking. Parts are read from left to right, what stands
//! together is put together, and each statement is tied to a drug, a status and a person. Time is typed before it is called a duration:
//! “26 weeks along” and “for five minutes” are none.
//!
//! The value is FHIR R4 ([`Dosage`]), with a [`Course`] and a [`Start`] for what FHIR has no slot for.
//!
//! ```
//! use threadlint::{scan::Scanner, thread::Thread};
//!
//! let thread = Thread::from_text("I started Zoloft 25 mg at bedtime, then 50 mg once a day for 6 months.");
//! let report = Scanner::builtin()?.scan(&thread);
//! let second = serde_json::to_value(&report.dosages[1].instruction.dosage).unwrap();
//! assert_eq!(second["doseAndRate"][0]["doseQuantity"]["value"], 50);
//! assert_eq!(second["timing"]["repeat"]["boundsDuration"]["value"], 6);
//! # Ok::<(), threadlint::error::DataError>(())
//! ```

mod amount;
mod anchor;
mod assemble;
mod atom;
mod change;
mod course;
mod display;
mod fhir;
mod frequency;
mod group;
mod image;
mod instruction;
mod invariants;
mod join;
mod length;
mod line;
mod link;
mod manner;
mod moment;
mod plain;
mod quantity;
mod reader;
mod say;
mod sig;
mod statement;
mod status;
mod vocabulary;
mod way;
mod word;

use std::cell::Cell;

pub use course::{Along, Course, Start, Time};
pub use fhir::{
    Comparator, Decimal, Dosage, DoseAndRate, Quantity, Range as DoseRange, Ratio, Repeat, Timing,
    UCUM, Words as InWords, is_ucum,
};
pub use instruction::{Field, Fields, Instruction};
pub use invariants::Problem;
pub use plain::plain;
pub use sig::parse;
pub use statement::Statement;
pub use status::{DecidedBy, Status};

use self::{
    line::{Line, find_taken},
    reader::{Lexed, Reader},
    statement::Post,
    vocabulary::{Roles, Vocabulary},
};
use super::{assertion::Context, cue::CueSet};
use crate::{
    lexicon::{ConceptId, Mention},
    pattern::Sight,
    span::Span,
    text::{Document, Marks, Sentence, Shape, Symbol},
};

/// Reads dosing statements.
#[derive(Clone, Debug)]
pub struct DosageReader {
    vocabulary: Vocabulary,
}

/// The buffers of [`DosageReader::read`].
#[derive(Clone, Debug, Default)]
pub struct DosageScratch {
    /// The mentions of the post that name what can be taken.
    taken: Vec<Mention>,
    lexed: Lexed,
}

/// How many statements back a repetition is looked for.
const REPEATED_WITHIN: usize = 16;

impl DosageReader {
    /// The reader with the words that are built in, for the table of words of the built-in lexicon.
    #[must_use]
    pub fn builtin() -> Self {
        Self { vocabulary: image::read() }
    }

    /// Does a word say that the drug behind it is taken, given, begun or stopped?
    pub(crate) fn leads_to_drug(&self, word: Symbol) -> bool {
        self.vocabulary.has(word, Roles::LEADS_TO_DRUG)
    }

    /// Does a word say that somebody has the condition behind it?
    pub(crate) fn leads_to_condition(&self, word: Symbol) -> bool {
        self.vocabulary.has(word, Roles::LEADS_TO_CONDITION)
    }

    /// A length of time at a token, “two weeks”: how long, its unit in UCUM, and one past its last token.
    pub(crate) fn length_at(
        &self,
        document: &Document,
        sentence: &Sentence,
        at: usize,
    ) -> Option<(f64, &'static str, usize)> {
        let tokens = sentence.first as usize..sentence.end as usize;
        let reader = Reader::new(document, &self.vocabulary, tokens);
        let (value, next) = reader.number(at).or_else(|| {
            // "a week", "an hour"
            let one = reader.time_unit(at + 1).is_some() && document.word(at).len() <= 2;
            one.then_some((1.0, at + 1))
        })?;
        let (unit, end) = reader.time_unit(next)?;
        Some((value, unit, end))
    }

    /// The dosing statements of a post, in order. `topic` is what the thread is about, for a post that only says “it”.
    #[must_use]
    pub fn read(
        &self,
        sight: &Sight<'_>,
        context: &Context,
        cues: &CueSet,
        topic: Option<ConceptId>,
        scratch: &mut DosageScratch,
    ) -> Vec<Statement> {
        let mut statements: Vec<Statement> = Vec::new();
        let (named, pregnant) = (Cell::new((0, None)), Cell::new(None));
        let vocabulary = &self.vocabulary;
        let DosageScratch { taken, lexed } = scratch;
        find_taken(sight, taken);
        // Where nothing that is taken is named, only a form, a unit or an act of taking can make a statement.
        let is_medical = topic.is_some() || !taken.is_empty();
        let mut mentions = sight.mentions; // those that are not behind
        for sentence in &sight.document.sentences {
            let inside = mentions.iter().take_while(|mention| mention.first < sentence.end).count();
            let (named_here, behind) = mentions.split_at(inside);
            mentions = behind;
            if !(is_medical || sentence.marks.any(Marks::ANCHOR)) {
                continue;
            }
            let is_dosing = sentence.marks.any(Marks::DOSING)
                || has_bare_strength(sight.document, named_here, sentence);
            if !is_dosing {
                continue;
            }
            let tokens = sentence.first as usize..sentence.end as usize;
            let line = Line {
                reader: Reader::new(sight.document, vocabulary, tokens),
                mentions: sight.mentions,
                taken,
                lexicon: sight.lexicon,
                is_label: false,
                has_anchor: sentence.marks.any(Marks::ANCHOR),
                has_topic: topic.is_some(),
            };
            if !is_medical && !line.may_show_taking() {
                continue;
            }
            let line = Line { reader: line.reader.read_sentence(lexed), ..line };
            let post = Post {
                line,
                sight,
                context,
                cues,
                topic,
                vocabulary,
                named: &named,
                pregnant: &pregnant,
            };
            let from = statements.len();
            for group in line.groups() {
                let Some(statement) = post.statement(&group) else { continue };
                match statements.last_mut() {
                    Some(before) if group.is_only_most() => before.add_most(statement),
                    _ => statements.push(statement),
                }
            }
            let covered: Vec<Span> =
                statements[from..].iter().map(|statement: &Statement| statement.span).collect();
            statements.extend(post.changes(&covered));
            statements[from..].sort_by_key(|statement| statement.span);
        }
        drop_repeated(&mut statements);
        link_switches(&mut statements);
        statements
    }
}

/// A switch that does not say from what leaves what the same person was last said to take.
fn link_switches(statements: &mut [Statement]) {
    for at in 1..statements.len() {
        let (before, rest) = statements.split_at_mut(at);
        let switch = &mut rest[0];
        if switch.status != Status::Switched || switch.from.is_some() || switch.drug.is_none() {
            continue;
        }
        let lived = |before: &&Statement| {
            before.drug.is_some()
                && before.assertion.experiencer == switch.assertion.experiencer
                && !before.assertion.negated
                && !matches!(
                    before.status,
                    Status::General | Status::Advised | Status::Considered | Status::Refused
                )
        };
        let left = before.iter().rev().take(REPEATED_WITHIN).find(lived);
        if let Some(left) =
            left.and_then(|left| left.drug).filter(|left| Some(*left) != switch.drug)
        {
            switch.from = Some(left);
            switch.instruction.inferred.push(Field::From);
        }
    }
}

/// Does a number stand right behind a mention of a sentence, as in “lipitor 80”?
fn has_bare_strength(document: &Document, mentions: &[Mention], sentence: &Sentence) -> bool {
    mentions.iter().any(|mention| {
        mention.end < sentence.end && document.tokens[mention.end as usize].shape.any(Shape::NUMBER)
    })
}

/// What is said in general or advised says nothing new when the same post says it again, as in its conclusion; the first time is kept.
fn drop_repeated(statements: &mut Vec<Statement>) {
    let general =
        |statement: &Statement| matches!(statement.status, Status::General | Status::Advised);
    let same = |one: &Statement, other: &Statement| {
        let (first, second) = (&one.instruction, &other.instruction);
        one.drug == other.drug
            && first.dosage == second.dosage
            && first.course == second.course
            && first.start == second.start
    };
    let mut kept = 0;
    for at in 0..statements.len() {
        let statement = &statements[at];
        let mut before = statements[..kept].iter().rev().take(REPEATED_WITHIN);
        let repeats =
            general(statement) && before.any(|before| general(before) && same(before, statement));
        if !repeats {
            if kept < at {
                statements.swap(kept, at);
            }
            kept += 1;
        }
    }
    statements.truncate(kept);
}
