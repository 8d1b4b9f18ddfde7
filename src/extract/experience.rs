//! Who took what, how, for what, and what came of it: the records of a post.
//!
//! A record joins what the layers before found of one person, one drug and one course; it mixes neither people nor drugs nor courses. What
//! belongs to a record is named by its place, so that everything in it can be looked up with its words.
//!
//! A course ends where another pregnancy, loss or cycle begins ([`Attempt`]) and where a drug that was stopped is begun again.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    assertion::{Assertion, Experiencer, Person, Source},
    attempt::{Attempt, AttemptReader, attempt_at},
    dosage::{DosageReader, Statement, Status},
    drug_use::Use,
    outcome::{Outcome, OutcomeKind, OutcomeReader, OutcomeScratch},
};
use crate::{
    lexicon::{ConceptId, Kind, Mention},
    pattern::Sight,
};

/// One person, one drug and one course.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Experience {
    /// What was taken.
    pub drug: ConceptId,
    /// Who took it.
    pub experiencer: Experiencer,
    /// The one that is named, where one is.
    pub person: Option<Person>,
    /// The number of the course of this drug and person, from 1.
    pub course: u32,
    /// The pregnancy, loss or cycle in which it was taken, where that is said.
    pub attempt: Option<Attempt>,
    /// Where the drug is named as taken, by its place among the mentions of the post.
    pub mentions: Vec<usize>,
    /// The dosing statements in order, by their place among those of the post.
    pub dosages: Vec<usize>,
    /// The changes from another drug or to another.
    pub switches: Vec<Switch>,
    /// The outcomes, by their place among those of the post.
    pub outcomes: Vec<usize>,
    /// What it was taken for, and the place of the mention that says so.
    pub indication: Option<(ConceptId, usize)>,
}

impl Experience {
    const fn who(&self) -> Who {
        Who { experiencer: self.experiencer, person: self.person }
    }
}

/// A change from one drug to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Switch {
    /// What was left.
    pub from: Option<ConceptId>,
    /// What took its place.
    pub to: Option<ConceptId>,
    /// The statement that says so, by its place among the dosing statements of the post.
    pub dosage: usize,
}

/// What was found in a post, from which its records are made.
#[derive(Clone, Copy)]
pub struct Findings<'a> {
    /// The words and the mentions.
    pub sight: &'a Sight<'a>,
    /// How each mention is meant.
    pub judged: &'a [(Mention, Assertion)],
    /// What is said of the use of each mention.
    pub uses: &'a [Option<Use>],
    /// The dosing statements.
    pub dosages: &'a [Statement],
    /// The outcomes.
    pub outcomes: &'a [Outcome],
}

/// The layers that records are made with.
#[derive(Clone, Copy)]
pub(crate) struct Readers<'a> {
    pub(crate) words: &'a DosageReader,
    pub(crate) outcomes: &'a OutcomeReader,
    pub(crate) attempts: &'a AttemptReader,
}

/// Something that belongs to a record.
#[derive(Clone, Copy)]
enum Part {
    Mention(usize),
    Dosage(usize),
    Outcome(usize),
}

/// A part of some record, and where it stands.
struct Event {
    token: usize,
    drug: ConceptId,
    who: Who,
    part: Part,
}

/// One person of a post, as far as the post tells them apart.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Who {
    experiencer: Experiencer,
    person: Option<Person>,
}

impl Who {
    const fn of(assertion: &Assertion) -> Self {
        Self { experiencer: assertion.experiencer, person: assertion.person }
    }

    /// May the two be the same? Whoever is not named may be anybody of that side.
    fn fits(self, other: Self) -> bool {
        self.experiencer == other.experiencer
            && match (self.person, other.person) {
                (Some(one), Some(other)) => one.id == other.id,
                _ => true,
            }
    }
}

/// The experiences of a post, in the order in which they are told.
#[must_use]
pub(crate) fn experiences(
    findings: &Findings<'_>,
    readers: Readers<'_>,
    scratch: &mut OutcomeScratch,
) -> Vec<Experience> {
    let events = findings.events();
    if events.is_empty() {
        return Vec::new();
    }
    let attempts = readers.attempts.read(findings.sight.document);
    let mut records = Records::default();
    for event in events {
        let attempt = attempt_at(findings.sight.document, &attempts, event.token);
        records.add(findings, &event, attempt);
    }
    let mut reasons = Reasons::default();
    for record in &mut records.all {
        record.indication = reasons.of(findings, readers, (record.drug, record.who()), scratch);
    }
    records.all
}

