//! A dosing statement, made of the parts of a group: its drug, its status and whose it is.

use std::{cell::Cell, ops::Range};

use super::{
    Along, Course, Field, Instruction, Start,
    assemble::{Assembled, assemble},
    atom::Part,
    group::Group,
    line::Line,
    status::{DecidedBy, Status},
    vocabulary::{Vocabulary, Word},
};
use crate::{
    extract::{
        assertion::{Assertion, Context},
        cue::{CueSet, Target},
    },
    lexicon::{ConceptId, Mention},
    pattern::Sight,
    span::Span,
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
    pub(super) fn add_most(&mut self, next: Self) {
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

/// A line of a post, and what is known of the post.
pub(super) struct Post<'a> {
    pub(super) line: Line<'a>,
    pub(super) sight: &'a Sight<'a>,
    pub(super) context: &'a Context,
    pub(super) cues: &'a CueSet,
    pub(super) topic: Option<ConceptId>,
    pub(super) vocabulary: &'a Vocabulary,
    /// The drug named last before a token, kept so that no part of a post is searched twice.
    pub(super) named: &'a Cell<(usize, Option<Mention>)>,
    /// Does the post speak of a pregnancy, if that was looked for?
    pub(super) pregnant: &'a Cell<Option<bool>>,
}

impl Post<'_> {
    pub(super) fn statement(&self, group: &Group) -> Option<Statement> {
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
        assembled: &mut Assembled,
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
}
