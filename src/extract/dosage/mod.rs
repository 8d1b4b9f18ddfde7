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
mod course;
mod display;
mod fhir;
mod instruction;
mod invariants;
mod link;
mod plain;
mod say;
mod status;
mod words;

use std::{cell::Cell, ops::Range};

pub use course::{Along, Course, Start, Time};
pub use fhir::{
    Decimal, Dosage, DoseAndRate, Quantity, Range as DoseRange, Ratio, Repeat, Timing, UCUM,
    Words as InWords, is_ucum,
};
pub use instruction::{Field, Fields, Instruction};
pub use invariants::Problem;
pub use plain::plain;
pub use status::{DecidedBy, Status};

use self::{
    assemble::{Group, assemble},
    atom::{Atom, Part, Reader},
    words::{Word, Words},
};
use super::{
    assertion::{Assertion, Context, Experiencer},
    cue::{CueSet, Target},
};
use crate::{
    lexicon::{ConceptId, Kind, Mention},
    pattern::Sight,
    span::Span,
    text::{Gap, Marks, Sentence, Shape, Symbols},
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

/// Reads dosing statements.
#[derive(Clone, Debug, Default)]
pub struct DosageReader {
    words: Words,
}

/// How many words may stand between a verb of change and the drug that is its object.
const CHANGE_REACH: usize = 6;
/// How many statements back a repetition is looked for.
const REPEATED_WITHIN: usize = 16;
/// How many words may stand between two parts of one statement.
const PART_REACH: usize = 5;

impl DosageReader {
    /// Adds the words it needs to the table.
    pub fn compile(symbols: &mut Symbols) -> Self {
        Self { words: Words::compile(symbols) }
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
        let mut statements = Vec::new();
        let named = Cell::new((0, None));
        for sentence in &sight.document.sentences {
            if !(sentence.marks.any(Marks::DOSING) || has_bare_strength(sight, sentence)) {
                continue;
            }
            let words = &self.words;
            let post = Post { sight, context, cues, topic, words, sentence, named: &named };
            let from = statements.len();
            for group in post.groups() {
                statements.extend(post.statement(&group));
            }
            let covered: Vec<Span> =
                statements[from..].iter().map(|statement: &Statement| statement.span).collect();
            statements.extend(post.changes(&covered));
            statements[from..].sort_by_key(|statement| statement.span);
        }
        drop_repeated(&mut statements);
        statements
    }
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
    sight: &'a Sight<'a>,
    context: &'a Context,
    cues: (&'a CueSet, &'a Symbols),
    topic: Option<ConceptId>,
    words: &'a Words,
    sentence: &'a Sentence,
    /// The drug named last before a token, kept so that no part of a post is searched twice.
    named: &'a Cell<(usize, Option<Mention>)>,
}

impl Post<'_> {
    fn range(&self) -> Range<usize> {
        self.sentence.first as usize..self.sentence.end as usize
    }

    fn reader(&self) -> Reader<'_> {
        Reader { document: self.sight.document, words: self.words, end: self.sentence.end as usize }
    }

    fn word(&self, at: usize) -> Option<Word> {
        self.words.get(self.sight.document.tokens[at].symbol)
    }

    fn lower(&self, at: usize) -> String {
        self.sight.document.word(at).to_ascii_lowercase()
    }

    /// Mentions of what can be taken, among some tokens.
    fn taken(&self, tokens: Range<usize>) -> impl DoubleEndedIterator<Item = &Mention> {
        let lexicon = self.sight.lexicon;
        self.sight.mentions_in(tokens).iter().filter(move |mention| {
            let kind = lexicon.concept(mention.concept).kind;
            kind.is_taken() || kind == Kind::Remedy
        })
    }

    /// The parts of the sentence, those together that stand together.
    fn groups(&self) -> Vec<Group> {
        if !self.is_about_taking() {
            return Vec::new();
        }
        let reader = self.reader();
        let (mut groups, mut at): (Vec<Group>, usize) = (Vec::new(), self.range().start);
        while at < self.range().end {
            let behind_drug =
                self.taken(at.saturating_sub(6)..at).any(|mention| mention.end as usize == at)
                    && self.sight.document.tokens[at].gap.joins();
            let atom = reader
                .atom(at)
                .or_else(|| reader.behind_drug(at).filter(|_| behind_drug))
                .or_else(|| reader.changed_to(at).filter(|_| self.is_changed_before(at)));
            let Some(atom) = atom.filter(|atom| !self.is_contrast(atom)) else {
                at += 1;
                continue;
            };
            at = atom.end;
            match groups.last_mut() {
                Some(group) if self.belongs(group, &atom) => group.atoms.push(atom),
                _ => groups.push(Group { atoms: vec![atom] }),
            }
        }
        groups.retain(|group| {
            (group.says_anything() || self.is_change_at(group)) && self.is_anchored(group)
        });
        groups
    }

    /// Does a verb that raises or lowers a dose stand a few words before?
    fn is_changed_before(&self, at: usize) -> bool {
        (at.saturating_sub(CHANGE_REACH).max(self.range().start)..at).any(|before| {
            matches!(self.change(before), Some(Status::Increased | Status::Decreased))
        })
    }

    /// "went off it at 7 weeks", "started at 12 weeks": a time that a change goes with.
    fn is_change_at(&self, group: &Group) -> bool {
        let first = group.first();
        let from = first.saturating_sub(6).max(self.range().start);
        group.is_only_start() && (from..first).any(|at| self.change(at).is_some())
    }

    /// "once a day *instead of twice a day*": what is not done.
    fn is_contrast(&self, atom: &Atom) -> bool {
        let before = |back: usize| {
            atom.first
                .checked_sub(back)
                .filter(|&at| at >= self.range().start)
                .map(|at| self.lower(at))
        };
        matches!(
            (before(2).as_deref(), before(1).as_deref()),
            (Some("instead"), Some("of"))
                | (Some("rather"), Some("than"))
                | (Some("not"), Some("just" | "only"))
        )
    }

    /// Does a part go on with a statement?
    fn belongs(&self, group: &Group, atom: &Atom) -> bool {
        let Some(end) = group.atoms.last().map(|last| last.end) else { return false };
        let between = end..atom.first;
        let stop = (end..=atom.first).any(|at| {
            self.sight.document.tokens[at]
                .gap
                .any(Gap(Gap::COLON.0 | Gap::DOTS.0 | Gap::PARAGRAPH.0))
        });
        let drug_between = self.taken(between.clone()).next().is_some();
        if group.is_only_start() {
            // "At ten weeks along I started evening Fragmin"
            return between.len() <= PART_REACH && !stop;
        }
        let verb_between = between.clone().any(|at| {
            matches!(
                self.word(at),
                Some(
                    Word::Start
                        | Word::Stop
                        | Word::Switch
                        | Word::Off
                        | Word::Increase
                        | Word::Decrease
                )
            ) || matches!(
                self.lower(at).as_str(),
                "i" | "she" | "he" | "they" | "we" | "but" | "then" | "because"
            )
        });
        let apart = between.len() > PART_REACH
            || stop
            || verb_between
            || drug_between && group.is_complete();
        !apart && !group.conflicts(atom)
    }

    /// Does the sentence hold anything that could anchor a statement? A quick look, before its parts are read.
    fn is_about_taking(&self) -> bool {
        self.taken(self.range()).next().is_some()
            || self.range().any(|at| match self.word(at) {
                Some(Word::Injection | Word::Form(_) | Word::DoseUnit(_) | Word::Medicine) => true,
                Some(Word::Taking) => self.takes_it(at) || self.is_put_in(at),
                _ => self.is_put_in(at),
            })
    }

    /// "on it", "taking them"
    fn takes_it(&self, at: usize) -> bool {
        const THINGS: [&str; 7] = ["it", "them", "this", "these", "one", "two", "mine"];
        let next = at + 1;
        self.word(at) == Some(Word::Taking)
            && next < self.range().end
            && THINGS.iter().any(|thing| self.sight.document.word(next).eq_ignore_ascii_case(thing))
    }

    /// "inject", "apply": a verb that is used of medicines.
    fn is_put_in(&self, at: usize) -> bool {
        const VERBS: [&str; 7] =
            ["apply", "instil", "instill", "insert", "inhale", "swallow", "chew"];
        let word = self.sight.document.word(at);
        word.get(..6).is_some_and(|stem| stem.eq_ignore_ascii_case("inject"))
            || VERBS.iter().any(|verb| word.eq_ignore_ascii_case(verb))
    }

    /// Does the sentence speak of taking something, near the statement?
    fn is_anchored(&self, group: &Group) -> bool {
        let (first, end) = (group.first(), group.end());
        let range = self.range();
        let near = first.saturating_sub(24).max(range.start)..(end + 10).min(range.end);
        let drug = self.taken(near.clone()).next().is_some();
        let form = near.clone().any(|at| {
            matches!(self.word(at), Some(Word::Injection | Word::Form(_) | Word::DoseUnit(_)))
        });
        let medicine = near.clone().any(|at| self.word(at) == Some(Word::Medicine));
        let waiting = near.clone().any(|at| self.word(at) == Some(Word::Waiting));
        let taking = near.clone().any(|at| self.takes_it(at));
        let injecting = near.clone().any(|at| self.is_put_in(at));
        let anchored = drug || form || taking || injecting;
        if !group.has_amount() && self.is_of_something_else(first) {
            return false;
        }
        if group.is_latin_only() || group.is_weak() {
            // Shorthand and parts of the day count only right beside a drug or a dose.
            let beside = first.saturating_sub(3).max(range.start)..(end + 2).min(range.end);
            return self.taken(beside.clone()).next().is_some()
                || beside.into_iter().any(|at| {
                    matches!(
                        self.word(at),
                        Some(Word::Form(_) | Word::DoseUnit(_) | Word::Injection)
                    )
                });
        }
        if group.is_only_length() {
            let told = drug || form || taking || injecting || medicine;
            return told && !waiting && self.length_is_of_taking(first);
        }
        anchored || medicine && group.has_frequency()
    }

    /// “I throw up 3 times a day on metformin”: the rate of something that is no taking, by the verb before it in its clause.
    fn is_of_something_else(&self, first: usize) -> bool {
        const OTHERWISE: &str = "throw throws threw throwing vomit vomiting puke puking check checks checked checking test tests tested testing monitor \
            monitored monitoring walk walked pee peeing see saw seeing drink drank drinking kick kicks kicking kicked cry crying \
            wake woke draw draws drawn scan scans scanned ultrasound ultrasounds bloodwork exercise call called pump nurse nursing feed feeding \
            coffee appointment appointments visit visits poop pooping contractions kicked feel felt happen happens happened";
        let clause = self.sight.document.clauses[self.sight.document.clause_of(first)];
        let from = (clause.first as usize).max(first.saturating_sub(7));
        let verb = (from..first).rev().find(|&at| {
            let word = self.lower(at);
            self.word(at) == Some(Word::Taking) && word != "on" && word != "been"
                || OTHERWISE.split_whitespace().any(|other| other == word)
        });
        verb.is_some_and(|at| OTHERWISE.split_whitespace().any(|other| other == self.lower(at)))
    }

    /// Is a length of time told of taking something, rather than of anything else in the sentence?
    fn length_is_of_taking(&self, first: usize) -> bool {
        let clause = self.sight.document.clauses[self.sight.document.clause_of(first)];
        let range = (clause.first as usize).max(first.saturating_sub(14))..first;
        let at_start = self.taken(range.start.saturating_sub(2)..first + 1).next().is_some();
        at_start
            || range.into_iter().any(|at| {
                matches!(
                    self.word(at),
                    Some(Word::Taking | Word::Start | Word::Stop | Word::Injection)
                )
            })
    }

    fn statement(&self, group: &Group) -> Option<Statement> {
        let tokens = group.first()..group.end();
        let mut assembled = assemble(group, self.sight.document);
        let clause = self.sight.document.clauses[self.sight.document.clause_of(tokens.start)];
        let near = (clause.first as usize).min(tokens.start)
            ..(tokens.end + 2).min(self.range().end).max(clause.end as usize);
        let injected = assembled.unit == Some("injection")
            || near.into_iter().any(|at| {
                self.word(at) == Some(Word::Injection) || self.lower(at).starts_with("inject")
            });
        if assembled.dosage.route.is_none() && injected {
            assembled.dosage.route = Some(InWords { text: "injection".to_owned() });
        }
        let (drug, also) = self.drug(&tokens);
        let assertion =
            self.context.judge(self.sight.document, self.cues, tokens.clone(), Target::Use, &[]);
        let status = self.status(&tokens, &assertion);
        if (status == Status::Stopped
            || group.is_only_start() && self.last_change(&tokens) == Some(Status::Stopped))
            && let Some(to) = assembled.start_at.take()
        {
            let of = self.is_start_in_pregnancy(group).then_some(Along::Pregnancy);
            assembled.course = Some(Course { of, to: Some(to), ..Course::default() });
        }
        if let Some(start) = assembled.start_at.take() {
            let pregnancy = matches!(start.unit, "wk" | "mo") && self.is_start_in_pregnancy(group);
            assembled.start = pregnancy.then_some(Start { at: start, of: Along::Pregnancy });
        }
        let says_nothing = assembled.is_empty();
        let tokens = self.with_drug(tokens, drug);
        let span = self.sight.document.span(tokens);
        (!says_nothing).then_some(Statement {
            span,
            drug,
            also,
            from: None,
            status,
            decided_by: None,
            instruction: Instruction {
                span,
                dosage: assembled.dosage,
                course: assembled.course,
                start: assembled.start,
                ..Instruction::default()
            },
            assertion,
        })
    }

    /// "at nine weeks": of a pregnancy, if the sentence or the post speaks of one.
    fn is_start_in_pregnancy(&self, group: &Group) -> bool {
        let in_atom = group.atoms.iter().any(|atom| {
            matches!(atom.part, Part::Start(_))
                && (atom.first..atom.end).any(|at| self.word(at) == Some(Word::Pregnant))
        });
        in_atom
            || self
                .range()
                .any(|at| matches!(self.word(at), Some(Word::Pregnancy | Word::Pregnant)))
    }

    /// The statement with the drug right before it: “heparin twice a day”.
    fn with_drug(&self, tokens: Range<usize>, drug: Option<ConceptId>) -> Range<usize> {
        let before = self
            .taken(tokens.start.saturating_sub(4).max(self.range().start)..tokens.start)
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
        for verb in self.range() {
            let Some(status) = self.change(verb) else { continue };
            // "you can stop": leave to do it is not the deed.
            let leave = verb > self.range().start
                && matches!(
                    self.lower(verb - 1).as_str(),
                    "can" | "could" | "may" | "should" | "must" | "cannot"
                );
            if leave {
                continue;
            }
            let Some((object, drug)) = self.object(verb, status) else { continue };
            let span = document.span(verb..object);
            // A schedule right behind it says the same and more: "bumped it to 100 mcg".
            let reach = document.span(verb..(object + PART_REACH).min(self.range().end));
            let told = changes.iter().any(|change| change.span.overlaps(span));
            if told || covered.iter().any(|schedule| schedule.overlaps(reach)) {
                continue;
            }
            let assertion = self.context.judge(document, self.cues, verb..object, Target::Use, &[]);
            // What is said in general, asked or denied did not happen.
            if assertion.negated
                || assertion.question
                || assertion.experiencer == Experiencer::Generic
            {
                continue;
            }
            let status = if assertion.hypothetical { Status::Considered } else { status };
            changes.push(Statement {
                span,
                drug: Some(drug),
                also: Vec::new(),
                from: None,
                status,
                decided_by: None,
                instruction: Instruction::default(),
                assertion,
            });
        }
        changes
    }

    /// What a verb of change has for its object, a few words behind it: where that ends, and which drug it is.
    fn object(&self, verb: usize, status: Status) -> Option<(usize, ConceptId)> {
        const APART: Gap =
            Gap(Gap::COMMA.0 | Gap::COLON.0 | Gap::DASH.0 | Gap::BRACKET.0 | Gap::DOTS.0);
        let end = (verb + 1..(verb + 1 + CHANGE_REACH).min(self.range().end))
            .find(|&at| self.sight.document.tokens[at].gap.any(APART))
            .unwrap_or((verb + 1 + CHANGE_REACH).min(self.range().end));
        let left = |mention: &&Mention| {
            // What is switched from is left behind; what it is switched to is the drug.
            status != Status::Switched || self.lower(mention.first as usize - 1) != "from"
        };
        if let Some(mention) = self.taken(verb + 1..end).find(left) {
            return Some((mention.end as usize, mention.concept));
        }
        let near = verb + 1..(verb + 4).min(end);
        let at = near.into_iter().find(|&at| {
            matches!(self.word(at), Some(Word::Injection | Word::Medicine | Word::Form(_)))
                || matches!(
                    self.lower(at).as_str(),
                    "it" | "them" | "mine" | "ours" | "hers" | "cream" | "meds"
                )
        })?;
        // "it" may be anything: only a drug that was named before in the post is meant.
        let named =
            self.taken(self.range().start..verb).next().is_some() || self.named_before().is_some();
        let drug = self.drug(&(at..at + 1)).0.filter(|_| named)?;
        Some((at + 1, drug))
    }
}