impl Findings<'_> {
    /// All that belongs to some record, as it stands in the post.
    fn events(&self) -> Vec<Event> {
        let document = self.sight.document;
        let place = |start: u32| document.tokens.partition_point(|token| token.end <= start);
        let mut events = Vec::new();
        for (at, ((mention, assertion), said)) in self.judged.iter().zip(self.uses).enumerate() {
            let lived = *said == Some(Use::Taken)
                && assertion.experiencer != Experiencer::Generic
                && assertion.source != Source::Quoted;
            if lived {
                events.push(Event {
                    token: mention.first as usize,
                    drug: mention.concept,
                    who: Who::of(assertion),
                    part: Part::Mention(at),
                });
            }
        }
        for (at, statement) in self.dosages.iter().enumerate() {
            let lived = !statement.assertion.negated
                && !statement.assertion.question
                && statement.assertion.experiencer != Experiencer::Generic
                && !matches!(
                    statement.status,
                    Status::Advised | Status::General | Status::Considered | Status::Refused
                );
            let drugs = statement.drug.into_iter().chain(statement.also.iter().copied());
            events.extend(drugs.filter(|_| lived).map(|drug| Event {
                token: place(statement.span.start),
                drug,
                who: Who::of(&statement.assertion),
                part: Part::Dosage(at),
            }));
        }
        for (at, outcome) in self.outcomes.iter().enumerate() {
            let held = !(outcome.assertion.negated || outcome.assertion.uncertain);
            if let Some(tie) = outcome.tie.filter(|_| held) {
                events.push(Event {
                    token: place(outcome.span.start),
                    drug: tie.drug,
                    who: Who::of(&outcome.assertion),
                    part: Part::Outcome(at),
                });
            }
        }
        events.sort_by_key(|event| event.token);
        events
    }
}

#[derive(Default)]
struct Records {
    all: Vec<Experience>,
    /// The records of a drug, in order.
    by_drug: FxHashMap<ConceptId, Vec<usize>>,
    /// Those that were stopped.
    stopped: FxHashSet<usize>,
}

impl Records {
    fn add(&mut self, findings: &Findings<'_>, event: &Event, attempt: Option<Attempt>) {
        let known = self.by_drug.entry(event.drug).or_default();
        let of_person = |&&at: &&usize| self.all[at].who().fits(event.who);
        let same = |&&at: &&usize| match (self.all[at].attempt, attempt) {
            (Some(known), Some(new)) => known.is(&new),
            (None, None) => true,
            _ => false,
        };
        let status = match event.part {
            Part::Dosage(at) => Some(findings.dosages[at].status),
            _ => None,
        };
        let found = known.iter().rev().filter(of_person).find(same).copied();
        let again =
            status == Some(Status::Started) && found.is_some_and(|at| self.stopped.contains(&at));
        // What is told behind the last course is of it, whatever pregnancy was named in passing; only what comes of a drug makes no record
        // of a pregnancy in which the drug is not said to be taken.
        let found = found.filter(|_| !again).or_else(|| match event.part {
            Part::Outcome(at) if attempt.is_none() || findings.outcomes[at].kind.is_of_drug() => {
                known.iter().rev().find(of_person).copied()
            }
            _ => None,
        });
        if found.is_none() && !makes_record(findings, event) {
            return;
        }
        let course = known.iter().filter(of_person).count() as u32 + 1;
        let at = found.unwrap_or_else(|| {
            known.push(self.all.len());
            self.all.push(Experience {
                drug: event.drug,
                experiencer: event.who.experiencer,
                person: event.who.person,
                course,
                attempt,
                mentions: Vec::new(),
                dosages: Vec::new(),
                switches: Vec::new(),
                outcomes: Vec::new(),
                indication: None,
            });
            self.all.len() - 1
        });
        self.all[at].person = self.all[at].person.or(event.who.person);
        match event.part {
            Part::Mention(mention) => self.all[at].mentions.push(mention),
            Part::Outcome(outcome) => self.all[at].outcomes.push(outcome),
            Part::Dosage(dosage) => {
                self.all[at].dosages.push(dosage);
                let statement = &findings.dosages[dosage];
                match statement.status {
                    Status::Stopped => {
                        self.stopped.insert(at);
                    }
                    Status::Switched => {
                        let to = statement.drug;
                        let from = statement.from.or_else(|| self.taken_before(event));
                        self.all[at].switches.push(Switch { from, to, dosage });
                        // The drug that was left has the change as well.
                        self.leave(event, from, Switch { from, to, dosage });
                    }
                    _ => {}
                }
            }
        }
    }

