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
//! let second = serde_json::to_value(&report.dosages[1].dosage).unwrap();
//! assert_eq!(second["doseAndRate"][0]["doseQuantity"]["value"], 50);
//! assert_eq!(second["timing"]["repeat"]["boundsDuration"]["value"], 6);
//! # Ok::<(), threadlint::error::DataError>(())
//! ```

mod amount;
mod assemble;
mod atom;
mod change;
mod course;
mod display;
mod fhir;
mod frequency;
mod group;
mod instruction;
mod invariants;
mod length;
mod link;
mod manner;
mod moment;
mod plain;
mod quantity;
mod reader;
mod say;
mod sig;
mod status;
mod vocabulary;

use std::{cell::Cell, ops::Range};

pub use course::{Along, Course, Start, Time};
pub use fhir::{
    Comparator, Decimal, Dosage, DoseAndRate, Quantity, Range as DoseRange, Ratio, Repeat, Timing,
    UCUM, Words as InWords, is_ucum,
};
pub use instruction::{Field, Fields, Instruction};
pub use invariants::Problem;
pub use plain::plain;
pub use sig::parse;
pub use status::{DecidedBy, Status};

use self::{
    assemble::assemble,
    atom::Part,
    group::{Group, Line},
    reader::Reader,
    vocabulary::{Roles, Vocabulary, Word},
};
use super::{
    assertion::{Assertion, Context, Experiencer},
    cue::{CueSet, Target},
};
use crate::{
    error::DataError,
    lexicon::{ConceptId, Kind, Mention},
    pattern::Sight,
    span::Span,
    text::{Gap, Marks, Sentence, Shape, Symbol, Symbols},
};

/// A dosing statement.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// Its bytes.
    pub span: Span,
    /// What is taken, if it can be told.
    pub drug: Option<ConceptId>,
    /// What else the same holds for: “heparin or Lovenox 2 x's a day”.
    pub also: Vec<ConceptId>,
    /// What it takes the place of: “switched from heparin to Lovenox”.
    pub from: Option<ConceptId>,
    /// What is said of it.
    pub status: Status,
    /// Who decided on it, where that is said.
    pub decided_by: Option<DecidedBy>,
    /// How it is taken.
    pub instruction: Instruction,
    /// Whether, when and of whom.
    pub assertion: Assertion,
}

impl Statement {
    /// “Not more than 8 in 24 hours.”: adds the most that the next sentence tells.
    fn add_most(&mut self, next: Self) {
        let dosage = &mut self.instruction.dosage;
        if dosage.max_dose_per_period.is_some() {
            return;
        }
        dosage.max_dose_per_period = next.instruction.dosage.max_dose_per_period;
        let span = Span::new(self.span.start, next.span.end);
        (self.span, self.instruction.span) = (span, span);
        if let Some(most) = next.instruction.fields.get(Field::Max) {
            self.instruction.fields.add(Field::Max, most);
        }
    }
}

/// Reads dosing statements.
#[derive(Clone, Debug)]
pub struct DosageReader {
    vocabulary: Vocabulary,
}

/// How many words may stand between a verb of change and the drug that is its object.
const CHANGE_REACH: usize = 6;
/// How many statements back a repetition is looked for.
const REPEATED_WITHIN: usize = 16;
/// How many words behind a change the schedule may stand that says the same and more.
const SCHEDULE_REACH: usize = 5;

impl DosageReader {
    /// The reader with the words that are built in, which it adds to the table.
    ///
    /// # Errors
    ///
    /// None, as a test makes sure.
    pub fn builtin(symbols: &mut Symbols) -> Result<Self, DataError> {
        Vocabulary::builtin(symbols).map(|vocabulary| Self { vocabulary })
    }

    /// Does a word say that the drug behind it is taken, given, begun or stopped?
    pub(crate) fn leads_to_drug(&self, word: Symbol) -> bool {
        self.vocabulary.has(word, Roles::LEADS_TO_DRUG)
    }

    /// Does a word say that somebody has the condition behind it?
    pub(crate) fn leads_to_condition(&self, word: Symbol) -> bool {
        self.vocabulary.has(word, Roles::LEADS_TO_CONDITION)
    }