    /// What the person was last said to take, other than this.
    fn taken_before(&self, event: &Event) -> Option<ConceptId> {
        let other = |known: &&Experience| known.who().fits(event.who) && known.drug != event.drug;
        self.all.iter().rev().find(other).map(|known| known.drug)
    }

    fn leave(&mut self, event: &Event, from: Option<ConceptId>, switch: Switch) {
        let left = from.and_then(|from| self.by_drug.get(&from)).and_then(|records| {
            records.iter().rev().find(|&&at| self.all[at].who().fits(event.who))
        });
        if let Some(&left) = left {
            self.all[left].switches.push(switch);
            self.stopped.insert(left);
        }
    }
}

/// Does it show by itself that the drug was taken? What a drug did does; a birth does not.
fn makes_record(findings: &Findings<'_>, event: &Event) -> bool {
    match event.part {
        Part::Mention(_) | Part::Dosage(_) => true,
        Part::Outcome(at) => matches!(
            findings.outcomes[at].kind,
            OutcomeKind::Benefit
                | OutcomeKind::NoEffect
                | OutcomeKind::AdverseEvent
                | OutcomeKind::Withdrawal
        ),
    }
}

/// What a person is said to have, the place of the mention, and whether a word of having leads to it.
type Reason = (ConceptId, usize, bool);

/// What people take things for.
#[derive(Default)]
struct Reasons {
    /// What each person is said to have, and the place of the mention.
    by_person: Vec<(Who, Vec<Reason>)>,
}

/// How many of a person's conditions are looked at.
const MOST_REASONS: usize = 64;

impl Reasons {
    /// What a person takes a drug for: the first thing they have that such a drug is for, a condition before a symptom; else the first
    /// condition that they are said to have.
    fn of(
        &mut self,
        findings: &Findings<'_>,
        readers: Readers<'_>,
        (drug, who): (ConceptId, Who),
        scratch: &mut OutcomeScratch,
    ) -> Option<(ConceptId, usize)> {
        let sight = findings.sight;
        let at = self.by_person.iter().position(|(known, _)| *known == who).unwrap_or_else(|| {
            self.by_person.push((who, conditions(findings, readers.words, who)));
            self.by_person.len() - 1
        });
        let has = &self.by_person[at].1;
        let treats = readers.outcomes.treats(sight.lexicon, drug, scratch);
        let kind = |concept: ConceptId| sight.lexicon.concept(concept).kind;
        has.iter()
            .filter(|(concept, ..)| treats(*concept))
            .min_by_key(|(concept, ..)| kind(*concept) != Kind::Condition)
            .or_else(|| has.iter().find(|(_, _, led)| *led))
            .map(|&(concept, mention, _)| (concept, mention))
    }
}

/// What a person is said to have first, in order: conditions, other than a state that is no disease, such as being pregnant (ICD-10 chapter Z), and
/// symptoms; and whether a word of having or treating leads to a condition.
fn conditions(findings: &Findings<'_>, words: &DosageReader, who: Who) -> Vec<Reason> {
    let sight = findings.sight;
    let judged = findings.judged.iter().enumerate();
    let told = judged.filter(|(_, (mention, assertion))| {
        let concept = sight.lexicon.concept(mention.concept);
        matches!(concept.kind, Kind::Condition | Kind::Symptom)
            && Who::of(assertion).fits(who)
            && !(assertion.negated || assertion.hypothetical || assertion.question)
            && !concept.codes.of("icd10").any(|code| code.starts_with('Z'))
    });
    let told = told.take(MOST_REASONS);
    told.map(|(at, (mention, _))| {
        let first = mention.first as usize;
        let sentence = sight.document.sentences[sight.document.sentence_of(first)];
        let from = first.saturating_sub(LED_WITHIN).max(sentence.first as usize);
        let is_condition = sight.lexicon.concept(mention.concept).kind == Kind::Condition;
        let led = is_condition
            && (from..first).any(|at| words.leads_to_condition(sight.document.tokens[at].symbol));
        (mention.concept, at, led)
    })
    .collect()
}

/// Within how many words before a condition a word has to say that somebody has it.
const LED_WITHIN: usize = 4;