    /// The dosing statements of a post, in order. `topic` is what the thread is about, for a post that only says “it”.
    #[must_use]
    pub fn read(
        &self,
        sight: &Sight<'_>,
        context: &Context,
        cues: (&CueSet, &Symbols),
        topic: Option<ConceptId>,
    ) -> Vec<Statement> {
        let mut statements: Vec<Statement> = Vec::new();
        let (named, pregnant) = (Cell::new((0, None)), Cell::new(None));
        let vocabulary = &self.vocabulary;
        // Where nothing that is taken is named, only a form, a unit or an act of taking can make a statement.
        let is_medical = topic.is_some() || names_drug(sight);
        for sentence in &sight.document.sentences {
            if !(sentence.marks.any(Marks::DOSING) || has_bare_strength(sight, sentence)) {
                continue;
            }
            if !(is_medical || sentence.marks.any(Marks::ANCHOR)) {
                continue;
            }
            let (first, end) = (sentence.first as usize, sentence.end as usize);
            let reader = Reader { document: sight.document, vocabulary, first, end };
            let line = Line {
                reader,
                mentions: sight.mentions,
                lexicon: sight.lexicon,
                is_label: false,
                has_anchor: sentence.marks.any(Marks::ANCHOR),
                has_topic: topic.is_some(),
            };
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

/// Does a post name anything that can be taken?
fn names_drug(sight: &Sight<'_>) -> bool {
    sight.mentions.iter().any(|mention| {
        let kind = sight.lexicon.concept(mention.concept).kind;
        kind.is_taken() || kind == Kind::Remedy
    })
}

/// Does a number stand right behind a mention, as in “lipitor 80”?
fn has_bare_strength(sight: &Sight<'_>, sentence: &Sentence) -> bool {
    sight.mentions_in(sentence.first as usize..sentence.end as usize).iter().any(|mention| {
        mention.end < sentence.end
            && sight.document.tokens[mention.end as usize].shape.any(Shape::NUMBER)
    })
}

/// What is said in general or advised says nothing new when the same post says it again, as in its conclusion; the first time is kept.
fn drop_repeated(statements: &mut Vec<Statement>) {
    let mut kept: Vec<Statement> = Vec::with_capacity(statements.len());
    let content = |statement: &Statement| {
        (
            statement.drug,
            statement.instruction.dosage.clone(),
            statement.instruction.course.clone(),
            statement.instruction.start.clone(),
        )
    };
    let general =
        |statement: &Statement| matches!(statement.status, Status::General | Status::Advised);
    for statement in statements.drain(..) {
        let mut general_before =
            kept.iter().rev().take(REPEATED_WITHIN).filter(|before| general(before));
        if !(general(&statement)
            && general_before.any(|before| content(before) == content(&statement)))
        {
            kept.push(statement);
        }
    }
    *statements = kept;
}

struct Post<'a> {
    line: Line<'a>,
    sight: &'a Sight<'a>,
    context: &'a Context,
    cues: (&'a CueSet, &'a Symbols),
    topic: Option<ConceptId>,
    vocabulary: &'a Vocabulary,
    /// The drug named last before a token, kept so that no part of a post is searched twice.
    named: &'a Cell<(usize, Option<Mention>)>,
    /// Does the post speak of a pregnancy, if that was looked for?
    pregnant: &'a Cell<Option<bool>>,
}

impl Post<'_> {
    fn statement(&self, group: &Group) -> Option<Statement> {
        let document = self.sight.document;
        let tokens = group.first()..group.end();
        let mut assembled = assemble(group, document);
        self.line.infer_route(group, &mut assembled);
        let own = group.atoms.iter().find_map(|atom| self.line.drug_of(atom));
        let (drug, also) = match own {
            Some(own) if !self.line.ends_drug(tokens.start) => {
                (Some(own.concept), self.coordinated(own))
            }
            _ => self.drug(&tokens),
        };
        let assertion = self.context.judge(document, self.cues, tokens.clone(), Target::Use, &[]);
        let status = self.status(&tokens, &assertion);
        self.place_start(group, &tokens, status, &mut assembled);
        if matches!(status, Status::Missed | Status::Refused) {
            assembled.drop_duration(); // it is how long nothing was taken
        }
        let says_nothing = assembled.is_empty();
        let decided_by = self.decided_by(&tokens, status);
        let from = if status == Status::Switched { self.left_behind(&tokens, drug) } else { None };
        let tokens = self.with_drug(tokens, drug);
        let span = document.span(tokens);
        let mut instruction = assembled.instruction;
        instruction.dosage.sequence = group.step;
        instruction.span = span;
        (!says_nothing).then_some(Statement {
            span,
            drug,
            also,
            from,
            status,
            decided_by,
            instruction,
            assertion,
        })
    }

    /// Puts “at nine weeks” where it belongs: the end of what was stopped, the start of anything else, if it is a time of pregnancy or age.
    fn place_start(
        &self,
        group: &Group,
        tokens: &Range<usize>,
        status: Status,
        assembled: &mut assemble::Assembled,
    ) {
        let Some((at, of)) = assembled.start_at.take() else { return };
        let stopped = status == Status::Stopped
            || group.is_only_start() && self.last_change(tokens) == Some(Status::Stopped);
        let of = of.or_else(|| self.is_start_in_pregnancy(group).then_some(Along::Pregnancy));
        let instruction = &mut assembled.instruction;
        if stopped {
            let span = instruction.fields.get(Field::Start).unwrap_or_default();
            instruction.fields.remove(Field::Start);
            instruction.fields.add(Field::Course, span);
            instruction.course = Some(Course { of, to: Some(at), ..Course::default() });
            return;
        }
        let fits = match of {
            Some(Along::Pregnancy) => matches!(at.unit, "wk" | "mo"),
            Some(_) => true,
            None => false,
        };
        match of {
            Some(of) if fits => instruction.start = Some(Start { at, of }),
            _ => instruction.fields.remove(Field::Start),
        }
    }

    /// "at nine weeks": of a pregnancy, if the post speaks of one.
    fn is_start_in_pregnancy(&self, group: &Group) -> bool {
        let in_atom = group.atoms.iter().any(|atom| {
            matches!(atom.part, Part::Start { .. })
                && (atom.first..atom.end)
                    .any(|at| self.line.reader.word(at) == Some(Word::Pregnant))
        });
        in_atom || self.speaks_of_pregnancy()
    }

    /// Does the post speak of a pregnancy? Looked for once.
    fn speaks_of_pregnancy(&self) -> bool {
        if let Some(known) = self.pregnant.get() {
            return known;
        }
        let found = self.sight.document.tokens.iter().any(|token| {
            matches!(
                self.vocabulary.word(token.symbol),
                Some(Word::Pregnancy | Word::Pregnant | Word::Trimester)
            )
        });
        self.pregnant.set(Some(found));
        found
    }

    /// The statement with the drug right before it: “heparin twice a day”.
    fn with_drug(&self, tokens: Range<usize>, drug: Option<ConceptId>) -> Range<usize> {
        let before = self
            .line
            .taken(tokens.start.saturating_sub(4).max(self.line.range().start)..tokens.start)
            .next_back();
        match before {
            Some(mention)
                if Some(mention.concept) == drug
                    && tokens.start.saturating_sub(mention.end as usize) <= 1 =>
            {
                mention.first as usize..tokens.end
            }
            _ => tokens,
        }
    }

    /// Starts, stops and switches that bring no schedule: “had to discontinue Lovenox”, “quit her shots”, “stopped it”.
    fn changes(&self, covered: &[Span]) -> Vec<Statement> {
        let document = self.sight.document;
        let mut changes: Vec<Statement> = Vec::new();
        for verb in self.line.range() {
            let given = self.line.is_given(verb);
            let change = self.line.change(verb).or(given.then_some(Status::Started));
            let Some(status) = change else { continue };
            // "you can stop": leave to do it is not the deed.
            if self.line.reader.has_before(verb, Roles::LEAVE) {
                continue;
            }
            if self.is_mere_time(verb, status) {
                continue;
            }
            let Some((object, drug)) = self.object(verb, status) else { continue };
            // "weaned me off of it" is a stop
            let then_off = (verb + 1..object).any(|at| {
                self.line.reader.alone(at) == Some(Word::Off) && self.line.change(at).is_some()
            });
            if then_off {
                continue;
            }
            let whole = document.span(verb..object);
            // A schedule right behind it says the same and more: "bumped it to 100 mcg".
            let mut reach = (object + SCHEDULE_REACH).min(self.line.range().end);
            // What is told of the next drug, or behind the next verb, is another matter.
            if let Some(next) = self.line.taken(object..reach).next() {
                reach = next.first as usize;
            }
            reach = (object..reach)
                .find(|&at| self.line.reader.has(at, Roles::TAKING))
                .unwrap_or(reach);
            let reach = document.span(verb..reach.max(object));
            let is_scheduled = covered.iter().any(|schedule| schedule.overlaps(reach));
            let put_on = self.line.reader.past(verb, Word::PutOn);
            // "prescribed me one inhaler twice a day" is a regimen, however far the schedule stands.
            let rest = document.span(verb..self.line.range().end);
            let is_scheduled = is_scheduled
                || given
                    && put_on.is_none()
                    && covered.iter().any(|schedule| schedule.overlaps(rest));
            // "put me on heparin twice a day" is a start, and a regimen that is taken.
            let span = match put_on {
                Some(end) if is_scheduled => document.span(verb..end),
                _ => whole,
            };
            let told = changes.iter().any(|change| change.span.overlaps(whole));
            if told || is_scheduled && put_on.is_none() {
                continue;
            }
            let assertion = self.context.judge(document, self.cues, verb..object, Target::Use, &[]);
            // What is said in general, asked or denied did not happen.
            let denied = assertion.negated && status != Status::Refused;
            if denied || assertion.question || assertion.experiencer == Experiencer::Generic {
                continue;
            }
            if given && assertion.hypothetical {
                continue;
            }
            let status = if assertion.hypothetical { Status::Considered } else { status };
            let tokens = verb..object;
            let from =
                if status == Status::Switched { self.left_behind(&tokens, drug) } else { None };
            changes.push(Statement {
                span,
                drug,
                also: Vec::new(),
                from,
                status,
                decided_by: self.decided_by(&tokens, status),
                instruction: Instruction { span, ..Instruction::default() },
                assertion,
            });
        }
        changes
    }

    /// What a verb of change has for its object, a few words behind it: where that ends, and which drug it is.
    fn object(&self, verb: usize, status: Status) -> Option<(usize, Option<ConceptId>)> {
        const APART: Gap =
            Gap(Gap::COMMA.0 | Gap::COLON.0 | Gap::DASH.0 | Gap::BRACKET.0 | Gap::DOTS.0);
        let range = self.line.range();
        let reader = self.line.reader;
        let given = self.line.is_given(verb);
        let past = reader.lex(verb).map_or(verb + 1, |(_, past)| past);
        let end = (past..(past + CHANGE_REACH).min(range.end))
            .find(|&at| self.sight.document.tokens[at].gap.any(APART))
            .unwrap_or((past + CHANGE_REACH).min(range.end));
        let left = |mention: &&Mention| {
            // What is switched from is left behind; what it is switched to is the drug.
            status != Status::Switched || reader.before(mention.first as usize) != Some(Word::From)
        };
        let is_object = |mention: &&Mention| self.is_object(status, past, mention.first as usize);
        if let Some(mention) = self.line.taken(past..end).filter(is_object).find(left) {
            return Some((mention.end as usize, Some(mention.concept)));
        }
        if given {
            return None; // "put me on the list"
        }
        // "Prempro was discontinued", "the treatment was stopped"
        if reader.has_before(verb, Roles::PASSIVE) && matches!(status, Status::Stopped) {
            let before = verb.saturating_sub(4).max(range.start)..verb - 1;
            if let Some(mention) = self.line.taken(before.clone()).next_back() {
                return Some((past, Some(mention.concept)));
            }
            if before.into_iter().any(|at| reader.alone(at) == Some(Word::Medicine)) {
                return Some((past, self.drug(&(verb..past)).0));
            }
        }
        let near = verb + 1..(verb + 4).min(end);
        let near = near.start
            ..near.clone().find(|&at| reader.alone(at) == Some(Word::And)).unwrap_or(near.end);
        let found = near.into_iter().find(|&at| {
            matches!(reader.word(at), Some(Word::Injection | Word::Medicine | Word::Form(_)))
                || reader.has(at, Roles::OBJECT)
        });
        let Some(at) = found else { return self.without_object(verb, status) };
        // "it" may be anything: only a drug that was named before in the post is meant, or what the thread is about, if it is taken.
        let named = self.line.taken(range.start..verb).next().is_some()
            || self.named_before().is_some()
            || (verb + 1..at).any(|at| reader.has(at, Roles::TAKING))
            || reader.alone(verb) == Some(Word::Off);
        let drug = self.drug(&(at..at + 1)).0.filter(|_| named);
        // "started the pills"; "starts to drop" is no medicine
        let medicine =
            matches!(reader.word(at), Some(Word::Injection | Word::Medicine | Word::Form(_)))
                && matches!(
                    reader.before(at),
                    Some(Word::Determiner | Word::Per | Word::Number(_))
                )
                && (!matches!(status, Status::Increased | Status::Decreased | Status::Switched)
                    || reader.reads(at, "dosage")
                    || reader.reads(at, "dose"));
        (drug.is_some() || medicine).then_some((at + 1, drug))
    }

    /// Can a drug be the object of a verb that ends before it? A switch is *to* or *from* it; what is raised or lowered is it, or a dose
    /// of it, and not its “effectiveness”.
    fn is_object(&self, status: Status, past: usize, drug: usize) -> bool {
        let reader = self.line.reader;
        match status {
            Status::Switched => {
                past == drug
                    || (past..drug)
                        .any(|at| matches!(reader.alone(at), Some(Word::To | Word::From)))
            }
            Status::Increased | Status::Decreased => {
                (past..drug).all(|at| reader.vocabulary.knows(reader.document.tokens[at].symbol))
            }
            _ => true,
        }
    }

    /// Does a verb of change only say when something else was: “before I started Xanax”, “since starting it”? Or is it no verb: “the lower
    /// dose”?
    fn is_mere_time(&self, verb: usize, status: Status) -> bool {
        let reader = self.line.reader;
        let of_time = (1..=3).any(|back| {
            verb.checked_sub(back).filter(|&at| at >= reader.first).is_some_and(|at| {
                matches!(reader.alone(at), Some(Word::Before | Word::Since | Word::Until))
            })
        });
        let moved = matches!(status, Status::Increased | Status::Decreased);
        let noun = matches!(reader.before(verb), Some(Word::Determiner | Word::Per))
            && (moved || status == Status::Started);
        of_time && status == Status::Started || noun
    }

    /// “I was weaned off”, “then I just stopped”: of the drug that was named before, or that the thread is about.
    fn without_object(&self, verb: usize, status: Status) -> Option<(usize, Option<ConceptId>)> {
        const APART: Gap =
            Gap(Gap::COMMA.0 | Gap::COLON.0 | Gap::DASH.0 | Gap::DOTS.0 | Gap::STOP.0);
        let (reader, range) = (self.line.reader, self.line.range());
        let end = reader.lex(verb).map_or(verb + 1, |(_, end)| end);
        let ends = end >= range.end
            || self.sight.document.tokens[end].gap.any(APART)
            || matches!(
                reader.word(end),
                Some(Word::And | Word::After | Word::At | Word::Before | Word::Of)
            )
            || reader.has(end, Roles::BOUNDARY)
            || reader.reads(end, "cold");
        let subject = |reach: usize| {
            (1..=reach)
                .any(|back| verb.checked_sub(back).is_some_and(|at| reader.has(at, Roles::SUBJECT)))
        };
        let told = match reader.word(verb)? {
            // "I was weaned off"; not "hard to get off", nor "the weight came off"
            Word::Off => {
                subject(4)
                    && !(2..=3).any(|back| {
                        verb.checked_sub(back).is_some_and(|at| reader.alone(at) == Some(Word::To))
                    })
            }
            Word::Stop => subject(3),
            _ => false,
        };
        (ends && told && status == Status::Stopped).then_some(())?;
        let drug = self.drug(&(verb..end)).0?;
        Some((end, Some(drug)))
    }

    /// “from heparin to Lovenox”, “to Lovenox from heparin”, “switched from it”: the drug that a switch leaves.
    fn left_behind(&self, tokens: &Range<usize>, drug: Option<ConceptId>) -> Option<ConceptId> {
        let reader = self.line.reader;
        let range = self.line.range();
        let near =
            tokens.start.saturating_sub(10).max(range.start)..(tokens.end + 8).min(range.end);
        let from = self.line.taken(near).find(|mention| {
            let first = mention.first as usize;
            let before = |back: usize| {
                first.checked_sub(back).and_then(|at| reader.word(at).filter(|_| at >= range.start))
            };
            Some(mention.concept) != drug
                && (before(1) == Some(Word::From)
                    || before(2) == Some(Word::From) && matches!(before(1), Some(Word::Determiner)))
        });
        from.map(|mention| mention.concept)
    }
}
